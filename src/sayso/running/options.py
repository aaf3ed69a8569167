"""How an extractor is run."""

from __future__ import annotations

import dataclasses
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class RunOptions:
    """How an extractor is run. The defaults run it in this process, one document after the other."""

    jobs: int = 1
    """Calls at a time."""
    batch: int | None = None
    """Documents a call, for an extractor that takes several; its own `batch_size` where None."""
    timeout: float | None = None
    """Seconds that the answer to one document may take."""
    retries: int = 4
    """How often a document is tried again after a failure that may pass."""
    rate: float | None = None
    """Most calls a second, all workers together."""
    memory: int | None = None
    """Bytes of address space for each subprocess."""
    strict: bool = False
    """Stop at the first document that fails."""
    cache: Path | bool | None = None
    """Where answers are kept; True: the user's cache folder, False: nowhere, None: as the extractor has it."""
    file: Path | None = None
    """Where each answer is written as it comes, for a run that is to be resumed."""
    resume: bool = False
    """Go on with what is in `file`."""
    late_again: bool = True
    """Whether a call that was cancelled since it took too long is one of the failures that may pass."""

    @property
    def needs_process(self) -> bool:
        """Whether a Python function has to be in a process of its own: only that can be ended, limited or doubled."""
        return self.jobs > 1 or self.timeout is not None or self.memory is not None


DEFAULT = RunOptions()
