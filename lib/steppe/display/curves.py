"""Lines with their names at their ends, so that no legend is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import cycle

from steppe.display import marks, style
from steppe.quantity import Quantity

Series = Iterable[tuple[float, Quantity]]

# Level lines are vermilion and long-dashed; no series is.
COLOURS = (style.BLUE, style.GREEN, style.PURPLE, style.ORANGE, style.GREY)
DASHES = ("-", *style.DASHES[2:])


def plot_lines(
    series: Mapping[str, Series],
    x: str,
    mark: Mapping[str, Quantity] | None = None,
    log: bool = False,
    points: bool = False,
    zero: bool = True,
    osm: bool = False,
):
    """Lines of Quantities over numbers, each named at its end; a range is a band around the line.

    series: label -> pairs of a number and a Quantity, all of one unit. x: what the numbers are. mark:
    figures drawn as level lines. log: both scales logarithmic. points: a dot at each pair. zero: the
    scale starts at zero. osm: the data are OpenStreetMap's. Returns a matplotlib figure for `show`.
    """
    marks.titles("plot_lines", x, *series, *(mark or {}))
    drawn = {label: list(pairs) for label, pairs in series.items()}
    unit = marks.one_unit("plot_lines", [q.unit for pairs in drawn.values() for _, q in pairs])
    levels = {label: q.to(unit) for label, q in (mark or {}).items()}
    with style.house_style():
        figure, axes = style.canvas(4.2)
        if log:
            axes.set_xscale("log")
            axes.set_yscale("log")
        for pairs, colour, dash in zip(drawn.values(), cycle(COLOURS), cycle(DASHES), strict=False):
            _line(axes, pairs, colour, dash, "o" if points else "")
        for step, q in enumerate(levels.values()):
            marks.level(axes, q, step)
        if zero and not log:
            axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        ends = {label: pairs[-1][1].value for label, pairs in drawn.items() if pairs}
        marks.label_ends(axes, ends, levels, COLOURS)
        marks.plain_ticks(axes.xaxis)
        marks.upright_scale(axes, unit)
        axes.set_xlabel(x)
        figures = [q for pairs in drawn.values() for _, q in pairs]
        ids = [id for q in (*figures, *levels.values()) for id in q.ids]
        banded = any(not q.is_exact for q in (*figures, *levels.values()))
        style.source_line(figure, ids, osm, "Pale bands: the range of the evidence." * banded)
    return figure


def _line(axes, pairs: list[tuple[float, Quantity]], colour: str, dash, marker: str) -> None:
    across, figures = [at for at, _ in pairs], [q for _, q in pairs]
    axes.plot(across, [q.value for q in figures], color=colour, linestyle=dash, marker=marker, markersize=5)
    if any(not q.is_exact for q in figures):
        low, high = [q.low for q in figures], [q.high for q in figures]
        axes.fill_between(across, low, high, color=colour, alpha=0.2, linewidth=0)
