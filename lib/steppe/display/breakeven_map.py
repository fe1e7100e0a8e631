"""A map of words: which verdict a claim would get at every pair of two values."""

from __future__ import annotations

from itertools import groupby
from math import dist

from steppe.breakeven import Words, grid
from steppe.display import marks, style, units
from steppe.display.matrix import LOOKS
from steppe.scenario import VOCABULARY

CELLS = 60
ROOM = 8
NEAR = 6


def plot_breakeven_map(case, id: str, along: tuple[str, float, float], across: tuple[str, float, float]):
    """The word of a claim as two values are varied; a ring marks where they stand now.

    along, across: a figure of the claim or a parameter, with the ends of its scale. A value beyond them
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
                _, fill, _ = LOOKS[word]
                box = Rectangle((at, y - high / 2), width, high, facecolor=fill, edgecolor=fill, linewidth=0.4)
                axes.add_patch(box)
                at += width
        now = _now(case, id, (x_name, y_name))
        place = [(at - low) / (high - low) * CELLS for at, (low, high) in zip(now, (x_ends, y_ends), strict=True)]
        shown = sorted({word for row in words for word in row})
        for word in shown:
            _label(axes, word, words, xs, ys, place)
        ring = [min(max(at, low), high) for at, (low, high) in zip(now, (x_ends, y_ends), strict=True)]
        axes.plot(
            *ring, "o", color="white", markersize=9, markeredgecolor=style.INK, markeredgewidth=2.2, clip_on=False
        )
        beyond, right = "" if ring == now else ", off this scale", ring[0] > sum(x_ends) / 2
        axes.annotate(
            f"now: {_word(case, id, (x_name, y_name), now)}{beyond}", ring, (-8 if right else 8, 6),
            textcoords="offset points", fontsize=10, zorder=6, ha="right" if right else "left",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85},
        )
        for axis, name in ((axes.xaxis, x_name), (axes.yaxis, y_name)):
            marks.plain_ticks(axis, 5)
            axis.set_label_text(_title(case, id, name))
        signs = ", ".join(f"{LOOKS[word][0]} {word}" for word in shown)
        notes = f"{id}: the word at each pair of values, all else as in this run, each value undisputed. {signs}."
        style.source_line(figure, _ids(case, id, (x_name, y_name)), notes=notes)
    return figure


def _middles(low: float, high: float) -> list[float]:
    return [low + (high - low) * (at + 0.5) / CELLS for at in range(CELLS)]


def _now(case, id: str, names: tuple[str, str]) -> list[float]:
    figures = Words(case.facts, case.scenario, id).figures()
    return [figures[name].value if name in figures else getattr(case.scenario, name) for name in names]


def _word(case, id: str, names: tuple[str, str], now: list[float]) -> str:
    return Words(case.facts, case.scenario, id).at(dict(zip(names, now, strict=True)))


def _ids(case, id: str, names: tuple[str, str]) -> list[str]:
    figures = Words(case.facts, case.scenario, id).figures()
    return [statement for name in names if name in figures for statement in figures[name].ids]


def _title(case, id: str, name: str) -> str:
    """What the scale counts: `people came in the week`, `share of those present who leave again each week`."""
    if name in VOCABULARY:
        about = VOCABULARY[name]
        return about.meaning if about.unit in about.meaning else f"{about.meaning} ({about.unit})"
    unit = Words(case.facts, case.scenario, id).figures()[name].unit
    return f"{name} ({units.unit_of(unit).axis})"


def _label(axes, word: str, words: list[list[str]], xs: list[float], ys: list[float], now: list[float]) -> None:
    """Sign and word where its region is roomiest, away from the ring; the sign alone where there is little room."""
    left = {(column, row) for row, line in enumerate(words) for column, other in enumerate(line) if other == word}
    depth = 0
    while inner := {cell for cell in left if all(near in left for near in _beside(*cell))}:
        left, depth = inner, depth + 1
    spots = sorted(left)
    middle = spots[len(spots) // 2]
    column, row = middle if dist(middle, now) > NEAR else max(spots, key=lambda cell: dist(cell, now))
    sign, _, ink = LOOKS[word]
    text = f"{sign} {word}" if depth >= ROOM else sign
    axes.text(xs[column], ys[row], text, ha="center", va="center", color=ink, fontsize=10)


def _beside(column: int, row: int) -> list[tuple[int, int]]:
    return [(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)]
