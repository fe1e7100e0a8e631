"""Who lived in Kazakhstan: shares and counts of its groups, who was ahead, and between which days that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import NamedTuple, TypeVar

from steppe.case import Case
from steppe.display.census import others, spread
from steppe.facts import NotYetKnown, Period, Slot, Statement
from steppe.quantity import Quantity

KAZAKHSTAN, KAZAKHS, RUSSIANS, UZBEKS, UKRAINIANS = "kazakhstan", "kazakhs", "russians", "uzbeks", "ukrainians"
SHARE, REVISED, COUNT = ("ethnic_share", "share"), ("ethnic_share", "share_revised"), ("ethnic_count", "count")
POPULATION = Slot("population", "count", "all", KAZAKHSTAN)
LAST_SOVIET_CENSUS = "1989-01-12"
INDEPENDENCE = "1991-12"
HALF_A_TENTH, THOUSAND, ROUND, HALF_A_POINT = 0.05, 1000, 100_000, 0.5
ROUNDING = Quantity(0, -HALF_A_TENTH, HALF_A_TENTH, "percent")

# The register before the census of 2021 was applied to it.
OLD_BASE = ("kz_population_oct2021", "pop_2022_01_01_precensus", "pop_2022_07_01_precensus")

ByDay = Mapping[str, Quantity]
T = TypeVar("T")


class Known(dict[str, T]):
    """What is public, by day or by label; asking for what is not raises NotYetKnown in one line."""

    def __init__(self, about: str, case, found: Mapping[str, T]):
        super().__init__(found)
        self._about, self._as_of = about, case.view.as_of

    def __missing__(self, key: str) -> T:
        raise NotYetKnown(f"{self._about}, {key}: nothing public as of {self._as_of}; choose a later as_of")


class Headcount(NamedTuple):
    """How many a group counted on a day, persons, over every route; whether somebody printed the count."""

    figure: Quantity
    printed: bool


class Standing(NamedTuple):
    """Where the two groups stood on a day, and where they would have stood with the Russians of 1989 still there."""

    kazakhs: Quantity
    russians: Quantity
    lead: Quantity
    gone: Quantity
    lead_anyway: Quantity
    share: Quantity
    share_anyway: Quantity


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
    """One series less the other on the days that have both."""
    return {day: q - behind[day] for day, q in ahead.items() if day in behind}


def leads(case) -> Known[Quantity]:
    """By how much of all residents the Kazakhs were ahead of the Russians, per cent, by day; like bases only."""
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


def straight_line(series: ByDay) -> tuple[str, str]:
    """The years, earliest and latest, in which a straight line over the last crossing of zero meets it.

    Nobody observed it. Raises ValueError where the series never crosses zero.
    """
    if not crossings(series):
        raise ValueError("straight_line: found no crossing, expected figures on both sides of zero")
    (start, low), (end, high) = ((year_of(day), series[day]) for day in crossings(series)[-1])
    meets = [start + (end - start) * b / (b - a) for b in (low.low, low.high) for a in (high.low, high.high)]
    return str(int(min(meets))), str(int(max(meets)))


def year_of(period: str | Period) -> float:
    """The middle of a period as a year with its fraction; an open end counts as the closed one."""
    period = Period.parse(period) if isinstance(period, str) else period
    start, end = (period.start if period.start.year > 1 else period.end), period.end
    return sum(day.year + (day.timetuple().tm_yday - 0.5) / 365.25 for day in (start, end)) / 2


def totals(case) -> Known[Quantity]:
    """The population by day, persons; on a day with two bases the one before the census of 2021 was applied.

    The counts of groups for those days stand on that base too.
    """
    every = others(case, POPULATION)
    return Known("population", case, by_day(every) | by_day([s for s in every if s.id in OLD_BASE]))


def headcounts(case, who: str) -> Known[Headcount]:
    """How many a group counted by day: as printed, and as its share of the population of that day.

    The range spans both routes; a share is rounded to a tenth, and what it makes to a thousand. Of the two
    bases of 1989 a share goes with the revised population, the printed count with the All-Union base.
    """
    printed, people = by_day(stated(case, COUNT, who)), totals(case)
    base = by_day(stated(case, SHARE, who)) | by_day(stated(case, REVISED, who))
    derived = {
        day: in_thousands(people[day] * (share + ROUNDING).to("ratio")) for day, share in base.items() if day in people
    }
    both = {day: q.spanning([derived[day]] if day in derived else []) for day, q in printed.items()}
    found = {day: Headcount(q, day in printed) for day, q in in_order(derived | both).items()}
    return Known(f"number of {plain(who)}", case, found)


def in_thousands(q: Quantity) -> Quantity:
    """A computed figure to the nearest thousand: a share rounded to a tenth bears no more. Open ends stay open."""
    ends = (round(x / THOUSAND) * THOUSAND if isfinite(x) else x for x in (q.value, q.low, q.high))
    return Quantity(*ends, q.unit, q.ids)


def standings(case) -> Known[Standing]:
    """The days after 1989 on which both groups are counted, persons and per cent."""
    counts = {who: {day: h.figure for day, h in headcounts(case, who).items()} for who in (KAZAKHS, RUSSIANS)}
    people, before = totals(case), headcounts(case, RUSSIANS)[LAST_SOVIET_CENSUS].figure
    found = {}
    for day, kazakhs in counts[KAZAKHS].items():
        if day <= LAST_SOVIET_CENSUS or day not in counts[RUSSIANS]:
            continue
        russians = counts[RUSSIANS][day]
        gone = in_thousands(before - russians)
        found[day] = Standing(
            kazakhs, russians, in_thousands(kazakhs - russians), gone, in_thousands(kazakhs - before),
            (kazakhs / people[day]).to("percent"), (kazakhs / (people[day] + gone)).to("percent"),
        )
    return Known("Kazakhs and Russians counted", case, found)


def now(case, who: str) -> tuple[Quantity, Quantity]:
    """The latest share of a group, and what it makes of the population that the case takes, persons."""
    share = list(shares(case, who).values())[-1]
    return share, in_thousands(case["population"] * (share + ROUNDING).to("ratio"))


class Fall(NamedTuple):
    """The last day with a count of Russians, that count, who gave it, and how many fewer than in 1989; persons."""

    day: str
    count: Quantity
    said_by: str
    fewer: Quantity


def fall(case) -> Fall:
    """From the Russians of 1989 to the last count of them, whoever gave it; NotYetKnown without the first."""
    counts = headcounts(case, RUSSIANS)
    last, count = list(counts)[-1], list(counts.values())[-1].figure
    speakers = dict.fromkeys(case.facts.statements[id].said_by for id in count.ids)
    return Fall(last, count, " and ".join(speakers), in_thousands(counts[LAST_SOVIET_CENSUS].figure - count))


def by(case, day: date) -> Case:
    """The same case with no more than was public by the end of a day."""
    return Case(case.facts, replace(case.scenario, as_of=min(day, case.view.as_of).isoformat()))


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
