"""The dataset card: README.md as the Hugging Face Hub reads it.

A card is a template, Markdown with YAML front matter, in which sayso fills what the data say: the configurations, their
features and sizes, and the languages in the front matter; in the text each line `<!-- sayso:NAME -->`, where NAME is
`statistics`, `figures`, `phenomena`, `fields`, `agreement` or `rights`. A key `croissant` in the front matter goes to
croissant.json instead.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sayso.corpus import Document
from sayso.counts import count, count_splits, distributions
from sayso.errors import DataError
from sayso.figures import FOLDER, Figure, figures
from sayso.inventory import TableFile
from sayso.phenomena import PHENOMENA
from sayso.rows import CONFIGURATIONS, arrow_schema, descriptions

if TYPE_CHECKING:
    import pyarrow as pa

FILE_NAME = "README.md"

GENERIC = """\
---
pretty_name: Quotes, speakers and claims
license: unknown
---
# Quotes, speakers and claims

Articles with annotated quotes, speakers and claims, in the shape of the sayso corpus.

## Statistics

<!-- sayso:statistics -->

## Data fields

<!-- sayso:fields -->

## Rights as recorded

<!-- sayso:rights -->
"""
"""The template of a corpus that brings none."""

_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"^<!-- sayso:([\w-]+) -->$", re.MULTILINE)
_SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Template:
    """A card before it is filled: front matter, what it says for croissant.json, and the text."""

    metadata: dict[str, Any]
    croissant: dict[str, Any]
    body: str

    @property
    def title(self) -> str:
        return str(self.metadata.get("pretty_name", "corpus"))

    def has(self, name: str) -> bool:
        """Whether the text has a line `<!-- sayso:NAME -->`."""
        return name in _PLACEHOLDER.findall(self.body)

    @property
    def summary(self) -> str:
        """The first paragraph of the text that is no heading."""
        for paragraph in self.body.split("\n\n"):
            if (text := paragraph.strip()) and not text.startswith(("#", "<!--")):
                return " ".join(text.split())
        return self.title


def parse_template(text: str, place: str = "card") -> Template:
    """Read a template. Raises `DataError`, starting with `place`, where the front matter or a placeholder is wrong."""
    import yaml

    found = _FRONT_MATTER.match(text)
    if not found:
        raise DataError(f"{place}: a card starts with YAML between two lines of ---; add it.")
    try:
        metadata = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        raise DataError(f"{place}: the YAML between the lines of --- does not parse{line}; mend it.") from None
    if not isinstance(metadata, dict):
        raise DataError(f"{place}: the YAML between the lines of --- must be keys with values.")
    body = text[found.end() :]
    for name in _PLACEHOLDER.findall(body):
        if name not in _FILLERS:
            raise DataError(f"{place}: there is nothing to fill in for sayso:{name}; known are {', '.join(_FILLERS)}.")
    croissant = metadata.pop("croissant", None) or {}
    if not isinstance(croissant, dict):
        raise DataError(f"{place}: croissant must be keys with values, as those of the YAML around it.")
    return Template(metadata, croissant, body)


def fill(
    template: Template,
    documents: Sequence[Document],
    files: Mapping[str, TableFile],
    agreement: Sequence[tuple[str, str]] = (),
) -> str:
    """The card of `documents`, whose tables are `files` by their paths in the corpus.

    `agreement` are rows of measure and value between the annotation passes.
    """
    import yaml

    metadata = template.metadata | _metadata(template.metadata, documents, files)
    front = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=120)
    body = _PLACEHOLDER.sub(lambda found: _FILLERS[found[1]](documents, agreement), template.body)
    return f"---\n{front}---\n{body}"


def _metadata(
    given: Mapping[str, Any], documents: Sequence[Document], files: Mapping[str, TableFile]
) -> dict[str, Any]:
    """What the data say for the front matter. A template's own `language` is kept where the articles name none."""
    languages = sorted({document.article.language for document in documents if document.article.language})
    stated = given.get("language") or []
    count = len(languages) or (1 if isinstance(stated, str) else len(stated))
    size = next((name for limit, name in _SIZES if len(documents) < limit), "100M<n<1B")
    generated: dict[str, Any] = {"language": languages} if languages else {}
    tables = {name: _filled(name, files) for name in CONFIGURATIONS}
    return generated | {
        "multilinguality": ["multilingual" if count > 1 else "monolingual"],
        "size_categories": [size],
        "configs": [
            {
                "config_name": name,
                **({"default": True} if name == "documents" else {}),
                "data_files": [{"split": split, "path": f"{name}/{split}.parquet"} for split in splits],
            }
            for name, splits in tables.items()
            if splits
        ],
        "dataset_info": [_info(name, splits) for name, splits in tables.items() if splits],
    }


def _filled(name: str, files: Mapping[str, TableFile]) -> dict[str, TableFile]:
    """The splits of a table that have rows: `datasets` refuses to load a split without any."""
    found = {
        path.removeprefix(f"{name}/").removesuffix(".parquet"): file
        for path, file in files.items()
        if path.startswith(f"{name}/")
    }
    return {split: found[split] for split in sorted(found) if found[split].rows}


def _info(name: str, splits: Mapping[str, TableFile]) -> dict[str, Any]:
    """An entry of `dataset_info`, key by key as `datasets.DatasetInfo` writes it; what is downloaded is Parquet."""
    return {
        "config_name": name,
        "features": [_feature(field) for field in arrow_schema(name)],
        "splits": [
            {"name": split, "num_bytes": file.memory, "num_examples": file.rows} for split, file in splits.items()
        ],
        "download_size": sum(file.size for file in splits.values()),
        "dataset_size": sum(file.memory for file in splits.values()),
    }


def _feature(field: pa.Field) -> dict[str, Any]:
    return {"name": field.name, **_feature_type(field.type)}


def _feature_type(kind: pa.DataType) -> dict[str, Any]:
    """An Arrow type as the YAML of `datasets.Features` writes it."""
    from pyarrow import types

    if types.is_struct(kind):
        return {"struct": [_feature(field) for field in kind]}
    if types.is_list(kind):
        item = kind.value_type
        return {"list": [_feature(field) for field in item] if types.is_struct(item) else str(item)}
    return {"dtype": str(kind)}


def _statistics(documents: Sequence[Document], _: object) -> str:
    splits = count_splits(documents)
    total = count(documents)
    head = ["", *splits, "total"] if len(splits) > 1 else ["", *splits]
    columns = [*splits.values(), total] if len(splits) > 1 else list(splits.values())
    lines = [[name, *(str(column[name]) for column in columns)] for name in total if total[name]]
    return _table(head, lines)


def _figures(documents: Sequence[Document], _: object) -> str:
    drawn = figures(distributions(documents))
    return "\n\n".join(f"![{_alternative(figure)}]({FOLDER}/{name})" for name, figure in drawn.items())


def _alternative(figure: Figure) -> str:
    return re.sub(r"([\[\]])", r"\\\1", _cell(figure.description))


def _phenomena(documents: Sequence[Document], _: object) -> str:
    found = distributions(documents).phenomena
    if not found:
        return "No article of this corpus lists phenomena."
    lines = [
        [f"`{name}`", str(number["instances"]), str(number["articles"]), _definition(name)]
        for name, number in found.items()
    ]
    return _table(["phenomenon", "instances", "articles", "what it is"], lines)


def _definition(name: str) -> str:
    return PHENOMENA[name].definition if name in PHENOMENA else ""


def _fields(*_: object) -> str:
    parts = []
    for name in CONFIGURATIONS:
        described = descriptions(name)
        lines = [[f"`{field.name}`", _type_name(field.type), described[field.name]] for field in arrow_schema(name)]
        parts.append(f"#### `{name}`\n\n" + _table(["column", "type", "holds"], lines))
    return "\n\n".join(parts)


def _type_name(kind: pa.DataType) -> str:
    from pyarrow import types

    if types.is_struct(kind):
        return ", ".join(field.name for field in kind)
    if types.is_list(kind):
        return f"list of ({_type_name(kind.value_type)})" if types.is_struct(kind.value_type) else "list of strings"
    return str(kind)


def _agreement(_: object, agreement: Sequence[tuple[str, str]]) -> str:
    if not agreement:
        return "Not measured."
    return _table(["measure", "between passes"], [list(row) for row in agreement])


def _rights(documents: Sequence[Document], _: object) -> str:
    found = Counter(
        (document.article.publisher or "unknown", document.article.rights or "unknown") for document in documents
    )
    return _table(["publisher", "rights", "articles"], [[*key, str(number)] for key, number in sorted(found.items())])


_FILLERS: Mapping[str, Any] = {
    "statistics": _statistics,
    "figures": _figures,
    "phenomena": _phenomena,
    "fields": _fields,
    "agreement": _agreement,
    "rights": _rights,
}


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *([_cell(value) for value in line] for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(value: str) -> str:
    return html.escape(" ".join(value.split()), quote=False).replace("|", "\\|")
