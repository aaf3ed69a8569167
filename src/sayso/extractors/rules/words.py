"""Closed classes of English words: determiners, pronouns, auxiliaries and the like. Data, not code."""

from __future__ import annotations

DETERMINERS = frozenset(
    """the a an this that these those my your his her its our their some any no every each another several many few
    most both all such one two three four five six seven eight nine ten more other""".split()
)
POSSESSIVES = frozenset("my your his her its our their whose 's".split())
PRONOUNS = frozenset("i you he she it we they who everyone everybody someone somebody nobody anyone one".split())
OBJECT_PRONOUNS = frozenset("me you him her it us them himself herself themselves itself".split())
RELATIVES = frozenset("who which that".split())
PRONOMINAL = frozenset("this that these those all some many most both few several another one others each".split())
"""Determiners that can stand alone as a subject."""

AUXILIARIES = frozenset(
    """am is are was were be been being have has had having do does did will would can could may might must shall
    should 's 're 've 'll 'd 'm isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't
    can't couldn't mustn't shouldn't cannot""".split()
)
FINITE_AUXILIARIES = AUXILIARIES - frozenset("be been being having 's".split())
BE = frozenset("am is are was were be been being 's 're 'm isn't aren't wasn't weren't".split())
POSSIBLE = frozenset("will would can could may might must shall should 'll won't wouldn't".split())
NEGATIONS = frozenset(
    """not never n't isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't can't
    couldn't mustn't shouldn't cannot""".split()
)

ADVERBS = frozenset(
    """also then again only even still now just later earlier once often always never not already ever soon
    too further instead rather quite very perhaps maybe thus therefore however today tonight yesterday tomorrow
    long first recently ago sometimes all both almost more""".split()
)
NOT_ADVERBS = frozenset(
    "family supply reply apply only july italy early likely daily weekly monthly ally bully".split()
)

PREPOSITIONS = frozenset(
    """of in on at by for from with to about against into over under after before during since until through between
    among without within via per as upon toward towards than across around behind near amid despite except like
    outside inside off onto ahead along following regarding concerning unlike""".split()
)
CONJUNCTIONS = frozenset("and or but nor yet so".split())
SUBORDINATORS = frozenset(
    """that when while because although though if unless whereas whether as after before since until once where how
    why what which who whom whose even""".split()
)
OPENERS = frozenset("when as while after although though because before since until whereas once if by in".split())
"""Words that open a subordinate clause or phrase at the start of a sentence."""
QUESTION_WORDS = frozenset("whether if how what why who where when".split())

DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december jan. feb. mar. apr. aug. sept. oct. nov. dec. today yesterday tonight
    tomorrow""".split()
)
DAY_PARTS = frozenset("morning afternoon evening night".split())
TIMES = frozenset("week month year weekend spring summer fall winter time day".split()) | DAY_PARTS
SENTENCE_STARTERS = frozenset("the in a an he she it but they we i on at and this that there his her as for".split())

TITLES = frozenset(
    """mr mrs ms dr mr. mrs. ms. dr. miss prof.
    professor sir dame lord lady rev. reverend president vice-president chancellor
    premier senator sen. rep. representative congressman congresswoman gov. governor mayor secretary judge justice
    gen. general col. colonel capt. captain lt. sgt. king queen prince princess pope bishop cardinal minister
    ambassador attorney chief director chairman chairwoman spokesman spokeswoman candidate nominee""".split()
)
ABBREVIATIONS = """
Mr Mrs Ms Dr Prof Sen Rep Gov Gen Col Capt Lt Sgt Rev Hon St Jr Sr Inc Corp Co Ltd No vs etc Jan Feb Mar Apr Jun Jul Aug
Sept Sep Oct Nov Dec Mass Conn Calif Fla Tex Pa Va Ill Ind Mich Wis Minn Ariz Colo Wash Ore Tenn Ala Ga La Miss Mo Okla
Kan Neb Nev Del Md Ky Maj Adm Cmdr Supt Det Ofc Ave Blvd
""".split()
