"""Where the schemas and the built corpus are: in a checkout the checkout's own, else what the wheel carries."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """The root of the checkout that this package runs from, or None when it was installed from a wheel."""
    root = _PACKAGE.parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "annotations").is_dir() else None


def resource(*parts: str) -> Path:
    """The path of a file or folder such as `("schema", "article.schema.json")` or `("corpus",)`."""
    root = checkout()
    return (root if root is not None else _PACKAGE / "_data").joinpath(*parts)
