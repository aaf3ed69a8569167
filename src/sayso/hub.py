"""The Hugging Face Hub: what a dataset there holds, what publishing changes, and the one commit that does."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from sayso.errors import UsageError
from sayso.publication import LocalFile
from sayso.tables import is_part

try:
    import huggingface_hub
    from huggingface_hub import constants, errors
    from huggingface_hub.utils import validate_repo_id
except ImportError as missing:
    _cause = str(missing).partition("\n")[0].rstrip(".")
    raise UsageError(f'publishing needs huggingface_hub ({_cause}); pip install "sayso[hub]".') from None

MAIN = "main"

Status = Literal["new", "changed", "same", "removed", "unknown"]
"""`unknown` where the Hub could not be asked."""


class UnreachableError(UsageError):
    """The Hub does not answer, or may not be asked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Remote:
    """A dataset on the Hub at the head of a branch; `hashes` gives the SHA-256 or git's name of each file by its path.

    Where the branch is missing, `branch` is False and the rest is that of the main branch, from which it would start.
    """

    head: str
    private: bool
    hashes: Mapping[str, str]
    branch: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What publishing does to one path. `file` is None where the path is removed."""

    path: str
    status: Status
    file: LocalFile | None


def changes(local: Mapping[str, LocalFile], remote: Remote | None) -> list[Change]:
    """What publishing `local` does, by path. A file of the corpus that is no more is removed; others are left alone."""
    there = remote.hashes if remote else {}
    found = [Change(path, _status(file, there.get(path)), file) for path, file in local.items()]
    gone = [path for path in there if path not in local and is_part(path)]
    return sorted(found + [Change(path, "removed", None) for path in gone], key=lambda change: change.path)


def _status(file: LocalFile, there: str | None) -> Status:
    if there is None:
        return "new"
    return "same" if there in (file.sha256, file.blob) else "changed"


def address(repo: str) -> str:
    """The page of a dataset."""
    return f"{constants.ENDPOINT}/datasets/{repo}"


def check_name(repo: str) -> None:
    """Raise `UsageError` where `repo` is not OWNER/NAME in letters that the Hub takes."""
    try:
        validate_repo_id(repo)
    except errors.HFValidationError:
        owner = ""
    else:
        owner = repo.partition("/")[0] if "/" in repo else ""
    if not owner:
        raise UsageError(f"{repo}: a dataset on the Hub is named OWNER/NAME, in letters, digits, -, _ and dots.")


def look(repo: str, revision: str = MAIN) -> Remote | None:
    """What the dataset holds; None where there is none, or none that the token may see.

    Raises `UnreachableError` where the Hub does not answer and `UsageError` where it refuses the token.
    """
    api = huggingface_hub.HfApi()
    with _plainly(repo):
        try:
            return _remote(api.dataset_info(repo, revision=revision, files_metadata=True))
        except errors.RevisionNotFoundError:
            return dataclasses.replace(_remote(api.dataset_info(repo, files_metadata=True)), branch=False)
        except errors.RepositoryNotFoundError:
            return None


def _remote(info: Any) -> Remote:
    hashes = {file.rfilename: file.lfs.sha256 if file.lfs else file.blob_id for file in info.siblings or ()}
    return Remote(info.sha, bool(info.private), hashes)


def upload(
    repo: str, made: Sequence[Change], remote: Remote | None, *, revision: str, private: bool, message: str
) -> str:
    """Make the changes in one commit on top of `remote`, and return its address; create what is missing.

    Raises `UsageError` where there is no token or it does not suffice, and where the Hub refuses or does not answer; a
    commit that was made since `remote` was looked at is such a case.
    """
    if huggingface_hub.get_token() is None:
        raise UsageError("no token to publish with; set HF_TOKEN to one with write access, or run hf auth login.")
    api = huggingface_hub.HfApi()
    operations = [
        huggingface_hub.CommitOperationDelete(change.path)
        if change.file is None
        else huggingface_hub.CommitOperationAdd(change.path, change.file.path)
        for change in made
        if change.status != "same"
    ]
    with _plainly(repo):
        api.whoami()
        if remote is None:
            api.create_repo(repo, repo_type="dataset", private=private)
        if revision != MAIN and not (remote and remote.branch):
            api.create_branch(repo, repo_type="dataset", branch=revision)
        commit = api.create_commit(
            repo,
            operations,
            commit_message=message,
            repo_type="dataset",
            revision=revision,
            parent_commit=remote.head if remote else None,
        )
    return str(commit.commit_url)


@contextlib.contextmanager
def _plainly(repo: str) -> Iterator[None]:
    """Turn what huggingface_hub raises into one sentence each, without the token."""
    try:
        yield
    except errors.OfflineModeIsEnabled:
        raise UnreachableError("HF_HUB_OFFLINE is set, so that the Hub is not asked; unset it to publish.") from None
    except errors.HfHubHTTPError as error:
        raise UsageError(_refusal(repo, error)) from None
    except (errors.HTTPError, OSError) as error:
        place = constants.ENDPOINT
        raise UnreachableError(
            f"{place} does not answer ({_told(error)}); check the connection and HF_ENDPOINT."
        ) from None
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"{repo}: the Hub does not take this ({_told(error)}); mend it and publish again.") from None


def _refusal(repo: str, error: errors.HfHubHTTPError) -> str:
    match error.response.status_code:
        case 401:
            return "the Hub does not accept the token; set HF_TOKEN to a valid one, or run hf auth login anew."
        case 403:
            return f"{repo}: the token may not write there; use one with write access, or another OWNER."
        case 404:
            return f"{repo}: no such dataset, or the token may not see it; check the name and the token."
        case 412:
            return f"{repo}: somebody else has just changed it; look at what differs now, and publish again."
        case status:
            return f"{repo}: the Hub refuses with {status} ({_told(error)}); try again later, or see what it says."


def _told(error: Exception) -> str:
    """What an error says, in one line and without the token, should it be in there."""
    text = " ".join(str(error).split()) or type(error).__name__
    token = huggingface_hub.get_token()
    return (text.replace(token, "…") if token else text).rstrip(".")
