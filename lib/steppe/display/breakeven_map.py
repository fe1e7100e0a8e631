"""A map of words: which verdict a claim would get at every pair of two values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from textwrap import fill

from steppe.breakeven import Words, grid
from steppe.display import marks, style, units
from steppe.display.matrix import LOOKS
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY

CELLS = 60
ROOM, LEAST = 8, 12
TALL, ASIDE, REACH = 6, 12, 21
SCALE_WIDTH = 40

Cells = set[tuple[int, int]]


def now(case, id: str, names: tuple[str, ...]) -> dict[str, Quantity]:
    """Where the figures of a claim stand, as known, and where the run has a parameter; shares in per cent.

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
    """The word of a claim as two values are varied; a ring in the colour of its word marks where they stand `now`.

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
                _, colour, _ = LOOKS[word]
                box = Rectangle((at, y - high / 2), width, high, facecolor=colour, edgecolor=colour, linewidth=0.4)
                axes.add_artist(box)
                at += width
        standing = [_on_scale(name, q) for name, q in now(case, id, (x_name, y_name)).items()]
        place = [(at - low) / (top - low) * CELLS for at, (low, top) in zip(standing, (x_ends, y_ends), strict=True)]
        for word, field in _fields(words):
            _label(axes, word, field, xs, ys, place)
        here = Words(case.facts, case.scenario, id).at(dict(zip((x_name, y_name), standing, strict=True)))
        _ring(axes, here, standing)
        for axis, name in ((axes.xaxis, x_name), (axes.yaxis, y_name)):
            marks.plain_ticks(axis, 5)
            axis.set_label_text(_title(case, id, name))
        shown = sorted({word for row in words for word in row})
        signs = ", ".join(f"{LOOKS[word][0]}{units.NO_BREAK}{word}" for word in shown)
        notes = f"{id}: the word at each pair of values, all else as in this run, each value undisputed. {signs}."
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
    """The statements behind the figures of a claim, those of the two values first."""
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


def _fields(words: list[list[str]]) -> Iterator[tuple[str, Cells]]:
    """The connected fields of one word each, without those too small for a label."""
    unseen = {(column, row): word for row, line in enumerate(words) for column, word in enumerate(line)}
    while unseen:
        start, word = unseen.popitem()
        field, border = {start}, [start]
        while border:
            near = [cell for cell in _beside(*border.pop()) if unseen.get(cell) == word]
            for cell in near:
                del unseen[cell]
            field.update(near)
            border += near
        if len(field) >= LEAST:
            yield word, field


def _label(axes, word: str, field: Cells, xs: list[float], ys: list[float], now: list[float]) -> None:
    """Sign and word where a field is roomiest, the sign alone where there is little room.

    Away from the ring, and not at all where the whole field is beside it: there the ring has the word.
    """
    layers = [field]
    while inner := {cell for cell in layers[-1] if all(near in layers[-1] for near in _beside(*cell))}:
        layers.append(inner)
    clear = [(depth, spots) for depth, layer in enumerate(layers) if (spots := _clear(layer, now))]
    if clear:
        depth, spots = clear[-1]
        column, row = spots[len(spots) // 2]
        sign, _, ink = LOOKS[word]
        text = f"{sign} {word}" if depth >= ROOM else sign
        axes.text(xs[column], ys[row], text, ha="center", va="center", color=ink, fontsize=10)


def _clear(cells: Cells, now: list[float]) -> list[tuple[int, int]]:
    """Those in which a word does not run into the ring or what stands beside it."""
    middle = now[0] + (ASIDE if now[0] <= CELLS / 2 else -ASIDE)
    return sorted(c for c in cells if abs(c[0] - middle) > REACH or not -TALL < c[1] - now[1] < 2 * TALL)


def _beside(column: int, row: int) -> list[tuple[int, int]]:
    return [(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)]
