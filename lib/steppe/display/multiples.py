"""How many times the Russian citizens before: one week of arrivals by every reading, and who was there later."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from steppe.case import Case, closed
from steppe.display import dates, marks
from steppe.display.census import others
from steppe.display.community import ONCE, staying
from steppe.display.flows import RUSSIANS, first_week_less
from steppe.display.marks import Row
from steppe.display.template import Filled, phrase
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity
from steppe.scenario import Scenario

WITH_ONE_WEEK = "With one week of arrivals"
ENTRIES, LESS_EXITS = "entries as counted", "less exits"
# What an arrival is in a run -> the row of the first week that has the same statements.
FLOWS = {ENTRIES: "gross", LESS_EXITS: "net", "less usual days": "excess"}
REMAINED = Slot("remained", "present", *RUSSIANS)


def multiple_of(case) -> Quantity:
    """Those present after one week of arrivals over those present before, as C09 is judged."""
    return case.reckon(lambda before, came: ONCE + came * staying(case) / before, "citizens", "arrivals")


def multiples(case) -> dict[str, list[Row]]:
    """How many times the citizens before: title -> rows.

    One week after the other notion of an arrival, each spanning everything published of it; those said to remain
    later; and everybody present later, whenever they came.
    """
    before = case["citizens"]
    later = [_later(s, ONCE + s.figure / before) for s in _by_day(case, REMAINED)]
    there = Slot("citizens_present", "present", *RUSSIANS, "2022-05-01/..")
    everybody = [_later(s, s.figure / before) for s in _by_day(case, there)]
    groups = {
        WITH_ONE_WEEK: [marks.reckoned(multiple_of(case), "this run"), *by_notion(case).values()],
        "With those said to remain": later,
        "Everybody present": everybody,
    }
    return {title: rows for title, rows in groups.items() if rows}


def by_notion(case) -> dict[str, Row]:
    """How many times the citizens before one week makes, by the notion of an arrival, each with its range.

    Every published count of entries, of exits and of ordinary traffic, whatever this run takes. A notion for
    which nothing is public is left out; a bound that stands alone stays open.
    """
    before, there = case["citizens"], staying(case)
    weeks: dict[str, list[Quantity]] = {}
    for row in first_week_less(case):
        weeks.setdefault(row.label.partition(":")[0], []).append(row.figure)
    for notion, flow in FLOWS.items():
        if notion in weeks:
            best = Case(case.facts, Scenario(evidence="best", flow=flow), as_of=case.view.as_of)
            weeks[notion].append(best["arrivals"])
    times = {notion: [ONCE + came * there / before for came in found] for notion, found in weeks.items()}
    return {
        notion: marks.reckoned(found[0] if len(found) == 1 else spanned(found), notion)
        for notion, found in times.items()
    }


def by_reading(case) -> Filled:
    """The rows of `by_notion` in words: by entries, less exits, less ordinary traffic."""
    rows = by_notion(case)
    readings = {
        "By entries": [rows.pop(ENTRIES)],
        LESS_EXITS: [rows.pop(LESS_EXITS)] if LESS_EXITS in rows else [],
        "less ordinary traffic": list(rows.values()),
    }
    told = {reading: stretch(found) for reading, found in readings.items() if found}
    return phrase(
        ", ".join(f"{reading} {{{reading.split()[-1]}}}" for reading in told),
        **{reading.split()[-1]: times for reading, times in told.items()},
    )


def stretch(rows: Iterable[Row]) -> Filled:
    """The range of all rows in words; an end that is only a bound says so."""
    rows = list(rows)
    whole = spanned(row.figure for row in rows)
    if whole.is_exact:
        return phrase("{whole}", whole=whole)
    below = any(not isfinite(row.figure.low) and row.figure.value == whole.low for row in rows)
    above = any(not isfinite(row.figure.high) and row.figure.value == whole.high for row in rows)
    words = "from {whole:low}" + " or less" * below + " to {whole:high}" + " or more" * above
    return phrase(words, whole=whole)


def spanned(figures: Iterable[Quantity]) -> Quantity:
    """The first figure with the range of all; open bounds count at their figure."""
    first, *rest = map(closed, figures)
    return first.spanning(rest)


def _by_day(case, slot: Slot) -> list[Statement]:
    return sorted(others(case, slot), key=lambda s: (s.period.end, s.id))


def _later(s: Statement, ratio: Quantity) -> Row:
    return marks.reckoned(ratio, dates.shortened(s.period.text))
