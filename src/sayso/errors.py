"""Errors that a user can act on: one plain sentence each, shown without a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class SaysoError(Exception):
    """The message names the file, the place and what to do. `exit_code` is the command line's.

    `usage` is what an extractor used before it failed, such as tokens: failures cost money too.
    """

    exit_code = 1
    usage: Mapping[str, float] = MappingProxyType({})


class DataError(SaysoError):
    """The data, or the scores, fall short."""


class UsageError(SaysoError):
    """Wrong use: an unknown name, a missing file, options that exclude each other."""

    exit_code = 2


class TemporaryError(DataError):
    """A failure that may pass, such as a busy or unreachable service: the runner tries the document again.

    `after` is the number of seconds to wait before, where the service states one.
    """

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class LateError(TemporaryError):
    """There was no answer in time: what is slow now may be quicker the next time, for a service is at the other end."""
