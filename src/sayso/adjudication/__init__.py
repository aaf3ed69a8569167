"""From several annotators' passes to gold: what all agree on is taken, and a person decides the rest.

A *case* is one document with everybody's records: the items of the annotators that are the same item form a *group*,
and whatever the members of a group do not say alike is a *dispute*. Decisions on all disputes *settle* a case.
"""

from __future__ import annotations

from sayso.adjudication.cases import Case, open_case
from sayso.adjudication.decisions import read_decisions, write_disputes
from sayso.adjudication.disputes import Dispute
from sayso.adjudication.settling import in_text_order, settle

__all__ = ["Case", "Dispute", "in_text_order", "open_case", "read_decisions", "settle", "write_disputes"]
