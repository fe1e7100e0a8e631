"""Remarks on who was ahead, drawn on the same years as the figures."""

from __future__ import annotations

from steppe.display import marks, style, units
from steppe.display.composition import KAZAKHS, RUSSIANS, leads, year_of
from steppe.display.composition_figures import JOINED, LOOKS, SMALL, two_panels
from steppe.display.remarks import ANOTHER, EQUAL, RUSSIANS_AHEAD, Remark, remarks
from steppe.facts import Period
from steppe.quantity import POINTS, Quantity

SIGNS = {
    RUSSIANS_AHEAD: (style.PURPLE, "s", "full"),
    EQUAL: (style.GREEN, "D", "full"),
    ANOTHER: (style.GREY, "o", "none"),
}
FIRST_YEARS = "1991-12/1995"
SPAN = (1948, 2001)
ROW = 0.37


def plot_remarks(case):
    """The lead of the Kazakhs as counted, and below it, on the same years, who said what of which year.

    Returns a matplotlib figure for `show`.
    """
    lead, rows = leads(case), remarks(case)
    height = ROW * (len(rows) + 1) + 0.2
    with style.house_style():
        figure, (above, below) = two_panels(2.6 + height + 0.6, (2.3, height))
        for axes in (above, below):
            axes.set_xlim(*SPAN)
            start, end = (year_of(day) for day in FIRST_YEARS.split("/"))
            axes.axvspan(start, end, color=style.ORANGE, alpha=0.18, linewidth=0, zorder=0)
        _lead(above, {year_of(day): q for day, q in lead.items()})
        _remark_rows(below, rows)
        ids = [id for q in lead.values() for id in q.ids] + [r.statement.id for r in rows]
        style.source_line(figure, ids, notes=f"Orange: the first years of independence. {JOINED}")
    return figure


def _lead(axes, lead: dict[float, Quantity]) -> None:
    seen = {x: q for x, q in lead.items() if SPAN[0] <= x <= SPAN[1]}
    axes.plot(list(seen), [q.value for q in seen.values()], color=style.GREY, linewidth=1, linestyle=style.DASHES[2])
    for x, q in seen.items():
        ahead = q.value > 0
        axes.plot([x, x], [q.low, q.high], color=style.BLUE, linewidth=4, alpha=0.45, solid_capstyle="butt")
        axes.plot([x], [q.value], "o" if ahead else "s", color=LOOKS[KAZAKHS if ahead else RUSSIANS][1], markersize=6)
        place = {"ha": "right", "va": "bottom"} if ahead else {"ha": "left", "va": "top"}
        at, offset = ((x, q.high), (-4, 4)) if ahead else ((x, q.low), (6, -3))
        axes.annotate(units.bare(q), at, offset, **place, **SMALL)
    axes.axhline(0, color=style.INK, linewidth=0.9)
    axes.set_ylim(-19, 29)
    axes.text(SPAN[0] + 0.5, 2, "Kazakhs ahead", color=style.BLUE, fontsize=9.5)
    axes.text(SPAN[0] + 0.5, -2, "Russians ahead", color=style.PURPLE, fontsize=9.5, va="top")
    marks.upright_scale(axes, POINTS)
    axes.set_ylabel("lead, percentage points")


def _remark_rows(axes, rows: list[Remark]) -> None:
    labels = ["the largest group: Russians\nthe essay (C06)", *map(_label, rows)]
    axes.set_ylim(len(labels) - 0.4, -0.6)
    _bar(axes, 0, Period.parse(FIRST_YEARS), style.VERMILION, "v", "full")
    for y, remark in enumerate(rows, start=1):
        _bar(axes, y, remark.statement.period, *SIGNS[remark.kind])
        if y > 1 and remark.kind != rows[y - 2].kind:
            axes.axhline(y - 0.5, color=style.PALE, linewidth=0.8)
    axes.axhline(0.5, color=style.PALE, linewidth=0.8)
    axes.set_yticks(range(len(labels)), labels, fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def _label(remark: Remark) -> str:
    s = remark.statement
    printed = "undated" if remark.undated else s.published[:4]
    return f"{remark.gist}\n{s.said_by.partition(' country')[0]}, {printed}"


def _bar(axes, y: float, period: Period, colour: str, shape: str, fill: str) -> None:
    """A remark over the years that it speaks of; an open beginning leaves the picture at the left."""
    start = max(SPAN[0], period.start.year + (period.start.month - 1) / 12)
    end = period.end.year + period.end.month / 12
    axes.plot([start, end], [y, y], color=colour, linewidth=4, alpha=0.4, solid_capstyle="butt")
    axes.plot([(start + end) / 2 if period.start.year > 1 else end - 0.5], [y], shape, color=colour, fillstyle=fill,
              markersize=6, markeredgewidth=1.4)


