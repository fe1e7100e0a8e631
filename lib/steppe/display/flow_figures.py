"""Figures of what was counted at the border after 21 September 2022."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import isfinite

from steppe import units
from steppe.case import WEEK
from steppe.display import dates, marks, style
from steppe.display.flows import (
    RUSSIANS,
    START,
    WEEKS_DRAWN,
    Stretch,
    between_totals,
    daily_levels,
    first_week_less,
    remaining,
    single_days,
    totals,
    usual_levels,
)
from steppe.display.ranges import draw_rows, height_of
from steppe.facts import Slot, Statement
from steppe.quantity import Quantity

LOOKS = {
    "entries, by the day": (style.BLUE, "o"),
    "exits, by the day": (style.PURPLE, "s"),
    "entries, total to total": (style.GREEN, "D"),
    "entries": (style.BLUE, "o"),
    "exits": (style.PURPLE, "s"),
    "said to remain": (style.GREEN, "D"),
}
SMALL = {"textcoords": "offset points", "fontsize": 9}


def plot_first_week(case, mark: Mapping[str, Quantity]):
    """The rows of `first_week_less` with their ranges; mark: weekly figures. Returns a figure for `show`."""
    rows = first_week_less(case)
    with style.house_style():
        figure, axes = style.canvas(height_of(rows) + 0.95 + 0.22 * len(mark))
        draw_rows(axes, rows, mark)
        low, high = axes.get_xlim()
        if any(not isfinite(row.figure.low) for row in rows):
            axes.set_xlim(low - 0.12 * (high - low), high)
        axes.axvline(0, color=style.GREY, linewidth=0.8, zorder=1)
        ids = marks.ids_of(rows) + [id for q in mark.values() for id in q.ids]
        style.source_line(figure, ids, notes=marks.notes_of(rows))
    return figure


def plot_days(case, mark: Mapping[str, Quantity]):
    """Entries and exits by the day in the first month, and entries a day from one total to the next.

    mark: weekly figures, drawn as level lines of persons a day. Returns a figure for `show`.
    """
    series = _present({
        "entries, by the day": single_days(case) + daily_levels(case),
        "exits, by the day": single_days(case, "exits") + daily_levels(case, "exits"),
        "entries, total to total": between_totals(case),
    })
    levels = {label: q / WEEK for label, q in mark.items()}
    usual, busiest = usual_levels(case), case.view.all(Slot("daily_traffic", "ceiling", *RUSSIANS))
    drawn = [stretch for stretches in series.values() for stretch in stretches]
    with style.house_style():
        figure, axes = style.canvas(4.6)
        _usual(axes, [stretch.rate for stretch in usual])
        for step, q in enumerate(levels.values()):
            marks.level(axes, q, step)
        for label, stretches in series.items():
            for stretch in stretches:
                _draw(axes, stretch, *LOOKS[label])
        _busiest(axes, busiest)
        _weeks(axes, WEEKS_DRAWN, 1)
        axes.set_ylim(0, 1.1 * axes.get_ylim()[1])
        ends = {label: stretches[-1].rate.value for label, stretches in series.items()}
        marks.label_ends(axes, ends, levels, [LOOKS[label][0] for label in ends])
        marks.upright_scale(axes, "persons/day")
        ids = [id for stretch in drawn + usual for id in stretch.rate.ids] + [s.id for s in busiest]
        graded = [s.grade for s in drawn if s.grade and s.first == s.last]
        style.source_line(figure, ids, notes=marks.grade_note(graded))
    return figure


def plot_totals(case, rates: Mapping[str, Quantity]):
    """Every total counted from 21 September 2022: entries, exits, and who was said to remain.

    The last figure of each is written at the right with its day. rates: weekly figures, drawn as slanted
    lines from that day on. Returns a figure for `show`.
    """
    series = _present({
        "entries": totals(case),
        "exits": totals(case, "exits"),
        "said to remain": remaining(case),
    })
    drawn = [s for statements in series.values() for s in statements]
    days = (max(s.period.end for s in drawn) - START).days + 1
    top = 1.12 * max(s.figure.value for s in drawn)
    with style.house_style():
        figure, axes = style.canvas(4.4)
        axes.set_ylim(0, top)
        _weeks(axes, days // 7 + 1, 1 if days < 40 else 4)
        ends, colours = {}, [LOOKS[label][0] for label in series] + [style.RUST] * len(rates)
        for label, statements in series.items():
            for s in statements:
                _total(axes, s, *LOOKS[label])
            latest = next(s for s in statements if s.period.end == statements[-1].period.end)
            ends[_dated(label, latest)] = latest.figure.value
        for step, (label, rate) in enumerate(rates.items()):
            summed = rate.value / 7 * days
            words = f"{label}: {units.amount(rate.value, rate.unit)} a week"
            if summed > top:
                _slant(axes, days * top / summed, top, step)
                _above(axes, words, days * top / summed, step)
            else:
                _slant(axes, days, summed, step)
                ends[words] = summed
        marks.label_ends(axes, ends, {}, colours)
        marks.upright_scale(axes, "persons")
        ids = [s.id for s in drawn] + [id for rate in rates.values() for id in rate.ids]
        style.source_line(figure, ids, notes=marks.grade_note(s.grade for s in drawn))
    return figure


def _present(series: dict[str, list]) -> dict[str, list]:
    return {label: items for label, items in series.items() if items}


def _number(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))


def _draw(axes, stretch: Stretch, colour: str, shape: str) -> None:
    """A day as a point, several days as a bar, as high as the range where there is one."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Rectangle

    start, end, rate = _number(stretch.first), _number(stretch.last) + 1, stretch.rate
    if stretch.first == stretch.last:
        marks.dot(axes, start + 0.5, rate.value, colour, stretch.grade, shape, 7)
    elif rate.is_exact:
        axes.plot([start, end], [rate.value] * 2, color=colour, linewidth=4, solid_capstyle="butt", zorder=2)
    else:
        box = {"facecolor": to_rgba(colour, 0.45), "edgecolor": colour, "linewidth": 1.2, "zorder": 2}
        axes.add_patch(Rectangle((start, rate.low), end - start, rate.high - rate.low, **box))


def _usual(axes, rates: list[Quantity]) -> None:
    """Every published level of ordinary traffic as a grey band, darker where they agree."""
    for rate in rates:
        axes.axhspan(rate.low, rate.high, color=style.GREY, alpha=0.2, linewidth=0, zorder=0)
    if rates:
        middle = (min(rate.low for rate in rates) + max(rate.high for rate in rates)) / 2
        at = (_number(START), middle)
        axes.annotate("usual before,\nas published", at, (4, 0), va="center", color=style.GREY, **SMALL)


def _busiest(axes, days: list[Statement]) -> None:
    """A broken line for each figure given for the busiest day; the first one is named."""
    for s in days:
        start, end = _number(s.period.start), _number(s.period.end) + 1
        axes.plot([start, end], [s.figure.value] * 2, color=style.BLUE, linewidth=1.2, linestyle=style.DASHES[2])
    for s in days[:1]:
        place = _number(s.period.start), s.figure.value
        axes.annotate("busiest day, not named", place, (2, -4), va="top", color=style.BLUE, **SMALL)


def _total(axes, s: Statement, colour: str, shape: str) -> None:
    day, q = _number(s.period.end) + 1, s.figure
    axes.plot([day, day], [q.low, q.high], color=colour, linewidth=1.4, zorder=1)
    marks.dot(axes, day, q.value, colour, s.grade, shape, 7)


def _dated(label: str, s: Statement) -> str:
    """A label that says the figure and its day, so that it is not taken for a key to the marks."""
    return f"{label}, {_day(s.period.end)}: {units.brief(s.figure)}"


def _day(day: date) -> str:
    """Day and month, without the year."""
    return dates.shortened(day).rsplit(" ", 1)[0]


def _weeks(axes, weeks: int, step: int) -> None:
    """A scale of whole weeks from the day of the call-up."""
    ticks = [START + timedelta(weeks=week) for week in range(0, weeks + 1, step)]
    axes.set_xlim(_number(START), _number(START) + 7 * weeks + 2)
    axes.set_xticks([_number(day) for day in ticks], [_day(day) for day in ticks])


def _slant(axes, days: float, height: float, step: int) -> None:
    """A weekly figure summed from the first day on."""
    start, dash = _number(START), style.DASHES[1 + step % 4]
    axes.plot([start, start + days], [0, height], color=style.RUST, linewidth=1.4, linestyle=dash, zorder=1)


def _above(axes, words: str, days: float, step: int) -> None:
    """The name of a line where it leaves the picture, each a line higher than the one before."""
    left, right = axes.get_xlim()
    at = _number(START) + days
    share = (at - left) / (right - left)
    side = "left" if share < 0.3 else "center" if share < 0.7 else "right"
    axes.annotate(
        words, (at, 1), (0, 4 + 14 * step), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
        ha=side, va="bottom", fontsize=10, color=style.RUST,
    )
