"""Workflow commands of GitHub Actions, which annotate a line of a file.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations


def command(level: str, message: str, **properties: str | int | None) -> str:
    """One command, escaped as @actions/core does it; properties that are None are left out.

    >>> command("error", "100 %\\nsure", file="a,b:c.json", line=None)
    '::error file=a%2Cb%3Ac.json::100 %25%0Asure'
    """
    head = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{level}{f' {head}' if head else ''}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
