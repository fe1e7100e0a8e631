"""How many lived in Kazakhstan, group by group: counts, what shares make of a population, and how far they fell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from steppe.case import Case
from steppe.display.census import others
from steppe.display.composition import (
    COUNT,
    KAZAKHS,
    KAZAKHSTAN,
    LAST_SOVIET_CENSUS,
    REVISED,
    RUSSIANS,
    SHARE,
    Known,
    by_day,
    in_order,
    plain,
    stated,
)
from steppe.facts import Slot
from steppe.quantity import Quantity

POPULATION = Slot("population", "count", "all", KAZAKHSTAN)

# The register before the census of 2021 was applied to it.
OLD_BASE = ("kz_population_oct2021", "pop_2022_01_01_precensus", "pop_2022_07_01_precensus")


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


def totals(case) -> Known[Quantity]:
    """The population by day, persons; on a day with two bases the one before the census of 2021 was applied.

    The counts of groups for those days stand on that base too.
    """
    every = others(case, POPULATION)
    return Known("population", case, by_day(every) | by_day([s for s in every if s.id in OLD_BASE]))


def headcounts(case, who: str) -> Known[Headcount]:
    """How many a group counted by day: as printed, and as its share of the population of that day.

    The range spans both routes. Of the two bases of 1989 a share goes with the revised population, the printed count
    with the All-Union base. Nothing is rounded, so the last digits of a share times a population mean nothing.
    """
    printed, people = by_day(stated(case, COUNT, who)), totals(case)
    base = by_day(stated(case, SHARE, who)) | by_day(stated(case, REVISED, who))
    derived = {day: people[day] * share.to("ratio") for day, share in base.items() if day in people}
    both = {day: q.spanning([derived[day]] if day in derived else []) for day, q in printed.items()}
    found = {day: Headcount(q, day in printed) for day, q in in_order(derived | both).items()}
    return Known(f"number of {plain(who)}", case, found)


def standings(case) -> Known[Standing]:
    """The days after 1989 on which both groups are counted, persons and per cent."""
    counts = {who: {day: h.figure for day, h in headcounts(case, who).items()} for who in (KAZAKHS, RUSSIANS)}
    people, before = totals(case), headcounts(case, RUSSIANS)[LAST_SOVIET_CENSUS].figure
    found = {}
    for day, kazakhs in counts[KAZAKHS].items():
        if day <= LAST_SOVIET_CENSUS or day not in counts[RUSSIANS]:
            continue
        russians = counts[RUSSIANS][day]
        gone = before - russians
        found[day] = Standing(
            kazakhs, russians, kazakhs - russians, gone, kazakhs - before,
            (kazakhs / people[day]).to("percent"), (kazakhs / (people[day] + gone)).to("percent"),
        )
    return Known("Kazakhs and Russians counted", case, found)


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
    return Fall(last, count, " and ".join(speakers), counts[LAST_SOVIET_CENSUS].figure - count)


def by(case, day: date) -> Case:
    """The same case with no more than was public by the end of a day."""
    return Case(case.facts, replace(case.scenario, as_of=min(day, case.view.as_of).isoformat()))
