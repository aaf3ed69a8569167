"""Errors that a user can act on: one plain sentence each, shown without a traceback."""

from __future__ import annotations


class SaysoError(Exception):
    """The message names the file, the place and what to do. `exit_code` is the command line's."""

    exit_code = 1


class DataError(SaysoError):
    """The data, or the scores, fall short."""


class UsageError(SaysoError):
    """Wrong use: an unknown name, a missing file, options that exclude each other."""

    exit_code = 2
