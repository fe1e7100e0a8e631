"""Figures against time: what was said when, or what it was said about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import cycle
from math import isfinite

from steppe.display import dates, marks, style
from steppe.display.errors import DisplayError
from steppe.facts import Statement
from steppe.quantity import Quantity

SHAPES = ("o", "s", "^", "D", "v", "P")

Point = tuple[float, Statement]


def plot_timeline(
    series: Mapping[str, Iterable[Statement]],
    by: str = "published",
    mark: Mapping[str, Quantity] | None = None,
    when: Mapping[str, str] | None = None,
    until: str | None = None,
    join: bool = False,
    log: bool = False,
):
    """Statements against time with their ranges, one colour and one shape of point for each series.

    by: `published`, the day from which a statement is known, or `period`, the last day it describes.
    mark: figures drawn as level lines. when: ISO days drawn as upright lines, such as the day of the
    essay. until: leave out what is later. join: a thin line through the points of a series. The scale
    starts at zero unless `log`. Returns a matplotlib figure for `show`.
    """
    drawn = {label: _points(statements, by, until) for label, statements in series.items()}
    everything = [s for points in drawn.values() for _, s in points]
    unit = marks.one_unit("plot_timeline", [s.unit for s in everything])
    levels = {label: q.to(unit) for label, q in (mark or {}).items()}
    with style.house_style():
        figure, axes = style.canvas(4.2)
        if log:
            axes.set_yscale("log")
        for points, colour, shape in zip(drawn.values(), cycle(style.SERIES), cycle(SHAPES), strict=False):
            for day, s in points:
                _point(axes, day, s, colour, shape)
            if join:
                values = [s.figure.value for _, s in points]
                axes.plot([day for day, _ in points], values, color=colour, linewidth=1, alpha=0.7, zorder=1)
        for step, q in enumerate(levels.values()):
            marks.level(axes, q, step)
        for label, day in (when or {}).items():
            _day_line(axes, label, day)
        if not log:
            axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        marks.label_ends(axes, {label: p[-1][1].figure.value for label, p in drawn.items() if p}, levels)
        marks.upright_scale(axes, unit)
        _day_ticks(axes)
        ids = [s.id for s in everything] + [id for q in levels.values() for id in q.ids]
        style.source_line(figure, ids, notes=marks.grade_note(s.grade for s in everything))
    return figure


def _points(statements: Iterable[Statement], by: str, until: str | None) -> list[Point]:
    if by not in ("published", "period"):
        raise DisplayError(f"plot_timeline: found by = {by!r}, expected published or period")
    days = [(s.known_from if by == "published" else s.period.end, s) for s in statements if s.has_figure]
    kept = [(day, s) for day, s in days if until is None or day.isoformat() <= until]
    return [(_number(day), s) for day, s in sorted(kept, key=lambda found: (found[0], found[1].id))]


def _number(day: date | str) -> float:
    from matplotlib.dates import date2num

    return float(date2num(date.fromisoformat(day) if isinstance(day, str) else day))


def _point(axes, day: float, s: Statement, colour: str, shape: str) -> None:
    q = s.figure
    low, high = (end if isfinite(end) else q.value for end in (q.low, q.high))
    if low < high:
        axes.plot([day, day], [low, high], color=colour, linewidth=3, alpha=0.45, solid_capstyle="butt", zorder=2)
    for end, side in ((q.low, -1), (q.high, 1)):
        if not isfinite(end):
            arrow = {"arrowstyle": "<-", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 5}
            axes.annotate("", (day, q.value), (0, 20 * side), textcoords="offset points", arrowprops=arrow)
    if s.value is not None or not (isfinite(q.low) and isfinite(q.high)):
        marks.dot(axes, day, q.value, colour, s.grade, shape, 7)


def _day_line(axes, label: str, day: str) -> None:
    axes.axvline(_number(day), color=style.GREY, linewidth=1, linestyle=style.DASHES[2], zorder=1)
    axes.annotate(
        f"{label}\n{dates.shortened(day)}", (_number(day), 1), (0, 4), xycoords=axes.get_xaxis_transform(),
        textcoords="offset points", ha="center", va="bottom", fontsize=9, color=style.GREY,
    )


def _day_ticks(axes) -> None:
    """Days as `29 Sep`, or months and years where the days are many."""
    from matplotlib.dates import AutoDateLocator, num2date

    first, last = axes.get_xlim()
    length = 10 if last - first < 75 else 7 if last - first < 1500 else 4

    def named(number: float, _) -> str:
        words = dates.shortened(num2date(number).date().isoformat()[:length])
        return words.rsplit(" ", 1)[0] if length == 10 else words

    axes.xaxis_date()
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(named)
