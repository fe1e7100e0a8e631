"""Counts of groups held against the shares of their days: where two bases meet, or something was rounded."""

from __future__ import annotations

from typing import NamedTuple

from steppe.display.composition import (
    COUNT,
    KAZAKHS,
    LAST_SOVIET_CENSUS,
    REVISED,
    RUSSIANS,
    SHARE,
    UZBEKS,
    Known,
    by_day,
    stated,
)
from steppe.display.headcounts import totals
from steppe.quantity import Quantity

ROUND, HALF_A_POINT = 100_000, 0.5


class Ratio(NamedTuple):
    """A printed count over the population of the same day, beside the shares printed for that day."""

    day: str
    who: str
    count: Quantity
    total: Quantity
    makes: Quantity
    share: Quantity | None
    revised: Quantity | None

    @property
    def stands_apart(self) -> bool:
        """Whether what the count makes lies half a point or more off every share printed for the day."""
        printed = [q for q in (self.share, self.revised) if q]
        gaps = [max(q.low - self.makes.high, self.makes.low - q.high) for q in printed]
        return bool(gaps) and min(gaps) >= HALF_A_POINT

    @property
    def is_round(self) -> bool:
        """Whether the count is one of whole hundred thousands."""
        return self.count.value % ROUND == 0


def counts_over_totals(case) -> list[Ratio]:
    """Every printed count of a group for whose day a population is printed too, group by group."""
    people = totals(case)
    found = []
    for who in (RUSSIANS, KAZAKHS, UZBEKS):
        share, revised = (by_day(stated(case, kind, who)) for kind in (SHARE, REVISED))
        for day, count in by_day(stated(case, COUNT, who)).items():
            if day in people:
                makes = (count / people[day]).to("percent")
                found.append(Ratio(day, who, count, people[day], makes, share.get(day), revised.get(day)))
    return found


def mixed_bases(case) -> Ratio:
    """The Russian count of 1989 over the population of that day; NotYetKnown where one of the two is not public."""
    rows = {r.day: r for r in counts_over_totals(case) if r.who == RUSSIANS}
    return Known("Russian count and population", case, rows)[LAST_SOVIET_CENSUS]
