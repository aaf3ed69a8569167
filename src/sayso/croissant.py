"""Croissant 1.0 metadata (https://docs.mlcommons.org/croissant/): croissant.json beside the tables.

Record sets are read from file sets, one a table, so that new splits need no new fields; file objects list each file
with its SHA-256. Croissant's readers reach one level into lists: spans are found in the record sets `quotes`, `claims`,
`speakers` and `mentions`, while `documents` names the plain fields of what it nests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sayso.card import Template
from sayso.inventory import TableFile
from sayso.rows import CONFIGURATIONS, KEYS, arrow_schema, descriptions

if TYPE_CHECKING:
    import pyarrow as pa

FILE_NAME = "croissant.json"

_CROISSANT, _RAI = "http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"
_SPLITS = "splits"
_PARQUET = "application/x-parquet"
_TYPES = {"string": "sc:Text", "int32": "sc:Integer", "bool": "sc:Boolean"}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        term: f"cr:{term}"
        for term in (
            "citeAs column equivalentProperty extract field fileObject fileProperty fileSet format includes "
            "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
            "separator source subField transform"
        ).split()
    },
}


def dumps(metadata: Mapping[str, Any]) -> str:
    """The text of croissant.json; dates, which YAML reads as such, are written out."""
    return json.dumps(metadata, indent=2, ensure_ascii=False, default=str) + "\n"


def describe(template: Template, files: Mapping[str, TableFile]) -> dict[str, Any]:
    """The metadata of a corpus, whose tables are `files` by their paths in it."""
    licence = template.metadata.get("license_link") or template.metadata.get("license", "unknown")
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [_CROISSANT, _RAI] if any(key.startswith("rai:") for key in template.croissant) else _CROISSANT,
        "name": template.title,
        "description": template.summary,
        "license": licence,
        **template.croissant,
        "distribution": [
            *(
                {
                    "@type": "cr:FileObject",
                    "@id": path,
                    "name": path,
                    "contentUrl": path,
                    "encodingFormat": _PARQUET,
                    "contentSize": f"{file.size} B",
                    "sha256": file.sha256,
                }
                for path, file in sorted(files.items())
            ),
            *(
                {
                    "@type": "cr:FileSet",
                    "@id": _file_set(name),
                    "name": _file_set(name),
                    "encodingFormat": _PARQUET,
                    "includes": f"{name}/*.parquet",
                }
                for name in CONFIGURATIONS
            ),
        ],
        "recordSet": [_splits(files), *(_record_set(name) for name in CONFIGURATIONS)],
    }


def _file_set(name: str) -> str:
    return f"{name}-files"


def _splits(files: Mapping[str, TableFile]) -> dict[str, Any]:
    """The splits by name, which the field `split` of every other record set refers to."""
    names = sorted({path.partition("/")[2].removesuffix(".parquet") for path in files})
    return {
        "@type": "cr:RecordSet",
        "@id": _SPLITS,
        "name": _SPLITS,
        "description": "The splits.",
        "dataType": "cr:Split",
        "key": [{"@id": f"{_SPLITS}/name"}],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{_SPLITS}/name",
                "name": f"{_SPLITS}/name",
                "description": "Name of the split.",
                "dataType": "sc:Text",
            }
        ],
        "data": [{f"{_SPLITS}/name": name} for name in names],
    }


def _record_set(name: str) -> dict[str, Any]:
    described = descriptions(name)
    split = {"fileProperty": "fullpath"}, {"regex": rf"^.*{name}/(.+)\.parquet$"}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": [{"@id": f"{name}/{key}"} for key in KEYS[name]],
        "field": [
            _field(name, "split", "sc:Text", "Split that the article stands in.", *split)
            | {"references": {"field": {"@id": f"{_SPLITS}/name"}}},
            *(_column(name, field, described[field.name]) for field in arrow_schema(name)),
        ],
    }


def _column(name: str, column: pa.Field, description: str) -> dict[str, Any]:
    from pyarrow import types

    repeated = types.is_list(column.type)
    kind = column.type.value_type if repeated else column.type
    if types.is_struct(kind):
        field: dict[str, Any] = {"@type": "cr:Field", "@id": f"{name}/{column.name}", "name": f"{name}/{column.name}"}
        field["description"] = description
        members = [
            _field(
                name,
                f"{column.name}/{member.name}",
                _TYPES[str(member.type)],
                "",
                {"column": column.name},
                {"jsonPath": member.name},
            )
            for member in kind
            if str(member.type) in _TYPES
        ]
        field["subField"] = members
    else:
        field = _field(name, column.name, _TYPES[str(kind)], description, {"column": column.name})
    return field | ({"repeated": True} if repeated else {})


def _field(
    name: str,
    path: str,
    data_type: str,
    description: str,
    extract: Mapping[str, str],
    transform: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    source: dict[str, Any] = {"fileSet": {"@id": _file_set(name)}, "extract": dict(extract)}
    if transform:
        source["transform"] = dict(transform)
    return {
        "@type": "cr:Field",
        "@id": f"{name}/{path}",
        "name": f"{name}/{path}",
        **({"description": description} if description else {}),
        "dataType": data_type,
        "source": source,
    }
