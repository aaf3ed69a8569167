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
_NO_NAMES = frozenset(
    """of for to at in from on with by under over within and or who whom whose which that as without against
    about between among during since before after""".split()
)
"""After a title they go on with a description of it: *President of France*."""
_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")


@functools.lru_cache(maxsize=65536)
def alias(name: str) -> str:
    """The normal form: compatibility characters and case folded; possessive, articles and titles in front dropped.

    Titles stay where no name follows them: in a name of titles only (*the president* → *president*), and before a
    description (*the President of France* → *president of france*). So does an article that is all of the name.

    >>> alias("President Donald Trump’s"), alias("Mr. Trump"), alias("The President"), alias("Müller"), alias("A")
    ('donald trump', 'trump', 'president', 'müller', 'a')
    >>> alias("The Prime Minister of France")
    'prime minister of france'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = _WORD.findall(_POSSESSIVE.sub("", folded.strip()))
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    kept = words
    while kept and kept[0] in _TITLES:
        kept = kept[1:]
    described = len(kept) > 1 and kept[0] in _NO_NAMES  # alone it is a name: Mr. To
    return " ".join(words if described or not kept else kept)
