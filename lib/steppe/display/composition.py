"""Who lived in Kazakhstan: shares of its groups, who was ahead, and between which days that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeVar

from steppe.display.census import others, spread
from steppe.facts import NotYetKnown, Period, Slot, Statement
from steppe.quantity import POINTS, Quantity

KAZAKHSTAN, KAZAKHS, RUSSIANS, UZBEKS, UKRAINIANS = "kazakhstan", "kazakhs", "russians", "uzbeks", "ukrainians"
SHARE, REVISED, COUNT = ("ethnic_share", "share"), ("ethnic_share", "share_revised"), ("ethnic_count", "count")
LAST_SOVIET_CENSUS = "1989-01-12"
HALF = 50

ByDay = Mapping[str, Quantity]
T = TypeVar("T")


class Known(dict[str, T]):
    """What is public, by day or by label; asking for what is not raises NotYetKnown in one line."""

    def __init__(self, about: str, case, found: Mapping[str, T]):
        super().__init__(found)
        self._about, self._as_of = about, case.view.as_of

    def __missing__(self, key: str) -> T:
        raise NotYetKnown(f"{self._about}, {key}: nothing public as of {self._as_of}; choose a later as_of")


def stated(case, kind: tuple[str, str], who: str, period: str | None = None) -> list[Statement]:
    """What others than the essay stated of a group in Kazakhstan, best first. kind: SHARE, REVISED or COUNT."""
    return others(case, Slot(*kind, who, KAZAKHSTAN, period))


def by_day(statements: Iterable[Statement]) -> dict[str, Quantity]:
    """The first figure of each day or period with the range over all of it, in the order of the days."""
    days: dict[str, list[Statement]] = {}
    for s in statements:
        days.setdefault(s.period.text, []).append(s)
    return in_order({day: spread(found) for day, found in days.items()})


def in_order(days: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The same by the first day, then by the last."""
    return {day: days[day] for day in sorted(days, key=lambda text: (Period.parse(text).start, Period.parse(text).end))}


def shares(case, who: str) -> Known[Quantity]:
    """The share of a group by day, per cent, over both bases where a day has two."""
    found = by_day([s for kind in (SHARE, REVISED) for s in stated(case, kind, who)])
    return Known(f"share of {plain(who)}", case, found)


def differences(ahead: ByDay, behind: ByDay) -> dict[str, Quantity]:
    """One series less the other on the days that have both; shares differ by percentage points."""
    less = {day: q - behind[day] for day, q in ahead.items() if day in behind}
    return {day: q.to(POINTS) if q.unit == "percent" else q for day, q in less.items()}


def leads(case) -> Known[Quantity]:
    """By how many percentage points of all the Kazakhs were ahead of the Russians, by day; like bases only."""
    found: dict[str, Quantity] = {}
    for kind in (SHARE, REVISED):
        for day, lead in differences(*(by_day(stated(case, kind, who)) for who in (KAZAKHS, RUSSIANS))).items():
            found[day] = found[day].spanning([lead]) if day in found else lead
    return Known("lead of Kazakhs over Russians", case, in_order(found))


def crossings(series: ByDay, line: float = 0) -> list[tuple[str, str]]:
    """Pairs of days between which a series passed a line: the last one on one side, the first on the other.

    A day whose range touches the line is on neither side.
    """
    sides = [(day, q.low > line) for day, q in series.items() if q.low > line or q.high < line]
    return [(day, later) for (day, side), (later, other) in pairwise(sides) if side != other]


def year_of(period: str | Period) -> float:
    """The middle of a period as a year with its fraction; an open end counts as the closed one."""
    period = Period.parse(period) if isinstance(period, str) else period
    start, end = (period.start if period.start.year > 1 else period.end), period.end
    return sum(day.year + (day.timetuple().tm_yday - 0.5) / 365.25 for day in (start, end)) / 2


def plain(who: str) -> str:
    """The name of a group as a reader sees it."""
    return who.capitalize()


def ahead(lead: Quantity) -> tuple[str, Quantity]:
    """A lead in words and by how much: ahead, behind, or either within its range."""
    if lead.low > 0:
        return "ahead", lead
    return ("behind", -lead) if lead.high < 0 else ("ahead or behind", lead)


def rankings(case, since: str) -> list[tuple[str, dict[str, Quantity]]]:
    """The groups by size, largest first, for each day from `since` on that has two at least, by share or count."""
    found = []
    for kind in (SHARE, COUNT):
        series = {who: by_day(stated(case, kind, who)) for who in (KAZAKHS, RUSSIANS, UZBEKS, UKRAINIANS)}
        for day in sorted({day for days in series.values() for day in days if day >= since}):
            sizes = {who: days[day] for who, days in series.items() if day in days}
            if len(sizes) > 1:
                found.append((day, dict(sorted(sizes.items(), key=lambda item: -item[1].value))))
    return sorted(found, key=lambda ranking: ranking[0])


def third_over_second(ranked: Iterable[tuple[str, dict[str, Quantity]]]) -> Quantity:
    """The largest third group over the second of the same day; ValueError where no ranking has three."""
    listed = [list(sizes.values()) for _, sizes in ranked]
    return max((sizes[2] / sizes[1] for sizes in listed if len(sizes) > 2), key=lambda q: q.value)
