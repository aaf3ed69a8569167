"""sayso publish."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sayso.hub import Change, Remote

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("repo", metavar="REPO")
@click.option("--seeds", type=_FOLDER, default=Path("seeds"), show_default=True, help="Articles.")
@click.option("--annotations", type=_FOLDER, default=Path("annotations"), show_default=True, help="Their gold.")
@click.option("--corpus", type=_FOLDER, default=Path("corpus"), show_default=True, help="What was built of them.")
@click.option("--split", "splits", multiple=True, help="Publish this split only; may be repeated.")
@click.option("--private", is_flag=True, help="Create the dataset as a private one.")
@click.option("--revision", default="main", show_default=True, help="Branch to commit to; created where it is missing.")
@click.option("--message", default="Publish the corpus", show_default=True, help="Of the commit.")
@click.option("--allow-unknown-rights", is_flag=True, help="Publish texts whose rights are unknown or not free.")
@click.option("--yes", is_flag=True, help="Do it. Without this, only what would be done is shown.")
def publish(
    repo: str,
    seeds: Path,
    annotations: Path,
    corpus: Path,
    splits: tuple[str, ...],
    private: bool,
    revision: str,
    message: str,
    allow_unknown_rights: bool,
    yes: bool,
) -> None:
    """Publish the corpus on the Hugging Face Hub as the dataset REPO, which is OWNER/NAME.

    A dry run by default. Refuses a corpus that is not up to date with its sources or does not validate, and texts that
    may not be free. The token is that of HF_TOKEN or of hf auth login; the Hub is that of HF_ENDPOINT.

    \b
    sayso publish me/quotes --split challenge          what would be done
    sayso publish me/quotes --split challenge --yes    do it, in one commit
    """
    from sayso import hub, publication
    from sayso.build import collect
    from sayso.errors import UsageError

    hub.check_name(repo)
    sources = collect(seeds, annotations)
    publication.check(sources, seeds, annotations, corpus)
    with publication.selected(sources, corpus, splits) as (folder, documents):
        if not allow_unknown_rights:
            publication.check_rights(documents)
        files = publication.local_files(folder)
        try:
            remote = hub.look(repo, revision)
        except hub.UnreachableError as error:
            if yes:
                raise
            _show(repo, revision, [hub.Change(path, "unknown", file) for path, file in files.items()])
            click.echo(f"What is there is not known: {error} Nothing was published.")
            return
        if private and remote and not remote.private:
            raise UsageError(f"{repo}: is public; make it private in its settings first, or leave out --private.")
        made = hub.changes(files, remote)
        _show(repo, revision, made)
        click.echo(_state(remote, revision, private))
        if found := publication.unclear(documents):
            click.echo(f"Note that {found}.")
        if all(change.status == "same" for change in made):
            click.echo("Nothing differs; there is nothing to publish.")
        elif yes:
            _quiet_in_a_pipe()
            address = hub.upload(repo, made, remote, revision=revision, private=private, message=message)
            click.echo(f"Published: {address}")
        else:
            click.echo("Nothing was published; add --yes to do it.")


def _show(repo: str, revision: str, made: Sequence[Change]) -> None:
    """One line a file: what becomes of it, its size and hash; and the sum."""
    from sayso.hub import address

    click.echo(f"{address(repo)} ({revision})")
    width = max(len(change.path) for change in made)
    for change in made:
        size, digest = (_number(change.file.size), change.file.sha256) if change.file else ("", "")
        click.echo(f"  {change.status:<8} {change.path:<{width}} {size:>11} {digest}".rstrip())
    numbers = Counter(change.status for change in made)
    size_to_upload = sum(change.file.size for change in made if change.file and change.status != "same")
    told = ", ".join(f"{number} {status}" for status, number in sorted(numbers.items()))
    click.echo(f"{told}; {_number(size_to_upload)} bytes to upload.")


def _number(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _state(remote: Remote | None, revision: str, private: bool) -> str:
    """What is there, and who will see what comes."""
    if remote is None:
        return f"The dataset is not there, or not to be seen, and would be created: {_visibility(private)}."
    branch = "" if remote.branch else f"; the branch {revision} would be created"
    return f"The dataset is there: {_visibility(remote.private)}{branch}."


def _visibility(private: bool) -> str:
    return "private" if private else "public, for everyone to read"


def _quiet_in_a_pipe() -> None:
    if not sys.stderr.isatty():
        from huggingface_hub.utils import disable_progress_bars

        disable_progress_bars()
