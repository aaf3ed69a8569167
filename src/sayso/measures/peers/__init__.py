"""Other people's scores under their own names, equal to their own code.

A published figure can only be compared with one that is counted in the same way, the peer's mistakes included. So each
module here holds a peer's functions on plain data, which the tests hold against the peer's package or against figures
worked out by hand, and tasks that apply them to quotes and claims. What a peer's format cannot hold is said there.

Where a peer depends on the order of items, sayso hands them over in text order, so that the order of a file still
changes nothing; the functions themselves take any order, as the peer does.
"""

from sayso.measures.peers import citron, classification, nervaluate, newsclaims, seqeval, spacy

__all__ = ["citron", "classification", "nervaluate", "newsclaims", "seqeval", "spacy"]
