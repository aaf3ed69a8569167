"""Names of speakers in one normal form, so that *Mr. Trump’s* and *President Trump* compare."""

from __future__ import annotations

import functools
import re
import unicodedata

_TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr father sister
    president vice chancellor premier prime minister secretary senator sen representative rep congressman congresswoman
    governor gov mayor councillor councilman councilwoman judge justice chief general gen colonel col major maj captain
    capt lieutenant lt sergeant sgt admiral officer detective inspector king queen prince princess pope bishop cardinal
    ambassador attorney spokesman spokeswoman spokesperson director chairman chairwoman chair ceo former then""".split()
)
_ARTICLES = frozenset(("the", "a", "an"))
_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")


@functools.lru_cache(maxsize=65536)
def alias(name: str) -> str:
    """The normal form: compatibility characters and case folded; possessive, articles and titles in front dropped.

    A name of titles only keeps them (*the president* → *president*).

    >>> alias("President Donald Trump’s"), alias("Mr. Trump"), alias("The President"), alias("Müller")
    ('donald trump', 'trump', 'president', 'müller')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = _WORD.findall(_POSSESSIVE.sub("", folded.strip()))
    while words and words[0] in _ARTICLES:
        words = words[1:]
    kept = words
    while kept and kept[0] in _TITLES:
        kept = kept[1:]
    return " ".join(kept or words)
