"""What networks, measures and pages need to know of a predicate: its group, event class and tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Tone(StrEnum):
    """Whether what is said brings two sides together or sets them apart, by the PLOVER quad class."""

    COOPERATIVE = "cooperative"
    CONFLICTUAL = "conflictual"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """+1, -1 or 0."""
        return {"cooperative": 1, "conflictual": -1, "neutral": 0}[self.value]


@dataclass(frozen=True, slots=True)
class PredicateFacts:
    """`name` is the local name in the ontology; `group` one of stance, policy action, trade, diplomacy, ties;
    `plover` the event class or None; `sanction_like` is true for acts that hit the one they are done to."""

    name: str
    label: str
    group: str
    plover: str | None
    tone: Tone


_COOPERATIVE = {"SUPPORT", "CONCEDE", "AGREE", "COOPERATE", "CONSULT", "AID"}
_TABLE = {
    "stance": "supports=SUPPORT praises=SUPPORT opposes=REJECT rejects=REJECT seeks=REQUEST pressures=REQUEST"
    " offers=CONCEDE agreesTo=AGREE threatens=THREATEN warns=THREATEN accuses=ACCUSE criticizes=ACCUSE",
    "policy action": "imposes=SANCTION tightens=SANCTION retaliatesAgainst=SANCTION maintains=SANCTION"
    " eases=CONCEDE pauses=CONCEDE removes=CONCEDE investigates=ACCUSE",
    "trade": "exportsTo=COOPERATE importsFrom=COOPERATE sells=COOPERATE buys=COOPERATE investsIn=COOPERATE",
    "diplomacy": "negotiatesWith=CONSULT meetsWith=CONSULT signsAgreementWith=AGREE cooperatesWith=COOPERATE",
    "ties": "affiliatedWith= memberOf= partOf= subsidiaryOf= headquarteredIn=",
}


@cache
def predicate_facts() -> Mapping[str, PredicateFacts]:
    """Every predicate by its local name."""
    facts = {}
    for group, row in _TABLE.items():
        for item in row.split():
            name, _, plover = item.partition("=")
            label = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
            tone = Tone.NEUTRAL if not plover else Tone.COOPERATIVE if plover in _COOPERATIVE else Tone.CONFLICTUAL
            facts[name] = PredicateFacts(name, label, group, plover or None, tone)
    return facts
