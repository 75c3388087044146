"""What a row needs beside its holder before it fires (`kg.lexicon.Needs`)."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.parts import Parts
from kg.lexicon import Needs
from kg.mentions import Resolved

CASE_NOUNS = frozenset(
    {"investigation", "probe", "case", "petition", "complaint", "inquiry", "proceeding", "dispute", "suit", "lawsuit"}
)
"""Nouns of a case that somebody brings."""
TIES = frozenset({"tie", "relation", "cooperation", "partnership"})


def stance_fires(
    needs: Needs, addressees: Sequence[Resolved], contents: Sequence[Parts], *, judges: bool = False
) -> bool:
    """True where a stance has what it `needs`: somebody it is addressed to, or a content of the kind; where its words
    give a verdict (`judges`), any content."""
    policy = any(parts.instrument or (parts.change and (parts.good or parts.by or parts.targets)) for parts in contents)
    loose = policy or any(parts.change or parts.good or parts.by or parts.targets for parts in contents)
    match needs:
        case Needs.POLICY | Needs.HOLDER_POLICY:
            return bool(contents)
        case Needs.ADDRESSEE_POLICY:
            return bool(addressees) or bool(contents)
        case Needs.ADDRESSEE:
            return bool(addressees)
        case Needs.ANY | Needs.HOLDER_ANY | Needs.SPEAKER:
            return bool(addressees) or loose
        case Needs.VERDICT:
            return bool(addressees) or loose or (judges and bool(contents))
        case Needs.CHANGE:
            return any(parts.change and parts.instrument for parts in contents)
        case Needs.BALANCE:
            return any(parts.instrument in {"tradeBalance", "stimulus"} for parts in contents)
        case Needs.CASE | Needs.HOLDER_CASE:
            cases = any(
                parts.instrument in {"disputeCase", "tradeRemedy"} or not CASE_NOUNS.isdisjoint(parts.words[:1])
                for parts in contents
            )
            return cases or (bool(addressees) and not policy)
        case _:
            return True


def pair_fires(needs: Needs, parts: Parts, other: Resolved | None, goods: Sequence[Parts]) -> bool:
    """True where a predicate between two actors has what it `needs`: the `other` side, goods, or words of its kind."""
    match needs:
        case Needs.ACTORS | Needs.HOLDER_ACTORS | Needs.COOPERATION | Needs.AGREEMENT_NOUN:
            return other is not None
        case Needs.VOLUME:
            return True
        case Needs.TRADE:
            return other is not None or any(item.good for item in goods)
        case Needs.AGREEMENT:
            return parts.instrument in {"tradeAgreement", "purchaseCommitment"}
        case Needs.TIES:
            return other is not None and not TIES.isdisjoint(parts.words)
        case _:
            return other is not None or needs is Needs.TALKS
