"""A verdict: the word for a part from one vantage point, and everything that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steppe.quantity import Quantity

NO_ARITHMETIC = "-"
FOR = frozenset({"holds", "roughly"})
AGAINST = frozenset({"overstated", "understated", "contradicted"})


@dataclass(frozen=True)
class Verdict:
    """What the rule says about a part from one vantage point.

    stated, found: the figure claimed, and the deciding figure with a range over all that decide. rivals: what it was
    compared with, by name. ids: every statement read. contested: who of a lower grade gives another side. fragile:
    another word at half or at double tolerance. missing: what was not published, where the word is `open`. pro,
    contra: who speaks on either side, where the word is `mixed` or weighed. readings: the verdict by each reading,
    where there are several, those that decide first.
    """

    word: str
    stated: Quantity | None = None
    found: Quantity | None = None
    rivals: Mapping[str, Quantity] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    fragile: bool = False
    missing: tuple[str, ...] = ()
    pro: tuple[str, ...] = ()
    contra: tuple[str, ...] = ()
    readings: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        """contested, fragile: what else a reader must know about the word."""
        return ("contested",) * bool(self.contested) + ("fragile",) * self.fragile

    @property
    def unsettled(self) -> str:
        """What is missing where the word is `open`, who disagrees where it is `mixed` or contested; else nothing."""
        readings = [f"{name}, {reading.word}" for name, reading in self.readings.items()]
        sides = {"for": self.pro, "against": self.contra, "read as": readings} if self.word in ("open", "mixed") else {}
        named = {"missing": self.missing, **sides, "contested by": self.contested}
        return "; ".join(f"{what} {' · '.join(names)}" for what, names in named.items() if names)
