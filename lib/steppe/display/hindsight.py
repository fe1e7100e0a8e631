"""What later print changed: the figure found for each claim, from the day of the essay to the last publication."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import inf
from typing import TYPE_CHECKING

from steppe.claims import ESSAY_DATE, Judgement, judge_all
from steppe.display import dates, marks, style, units
from steppe.display.distances import found_over_stated, has_distance
from steppe.quantity import Quantity
from steppe.timeline import Step, timeline, turns
from steppe.tornado import tornado

if TYPE_CHECKING:
    from pandas import DataFrame

PANELS = 2
PANEL_HEIGHT = 1.45
EVEN_DAYS = 7
LEAST, MOST = 0.4, 2.5
TIMES = {0.125: "an eighth", 0.25: "a quarter", 0.5: "half", 1: "same", 2: "double", 4: "four times", 8: "eight times"}
FIRMNESS = ["Claim", "The word stands since", "Undone without any one of", "Of its statements"]
MOMENTS = {0: "essay", 7: "week", 30: "month", 365: "year"}


def course(case, id: str) -> list[Step]:
    """The verdict of a claim from the day of the essay on, a step for each later publication that bears on it."""
    last = case.view.as_of
    return timeline(case.facts, case.scenario, id, min(ESSAY_DATE, last), last)


def courses(case) -> dict[str, list[Step]]:
    """The course of every claim whose figure found can be set against the one stated."""
    return {id: course(case, id) for id, j in judge_all(case.facts, case.scenario).items() if has_distance(j.known)}


def tabled(case) -> DataFrame:
    """Claim by claim: words and figures found as knowable and as known, and the publications that changed a word."""
    from pandas import DataFrame

    return DataFrame(
        [
            {
                "Claim": id,
                "as written": j.written.word,
                "as knowable": j.knowable.word,
                "found then": j.knowable.found_for_claim,
                "as known": j.known.word,
                "found since": j.known.found_for_claim,
                "The word changed": changes_of(case, id),
            }
            for id, j in judge_all(case.facts, case.scenario).items()
        ],
        dtype=object,
    )


def grounds(case) -> dict[str, tuple[int, int]]:
    """For each claim how many statements lay under its verdict as knowable and lie there as known."""
    return {id: (len(j.knowable.ids), len(j.known.ids)) for id, j in judge_all(case.facts, case.scenario).items()}


def plot_grounds(case):
    """A bar for each claim: the statements under its verdict on the day of the essay and on that of the run.

    The earlier day is the darker. A claim without statements says so. Returns a matplotlib figure for `show`.
    """
    early, late = sorted((ESSAY_DATE, case.view.as_of))
    counts = {id: both if early == ESSAY_DATE else both[::-1] for id, both in grounds(case).items()}
    with style.house_style():
        figure, axes = style.canvas(0.26 * len(counts) + 1.0)
        most = max(max(both) for both in counts.values())
        for row, (then, since) in enumerate(counts.values()):
            axes.barh(row, then, color=style.FILLS["deep blue"], height=0.7)
            axes.barh(row, since - then, left=then, color=style.FILLS["light blue"], height=0.7)
            words = f"{then} → {since}" if since != then else f"{then}" if then else "rests on no statement"
            axes.text(max(then, since) + most * 0.01, row, words, va="center", fontsize=10)
        axes.set_yticks(range(len(counts)), list(counts))
        axes.set_ylim(len(counts) - 0.4, -0.6)
        axes.set_xlim(0, most * 1.14)
        axes.set_xlabel("statements under the verdict")
        marks.plain_ticks(axes.xaxis)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        notes = f"Dark: public by {dates.shortened(early)}. Pale: by {dates.shortened(late)}."
        ids = [id for j in judge_all(case.facts, case.scenario).values() for id in (*j.knowable.ids, *j.known.ids)]
        style.source_line(figure, ids, notes=notes)
    return figure


def changes_of(case, id: str) -> str:
    """The days on which the word changed after the essay, and whose publications were enough for it."""
    return "; ".join(_change(case, step) for _, step in turns(course(case, id))) or "never"


def _change(case, step: Step) -> str:
    voices = dict.fromkeys(case.facts.statements[id].said_by for id in step.moved_by)
    cause = f", with {' and '.join(voices)}" if voices else ", weighed anew"
    return f"{step.word} from {dates.in_words(step.day)}{cause}"


def restless(courses: dict[str, list[Step]]) -> dict[str, list[Step]]:
    """The courses in which the figure found, or the range around it, is not the same at the end as at the beginning."""
    return {id: steps for id, steps in courses.items() if _figures(steps[0]) != _figures(steps[-1])}


def _figures(step: Step) -> tuple[float, ...]:
    found = step.verdict.found
    return found.value, found.low, found.high


def moved(steps: list[Step]) -> Quantity:
    """By how much the figure found moved from the first step to the last, in percent of the first."""
    first, last = (found_over_stated(steps[at].verdict) for at in (0, -1))
    change = Quantity.exact(last.value / first.value - 1, "ratio", tuple(dict.fromkeys(first.ids + last.ids)))
    return change.to("percent")


def plot_courses(courses: dict[str, list[Step]]):
    """For each claim a panel: the figure found over the one stated, with its range, as print went on.

    Days are counted from the essay, a week evenly and all else by its logarithm. Returns a matplotlib figure for
    `show`.
    """
    rows = -(-len(courses) // PANELS)
    last = max(step.day for steps in courses.values() for step in steps)
    with style.house_style():
        figure, _ = style.canvas(PANEL_HEIGHT * rows + 1.0)
        figure.clear()
        grid = figure.subplots(rows, PANELS, sharex=True, sharey=True, squeeze=False)
        for axes, (id, steps) in zip(grid.flat, courses.items(), strict=False):
            _panel(axes, id, steps, last)
        for axes in grid.flat[len(courses):]:
            axes.set_visible(False)
        _scale(grid, courses, last)
        figure.supylabel("found over stated", fontsize=10)
        ids = [id for steps in courses.values() for step in steps for id in step.verdict.found.ids]
        style.source_line(figure, ids, notes="Line: the figure found; band: range of the evidence; dashes: as stated.")
    return figure


def _panel(axes, id: str, steps: list[Step], last: date) -> None:
    found = [found_over_stated(step.verdict) for step in steps]
    across = [(step.day - ESSAY_DATE).days for step in steps]
    across, found = [*across, _beyond(last)], [*found, found[-1]]
    axes.axhline(1, color=style.VERMILION, linewidth=1.4, linestyle=style.DASHES[1], zorder=1)
    low, high = [q.low for q in found], [q.high for q in found]
    axes.fill_between(across, low, high, step="post", color=style.BLUE, alpha=0.22, linewidth=0)
    axes.step(across, [q.value for q in found], where="post", color=style.BLUE)
    known = steps[-1].verdict
    said, stated = (units.amount(q.value, q.unit) for q in (known.found, known.stated))
    axes.set_title(f"{id}: {said} found,\n{stated} stated", loc="left", fontsize=9)


def _beyond(last: date) -> float:
    """The end of the scale, in days from the essay."""
    return (last - ESSAY_DATE).days * 1.6 + EVEN_DAYS


def _scale(grid, courses: dict[str, list[Step]], last: date) -> None:
    first = grid.flat[0]
    found = [found_over_stated(step.verdict) for steps in courses.values() for step in steps]
    ends = [end for q in found for end in (q.low, q.high) if 0 < end < inf]
    first.set_xscale("symlog", linthresh=EVEN_DAYS, linscale=0.7)
    first.set_yscale("log")
    end = _beyond(last)
    first.set_xlim(0, end)
    shown = {days: words for days, words in MOMENTS.items() if days < end}
    first.set_xticks(list(shown), list(shown.values()), fontsize=9)
    least, most = min(LEAST, 0.9 * min(ends)), max(MOST, 1.1 * max(ends))
    first.set_ylim(least, most)
    named = {times: words for times, words in TIMES.items() if least < times < most}
    first.set_yticks(list(named), list(named.values()))
    for axes in grid.flat:
        axes.minorticks_off()
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)


def settled(judgements: dict[str, Judgement]) -> dict[str, list[str]]:
    """The claims by the days on which they were settled: that of the essay and that of the run."""
    kinds = {
        "settled on both days": (True, True),
        "settled on the day of this run alone": (False, True),
        "settled on the day of the essay alone": (True, False),
        "open on both days": (False, False),
    }
    tested = {id: j for id, j in judgements.items() if j.known.word != "not testable"}
    states = {id: (j.knowable.word != "open", j.known.word != "open") for id, j in tested.items()}
    sorted_out = {kind: [id for id, state in states.items() if state == wanted] for kind, wanted in kinds.items()}
    return sorted_out | {"not testable": [id for id in judgements if id not in tested]}


def firmness(case, ids: Iterable[str]) -> DataFrame:
    """For each claim the day of its last word, and how many of its statements would undo it, each left out alone."""
    from pandas import DataFrame

    return DataFrame([_firmness(case, id) for id in ids] or [("none", "", "", "")], columns=FIRMNESS)


def _firmness(case, id: str) -> tuple[str, str, int, int]:
    pulls = tornado(case.facts, case.scenario, id)
    undone = sum(pull.left_out.word != pull.verdict.word for pull in pulls)
    days = [step.day for _, step in turns(course(case, id))]
    since = dates.in_words(days[-1]) if days else "before the essay"
    return id, f"{since}, the day of undated pages" if case.facts.compiled in days[-1:] else since, undone, len(pulls)
