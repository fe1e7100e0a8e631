"""The Russian citizens in Kazakhstan: how far a week of arrivals, or what is left of it, goes to double them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from typing import NamedTuple

from steppe import migration
from steppe.case import WEEK, Case, closed
from steppe.display import dates
from steppe.display.census import others
from steppe.display.flows import RUSSIANS, START, first_week_less
from steppe.display.marks import Row
from steppe.display.places import per_day, place_name
from steppe.display.template import Filled, phrase
from steppe.facts import NotYetKnown, Period, Slot, Statement
from steppe.quantity import RATIO, Quantity
from steppe.scenario import Scenario

ONCE = Quantity.exact(1, RATIO)
IN_THE_PANDEMIC = "2021-01/2021-09"
STRETCHES = (IN_THE_PANDEMIC, "2022-02-24/2022-04-11", "2022-07", "2022-08", "2022-09", "2022", "2024-01/2024-09")
SINCE_FEBRUARY = "2022-02-24/2022-04-30"
THE_MONTH = "2022-09"
WITH_ONE_WEEK, LESS_EXITS = "With one week of arrivals", "less exits"
REMAINED = Slot("remained", "present", *RUSSIANS)
SHORTEST = 6
FIRST_QUARTER = "2022-01-01/2022-04-13"


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


class Needed(NamedTuple):
    """What a multiple would take, each with the other two as in the case.

    arrivals: persons a week. citizens: present before, at most. staying: share of the arrivals, in percent.
    None where no figure would do.
    """

    arrivals: Quantity | None
    citizens: Quantity
    staying: Quantity | None

    @property
    def more_than_all(self) -> bool:
        """Whether even if all stayed they would be too few."""
        return self.staying is None or self.staying.low > 100


def crossings(measure: str, who: str | None, place: str | None, period: str | None = None, days: int = 1) -> Slot:
    return Slot("border_crossings", measure, who, place, period, days)


def speech(case) -> dict[str, Statement]:
    """What one speech and the reports of it gave, by what it is a figure of, in the order of the argument.

    NotYetKnown where one of the figures is not in the view.
    """
    slots = {
        "present": Slot("citizens_present", "present", *RUSSIANS, "2022-04"),
        "entered": crossings("entries", *RUSSIANS, SINCE_FEBRUARY, 30),
        "left again": crossings("exits", *RUSSIANS, SINCE_FEBRUARY, 30),
        "ID numbers": Slot("id_numbers", "applications", *RUSSIANS, FIRST_QUARTER),
        "permanent residence": Slot("permanent_residence", "applications", *RUSSIANS, FIRST_QUARTER, 90),
        "citizenship": Slot("citizenship", "applications", *RUSSIANS, FIRST_QUARTER),
    }
    found = {what: others(case, slot) for what, slot in slots.items()}
    for what, statements in found.items():
        if not statements:
            raise NotYetKnown(f"figure {what!r} of the speech: nothing public as of {case.view.as_of}")
    return {what: statements[0] for what, statements in found.items()}


def remainder(case) -> Quantity:
    """How many of those who had entered since the invasion could still be there at the speech, at most; persons."""
    said = speech(case)
    return said["entered"].figure - said["left again"].figure


def staying(case) -> Quantity:
    """The share of the arrivals of a week who are there at its end, as this run supposes; a ratio."""
    return Quantity.exact(migration.retained(1, departure=case.scenario.weekly_departure), RATIO)


def multiple_of(case) -> Quantity:
    """Those present after one week of arrivals over those present before, as C09 is judged."""
    return case.reckon(lambda before, came: ONCE + came * staying(case) / before, "citizens", "arrivals")


def multiples(case) -> dict[str, list[Row]]:
    """How many times the citizens before: title -> rows.

    One week after the other notion of an arrival, each spanning everything published of it; those said to remain
    later; and everybody present later, whenever they came.
    """
    before, kept = case["citizens"], staying(case)
    week = [Row("this run", multiple_of(case), True)]
    for notion, rows in _by_notion(first_week_less(case)).items():
        ratios = [replace(row, label=notion, figure=ONCE + row.figure * kept / before) for row in rows]
        span = spanned(ratios)
        week.append(ratios[0] if len(ratios) == 1 else Row(notion, span, span.is_exact))
    later = [_later(s, ONCE + s.figure / before) for s in _by_day(case, REMAINED)]
    there = Slot("citizens_present", "present", *RUSSIANS, "2022-05-01/..")
    everybody = [_later(s, s.figure / before) for s in _by_day(case, there)]
    groups = {
        WITH_ONE_WEEK: week,
        "With those said to remain": later,
        "Everybody present": everybody,
    }
    return {title: rows for title, rows in groups.items() if rows}


def by_reading(case) -> Filled:
    """How many times the citizens before one week of arrivals makes, as an arrival may be read, each with its range.

    Every published count of entries, of exits and of ordinary traffic, whatever this run takes; a reading for
    which nothing is public is left out.
    """
    week = multiples(case)[WITH_ONE_WEEK]
    taken_off = [row for row in week if row.label.startswith("less ")]
    exits = [row for row in taken_off if row.label == LESS_EXITS]
    ordinary = [row for row in taken_off if row.label != LESS_EXITS]
    rows = {
        "By entries": [_by_flow(case, "gross")],
        LESS_EXITS: exits and [_by_flow(case, "net"), *exits],
        "less ordinary traffic": ordinary and [_by_flow(case, "excess"), *ordinary],
    }
    told = {reading: stretch(found) for reading, found in rows.items() if found}
    return phrase(
        ", ".join(f"{reading} {{{reading.split()[-1]}}}" for reading in told),
        **{reading.split()[-1]: times for reading, times in told.items()},
    )


def _by_flow(case, flow: str) -> Row:
    week = Case(case.facts, Scenario(evidence="best", flow=flow), as_of=case.view.as_of)["arrivals"]
    return Row(flow, ONCE + week * staying(case) / case["citizens"], week.is_exact)


def stretch(rows: Iterable[Row]) -> Filled:
    """The range of all rows in words; an end that is only a bound says so."""
    rows = list(rows)
    whole = spanned(rows)
    if whole.is_exact:
        return phrase("{whole}", whole=whole)
    below = any(not isfinite(row.figure.low) and row.figure.value == whole.low for row in rows)
    above = any(not isfinite(row.figure.high) and row.figure.value == whole.high for row in rows)
    words = "from {whole:low}" + " or less" * below + " to {whole:high}" + " or more" * above
    return phrase(words, whole=whole)


def spanned(rows: Iterable[Row]) -> Quantity:
    """The first figure with the range of all; open bounds count at their figure."""
    first, *rest = (closed(row.figure) for row in rows)
    return first.spanning(rest)


def _by_notion(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.label.partition(":")[0], []).append(row)
    return grouped


def _by_day(case, slot: Slot) -> list[Statement]:
    return sorted(others(case, slot), key=lambda s: (s.period.end, s.id))


def _later(s: Statement, ratio: Quantity) -> Row:
    return Row(dates.shortened(s.period.text), ratio, s.value is not None, s.grade)


def average_weeks(case) -> dict[str, Quantity]:
    """Entries in an average week of longer stretches, and in the first week after the call-up: label -> persons."""
    weeks = {}
    for period in STRETCHES:
        for s in others(case, crossings("entries", *RUSSIANS, period, Period.parse(period).days)):
            when = " (pandemic)" if period == IN_THE_PANDEMIC else ""
            weeks.setdefault(f"week of {dates.shortened(period)}{when}", per_day(s) * WEEK)
    if october := implied_october(case):
        weeks["Oct 2022, by the fall announced"] = october / Quantity.exact(Period.parse("2022-10").days, "day") * WEEK
    weeks["week of the call-up"] = first_week_less(case)[0].figure
    for s in others(case, crossings("entries", None, None, THE_MONTH, 28)):
        if s.place != "kazakhstan":
            weeks.setdefault(f"{place_name(s)}, Sep 2022", per_day(s) * WEEK)
    for s in others(case, crossings("entries", None, "finland", "2022-09-21")):
        weeks.setdefault("Finland, first day as a week", per_day(s) * WEEK)
    return weeks


def implied_october(case) -> Quantity | None:
    """Entries in October 2022 by the month before and the fall that was announced; persons, None before that."""
    month = others(case, crossings("entries", *RUSSIANS, THE_MONTH, 28))
    fall = others(case, crossings("change", *RUSSIANS))
    return month[0].figure * (ONCE + fall[0].figure.to(RATIO)) if month and fall else None


def kept(case) -> list[Kept]:
    """Every pair of figures of one office for the same stretch of days, in the order of their last days.

    Single days are left out. The growth is entries less exits, or those said to remain; "more than" counts
    at its figure.
    """
    exits = others(case, crossings("exits", None, None))
    remained = others(case, Slot("remained", "present", None, None), Slot("settled", "present", None, None))
    found: dict[tuple, Kept] = {}
    for s in others(case, crossings("entries", None, None, days=SHORTEST)):
        came = closed(s.figure)
        more = [came - closed(t.figure) for t in exits if _alike(s, t) and t.period.start == s.period.start]
        if s.period.start == START:
            more += [closed(t.figure) for t in remained if _alike(s, t)]
        for grown in more:
            key = s.place, s.who, s.period.start, s.period.end
            known = found.get(key, Kept(place_name(s), s.who, s.period, came, grown))
            found[key] = known._replace(more=known.more.spanning([grown]))
    return sorted(found.values(), key=lambda k: (k.period.end, k.period.start, k.label))


def _alike(s: Statement, t: Statement) -> bool:
    return (s.place, s.who, s.said_by, s.period.end) == (t.place, t.who, t.said_by, t.period.end)


def needed(case, multiple: float) -> Needed:
    """What it would take for one week to bring a multiple of those present before."""
    before, came, more = case["citizens"], case["arrivals"], multiple - 1
    there = staying(case)
    return Needed(
        before * more / there if there.value else None,
        came * there / more,
        (before * more / came).to("percent") if came.low > 0 else None,
    )


def within(stated: Quantity, tolerance: float) -> tuple[float, float]:
    """The least and the most that are still within a tolerance of the figure stated, two-sided."""
    return stated.value / (1 + tolerance), stated.value * (1 + tolerance)
