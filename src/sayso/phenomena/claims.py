"""Phenomena of claims."""

from __future__ import annotations

from sayso.model import AUTHOR, Claim
from sayso.phenomena.registry import claims


@claims("The claim is about a number or an amount.")
def _quantity_claim(claim: Claim) -> bool:
    return claim.kind == "quantity"


@claims("The claim is about the future.")
def _prediction_claim(claim: Claim) -> bool:
    return claim.kind == "prediction"


@claims("The article makes the claim itself.")
def _author_claim(claim: Claim) -> bool:
    return claim.claimer == AUTHOR


@claims("Whoever is cited refutes the claim.")
def _refuted_claim(claim: Claim) -> bool:
    return claim.stance == "refute"
