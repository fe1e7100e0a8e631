"""The supposition of chapter 07: a weekly figure carried forward, in figures and in words."""

from __future__ import annotations

from math import isfinite

from steppe import migration, scenarios, units
from steppe.assertions import rise
from steppe.case import Case
from steppe.claims import ESSAY_DATE
from steppe.display import dates
from steppe.display.curves import plot_lines
from steppe.display.flows import first_week_less
from steppe.display.marks import Row
from steppe.display.ranges import plot_ranges
from steppe.display.template import Filled, phrase
from steppe.facts import ESSAY, Slot
from steppe.quantity import Quantity, closed
from steppe.scenario import NEUTRAL_FLOW, Scenario

KAZAKHSTAN = ("all", "kazakhstan")
PER_WEEK = 7 / 365
SUPPOSED = ("weekly_arrivals", "horizon_weeks", "weekly_decline", "weekly_departure", "second_wave_arrivals")
OF_THE_RISE = (
    "as_of", "evidence", "flow", "weekly_arrivals", "weekly_decline", "weekly_departure",
    "horizon_weeks", "second_wave_week", "second_wave_arrivals", "population",
)
WITNESSES = {
    "essay": "the essay's own figures",
    "best": "the best evidence public by {day}",
    "kindest": "the figures nearest to the essay's among those public by {day}",
    "harshest": "the figures farthest from the essay's among those public by {day}",
}
ARRIVALS = {"gross": "entries", "excess": "entries above ordinary traffic", "net": "entries less exits"}
CORRECTIONS = {"excess": "ordinary", "net": "exits"}


def present_by_week(case) -> list[tuple[int, Quantity]]:
    """Persons present at the end of each week of the horizon, from week 0, before anybody came."""
    s = case.scenario
    alike = migration.path(migration.arrivals(1, s.horizon_weeks, s.weekly_decline), s.weekly_departure)
    wave = migration.path(
        migration.arrivals(0, s.horizon_weeks, 0, s.second_wave_week, s.second_wave_arrivals), s.weekly_departure
    )
    weeks = [case["arrivals"] * kept + Quantity.exact(more, "persons") for kept, more in zip(alike, wave, strict=True)]
    return list(enumerate([Quantity.exact(0, "persons"), *weeks]))


def rise_of(case) -> Quantity:
    """By how many per cent the arrivals of this run, carried forward, would raise the population.

    C11 is judged on the essay's rate instead, unless a weekly figure was passed.
    """
    return case.reckon(rise(case), "arrivals", "population")


def whose_supposition(case) -> str:
    """Whether C11 is judged on what the essay supposes or on what this run does, in words."""
    return "this run's own" if case.scenario.differences().keys() & set(SUPPOSED) else "the essay's"


def rise_by_scenario(case) -> dict[str, Quantity]:
    """The rise under every scenario file, by name; first this run, where it is none of them."""
    rises = {name: rise_of(Case(case.facts, scenarios.scenario(name))) for name in scenarios.names()}
    here = this_run(case)
    return rises if here in rises else {here: rise_of(case), **rises}


def this_run(case) -> str:
    """The scenario file that supposes what this run supposes, or `this run` where none does."""
    same = (name for name in scenarios.names() if _supposes(scenarios.scenario(name)) == _supposes(case.scenario))
    return next(same, "this run")


def plot_scenarios(case, mark: dict[str, Quantity]):
    """The rise under every scenario with its range, that of this run in bold; a figure for `show`."""
    here, rows = this_run(case), rise_by_scenario(case)
    named = {f"this run: {name}" if name == here and name in scenarios.names() else name: q for name, q in rows.items()}
    figure = plot_ranges({label.replace("_", " "): q for label, q in named.items()}, mark=mark)
    figure.axes[0].get_yticklabels()[list(rows).index(here)].set_fontweight("bold")
    return figure


def plot_path(case, stated: Quantity):
    """Who is present week by week, beside births less deaths; a figure for `show`.

    stated: the rise to reach, drawn as a level line. The essay's own weekly figure is a line of its own
    where this run ends farther from it than a hedged figure may be off.
    """
    here, supposed = present_by_week(case), _summed(case, case.view.quote("essay_rate").figure)
    yearly, end = natural_increase(case), supposed[-1][1].value
    series = {"this run": here}
    if yearly:
        series["births less deaths"] = _summed(case, yearly * PER_WEEK)
    if abs(here[-1][1].value - end) > case.scenario.tolerance_hedged * end:
        series["the essay's rate"] = supposed
    return plot_lines(series, x="weeks", mark={"rise stated": case["population"] * stated.to("ratio")})


def natural_increase(case) -> Quantity | None:
    """Births less deaths in a year as registered, persons, over every published count.

    Before any count, what the published rate comes to; None before that.
    """
    counts = case.figures(Slot("natural_increase", "count", *KAZAKHSTAN))
    return counts[0].spanning(counts) if counts else increase_by_rate(case)


def increase_by_rate(case) -> Quantity | None:
    """What the published rate of births less deaths comes to on the population of the case, persons; None before."""
    rates = case.view.all(Slot("natural_increase", "rate", *KAZAKHSTAN))
    return case["population"] * rates[0].figure.to("ratio") if rates else None


def rates_supposed(case) -> dict[str, Quantity]:
    """The essay's weekly figure and, where the reader passed one, that of this run."""
    own = case.scenario.weekly_arrivals is not None
    return {"the essay": case.view.quote("essay_rate").figure} | ({"this run": case["arrivals"]} if own else {})


def weekly_needed(case, stated: Quantity) -> Quantity | None:
    """The weekly figure that would bring exactly the stated rise, all else as in this run.

    None where no figure would: nobody stays, or a second wave alone brings more.
    """
    s = case.scenario
    kept = migration.retained(s.horizon_weeks, s.weekly_decline, s.weekly_departure)
    wave = migration.arrivals(0, s.horizon_weeks, 0, s.second_wave_week, s.second_wave_arrivals)
    there = Quantity.exact(migration.present(wave, s.weekly_departure), "persons")
    missing = case["population"] * stated.to("ratio") - there
    return missing / kept if kept and missing.low > 0 else None


def week_of(path: list[tuple[int, Quantity]], level: float) -> Filled:
    """In words, the first week at whose end the path has reached a level."""
    week, there = next(((week, q) for week, q in path if q.value >= level), (None, None))
    if not week:
        return phrase("in no week of this horizon")
    return phrase("at the end of week {week}", week=Quantity.exact(week, "weeks", there.ids))


def other_notions(case) -> Filled:
    """In words, what a multiple, a month or a year called usual leaves of the first week as counted.

    Empty unless this run takes off what was called a usual day, and before any other notion was public.
    """
    s = case.scenario
    is_taken_off = s.flow == "excess" and s.weekly_arrivals is None and not _is_supposed(case)
    days = ("less usual days", "less exits")
    rows = [row for row in first_week_less(case)[1:] if not row.label.startswith(days)] if is_taken_off else []
    if not rows:
        return phrase("")
    return phrase(
        " That takes off levels given by the day; other published notions of the usual leave {left} of the first week.",
        left=_whole_range(rows),
    )


def _whole_range(rows: list[Row]) -> Filled:
    """The range of all rows in words; an end that is only a bound says so."""
    first, *rest = (closed(row.figure) for row in rows)
    whole = first.spanning(rest)
    if whole.is_exact:
        return phrase("{whole}", whole=whole)
    below = any(not isfinite(row.figure.low) and row.figure.value == whole.low for row in rows)
    above = any(not isfinite(row.figure.high) and row.figure.value == whole.high for row in rows)
    words = "from {whole:low}" + " or less" * below + " to {whole:high}" + " or more" * above
    return phrase(words, whole=whole)


def where_lies(q: Quantity, line: Quantity) -> str:
    """In words, where a range lies: above, below, at or on both sides of a line."""
    if q.low > line.value:
        return "above"
    if q.high < line.value:
        return "below"
    return "at" if q.is_exact else "on both sides of"


def resting_on(case) -> str:
    """In words, what the weekly figure and the population rest on."""
    s = case.scenario
    values = {"a weekly figure": s.weekly_arrivals, "a population": s.population}
    passed = [what for what, value in values.items() if value is not None]
    witness = "best" if s.evidence == ESSAY and case.view.as_of < ESSAY_DATE else s.evidence
    evidence = WITNESSES[witness].format(day=dates.in_words(case.view.as_of))
    if _is_supposed(case):
        return "On what the essay supposes, since no count of the week was public"
    if not passed:
        return f"On {evidence}"
    other = {"a weekly figure": "the population", "a population": "the weekly figure"}
    own = f"On {' and '.join(passed)} passed by the reader, with no statement behind"
    return f"{own} them" if len(passed) > 1 else f"{own} it, and for {other[passed[0]]} on {evidence}"


def arrivals_in_words(case) -> str:
    """What is counted as an arrival in this run."""
    flow = case.scenario.flow or NEUTRAL_FLOW
    if case.scenario.weekly_arrivals is not None or _is_supposed(case):
        return "arrivals"
    correction = CORRECTIONS.get(flow)
    silent = correction and not case[correction].ids
    return ARRIVALS[flow] + (" (of which this evidence states none)" if silent else "")


def _is_supposed(case) -> bool:
    """Whether the rate of the essay stands in for a count of the week, since none was public."""
    return case.arrivals().ids == ("essay_rate",)


def carried_forward(case) -> str:
    """In words, how the weekly figure is carried forward."""
    s = case.scenario
    weeks = f"over {s.horizon_weeks:,} week" + ("s" if s.horizon_weeks > 1 else "")
    each, leaving, wave = "every week alike", "nobody leaving again", ""
    if s.weekly_decline:
        each = f"each week {_share(s.weekly_decline)} smaller than the one before"
    if s.weekly_departure:
        leaving = f"{_share(s.weekly_departure)} of those present leaving each week"
    if s.second_wave_arrivals:
        wave = f", a second wave of {s.second_wave_arrivals:,.0f} in week {s.second_wave_week} counted from zero"
    return f"{weeks}, {each}, {leaving}{wave}"


def _share(share: float) -> str:
    return units.amount(100 * share, "percent")


def _supposes(scenario: Scenario) -> tuple:
    return tuple(getattr(scenario, name) for name in OF_THE_RISE)


def _summed(case, weekly: Quantity) -> list[tuple[int, Quantity]]:
    return [(week, weekly * week) for week in range(case.scenario.horizon_weeks + 1)]
