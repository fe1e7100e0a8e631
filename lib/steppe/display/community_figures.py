"""Figures of the Russian community: the two lives of a number, multiples of it, what doubling would take."""

from __future__ import annotations

from math import isfinite

from steppe.display import dates, marks, style, units
from steppe.display.community import remainder, speech, staying, within
from steppe.display.flows import RUSSIANS, START
from steppe.display.kept import Kept, kept
from steppe.display.multiples import multiples
from steppe.display.ranges import draw_rows, height_of
from steppe.quantity import Quantity

FLOW_ROWS = {"entered", "left again"}
LABELS = {
    "present": "present",
    "ID numbers": "asked for an ID number",
    "permanent residence": "asked for permanent residence",
    "citizenship": "asked for citizenship",
}
AS_EXACT = "\u201cMore than\u201d is read as exact."
PLAIN = {"facecolor": "white", "edgecolor": "none", "pad": 1}
TITLE_ROOM = 0.36
RAYS = {1.0: "all stay", 0.5: "half", 0.25: "a quarter"}


def plot_speech(case):
    """The figures of one speech on one scale: a stock, a flow with those who left again, applications."""
    said = speech(case)
    rows = [what for what in said if what not in FLOW_ROWS]
    rows.insert(1, "entered")
    entered, out, still = said["entered"].figure.value, said["left again"].figure.value, remainder(case)
    with style.house_style():
        figure, axes = style.canvas(0.5 * len(rows) + 0.9)
        axes.set_xlim(0, 1.06 * max(s.figure.value for s in said.values()))
        axes.set_ylim(len(rows) - 0.5, -0.55)
        for y, what in enumerate(rows):
            if what == "entered":
                hatched = {"facecolor": "white", "edgecolor": style.GREY, "hatch": "////", "linewidth": 0.8}
                axes.barh(y, entered - out, height=0.56, color=style.BLUE)
                axes.barh(y, out, left=entered - out, height=0.56, **hatched)
                words = f"had left again: {units.brief(said['left again'].figure)}"
                axes.text(entered - out / 2, y, words, ha="center", va="center", fontsize=10, bbox=PLAIN)
                axes.annotate(
                    f"still there: {units.brief(still)}", (0, y + 0.28), (2, -1), textcoords="offset points",
                    va="top", color=style.BLUE, fontsize=10,
                )
            else:
                axes.barh(y, said[what].figure.value, height=0.56, color=style.BLUE)
            axes.text(1.02, y, units.brief(said[what].figure), transform=axes.get_yaxis_transform(), va="center")
        labels = [f"{LABELS.get(what, what)}, {dates.shortened(said[what].period.text)}" for what in rows]
        axes.set_yticks(range(len(rows)), list(map(marks.wrapped, labels)))
        _bare(axes)
        style.source_line(figure, [s.id for s in said.values()], notes="One statement each: no range published.")
    return figure


def plot_multiples(case, stated: Quantity):
    """The rows of `multiples` under their titles on one scale, with a line at one: nobody more than before.

    stated: the multiple that the essay states, drawn through all rows with what still holds as a band.
    """
    groups = multiples(case)
    rows = [row for group in groups.values() for row in group]
    heights = [height_of(group) + TITLE_ROOM for group in groups.values()]
    ends = [end for row in rows for end in (row.figure.low, row.figure.high) if isfinite(end)]
    low, high = min([1.0, *ends]), max([stated.value, *ends])
    tolerance = case.scenario.tolerance_hedged
    with style.house_style():
        figure, only = style.canvas(sum(heights) + 1.2)
        only.remove()
        stack = figure.subplots(len(groups), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
        for axes, (title, group) in zip(stack, groups.items(), strict=True):
            first = axes is stack[0]
            draw_rows(axes, group, {"the essay, \u201calmost\u201d": stated} if first else {}, zero=False)
            if not first:
                axes.axvline(stated.value, color=style.VERMILION, linewidth=1.6, linestyle=style.DASHES[1], zorder=1)
            axes.axvspan(*within(stated, tolerance), color=style.ORANGE, alpha=0.18, linewidth=0, zorder=0)
            axes.axvline(1, color=style.GREY, linewidth=0.8, zorder=1)
            axes.annotate(
                title, (0.01, 1), (0, 20 if first else 4), xycoords=("figure fraction", "axes fraction"),
                textcoords="offset points", fontsize=11, fontweight="bold", annotation_clip=False,
            )
            last = axes is stack[-1]
            axes.set_xlabel("times those present before" if last else "")
            axes.tick_params(axis="x", labelbottom=last, length=3 if last else 0)
            axes.spines["bottom"].set_visible(last)
        room = 0.14 if any(row.is_open for row in rows) else 0.04
        stack[0].set_xlim(low - room * (high - low), high + 0.04 * (high - low))
        ids = [*marks.ids_of(rows), *stated.ids]
        style.source_line(figure, ids, notes=f"{marks.notes_of(rows)} Shaded: near enough to double to hold.")
    return figure


def plot_kept(case):
    """By how much of the entries those present had grown at the end: a row for every pair of `kept`."""
    rows = [marks.reckoned(row.share, row.label) for row in kept(case)]
    with style.house_style():
        figure, axes = style.canvas(height_of(rows) + 1.0)
        draw_rows(axes, rows, {})
        axes.axvline(0, color=style.GREY, linewidth=0.8)
        axes.set_xlabel("more present at the end, in percent of the entries")
        notes = f"{marks.notes_of(rows)} No place named: Kazakhstan. {AS_EXACT}"
        style.source_line(figure, marks.ids_of(rows), notes=notes)
    return figure


def plot_needed(case, stated: Quantity):
    """Who came and who was there in the end, persons; level lines are what the multiples of the essay take.

    stated: the multiple of the essay; below it the least that the rule lets pass for it, and for `roughly`.
    Points are this run's week, with the share that stays in this run, and what was published since the call-up.
    """
    before, week, tolerance = case["citizens"], case["arrivals"], case.scenario.tolerance_hedged
    lines = {
        "double": stated.value,
        "near enough": within(stated, tolerance)[0],
        "roughly": within(stated, 2 * tolerance)[0],
    }
    levels = {label: before.value * (multiple - 1) for label, multiple in lines.items()}
    since = [row for row in kept(case) if row.place == "Kazakhstan" and row.period.start == START]
    points = {_day(row): (row.entries, row.more, style.BLUE, "") for row in since if row.who == RUSSIANS[0]}
    points["this run\u2019s week"] = week, week * staying(case), style.GREEN, "D"
    drawn = [q for entries, more, *_ in points.values() for q in (entries, more)]
    with style.house_style():
        figure, axes = style.canvas(4.2)
        axes.set_xlim(0, 1.1 * max(before.value, *(entries.value for entries, *_ in points.values())))
        most = max(levels["double"], *(more.high for _, more, *_ in points.values()))
        axes.set_ylim(min(0, *(q.low for q in drawn)), 1.25 * most)
        for part, label in RAYS.items():
            _ray(axes, part, label)
        for step, level in enumerate(levels.values()):
            axes.axhline(level, color=style.RUST, linewidth=1.4, linestyle=style.DASHES[step], zorder=1)
        for label, point in points.items():
            _pair(axes, label, *point)
        named = {f"{label}: {units.digits(level, 'persons')}": level for label, level in levels.items()}
        marks.label_ends(axes, named, {}, [style.RUST])
        axes.set_xlabel("entries")
        marks.plain_ticks(axes.xaxis, 4)
        marks.upright_scale(axes, "persons")
        axes.set_ylabel("more present in the end")
        ids = [id for q in drawn for id in q.ids]
        style.source_line(figure, [*ids, *before.ids, *stated.ids], notes=AS_EXACT)
    return figure


def _ray(axes, part: float, label: str) -> None:
    """The line on which a share of those who come is there in the end, named where it leaves the picture."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    x = min(right, top / part)
    axes.plot([0, x], [0, part * x], color=style.GREY, linewidth=0.8, alpha=0.45, zorder=0)
    axes.annotate(
        label, (x, part * x), (0, 3), textcoords="offset points", ha="center", va="bottom", fontsize=9,
        color=style.GREY, annotation_clip=False,
    )


def _pair(axes, label: str, entries: Quantity, more: Quantity, colour: str, shape: str) -> None:
    """A pair as a point, or as a bar where there is a range; its name stands clear of the level lines."""
    if not more.is_exact:
        bar = {"linewidth": 6, "solid_capstyle": "butt", "zorder": 2}
        axes.plot([entries.value] * 2, [more.low, more.high], color=colour, **bar)
    if more.is_exact or shape == "D":
        marks.dot(axes, entries.value, more.value, colour, "", shape, 7)
    above, far = more.is_exact, entries.value > 0.8 * axes.get_xlim()[1]
    axes.annotate(
        label, (entries.value, more.high if above else more.low), (-4 if far else 4, 5 if above else -3),
        textcoords="offset points", fontsize=10, color=colour, ha="right" if far else "left",
        va="bottom" if above else "top", annotation_clip=False, bbox=PLAIN,
    )


def _day(row: Kept) -> str:
    """The last day without its year."""
    return f"to {dates.shortened(row.period.end).rsplit(' ', 1)[0]}"


def _bare(axes) -> None:
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.set_xlabel(marks.axis_name("persons"))
    marks.plain_ticks(axes.xaxis, 4)
