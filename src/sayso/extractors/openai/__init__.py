"""`openai:MODEL`: a language model behind any server of OpenAI's chat protocol, asked for texts in a JSON Schema.

It gives texts, not offsets; sayso finds them in the article and counts those that are not there. An answer that is
refused, cut off, filtered or no JSON of the schema is a failure of its document: nothing is completed or guessed.
docs/language-models.md has the settings, and what is counted.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from sayso.corpus import Document
from sayso.errors import DataError, SaysoError, TemporaryError, UsageError
from sayso.extractors import Answered
from sayso.extractors.http import beginning, client, json_of, sent, shown
from sayso.extractors.openai import settings as parsing
from sayso.extractors.openai.chunks import chunks
from sayso.extractors.openai.repair import loads
from sayso.extractors.openai.said import Said, prediction_of, said_of, schema
from sayso.extractors.openai.shots import choose
from sayso.files import read_text
from sayso.model import Article, sha256_text
from sayso.samples import SAMPLES, SERVED

PROMPT = Path(__file__).with_name("prompt.md")
_ENDINGS = {
    "length": "the answer was cut off (finish_reason length); raise max_tokens, or lower the setting longest.",
    "content_filter": "the answer was held back (finish_reason content_filter).",
}


class OpenAI:
    """Asks a model. `name` is that of the command line, with its settings. Raises `UsageError` where it is wrong."""

    cache = True

    def __init__(self, name: str) -> None:
        self._model, self._settings = parsing.parse(name)
        self.name = f"openai:{self._model}"
        self._url = parsing.address(self._settings)
        self._key = parsing.key(self._url)
        prompt = read_text(Path(self._settings.prompt or PROMPT))
        self._system = Template(prompt).safe_substitute(schema=msgspec.json.encode(schema()).decode())
        self._examples: list[tuple[str, list[dict[str, str]]]] = []
        self.settings: dict[str, Any] = {"prompt_sha256": sha256_text(prompt)[:12], **self._settings.stated()}
        self._chosen = self._settings.shots == 0
        self._client = client()
        self._begun: dict[tuple[str, str], _Begun] = {}  # by id and text: a service asks about many texts of one id

    def prepare(self, articles: Sequence[Article]) -> None:
        """Choose the examples, none of which is among the articles that are to be annotated."""
        shots = choose(self._settings.shots, self._settings.gold, self._settings.splits, articles)
        self._examples = [(shot.article.text_sha256, _shown(shot)) for shot in shots]
        if shots:
            self.settings["shown"] = [shot.article.id for shot in shots]
        self._chosen = True

    @property
    def cached_by(self) -> dict[str, Any]:
        """What answers depend on: the settings and the server, and not what they cost."""
        prices = ("input_price", "output_price")
        return {**{k: v for k, v in self.settings.items() if k not in prices}, "server": shown(self._url)}

    @property
    def whole(self) -> bool:
        """Whether it must see all documents at once: to choose examples, or since their samples are scored."""
        return self._settings.shots > 0 or self._settings.samples > 1

    async def __call__(self, article: Article) -> Answered:
        """Raises `TemporaryError` where trying again may help: then the answers so far are kept, and not paid twice."""
        if not self._chosen:
            raise UsageError(f"{self.name}: shots={self._settings.shots} needs prepare(articles), all to be annotated.")
        parts = chunks(article, self._settings.longest)
        examples = [message for text, messages in self._examples if text != article.text_sha256 for message in messages]
        place = (article.id, article.text_sha256)
        begun = self._begun.setdefault(place, _Begun())
        try:
            samples = [
                prediction_of(
                    article.id, [await self._ask(part, i, k, begun, examples) for i, part in enumerate(parts)]
                )
                for k in range(self._settings.samples)
            ]
        except SaysoError as error:
            if not (isinstance(error, TemporaryError) and begun.answers):
                self._begun.pop(place, None)
            raise self._told(error, begun) from None
        except asyncio.CancelledError as error:  # by --timeout
            if not begun.answers:
                self._begun.pop(place, None)
            error.usage = begun.spent()  # type: ignore[attr-defined]
            raise
        self._begun.pop(place, None)
        meta: dict[str, Any] = {SERVED: sorted(begun.served)}
        if len(samples) > 1:
            meta[SAMPLES] = [msgspec.to_builtins(sample) for sample in samples]
        return Answered(msgspec.structs.replace(samples[0], meta=meta), dict(begun.usage))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, text: str, part: int, sample: int, begun: _Begun, examples: Sequence[dict[str, str]]) -> Said:
        """The answer on one part of an article, asked for once."""
        if (part, sample) not in begun.answers:
            body = {
                "model": self._model,
                "messages": [_message("system", self._system), *examples, _message("user", text)],
                **self._settings.sent(sample),
                **_FORMATS[self._settings.response],
            }
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            if self._key:
                headers["Authorization"] = f"Bearer {self._key}"
            response = await sent(self._client, self._url, msgspec.json.encode(body), headers, self._key)
            found = json_of(response, self.name, self._key)
            begun.count(found, self._settings)
            begun.answers[part, sample] = _said(found, begun.usage, self._key)
        return begun.answers[part, sample]

    def _told(self, error: SaysoError, begun: _Begun) -> SaysoError:
        """The same error without the key, which some servers repeat, and with what was used."""
        sentence = str(error)
        if self._key:
            sentence = sentence.replace(self._key, "[key]")
        told = TemporaryError(sentence, error.after) if isinstance(error, TemporaryError) else DataError(sentence)
        told.usage = begun.spent()
        return told


class _Begun:
    """What was answered on an article so far."""

    def __init__(self) -> None:
        self.answers: dict[tuple[int, int], Said] = {}
        self.usage: dict[str, float] = defaultdict(float)
        self.served: set[str] = set()

    def spent(self) -> dict[str, float]:
        """What was used since it was last asked: the runner sums what each try used."""
        used, self.usage = dict(self.usage), defaultdict(float)
        return used

    def count(self, found: Any, settings: parsing.Settings) -> None:
        """Count an answer's tokens, what they cost at the prices stated, and the model that the server names."""
        if not isinstance(found, dict):
            return
        self.usage["requests"] += 1
        used = found.get("usage")
        used = used if isinstance(used, dict) else {}
        for name, theirs, price in (
            ("input_tokens", "prompt_tokens", settings.input_price),
            ("output_tokens", "completion_tokens", settings.output_price),
        ):
            number = used.get(theirs)
            if isinstance(number, int) and number >= 0:
                self.usage[name] += number
                if price is not None:
                    self.usage["cost"] += number * price / 1e6
        details = [found.get(name) for name in ("model", "system_fingerprint")]
        self.served.add(" ".join(str(detail)[:200] for detail in details if detail) or "not stated")


def _said(found: Any, usage: dict[str, float], secret: str | None) -> Said:
    """The answer in a response. Raises `DataError` on anything else, which does not show `secret`."""
    try:
        choice = found["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise DataError(
            f"the server's answer holds no message: {beginning(msgspec.json.encode(found).decode(), secret)}"
        ) from None
    if refusal:
        raise DataError(f"the model refuses: {beginning(str(refusal), secret)}")
    if choice.get("finish_reason") in _ENDINGS:
        raise DataError(_ENDINGS[choice["finish_reason"]])
    if not isinstance(content, str) or not content.strip():
        raise DataError("the answer is empty.")
    try:
        value, repairs = loads(content)
    except ValueError as error:
        raise DataError(f"the answer is no JSON ({error}): {beginning(content, secret)}") from None
    try:
        said = msgspec.convert(value, Said)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise DataError(f"the answer does not fit the schema: {error}.") from None
    if repairs:
        usage["repaired"] += 1
        for name in repairs:
            usage[f"repaired_{name}"] += 1
    return said


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _shown(shot: Document) -> list[dict[str, str]]:
    answer = msgspec.json.encode(said_of(shot.gold)).decode()
    return [_message("user", shot.article.text), _message("assistant", answer)]


_FORMATS: Mapping[str, dict[str, Any]] = {
    "schema": {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "annotation", "strict": True, "schema": schema()},
        }
    },
    "json": {"response_format": {"type": "json_object"}},
    "text": {},
}
