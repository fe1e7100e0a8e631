"""Pairs of figures as a chessboard: who left down the side, the force along the top, a probability in each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

from steppe.case import Case, closed
from steppe.display import style, units
from steppe.display.pairs import Pair
from steppe.quantity import Quantity

FIELD, WIDE, LEFT, TOP, HEAD = 0.31, 0.45, 2.2, 1.32, 0.34
ACROSS, DOWN = 20, 34
SMALL = {"fontsize": 8.5, "linespacing": 1.1}
LOOKS = {
    "holds": (style.FILLS["deep blue"], "white"),
    "open": (style.PALER, style.INK),
    "contradicted": (style.FILLS["brick"], "white"),
}


def plot_pairs(case: Case, panels: Mapping[str, Sequence[Pair]], needed: float):
    """Panels of pairs, the smallest figures first both ways; the probability that more left in each field.

    needed: how probable it must be to count as more, or as fewer. A second line ▲ or ▼ in a field tells
    what a bound would say if it were an exact figure. Returns a matplotlib figure for `show`.
    """
    every = [pair for found in panels.values() for pair in found]
    along = _ordered([pair.force for pair in every])
    down = {title: _ordered([pair.left for pair in found]) for title, found in panels.items()}
    deep = TOP + sum(HEAD + FIELD * max(1, len(rows)) for rows in down.values())
    with style.house_style():
        figure, axes = style.canvas(deep + 0.75)
        axes.set_xlim(0, LEFT + WIDE * max(1, len(along)))
        axes.set_ylim(deep, 0)
        axes.axis("off")
        for column, q in enumerate(along):
            x, low = LEFT + (column + 0.5) * WIDE, {"ha": "center", "va": "bottom"}
            axes.text(x, TOP + 0.08, _named(case, q, ACROSS), rotation=90, **low, **SMALL)
        top = TOP
        for title, rows in down.items():
            axes.text(0, top + 0.6 * HEAD, title, fontsize=10.5, fontweight="bold", va="center")
            top += HEAD
            if not rows:
                axes.text(LEFT, top + FIELD / 2, "nothing published yet", color=style.GREY, va="center", fontsize=10)
            fields = {(pair.left, pair.force): pair for pair in panels[title]}
            for row, q in enumerate(rows):
                middle, left = top + (row + 0.5) * FIELD, {"ha": "right", "va": "center"}
                axes.text(LEFT - 0.08, middle, _named(case, q, DOWN), **left, **SMALL)
                for column, force in enumerate(along):
                    _field(axes, LEFT + column * WIDE, top + row * FIELD, fields[q, force], needed)
            top += FIELD * max(1, len(rows))
        notes = "Blue: more left. Pale: cannot be told. Brown: fewer. ▲ ▼: more or fewer, were bounds exact."
        style.source_line(figure, [id for pair in every for id in pair.left.ids + pair.force.ids], notes=notes)
    return figure


def _ordered(figures: Sequence[Quantity]) -> list[Quantity]:
    """Each figure once, the smallest first."""
    return sorted(dict.fromkeys(figures), key=lambda q: (q.value, q.ids))


def _named(case: Case, q: Quantity, width: int) -> str:
    """Who gave the figure, and the figure, in short lines."""
    figure = units.brief(q)
    return fill(f"{case.statement(q.ids[0]).said_by}: {figure}", width, break_long_words=False, break_on_hyphens=False)


def _field(axes, x: float, y: float, pair: Pair, needed: float) -> None:
    from matplotlib.patches import Rectangle

    fill, ink = LOOKS[pair.word(needed)]
    edge = style.PALE if fill == style.PALER else fill
    axes.add_artist(Rectangle((x + 0.02, y + 0.02), WIDE - 0.04, FIELD - 0.04, facecolor=fill, edgecolor=edge))
    centre = {"ha": "center", "va": "center", "color": ink}
    least, most = (units.digits(p, "ratio").removesuffix(".00") for p in (pair.low, pair.high))
    if least == most:
        axes.text(x + WIDE / 2, y + FIELD / 2, least, fontsize=10, **centre)
        return
    sign = "▲" if closed(pair.left).value > closed(pair.force).value else "▼"
    axes.text(x + WIDE / 2, y + FIELD / 2, f"{least}–{most} {sign}", fontsize=8, **centre)
