"""What later print changed: the figure found for each claim, from the day of the essay to the last publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from steppe.claims import ESSAY_DATE, Judgement, judge, judge_all
from steppe.display import dates, marks, style, units
from steppe.display.distances import found_over_stated, has_distance
from steppe.facts import Statement
from steppe.quantity import Quantity
from steppe.rule import Verdict

if TYPE_CHECKING:
    from pandas import DataFrame

PANELS = 2
PANEL_HEIGHT = 1.45
EVEN_DAYS = 7
MOMENTS = {0: "essay", 7: "week", 30: "month", 365: "year"}


class Stop(NamedTuple):
    """The verdict as known on a day, which is that of a publication that bears on the claim."""

    day: date
    verdict: Verdict


def course(case, id: str) -> list[Stop]:
    """The verdict of a claim on the day of the essay and after each later publication that bears on it."""
    known = judge(case.facts, case.scenario, id).known
    days = {case.facts.statements[id].known_from for id in known.ids}
    stops = []
    for day in sorted({ESSAY_DATE, *(day for day in days if ESSAY_DATE < day <= case.view.as_of)}):
        moved = replace(case.scenario, as_of=day.isoformat())
        stops.append(Stop(day, judge(case.facts, moved, id).known))
    return stops


def courses(case) -> dict[str, list[Stop]]:
    """The course of every claim whose figure found can be set against the one stated."""
    return {id: course(case, id) for id, j in judge_all(case.facts, case.scenario).items() if has_distance(j.known)}


def turns(stops: list[Stop]) -> list[tuple[Stop, Stop]]:
    """The stops at which the word changed, each with the one before it."""
    return [(before, after) for before, after in pairwise(stops) if before.verdict.word != after.verdict.word]


def tabled(case) -> DataFrame:
    """Claim by claim: words and figures found as knowable and as known, and the publications that changed a word."""
    from pandas import DataFrame

    return DataFrame(
        [
            {
                "Claim": id,
                "as written": j.written.word,
                "as knowable": j.knowable.word,
                "found then": j.knowable.found,
                "as known": j.known.word,
                "found since": j.known.found,
                "The word changed": _changes(case, id),
            }
            for id, j in judge_all(case.facts, case.scenario).items()
        ],
        dtype=object,
    )


def grounds(case) -> dict[str, tuple[int, int]]:
    """For each claim that rests on statements, how many lay under its verdict as knowable and lie there as known."""
    counts = {
        id: (len(j.knowable.ids), len(j.known.ids)) for id, j in judge_all(case.facts, case.scenario).items()
    }
    return {id: both for id, both in counts.items() if any(both)}


def plot_grounds(counts: dict[str, tuple[int, int]]):
    """A bar for each claim: the statements under its verdict on the day of the essay, and those that came since.

    Returns a matplotlib figure for `show`.
    """
    with style.house_style():
        figure, axes = style.canvas(0.26 * len(counts) + 1.0)
        most = max(max(both) for both in counts.values())
        for row, (then, since) in enumerate(counts.values()):
            axes.barh(row, then, color=style.FILLS["deep blue"], height=0.7)
            axes.barh(row, since - then, left=then, color=style.FILLS["light blue"], height=0.7)
            words = f"{then}" if since == then else f"{then} → {since}"
            axes.text(max(then, since) + most * 0.01, row, words, va="center", fontsize=10)
        axes.set_yticks(range(len(counts)), list(counts))
        axes.set_ylim(len(counts) - 0.4, -0.6)
        axes.set_xlim(0, most * 1.14)
        axes.set_xlabel("statements under the verdict: dark, public on the day of the essay; pale, since")
        marks.plain_ticks(axes.xaxis)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        style.source_line(figure, notes="Each verdict names its statements in the chapter of its claim.")
    return figure


def _changes(case, id: str) -> str:
    said = []
    for _, stop in turns(course(case, id)):
        names = dict.fromkeys(s.said_by for s in public_on(case, stop))
        said.append(f"{stop.verdict.word} from {dates.in_words(stop.day)}, with {' and '.join(names)}")
    return "; ".join(said) or "never"


def public_on(case, stop: Stop) -> list[Statement]:
    """The statements under a verdict that became public on its very day."""
    return [s for id in stop.verdict.ids if (s := case.facts.statements[id]).known_from == stop.day]


def restless(courses: dict[str, list[Stop]]) -> dict[str, list[Stop]]:
    """The courses in which the figure found, or the range around it, is not the same at the end as at the beginning."""
    return {id: stops for id, stops in courses.items() if _figures(stops[0]) != _figures(stops[-1])}


def _figures(stop: Stop) -> tuple[float, ...]:
    found = stop.verdict.found
    return found.value, found.low, found.high


def moved(stops: list[Stop]) -> Quantity:
    """By how much the figure found moved from the first stop to the last, in percent of the first."""
    first, last = (found_over_stated(stops[at].verdict) for at in (0, -1))
    change = Quantity.exact(last.value / first.value - 1, "ratio", tuple(dict.fromkeys(first.ids + last.ids)))
    return change.to("percent")


def plot_courses(courses: dict[str, list[Stop]]):
    """For each claim a panel: the figure found over the one stated, with its range, as print went on.

    Days are counted from the essay, a week evenly and all else by its logarithm. Returns a matplotlib figure for
    `show`.
    """
    rows = -(-len(courses) // PANELS)
    last = max(stop.day for stops in courses.values() for stop in stops)
    with style.house_style():
        figure, _ = style.canvas(PANEL_HEIGHT * rows + 1.0)
        figure.clear()
        grid = figure.subplots(rows, PANELS, sharex=True, sharey=True, squeeze=False)
        for axes, (id, stops) in zip(grid.flat, courses.items(), strict=False):
            _panel(axes, id, stops, last)
        for axes in grid.flat[len(courses):]:
            axes.set_visible(False)
        _scale(grid, last)
        figure.supylabel("found over stated", fontsize=10)
        ids = [id for stops in courses.values() for stop in stops for id in stop.verdict.found.ids]
        style.source_line(figure, ids, notes="Line: the figure found; band: range of the evidence; dashes: as stated.")
    return figure


def _panel(axes, id: str, stops: list[Stop], last: date) -> None:
    found = [found_over_stated(stop.verdict) for stop in stops]
    across = [(stop.day - ESSAY_DATE).days for stop in stops]
    across, found = [*across, _beyond(last)], [*found, found[-1]]
    axes.axhline(1, color=style.VERMILION, linewidth=1.4, linestyle=style.DASHES[1], zorder=1)
    low, high = [q.low for q in found], [q.high for q in found]
    axes.fill_between(across, low, high, step="post", color=style.BLUE, alpha=0.22, linewidth=0)
    axes.step(across, [q.value for q in found], where="post", color=style.BLUE)
    known = stops[-1].verdict
    said, stated = (units.amount(q.value, q.unit) for q in (known.found, known.stated))
    axes.set_title(f"{id}: {said} found,\n{stated} stated", loc="left", fontsize=9)


def _beyond(last: date) -> float:
    """The end of the scale, in days from the essay."""
    return (last - ESSAY_DATE).days * 1.6 + EVEN_DAYS


def _scale(grid, last: date) -> None:
    first = grid.flat[0]
    first.set_xscale("symlog", linthresh=EVEN_DAYS, linscale=0.7)
    first.set_yscale("log")
    end = _beyond(last)
    first.set_xlim(0, end)
    shown = {days: words for days, words in MOMENTS.items() if days < end}
    first.set_xticks(list(shown), list(shown.values()), fontsize=9)
    first.set_ylim(0.4, 2.5)
    first.set_yticks([0.5, 1, 2], ["half", "same", "double"])
    for axes in grid.flat:
        axes.minorticks_off()
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)


def settled(judgements: dict[str, Judgement]) -> dict[str, list[str]]:
    """The claims by what hindsight did to them: settled all along, settled since, opened since, open all along."""
    kinds = {
        "settled on the day of the essay, and the same since": (True, True),
        "settled since": (False, True),
        "settled then, opened since": (True, False),
        "open then and now": (False, False),
    }
    tested = {id: j for id, j in judgements.items() if j.known.word != "not testable"}
    states = {id: (j.knowable.word != "open", j.known.word != "open") for id, j in tested.items()}
    sorted_out = {kind: [id for id, state in states.items() if state == wanted] for kind, wanted in kinds.items()}
    return sorted_out | {"not testable": [id for id in judgements if id not in tested]}
