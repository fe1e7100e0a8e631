"""Figures of who lived in Kazakhstan: shares, and counts."""

from __future__ import annotations

from math import isfinite

from steppe import units
from steppe.display import marks, style
from steppe.display.census import others
from steppe.display.composition import (
    KAZAKHS,
    LAST_SOVIET_CENSUS,
    REVISED,
    RUSSIANS,
    SHARE,
    by_day,
    crossings,
    leads,
    stated,
    year_of,
)
from steppe.display.headcounts import POPULATION, headcounts, totals
from steppe.facts import Statement

LOOKS = {KAZAKHS: ("Kazakhs", style.BLUE, "o", "-"), RUSSIANS: ("Russians", style.PURPLE, "s", style.DASHES[1])}
CLOSE = (1977.5, 2000.5)
HOLLOW = ("2022-01-01", "2022")
SMALL = {"textcoords": "offset points", "fontsize": 9}
BANDS = (
    "Grey bands: from the last figure with the one ahead to the first with the other. The lower scale does not "
    "start at zero."
)
JOINED = "Thin lines join what was observed; nobody counted in between."


def plot_shares(case):
    """Shares of Kazakhs and Russians: every one on record above, the years of the crossing below.

    Grey: between the last figure with the one ahead and the first with the other. Returns a figure for `show`.
    """
    drawn = [s for who in LOOKS for kind in (SHARE, REVISED) for s in stated(case, kind, who)]
    with style.house_style():
        figure, only = style.canvas(6.3)
        only.remove()
        whole, close = figure.subplots(2, height_ratios=(1, 1.15))
        for axes in (whole, close):
            _crossed(axes, case)
            for who in LOOKS:
                _share_line(axes, case, who)
            marks.upright_scale(axes, "percent")
        whole.set_ylim(0, 90)
        whole.set_xlim(1893, 2027)
        for who, at in ((KAZAKHS, (1911, 75)), (RUSSIANS, (1905, 22))):
            whole.text(*at, LOOKS[who][0], color=LOOKS[who][1])
        close.set_xlim(*CLOSE)
        close.set_ylim(28, 56)
        for who, (_, colour, *_) in LOOKS.items():
            _name_bases(close, case, who, colour)
        for s in drawn:
            if not s.figure.is_exact:
                _name_range(close, s)
        close.set_title("The years of the last crossing", fontsize=10.5)
        grades = marks.grade_note(s.grade for s in drawn if s.measure == SHARE[1])
        whole.set_title("Every share on record", fontsize=10.5)
        style.source_line(figure, [s.id for s in drawn], notes=f"{grades} Diamonds: revised base. {BANDS} {JOINED}")
    return figure


def _crossed(axes, case) -> None:
    for before, after in crossings(leads(case)):
        axes.axvspan(year_of(before), year_of(after), color=style.PALE, linewidth=0, zorder=0)


def _share_line(axes, case, who: str) -> None:
    _, colour, shape, dash = LOOKS[who]
    firm = by_day(s for s in stated(case, SHARE, who) if s.figure.is_exact)
    _joined(axes, {day: q.value for day, q in firm.items()}, colour, dash)
    for s in stated(case, SHARE, who):
        _mark(axes, s, colour, shape)
    for s in stated(case, REVISED, who):
        axes.plot([year_of(s.period)], [s.figure.value], "D", color=colour, markersize=5)


def _mark(axes, s: Statement, colour: str, shape: str) -> None:
    x, q = year_of(s.period), s.figure
    if s.value is not None:
        marks.dot(axes, x, q.value, colour, s.grade, shape, 5)
        axes.lines[-1].set_clip_on(True)
    elif isfinite(q.low) and isfinite(q.high):
        axes.plot([x, x], [q.low, q.high], color=colour, linewidth=6, alpha=0.5, solid_capstyle="butt")


def _name_bases(axes, case, who: str, colour: str) -> None:
    """The figures of 1989 on either base, beside their marks."""
    bases = [by_day(stated(case, kind, who))[LAST_SOVIET_CENSUS] for kind in (SHARE, REVISED)]
    lines = [f"{name} {units.brief(q)}" for name, q in zip(("All-Union", "revised"), bases, strict=True)]
    up = bases[1].value > bases[0].value
    words, at = "\n".join(reversed(lines) if up else lines), (year_of(LAST_SOVIET_CENSUS), bases[0].value)
    offset, side = (-8, 7 if up else -7), "bottom" if up else "top"
    axes.annotate(words, at, offset, ha="right", va=side, color=colour, **SMALL)


def _name_range(axes, s: Statement) -> None:
    said = s.said_by.partition(" ")[0]
    words = f"{said}: {LOOKS[s.who][0]}\n{units.brief(s.figure)}"
    at = (year_of(s.period), s.figure.low)
    axes.annotate(words, at, (0, -4), ha="center", va="top", color=LOOKS[s.who][1], **SMALL)


def plot_headcounts(case):
    """All residents, Kazakhs and Russians by day, with the Russians of 1989 as a level line.

    Small marks: a share of the population of that day, where no count was printed. Hollow ones: a register, and
    a figure that somebody named. Returns a figure for `show`.
    """
    counts = {who: headcounts(case, who) for who in LOOKS}
    level = counts[RUSSIANS][LAST_SOVIET_CENSUS].figure
    people, every = totals(case), others(case, POPULATION)
    with style.house_style():
        figure, axes = style.canvas(4.7)
        marks.level(axes, level, 0)
        _joined(axes, {day: q.value for day, q in people.items() if len(day) > 4}, style.GREY, style.DASHES[2])
        for s in every:
            axes.plot([year_of(s.period)], [s.figure.value], "^", color=style.GREY, markersize=4)
        for who, found in counts.items():
            _, colour, shape, dash = LOOKS[who]
            _joined(axes, {day: h.figure.value for day, h in found.items() if day not in HOLLOW}, colour, dash)
            for day, (q, printed) in found.items():
                x, fill = year_of(day), "none" if day in HOLLOW else "full"
                axes.plot([x, x], [q.low, q.high], color=colour, linewidth=4, alpha=0.45, solid_capstyle="butt")
                axes.plot([x], [q.value], shape, color=colour, markersize=6 if printed else 3, fillstyle=fill)
        axes.set_ylim(0, 22_000_000)
        axes.set_xlim(1957, 2027)
        ends = {"all residents": list(people.values())[-1].value}
        ends |= {LOOKS[who][0]: list(found.values())[-1].figure.value for who, found in counts.items()}
        marks.label_ends(axes, ends, {"Russians of 1989": level}, [style.GREY, style.BLUE, style.PURPLE])
        marks.upright_scale(axes, "persons")
        ids = [id for found in counts.values() for h in found.values() for id in h.figure.ids]
        notes = f"Small marks: share times population. Hollow: not counted. {JOINED}"
        style.source_line(figure, ids + [s.id for s in every], notes=notes)
    return figure


def _joined(axes, values: dict[str, float], colour: str, dash) -> None:
    axes.plot([year_of(day) for day in values], list(values.values()), color=colour, linewidth=1, linestyle=dash)
