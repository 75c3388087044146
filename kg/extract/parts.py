"""What a phrase is about: change x instrument x good x by x target, and how the parts of several phrases combine."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from kg.mentions import Resolved


class GoodPhrase(Struct, frozen=True):
    """A good as the text names it: token span, and the concept where the scheme has one."""

    start: int
    end: int
    label: str
    id: str | None = None


class Parts(Struct, frozen=True):
    """The composed parts of what a phrase is about. `start`, `end` are the tokens of its words."""

    start: int
    end: int
    change: str | None = None
    instrument: str | None = None
    good: GoodPhrase | None = None
    by: tuple[Resolved, ...] = ()
    targets: tuple[Resolved, ...] = ()
    negated: bool = False
    anchor: int | None = None
    words: tuple[str, ...] = ()
    verbs: tuple[int, ...] = ()
    weak_change: bool = False
    inherited: bool = False
    row: str | None = None
    """The lexicon row that gave the change."""

    @property
    def says_something(self) -> bool:
        """True where an instrument, a change or a good was found."""
        return self.instrument is not None or self.change is not None or self.good is not None


def shared(found: list[Parts]) -> list[Parts]:
    """Coordinated changes share what one of them works on ("a pause and perhaps a reversal of the listings")."""
    full = next((parts for parts in found if parts.instrument is not None and parts.change is not None), None)
    if full is None:
        return found
    return [
        replace(parts, instrument=full.instrument, good=parts.good or full.good, by=parts.by or full.by,
                targets=parts.targets or full.targets)
        if parts.change is not None and parts.instrument is None and not parts.verbs
        else parts
        for parts in found
    ]  # fmt: skip


def enriched(parts: Parts, own: Parts | None, goods: Sequence[Parts]) -> Parts:
    """`parts` with the instrument of the trigger's `own` phrase and the good of its goods slot."""
    if own is not None:
        better = parts.instrument not in {None, "tradeTalks"}
        parts = replace(
            parts if better or parts.says_something else own,
            instrument=parts.instrument if better else own.instrument or parts.instrument,
            good=parts.good or own.good,
            change=parts.change if better else None,
            start=own.start,
            end=own.end,
        )
    for item in goods:
        if item.good is not None and parts.good is None:
            parts = replace(parts, good=item.good, start=item.start, end=item.end)
        elif parts.end - parts.start <= 1:
            parts = replace(parts, start=item.start, end=item.end)
    return parts
