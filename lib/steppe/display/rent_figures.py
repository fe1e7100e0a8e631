"""Figures of rents: the path around the call-up, and how deep they fell, city by city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from steppe.display import dates, marks, style
from steppe.display.places import place_name
from steppe.display.ranges import plot_ranges
from steppe.display.rents import (
    SINCE_PEAK,
    SINCE_SEPTEMBER,
    as_rise,
    august,
    by_city,
    changes,
    late_september,
    near_border,
    peaks,
)
from steppe.facts import Statement

JULY, AUGUST_ENDS, SEPTEMBER, PEAK, PEAK_ENDS, NOVEMBER = (
    date(2022, 7, 31), date(2022, 8, 28), date(2022, 9, 1), date(2022, 10, 1), date(2022, 10, 15), date(2022, 11, 3)
)
LOOKS = {
    "Almaty": (style.BLUE, style.DASHES[2], "o"),
    "Kazakhstan": (style.INK, "-", "D"),
    "Astana": (style.PURPLE, style.DASHES[1], "s"),
}
JOINED = (
    "Two series: official rents in August, asking rents of one portal from 1 September, set equal on that day. Thin "
    "lines join what was published and say nothing of the days between."
)
CUT = "The scale does not start at zero."


def plot_rents(case, when: Mapping[str, date]):
    """Asking rents from September to November 2022, with the official rise of August before them.

    The first of September is one hundred. The peak lies in the first half of October and is drawn as a
    bar that long; where no fall from it is public there is none. when: days drawn as upright lines.
    Returns a matplotlib figure for `show`.
    """
    step, tops = august(case, "2022-07"), peaks(case)
    since = {place_name(s): s for s in changes(case, SINCE_SEPTEMBER)}
    falls = [s for s in changes(case, SINCE_PEAK) if place_name(s) in tops]
    with style.house_style():
        figure, axes = style.canvas(3.8)
        axes.axhline(100, color=style.PALE, linewidth=1, zorder=0)
        if step:
            _august(axes, step)
        ends = {}
        drawn_places = [place for place in LOOKS if place in since]
        for place in drawn_places:
            colour, dash, shape = LOOKS[place]
            top, last = tops.get(place), 100 + since[place].figure.value
            peak = [(PEAK, 100 + top.value), (PEAK_ENDS, 100 + top.value)] if top else []
            path = [(SEPTEMBER, 100), *peak, (NOVEMBER, last)]
            axes.plot(*zip(*path, strict=True), color=colour, linestyle=dash, linewidth=1.1)
            if peak:
                axes.plot(*zip(*peak, strict=True), color=colour, linewidth=4, solid_capstyle="butt")
            axes.plot([SEPTEMBER, NOVEMBER], [100, last], shape, color=colour, markersize=6)
            ends[f"{place}: {last:.0f}" + (f",\npeak {100 + top.value:.0f}" if top else "")] = last
        axes.set_xlim(JULY, date(2022, 11, 6))
        axes.set_ylim(80, 178)
        for label, day in when.items():
            axes.axvline(day, color=style.VERMILION, linewidth=1.4, linestyle=style.DASHES[1], zorder=1)
            axes.annotate(
                f"{label}, {_day(day)}", (day, 178), (0, 3), textcoords="offset points", ha="center", va="bottom",
                fontsize=10, color=style.RUST,
            )
        if ends:
            marks.label_ends(axes, ends, {}, [LOOKS[place][0] for place in drawn_places])
        else:
            axes.text(0.98, 0.5, "asking rents since:\nnothing published yet", transform=axes.transAxes, ha="right",
                      fontsize=10, color=style.GREY)
        axes.set_xticks([JULY, SEPTEMBER, PEAK, NOVEMBER], [_day(day) for day in (JULY, SEPTEMBER, PEAK, NOVEMBER)])
        axes.set_ylabel("index of rents, base 1 September")
        axes.grid(axis="y")
        drawn = [step] * bool(step) + list(since.values()) + falls
        style.source_line(figure, [s.id for s in drawn], notes=f"{JOINED} {CUT}" if since else CUT)
    return figure


def _august(axes, step: Statement) -> None:
    """The official series of August, dashed, with a gap after it: another measure than asking rents."""
    start = 100 / (1 + step.figure.value / 100)
    axes.plot([JULY, AUGUST_ENDS], [start, 100], color=style.GREY, linestyle=style.DASHES[2], linewidth=2)
    axes.annotate(
        f"August alone:\n+{step.figure.value:.1f}%, official", (JULY, 100), (5, 5),
        textcoords="offset points", va="bottom", fontsize=9.5, color=style.GREY,
    )


def _day(day: date) -> str:
    return dates.shortened(day).rsplit(" ", 1)[0]


def plot_late_september(case):
    """What was said in the first days of the rise: who, of where, and by how much. A figure for `show`."""
    told = late_september(case)
    rows = {f"{place_name(s).capitalize()}: {s.said_by}": marks.stated(s, as_rise(s)) for s in told}
    return plot_ranges(rows) if rows else nothing_yet()


def plot_falls(case):
    """How far asking rents fell from the peak to 3 November 2022, the deepest fall first.

    Cities that a source names as near the border say so in their label. Returns a matplotlib figure
    for `show`.
    """
    falls, border = by_city(changes(case, SINCE_PEAK)), near_border(case)
    country = [s for s in changes(case, SINCE_PEAK) if s.place == "kazakhstan"]
    ordered = sorted(falls.items(), key=lambda item: item[1].figure.value)
    rows = {f"{city}, near the border" if city in border else city: s for city, s in ordered}
    if not rows:
        return nothing_yet()
    return plot_ranges(rows, mark={"the country": country[0].figure} if country else None)


def nothing_yet():
    """A figure that says that there is nothing to draw."""
    with style.house_style():
        figure, axes = style.canvas(0.9)
        axes.axis("off")
        axes.text(0.5, 0.5, "nothing published yet", ha="center", va="center", fontsize=10, color=style.GREY)
    return figure
