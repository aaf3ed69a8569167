"""A program that goes wrong on the article `b`: `python program.py HOW`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time


def answer(doc: str) -> None:
    quotes = [{"content": [{"text": "“It held,”"}]}]
    print(json.dumps({"doc": doc, "quotes": quotes}), flush=True)


def raw(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def main(how: str) -> None:
    for line in sys.stdin:
        doc = json.loads(line)["id"]
        if doc != "b":
            answer(doc)
        elif how == "invalid-utf8":
            raw(b'{"doc": "b", "quotes": [{"speaker": "\xff\xfe"}]}\n')
        elif how == "logs":
            print("INFO: loading", flush=True)
            answer(doc)
        elif how == "json-logs":
            print('{"level": "info"}', flush=True)
            answer(doc)
        elif how == "null":
            raw(b"null\n")
        elif how == "half":
            raw(b'{"doc": "b", "quo')
            sys.exit(0)
        elif how == "broken":
            raw(b'{"doc": "b", "quo\n')
        elif how == "stranger":
            answer("a")
        elif how == "states":
            print('{"doc": "b", "error": "the text is too long"}', flush=True)
        elif how == "exits-137":
            print("Killed", file=sys.stderr)
            sys.exit(137)
        elif how == "raises":
            raise KeyError("speaker")
        elif how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "closes":
            os.close(1)
            time.sleep(10**6)
        elif how == "eats":
            bytearray(1 << 32)
        elif how == "forks":
            with open(sys.argv[2], "a") as pids:  # noqa: PTH123
                for _ in range(3):
                    print(subprocess.Popen(["sleep", "1000000"]).pid, file=pids, flush=True)
                print(os.getpid(), file=pids, flush=True)
            time.sleep(10**6)
        elif how == "hangs":
            time.sleep(10**6)


if __name__ == "__main__":
    main(sys.argv[1])
