"""Bytes to text: the encoding is told or detected by rule, never guessed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from sayso.errors import DataError

_BOMS = (  # UTF-32 first: its little-endian BOM starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_PRESCAN = 1024


def decode(data: bytes, path: Path, encoding: str | None = None, *, html: bool = False) -> str:
    """The text of `data`: without BOM, line ends made `\\n`, else unchanged.

    The encoding is the BOM's, else `encoding` (the manifest's), else for HTML the one that the page declares, else
    UTF-8. Raises `DataError` with the offset of the first byte that it cannot decode, for an encoding that does not
    exist, and for NUL characters.

    >>> decode(b"\\xef\\xbb\\xbfOne\\r\\nTwo", Path("a.txt"))
    'One\\nTwo'
    """
    declared = _declared_charset(data) if html else None
    codec, skip = encoding or declared or "utf-8", 0
    for bom, name in _BOMS:
        if data.startswith(bom):
            codec, skip = name, len(bom)
            break
    try:
        text = data[skip:].decode(codec)
    except LookupError:
        raise DataError(
            f'{path}: there is no text encoding "{codec}"; say its name, such as encoding = "cp1252", in manifest.toml.'
        ) from None
    except UnicodeDecodeError as error:
        place = skip + error.start
        raise DataError(f"{path}: byte {place} (0x{data[place]:02x}) is not {codec}; {_advice(data, path)}") from None
    except UnicodeError as error:
        raise DataError(f"{path}: not {codec} ({error}); {_advice(data, path)}") from None
    text = normalize(text)
    if "\x00" in text:
        raise DataError(
            f"{path}: NUL character at code point {text.index(chr(0))}; remove it, or, if the file is UTF-16 without "
            f'a BOM, say encoding = "utf-16-le" under ["{path.name}"] in manifest.toml.'
        )
    return text


def normalize(text: str) -> str:
    """`text` without a BOM at its start, and with `\\n` for every `\\r\\n` and `\\r`."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _declared_charset(data: bytes) -> str | None:
    """What the page's `<meta charset>` means to a browser (WHATWG Encoding and HTML standards)."""
    found = _META_CHARSET.search(data[:_PRESCAN])
    if not found:
        return None
    label = found[1].decode("ascii", "replace")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return label
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return "utf-8" if name.startswith("utf-16") else name


def _advice(data: bytes, path: Path) -> str:
    """What to do, with charset-normalizer's best guess as a hint: the user decides, sayso does not.

    Of encodings that give the same text, Windows-1252 is named first: it is what most old Western pages are in.
    """
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return f'say encoding = "…" under ["{path.name}"] in manifest.toml, or save the file as UTF-8.'
    guess = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    return f'if it is {guess}, say encoding = "{guess}" under ["{path.name}"] in manifest.toml, else save it as UTF-8.'
