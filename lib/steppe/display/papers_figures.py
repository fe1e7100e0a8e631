"""Figures of the papers of those who stay: how fast they were asked for and granted, and how small a part they are."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite

from steppe.case import WEEK, closed
from steppe.display import dates, marks, style, units
from steppe.display.papers import ASKED, KINDS, Pace, paces, small_against, usual_pace
from steppe.display.ranges import draw_rows, height_of
from steppe.quantity import Quantity

LOOKS = dict(zip(KINDS, (style.BLUE, style.GREEN, style.PURPLE, style.GREY), strict=True))
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
BEFORE = timedelta(days=24)
PANEL, TALL = 1.0, {"ID numbers": 1.9}
CALLUP = date(2022, 9, 21)
HOW_DRAWN = (
    "Height: persons a day, on a logarithmic scale of its own for each paper. Figures: persons in the whole stretch. "
    "Thin: asked for. Thick: granted. Arrow: \u201cmore than\u201d."
)


def plot_paces(case):
    """Papers by the day, a panel a kind on a logarithmic scale, each count drawn over the days it covers.

    Beside the first stand the entries of the first week by the day, beside permanent residence the usual quarter.
    """
    found, usual, entries = paces(case), usual_pace(case), closed(case["entries"] / WEEK)
    panels = {kind: [pace for pace in found if pace.kind == kind] for kind in KINDS}
    panels = {kind: drawn for kind, drawn in panels.items() if drawn}
    beside = {"ID numbers": entries, "permanent residence": usual}
    with style.house_style():
        heights = [TALL.get(kind, 1.0) for kind in panels]
        figure, only = style.canvas(PANEL * sum(heights) + 1.0)
        only.remove()
        stack = figure.subplots(len(panels), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
        for axes, (kind, drawn) in zip(stack, panels.items(), strict=True):
            _panel(axes, kind, drawn, beside.get(kind))
        _months(stack)
        stack[0].annotate(
            f"call-up, {dates.shortened(CALLUP).rsplit(' ', 1)[0]}", (_number(CALLUP), 1), (0, 4),
            xycoords=stack[0].get_xaxis_transform(), textcoords="offset points", ha="center", va="bottom",
            fontsize=10, color=style.RUST,
        )
        if "ID numbers" in panels:
            marks.level(stack[0], entries, 1)
            words = f"entries: {units.digits(entries.value, entries.unit)} a day"
            stack[0].annotate(
                words, (_number(FIRST), entries.value), (0, -3), textcoords="offset points", va="top", fontsize=9,
                color=style.RUST,
            )
        if usual and "permanent residence" in panels:
            _usual(stack[list(panels).index("permanent residence")], usual)
        figure.supylabel("persons a day", fontsize=10, color=style.GREY)
        ids = [pace.statement.id for pace in found] + list(usual.ids if usual else ()) + list(entries.ids)
        style.source_line(figure, ids, notes=HOW_DRAWN)
    return figure


def _panel(axes, kind: str, drawn: list[Pace], beside: Quantity | None) -> None:
    from matplotlib.ticker import LogLocator, NullLocator

    rates = [closed(pace.rate) for pace in drawn] + ([beside] if beside else [])
    low, high = min(q.low for q in rates) / 1.9, max(q.high for q in rates) * 2.2
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    for pace in drawn:
        since = pace.statement.period.start
        _bar(axes, pace, any(p.statement.period.start == since and _height(p) > _height(pace) for p in drawn))
    axes.axvline(_number(CALLUP), color=style.VERMILION, linewidth=1.2, linestyle=style.DASHES[1], zorder=1)
    axes.text(
        1.02, 0.5, marks.wrapped_short(kind), transform=axes.transAxes, va="center", fontsize=10.5, color=LOOKS[kind]
    )
    marks.upright_scale(axes, "persons/day")
    axes.set_ylabel("")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0,) if high > 20 * low else (1.0, 2.0, 5.0)))
    axes.yaxis.set_minor_locator(NullLocator())


def _months(stack) -> None:
    months = [date(2022, month, 1) for month in (1, 4, 7, 10)]
    for axes in stack:
        axes.set_xlim(_number(FIRST - BEFORE), _number(LAST) + 1)
        axes.set_xticks([_number(day) for day in months], [dates.shortened(f"{day:%Y-%m}") for day in months])
        axes.tick_params(axis="x", length=3 if axes is stack[-1] else 0, labelbottom=axes is stack[-1])
        axes.spines["bottom"].set_visible(axes is stack[-1])


def _number(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))


def _height(pace: Pace) -> float:
    return closed(pace.rate).value


def _bar(axes, pace: Pace, lower: bool) -> None:
    """A count over its days, as high as its pace, with the number of persons written at it.

    lower: another count that begins on the same day stands above it.
    """
    s, colour, height = pace.statement, LOOKS[pace.kind], _height(pace)
    start, end = _number(s.period.start), _number(s.period.end) + 1
    width = 1.8 if pace.measure == ASKED else 5
    axes.plot([start, end], [height] * 2, color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    if not isfinite(s.figure.high):
        arrow = {"arrowstyle": "<-", "color": colour, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", ((start + end) / 2, height), (0, 13), textcoords="offset points", arrowprops=arrow)
    brief = s.period.start >= CALLUP
    offset, edge = ((4, 0), "center") if brief else ((2, -4), "top") if lower else ((2, 3), "bottom")
    axes.annotate(
        units.digits(closed(s.figure).value, s.unit), (end if brief else start, height), offset,
        textcoords="offset points", va=edge, fontsize=9, color=colour,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
    )


def _usual(axes, pace: Quantity) -> None:
    """The pace of the usual quarter before the year begins."""
    start, end, colour = _number(FIRST - BEFORE), _number(FIRST), LOOKS["permanent residence"]
    axes.fill_between([start, end], pace.low, pace.high, color=colour, alpha=0.45, linewidth=0)
    axes.annotate(
        "the usual quarter before", (end, pace.value), (4, 0), textcoords="offset points", va="center", fontsize=9,
        color=colour,
    )


def plot_small(case, line: Quantity):
    """The rows of `small_against` with the line below which the rule calls a share small."""
    rows = marks.rows_of(small_against(case))
    with style.house_style():
        figure, axes = style.canvas(height_of(rows) + 1.2)
        draw_rows(axes, rows, {"small, by the rule, below": line})
        axes.set_xlim(-0.03 * axes.get_xlim()[1], axes.get_xlim()[1])
        notes = f"{marks.notes_of(rows)} Starred rows are judged; the others are context."
        style.source_line(figure, marks.ids_of(rows), notes=notes)
    return figure
