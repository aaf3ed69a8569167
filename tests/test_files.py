"""Files are written whole or not at all, and what is no file is never replaced by one."""

from __future__ import annotations

import os
import threading

import pytest

from sayso.files import check_writable, staging, write_bytes


def write_staged(path, data):
    with staging(path) as beside:
        beside.write_bytes(data)


@pytest.mark.parametrize("write", [write_bytes, write_staged])
def test_a_pipe_is_written_into(tmp_path, write):
    pipe, link, read = tmp_path / "pipe", tmp_path / "link", []
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    check_writable(link)
    write(link, b"1")
    reader.join(10)
    assert (read, pipe.is_fifo(), link.is_symlink()) == ([b"1"], True, True)
    assert sorted(tmp_path.iterdir()) == [link, pipe]


@pytest.mark.parametrize("write", [write_bytes, write_staged])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_one(tmp_path, write, there):
    (tmp_path / "data").mkdir()
    link, file = tmp_path / "link", tmp_path / "data" / "file"
    link.symlink_to(file)
    if there:
        file.write_bytes(b"old")
    check_writable(link)
    write(link, b"new")
    assert (file.read_bytes(), link.is_symlink()) == (b"new", True)
    assert sorted(tmp_path.rglob("*")) == [file.parent, file, link]
