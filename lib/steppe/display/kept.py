"""How many of those who entered were there in the end: pairs of counts of one office for the same days."""

from __future__ import annotations

from typing import NamedTuple

from steppe.display import dates
from steppe.display.census import others
from steppe.display.community import crossings
from steppe.display.flows import START
from steppe.display.places import place_name
from steppe.facts import Period, Slot, Statement
from steppe.quantity import Quantity

SHORTEST = 6


class Kept(NamedTuple):
    """Entries over some days, and by how many persons those present had grown at the end."""

    place: str
    who: str
    period: Period
    entries: Quantity
    more: Quantity

    @property
    def share(self) -> Quantity:
        """The percentage of the entries by which those present had grown."""
        return (self.more / Quantity.exact(self.entries.value, self.entries.unit)).to("percent")

    @property
    def label(self) -> str:
        """The place where it is not Kazakhstan, whose entries where they are not everybody's, the days."""
        where = "" if self.place == "Kazakhstan" else f"{self.place}, "
        whose = "men, " if self.who.startswith("men") else ""
        return f"{where}{whose}{dates.shortened(self.period.text)}"


def kept(case) -> list[Kept]:
    """Every pair of figures of one office for the same stretch of days, in the order of their last days.

    Single days are left out. The growth is entries less exits, or those said to remain.
    """
    exits = others(case, crossings("exits", None, None))
    remained = others(case, Slot("remained", "present", None, None), Slot("settled", "present", None, None))
    found: dict[tuple, Kept] = {}
    for s in others(case, crossings("entries", None, None, days=SHORTEST)):
        came = s.figure
        more = [came - t.figure for t in exits if _alike(s, t) and t.period.start == s.period.start]
        if s.period.start == START:
            more += [t.figure for t in remained if _alike(s, t)]
        for grown in more:
            key = s.place, s.who, s.period.start, s.period.end
            known = found.get(key, Kept(place_name(s), s.who, s.period, came, grown))
            found[key] = known._replace(more=known.more.spanning([grown]))
    return sorted(found.values(), key=lambda k: (k.period.end, k.period.start, k.label))


def _alike(s: Statement, t: Statement) -> bool:
    return (s.place, s.who, s.origin, s.period.end) == (t.place, t.who, t.origin, t.period.end)
