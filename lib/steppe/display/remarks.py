"""Remarks on who was ahead, beside the figures of the days around them."""

from __future__ import annotations

from typing import NamedTuple

from steppe.display.census import others
from steppe.display.composition import KAZAKHS, KAZAKHSTAN, ByDay, leads, shares
from steppe.facts import Period, Slot, Statement
from steppe.quantity import Quantity

RUSSIANS_AHEAD, EQUAL, ANOTHER = "Russians ahead", "equally many", "another question"
KINDS = (RUSSIANS_AHEAD, EQUAL, ANOTHER)

# How each remark is read: what it says of the rank, or that it speaks of a half of the population or of provinces.
READINGS = {
    "contrary_russians_slightly_more": RUSSIANS_AHEAD,
    "contrary_russians_outnumbered_1991": RUSSIANS_AHEAD,
    "year_numbers_equal": EQUAL,
    "approx_equal_1991": EQUAL,
    "factsanddetails_equal_1991": EQUAL,
    "slavs_plus_germans_majority_until": ANOTHER,
    "cia_kazakhs_minority_1991": ANOTHER,
    "slav_majority_provinces_1994": ANOTHER,
    "majority_crossover_year": ANOTHER,
}


class Remark(NamedTuple):
    """A remark, what kind it is, and the figures on either side of its period.

    `before` and `after` are (day, figure), per cent: the lead of the Kazakhs over the Russians where the remark
    speaks of rank, the share of the Kazakhs where it does not; None where there is no figure on that side.
    """

    statement: Statement
    kind: str
    before: tuple[str, Quantity] | None
    after: tuple[str, Quantity] | None


def remarks(case) -> list[Remark]:
    """Every remark on the largest group, kind by kind, in the order of what it speaks of."""
    lead, share = leads(case), shares(case, KAZAKHS)
    found = []
    for s in others(case, Slot("largest_group", "remark", None, KAZAKHSTAN)):
        kind = READINGS[s.id]
        around = _around(s.period, share if kind == ANOTHER else lead)
        found.append(Remark(s, kind, *around))
    return sorted(found, key=lambda r: (KINDS.index(r.kind), r.statement.period.end, r.statement.id))


def _around(period: Period, series: ByDay) -> list[tuple[str, Quantity] | None]:
    """The last figure up to the start of a period (its end, where the start is open) and the first after its end."""
    start = period.start if period.start.year > 1 else period.end
    before = [(day, q) for day, q in series.items() if Period.parse(day).start <= start]
    after = [(day, q) for day, q in series.items() if Period.parse(day).start > period.end]
    return [before[-1] if before else None, after[0] if after else None]
