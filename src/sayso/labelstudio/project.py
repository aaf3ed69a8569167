"""The project on the server: found or made, its labelling configuration compared and set."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from sayso.errors import DataError, UsageError
from sayso.formats.labelstudio import config
from sayso.labelstudio.client import Client, ServerError
from sayso.printing import printable
from sayso.resources import resource

DEFAULT_TITLE = "sayso"


class Project(msgspec.Struct):
    """A project as the server tells it."""

    id: int
    title: str
    label_config: str
    expert_instruction: str | None = None

    @property
    def called(self) -> str:
        """The project as a sentence names it."""
        return f"project {self.id} ({printable(self.title)})"


class _Found(msgspec.Struct):
    id: int
    title: str


class _Page(msgspec.Struct):
    results: list[_Found]


def get(client: Client, number: int) -> Project:
    """The project of that number. Raises `DataError` where the server has none."""
    try:
        return client.get(f"api/projects/{number}/", Project)
    except ServerError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        raise DataError(
            f"there is no project {number} at {client.url} (any more); name another with --project, or make one "
            "with `sayso labelstudio init`."
        ) from None


def find(client: Client, name: str) -> Project | None:
    """The project with that number or title; None where no title is the same.

    Raises `DataError` where there are several of that title, or no such number.
    """
    if name.isascii() and name.isdigit():
        return get(client, int(name))
    page = client.get("api/projects/", _Page, title=name, page_size=1000, include="id,title")
    same = [found.id for found in page.results if found.title == name]
    if len(same) > 1:
        numbers = " and ".join(map(str, sorted(same)))
        raise DataError(
            f"{client.url} has several projects called {name!r}, {numbers}; give the number with --project."
        )
    return get(client, same[0]) if same else None


def listed(client: Client) -> list[int]:
    """The numbers of the server's projects."""
    page = client.get("api/projects/", _Page, page_size=1000, include="id,title")
    return [found.id for found in page.results]


def check_labelling(labelling: str) -> None:
    """Raise `DataError` where Label Studio's own package finds fault with a configuration, or it lacks what we need."""
    from label_studio_sdk.label_interface import LabelInterface

    try:
        LabelInterface(labelling).validate()
    except Exception as error:  # noqa: BLE001 - its exceptions have no common class but this
        raise DataError(f"{config.path()}: Label Studio would not take it ({error}); restore the file.") from None
    if missing := lacking(labelling):
        raise DataError(f"{config.path()}: it lacks {', '.join(missing[:3])}; restore the file.")


def create(client: Client, title: str, labelling: str) -> Project:
    """A new project with our guidelines as its instructions. Raises `UsageError` on a title that cannot be."""
    if not 3 <= len(title) <= 50:
        raise UsageError(f"a project's title has 3 to 50 characters, and {title!r} has {len(title)}; choose another.")
    body = {
        "title": title,
        "description": "Speakers, quotes and claims; see Instructions. Made by sayso.",
        "label_config": labelling,
        "expert_instruction": instructions(),
        "show_skip_button": True,
    }
    return client.post("api/projects/", body, Project)


def update(client: Client, project: Project, **fields: Any) -> Project:
    """Set fields of a project."""
    return client.patch(f"api/projects/{project.id}/", fields, Project)


def instructions() -> str:
    """The guidelines as the HTML that the server shows behind its button *Instructions*."""
    from markdown_it import MarkdownIt

    text = resource("annotations", "guidelines.md").read_text(encoding="utf-8")
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


def same_config(one: str, other: str) -> bool:
    """Whether two configurations differ in nothing but comments and white space between tags."""
    return one.strip() == other.strip() or _canonical(one) == _canonical(other)


def _canonical(text: str) -> str:
    try:
        return ET.canonicalize(text, strip_text=True)
    except ET.ParseError:
        return text


def values(labelling: str) -> dict[str, set[str] | None]:
    """The controls of a configuration with the values that each offers, None where a task lists them.

    Raises `DataError` where it is no XML.
    """
    try:
        root = ET.fromstring(labelling)
    except ET.ParseError as error:
        raise DataError(f"the labelling configuration is no XML ({error}); mend it, or take ours.") from None
    found: dict[str, set[str] | None] = {}
    for tag in root.iter():
        if "name" in tag.attrib and "toName" in tag.attrib:
            offered = {one.get("alias") or one.get("value") or "" for one in tag if one.tag in ("Choice", "Label")}
            found[tag.attrib["name"]] = None if "value" in tag.attrib else offered
    return found


def lacking(labelling: str) -> list[str]:
    """What our mapping writes and a configuration does not offer: controls, and values as `control=value`."""
    there = values(labelling)
    wanted: dict[str, Iterable[str]] = {config.LABEL: config.LABELS, config.SPEAKERS: ()}
    wanted |= {control: choices or () for control, choices in config.CHOICES.items()}
    wanted |= dict.fromkeys(config.TEXTS, ())
    return [*_lacking(wanted, there)]


def dropped(labelling: str, used: Mapping[str, set[str]]) -> list[str]:
    """What is in use and a configuration does not offer, in the same words."""
    return [*_lacking(used, values(labelling))]


def _lacking(wanted: Mapping[str, Iterable[str]], there: Mapping[str, set[str] | None]) -> Iterator[str]:
    for control, choices in sorted(wanted.items()):
        if control not in there:
            yield control
        elif (offered := there[control]) is not None:
            yield from (f"{control}={value}" for value in sorted(set(choices) - offered))


def check_config(project: Project, client: Client) -> None:
    """Raise `DataError` where the project cannot take or give what our mapping holds."""
    missing = lacking(project.label_config)
    if missing:
        shown = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
        raise DataError(
            f"{project.called} at {client.url} has another labelling configuration, without {shown}; name the right "
            "project, or set ours with `sayso labelstudio init --update-config`."
        )
