"""Pictures of countries side by side: counts with their days, groups of statements, yardsticks with ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import isfinite

from steppe.case import closed
from steppe.display import dates, marks, style, units
from steppe.display.places import place_and_days, place_name, standing
from steppe.facts import Statement
from steppe.quantity import Quantity

ROW = 0.44
HEAD = 0.46
STEP = 0.25
VALUES = 1.06


def plot_counts(
    statements: Iterable[Statement],
    beyond: Sequence[Statement] = (),
    mark: Mapping[str, Quantity] | None = None,
    when: Mapping[str, str] | None = None,
):
    """Counts with the days they cover: at the left a calendar, at the right the figures, from zero.

    Places stand in the order of their first statements. beyond: counts shown in grey since they
    answer another question. mark: figures drawn as upright lines through the figures; a statement that is marked
    gets no row, and the same count read in two places gets one. when: ISO days drawn as upright lines
    through the calendar. One-sided figures end in an arrow. Returns a matplotlib figure for `show`.
    """
    marks.titles("plot_counts", *(mark or {}), *(when or {}))
    marked = {id for q in (mark or {}).values() for id in q.ids}
    drawn = [s for s in (*statements, *beyond) if s.id not in marked]
    order = list(dict.fromkeys(s.place for s in drawn))
    rows = sorted(_once(drawn), key=lambda s: order.index(s.place))
    with style.house_style():
        figure, _ = style.canvas(ROW * len(rows) + 1.25)
        figure.clear()
        calendar, scale = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.45))
        calendar.set_ylim(len(rows) - 0.45, -0.55)
        most = max([s.figure.value for s in rows] + [q.value for q in (mark or {}).values()])
        scale.set_xlim(0, 1.04 * most)
        for y, s in enumerate(rows):
            colour = style.GREY if s in beyond else style.BLUE
            _label(calendar, s, y)
            start, end = (date.toordinal(day) for day in (s.period.start, s.period.end))
            calendar.plot([start, end + 1], [y, y], color=colour, linewidth=7, alpha=0.7, solid_capstyle="butt")
            scale.plot([0, s.figure.value], [y, y], color=colour, linewidth=3.2, alpha=0.45, solid_capstyle="butt")
            marks.dot(scale, s.figure.value, y, colour, s.grade)
            marks.one_sided(scale, s.figure, y, colour)
            scale.text(1.04, y, units.brief(s.figure), transform=scale.get_yaxis_transform(), va="center", fontsize=10)
        for label, day in (when or {}).items():
            _line(calendar, label, date.fromisoformat(day).toordinal(), style.RUST)
        for label, q in (mark or {}).items():
            _line(scale, f"{label}: {units.amount(q.value, q.unit)}", q.value, style.RUST, "right")
        _days(calendar, rows)
        scale.set_xlabel(marks.axis_name(rows[0].unit))
        marks.plain_ticks(scale.xaxis, 3)
        for axes in (calendar, scale):
            axes.grid(axis="x")
            axes.spines["left"].set_visible(False)
            axes.tick_params(axis="y", length=0, labelleft=False)
        notes = marks.grade_note(s.grade for s in rows) + (" Grey: runs past the days compared." if beyond else "")
        style.source_line(figure, [*(s.id for s in drawn), *marked], notes=notes)
    return figure


def _once(statements: Iterable[Statement]) -> list[Statement]:
    """The first of those that repeat one count: same place, same speaker, same days, same figure."""
    kept: dict[tuple, Statement] = {}
    for s in statements:
        kept.setdefault((s.place, s.said_by, s.period.start, s.period.end, s.value, s.low, s.high), s)
    return list(kept.values())


def _label(axes, s: Statement, y: float) -> None:
    across = axes.get_yaxis_transform()
    axes.text(-0.04, y - 0.19, place_name(s), transform=across, ha="right", va="center", fontsize=10.5)
    axes.text(-0.04, y + 0.21, s.said_by, transform=across, ha="right", va="center", fontsize=9, color=style.GREY)


def _line(axes, label: str, x: float, colour: str, side: str = "center") -> None:
    axes.axvline(x, color=style.VERMILION, linewidth=1.5, linestyle=style.DASHES[1], zorder=1)
    axes.annotate(
        label, (x, 1), (0, 4), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
        ha=side, va="bottom", color=colour, fontsize=10, annotation_clip=False,
    )


def _days(axes, rows: Sequence[Statement]) -> None:
    """A scale of days; each tick stands where its day begins."""
    first = min(s.period.start for s in rows)
    last = max(s.period.end for s in rows)
    axes.set_xlim(first.toordinal() - 0.3, last.toordinal() + 1.3)
    days = [first + timedelta(n) for n in range(0, (last - first).days + 1, 4)]
    axes.set_xticks([day.toordinal() for day in days], [str(day.day) for day in days])
    axes.set_xlabel(" to ".join(dict.fromkeys(dates.in_words(f"{day:%Y-%m}") for day in (first, last))))


def plot_yardsticks(yardsticks: Mapping[str, Mapping[str, Quantity]], ours: str):
    """The same places by several yardsticks, one group each, the largest first, with ranges and our rank.

    yardsticks: title -> place -> Quantity. Every group has a scale of its own that starts at zero, and
    every figure is written at the right. ours: the place in the strong colour, whose rank stands beside
    the title. A group without figures says so. Returns a matplotlib figure for `show`.
    """
    marks.titles("plot_yardsticks", *yardsticks)
    with style.house_style():
        figure, axes = _sheet(yardsticks.values())
        top = 0.0
        for title, figures in yardsticks.items():
            top = _title(axes, top, title, figures)
            if figures:
                rank = f"{ours}: {standing(figures, ours)}"
                axes.text(VALUES, top - STEP, rank, fontsize=9.5, color=style.RUST, va="center")
            at = _scale(figures.values())
            for label, q in sorted(figures.items(), key=lambda pair: -pair[1].value):
                _row(axes, top, label, q, at, style.VERMILION if label == ours else style.GREY)
                top += STEP
        ids = [id for figures in yardsticks.values() for q in figures.values() for id in q.ids]
        style.source_line(figure, ids, notes="■ the figure taken. Band: its range.")
    return figure


def plot_groups(groups: Mapping[str, Sequence[Statement]]):
    """Statements under titles, each row a place and its days, all on one scale that starts at zero.

    Rows stand in the order of the days they describe. One-sided figures end in an arrow, and how far a
    point is filled tells the grade. A group without statements says so. Returns a matplotlib figure for
    `show`.
    """
    marks.titles("plot_groups", *groups)
    everything = [s for statements in groups.values() for s in statements]
    with style.house_style():
        figure, axes = _sheet(groups.values())
        at = _scale([s.figure for s in everything])
        top = 0.0
        for title, statements in groups.items():
            top = _title(axes, top, title, statements)
            for s in sorted(statements, key=lambda s: (s.period.end, s.place, s.id)):
                _row(axes, top, place_and_days(s), s.figure, at, style.BLUE, s.grade, s.value is not None)
                top += STEP
        style.source_line(figure, [s.id for s in everything], notes=marks.grade_note(s.grade for s in everything))
    return figure


def _sheet(groups: Iterable[Sequence | Mapping]):
    """A figure with bare axes in inches from the top, high enough for the groups."""
    deep = sum(HEAD + STEP * max(1, len(rows)) for rows in groups)
    figure, axes = style.canvas(deep + 0.55)
    axes.set_xlim(-0.01, 1.02)
    axes.set_ylim(deep, 0)
    axes.axis("off")
    return figure, axes


def _title(axes, top: float, title: str, rows: Sequence | Mapping) -> float:
    """The title of a group; returns the middle of its first row, or of the next title if it has none."""
    first = top + HEAD
    axes.text(0, first - STEP, title, fontsize=11, fontweight="bold", va="center")
    if not rows:
        axes.text(0, first, "nothing published yet", fontsize=10, color=style.GREY, va="center")
        return first + STEP
    return first


def _scale(figures: Iterable[Quantity]) -> Callable[[float], float]:
    """Where a figure stands between the left and the right edge, zero included."""
    ends = [0.0, *(end for q in figures for end in (closed(q).low, closed(q).high))]
    least, reach = min(ends), (max(ends) - min(ends)) or 1.0
    return lambda number: (number - least) / reach


def _row(axes, y: float, label: str, q: Quantity, at, colour: str, grade: str = "", point: bool = True) -> None:
    zero, low, value, high = map(at, (0.0, closed(q).low, q.value, closed(q).high))
    is_open = not (isfinite(q.low) and isfinite(q.high))
    axes.plot([zero, zero], [y - STEP / 2, y + STEP / 2], color=style.PALE, linewidth=1, zorder=0)
    axes.plot([zero, value if point or is_open else low], [y, y], color=colour, linewidth=1.2, alpha=0.7, zorder=1)
    if low < high:
        axes.plot([low, high], [y, y], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt", zorder=2)
    if point or is_open:
        marks.dot(axes, value, y, colour, grade, size=7)
    if q.open_ends:
        marks.one_sided(axes, Quantity(value, at(q.low), at(q.high), q.unit, beyond=q.beyond), y, colour, 0.05)
    axes.text(-0.03, y, label, ha="right", va="center", fontsize=10.5)
    axes.text(VALUES, y, _written(q, point), va="center", fontsize=10)


def _written(q: Quantity, point: bool) -> str:
    return units.compact(q) if point else units.brief(q)
