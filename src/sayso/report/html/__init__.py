"""The report as one HTML file that needs nothing else: no network, no server, no build step.

`page.html` is the shell; `css/` and `js/` are put into it as they stand, in the order of their names. Data is JSON in
`<script type="application/json">`, which no browser runs. A Content-Security-Policy names the one script and the one
style of the page by their hashes, so that nothing else runs, whatever an article says, and nothing is fetched.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from sayso.diagnosis import DEFAULT_MATCH
from sayso.errors import UsageError
from sayso.matching import Match
from sayso.printing import printable
from sayso.report.html import documents, overview
from sayso.report.outcome import Outcome
from sayso.scoring import Gold, Predicted

__all__ = ["page"]

_HERE = Path(__file__).parent


def page(outcomes: Sequence[Outcome], predicted: Sequence[Predicted] = (), gold: Gold | None = None) -> bytes:
    """One or more systems, scored on the same documents, as an HTML page.

    It has the documents where `predicted` is what each system said, with its answers kept, on this `gold`. Raises
    `UsageError` where the reports are on different documents or gold.
    """
    first = outcomes[0].report
    for outcome in outcomes[1:]:
        if outcome.report.corpus.hash != first.corpus.hash:
            raise UsageError(
                f"--html shows systems on the same documents and gold, and {first.system.name} was scored on "
                f"{first.corpus.name} ({first.corpus.hash}), {outcome.report.system.name} on "
                f"{outcome.report.corpus.name} ({outcome.report.corpus.hash}); write a page for each."
            )
    shown: list[dict[str, Any]] = []
    if gold and gold.about and predicted and all(one.answers is not None for one in predicted):
        errors = first.errors
        match = Match.parse(errors.match) if errors else DEFAULT_MATCH
        systems = [(one, outcome.report.fabrications) for one, outcome in zip(predicted, outcomes, strict=True)]
        shown = documents.records(list(gold.about().documents()), gold, systems, match)
    return render(outcomes, shown)


def render(outcomes: Sequence[Outcome], shown: Sequence[dict[str, Any]] = ()) -> bytes:
    """The page with these documents, which are as `documents.records` has them."""
    script = _joined("vendor/*.js", "js/*.js")
    style = _joined("css/*.css")
    names = " and ".join(outcome.report.system.name for outcome in outcomes)
    filters = documents.filters(shown)
    data = [_data("overview-data", overview.record(outcomes, shown) | {"filters": filters})]
    if shown:
        data.append(_packed(shown))
    whole = Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        title=html.escape(printable(f"{names} on {outcomes[0].report.corpus.name}")),
        policy=html.escape(_policy(script, style)),
        style=style,
        script=script,
        data="\n".join(data),
    )
    return whole.encode("utf-8", "backslashreplace")  # a lone surrogate, which is in JSON only, becomes its escape


def _joined(*patterns: str) -> str:
    """The files of these patterns, by name."""
    return "\n".join(
        path.read_text(encoding="utf-8").strip() for pattern in patterns for path in sorted(_HERE.glob(pattern))
    )


def _policy(script: str, style: str) -> str:
    hashes = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in (("script", script), ("style", style))
    }
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{hashes['script']}'",
            f"style-src 'sha256-{hashes['style']}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def _data(name: str, value: Any) -> str:
    """A value as a block of JSON: no character of it can end the block or start a comment."""
    return f'<script type="application/json" id="{name}">{_json(value).translate(_ESCAPES)}</script>'


def _packed(shown: Sequence[dict[str, Any]]) -> str:
    """The documents, one a line, packed to about a sixth of their size: a file has 2 MB for a hundred of them."""
    lines = "\n".join(map(_json, shown)).encode("utf-8", "backslashreplace")
    packed = base64.b64encode(gzip.compress(lines, mtime=0)).decode()
    return f'<script type="application/octet-stream" id="packed">{packed}</script>'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
