"""Figures drawn by matplotlib as SVG: horizontal bars with direct labels, on a white panel for dark pages' sake.

Everything that could differ between machines is fixed: the font is the DejaVu Sans that matplotlib carries, text
becomes paths, ids are hashed with a fixed salt, there is no date, and the user's matplotlibrc is not read.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from sayso.figures import Figure

_WIDTH = 540.0  # points
_MARGIN = 14.0
_HEAD = 48.0  # title and subtitle
_PARTS = 16.0  # names of the parts
_ROW = 17.0
_BAR = 11.0
_GAP = 6.0
_LONGEST_LABEL = 220.0
_SIZE, _TITLE = 9.0, 12.0
_INK, _GREY, _PAPER = "#1b1b1b", "#5c5c5c", "#ffffff"
_WHOLE = "#2b6cb0"
_SHADES = (("#1f4e79", "#ffffff"), ("#7fb0d8", "#1b1b1b"), ("#d9dee3", "#1b1b1b"))
"""Colours of parts, and of the text on them."""

_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_REGULAR = FontProperties(fname=_FONTS / "DejaVuSans.ttf", size=_SIZE)
_BOLD = FontProperties(fname=_FONTS / "DejaVuSans-Bold.ttf", size=_TITLE)


def draw(figure: Figure) -> bytes:
    """The SVG of `figure`: the same bytes with the same version of matplotlib, wherever it is drawn."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.hashsalt": "sayso", "svg.fonttype": "path"})
        height = _top(figure) + _ROW * len(figure.bars) + _MARGIN
        canvas = Canvas(figsize=(_WIDTH / 72, height / 72), facecolor=_PAPER)
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, _WIDTH), ylim=(height, 0))  # data are points, from the upper left corner
        axes.set_axis_off()
        _draw(axes, figure)
        written = io.BytesIO()
        metadata = {"Date": None, "Title": figure.title, "Identifier": figure.fingerprint}
        FigureCanvasSVG(canvas).print_svg(written, metadata=metadata)
    return written.getvalue()


def _top(figure: Figure) -> float:
    return _HEAD + (_PARTS if figure.parts else 0)


def _draw(axes: Axes, figure: Figure) -> None:
    _write(axes, _MARGIN, 20, figure.title, _INK, va="baseline", fontproperties=_BOLD)
    _write(axes, _MARGIN, 35, figure.subtitle, _GREY, va="baseline")
    labels = [_shortened(bar.label, _LONGEST_LABEL) for bar in figure.bars]
    left = _MARGIN + max(map(_length, labels)) + _GAP + 1
    right = _WIDTH - _MARGIN - _GAP - 1 - max(_length(bar.value) for bar in figure.bars)
    scale = (right - left) / max(sum(bar.parts) for bar in figure.bars)
    if figure.parts:
        _name_parts(axes, figure, left)
    for number, (label, bar) in enumerate(zip(labels, figure.bars, strict=True)):
        middle = _top(figure) + _ROW * (number + 0.5)
        _write(axes, left - _GAP, middle, label, _INK, ha="right")
        end = left
        for part, size in enumerate(bar.parts):
            colour, on_it = _SHADES[part] if figure.parts else (_WHOLE, _PAPER)
            axes.add_patch(Rectangle((end, middle - _BAR / 2), size * scale, _BAR, facecolor=colour, linewidth=0))
            share = f"{size:.0%}"
            if figure.parts and size * scale > _length(share) + _GAP:
                _write(axes, end + size * scale / 2, middle, share, on_it, ha="center")
            end += size * scale
        _write(axes, end + _GAP, middle, bar.value, _GREY)


def _name_parts(axes: Axes, figure: Figure, left: float) -> None:
    """A key above the bars, in the order of their parts."""
    place = left
    for name, (colour, _) in zip(figure.parts, _SHADES, strict=True):
        axes.add_patch(Rectangle((place, _HEAD - 2), _BAR, _BAR, facecolor=colour, linewidth=0))
        _write(axes, place + _BAR + 4, _HEAD + 3.5, name, _INK)
        place += _BAR + 4 + _length(name) + 2 * _GAP


def _write(axes: Axes, x: float, y: float, text: str, colour: str, **how: Any) -> None:
    settings: dict[str, Any] = {"fontproperties": _REGULAR, "va": "center_baseline"} | how
    axes.text(x, y, _plain(text), color=colour, **settings)


def _plain(text: str) -> str:
    """`text` without what matplotlib would read as mathematics."""
    return text.replace("$", r"\$")


def _shortened(label: str, most: float) -> str:
    label = label if len(label) <= 80 else f"{label[:80]}…"
    while _length(label) > most:
        label = label.rstrip("…")[:-1].rstrip() + "…"
    return label


def _length(text: str) -> float:
    """The width of `text` in points."""
    return float(TextPath((0, 0), _plain(text), prop=_REGULAR).get_extents().width) if text.strip() else 0.0
