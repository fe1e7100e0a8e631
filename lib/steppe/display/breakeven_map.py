"""A map of words: which verdict a part would get at every pair of two values."""

from __future__ import annotations

from itertools import groupby
from textwrap import fill

from steppe import units
from steppe.breakeven import Words, grid
from steppe.display import marks, style
from steppe.display.matrix import LOOKS
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY

CELLS = 60
SCALE_WIDTH = 40


def now(case, id: str, names: tuple[str, ...]) -> dict[str, Quantity]:
    """Where the figures of a part stand, as known, and where the run has a parameter; shares in per cent.

    Empty where one of the figures was not public.
    """
    figures = Words(case.facts, case.scenario, id).figures()
    if any(name not in figures and name not in VOCABULARY for name in names):
        return {}
    return {
        name: figures[name] if name in figures else _in_per_cent(getattr(case.scenario, name), VOCABULARY[name].unit)
        for name in names
    }


def plot_breakeven_map(case, id: str, along: tuple[str, float, float], across: tuple[str, float, float]):
    """The word of a part as two values are varied; a ring in the colour of its word marks where they stand `now`.

    along, across: a figure of the part or a parameter, with the ends of its scale. A value beyond them
    has its ring at the edge. Returns a matplotlib figure for `show`.
    """
    from matplotlib.patches import Rectangle

    (x_name, *x_ends), (y_name, *y_ends) = along, across
    xs, ys = _middles(*x_ends), _middles(*y_ends)
    words = grid(case.facts, case.scenario, id, (x_name, xs), (y_name, ys))
    wide, high = xs[1] - xs[0], ys[1] - ys[0]
    with style.house_style():
        figure, axes = style.canvas(4.3)
        axes.set_xlim(*x_ends)
        axes.set_ylim(*y_ends)
        for y, row in zip(ys, words, strict=True):
            at = x_ends[0]
            for word, run in groupby(row):
                width = wide * len(list(run))
                _, colour, _ = LOOKS[word]
                box = Rectangle((at, y - high / 2), width, high, facecolor=colour, edgecolor=colour, linewidth=0.4)
                axes.add_artist(box)
                at += width
        standing = [_on_scale(name, q) for name, q in now(case, id, (x_name, y_name)).items()]
        here = Words(case.facts, case.scenario, id).at(dict(zip((x_name, y_name), standing, strict=True)))
        _ring(axes, here, standing)
        for axis, name in ((axes.xaxis, x_name), (axes.yaxis, y_name)):
            marks.plain_ticks(axis, 5)
            axis.set_label_text(_title(case, id, name))
        shown = [word for word in LOOKS if any(word in row for row in words)]
        key = [Rectangle((0, 0), 1, 1, color=LOOKS[word][1], label=f"{LOOKS[word][0]} {word}") for word in shown]
        axes.legend(handles=key, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=10)
        notes = f"{id}: the word at each pair of values, all else as in this run, each value undisputed."
        style.source_line(figure, _ids(case, id, (x_name, y_name)), notes=notes)
    return figure


def _in_per_cent(value: float, unit: str) -> Quantity:
    return Quantity.exact(100 * value, "percent") if unit == "share" else Quantity.exact(value, unit)


def _on_scale(name: str, q: Quantity) -> float:
    return q.value / 100 if name in VOCABULARY and q.unit == "percent" else q.value


def _middles(low: float, high: float) -> list[float]:
    return [low + (high - low) * (at + 0.5) / CELLS for at in range(CELLS)]


def _ring(axes, word: str, standing: list[float]) -> None:
    """Where the values stand, filled as their word is; at the edge where that is beyond the scale."""
    ends = axes.get_xlim(), axes.get_ylim()
    ring = [min(max(at, low), top) for at, (low, top) in zip(standing, ends, strict=True)]
    sign, colour, _ = LOOKS[word]
    for size, fill_colour, edge in ((14, "white", "white"), (10, colour, style.INK)):
        axes.plot(
            *ring, "o", color=fill_colour, markersize=size, markeredgecolor=edge, markeredgewidth=2, clip_on=False,
            zorder=5,
        )
    beyond, right = "" if ring == standing else ", off this scale", ring[0] > sum(ends[0]) / 2
    axes.annotate(
        f"now: {sign} {word}{beyond}", ring, (-16 if right else 16, 14), textcoords="offset points", fontsize=10,
        zorder=6, ha="right" if right else "left", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )


def _ids(case, id: str, names: tuple[str, str]) -> list[str]:
    """The statements behind the figures of a part, those of the two values first."""
    figures = Words(case.facts, case.scenario, id).figures()
    varied = [figures[name] for name in names if name in figures]
    return [statement for q in (*varied, *figures.values()) for statement in q.ids]


def _title(case, id: str, name: str) -> str:
    """What the scale counts, in short lines: `arrivals (persons)`, `share of those present who leave again ...`."""
    if name in VOCABULARY:
        about = VOCABULARY[name]
        unit = "" if about.unit in about.meaning else f" ({about.unit})"
        return fill(about.meaning + unit, SCALE_WIDTH)
    unit = Words(case.facts, case.scenario, id).figures()[name].unit
    return f"{name} ({units.unit_of(unit).axis})"
