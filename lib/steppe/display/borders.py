"""Pictures of border lines: where they run, how long they are for every ruler, who comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, cycle, repeat
from typing import TYPE_CHECKING

from steppe import units
from steppe.display import marks, style
from steppe.quantity import Quantity

if TYPE_CHECKING:
    from steppe.border import Ruler

Walks = Iterable[tuple[float, Quantity]]

MAPS = (style.BLUE, style.GREEN, style.PURPLE)
RIVALS = (style.BLUE, style.VERMILION, style.GREEN, style.PURPLE, style.GREY, style.GREY)
CLOSE_KM = (124, 82)
APART = 0.75
WALKED = "Shaded: the lengths in print. Pale edge of a curve: walked from either end."


def plot_border(
    rulers: Sequence[Ruler], near: tuple[float, float], sides: tuple[str, str], ends: tuple[str, str], unit: str = "mi"
):
    """The whole of a border, and one stretch of it close up, as up to three maps draw it.

    rulers: the maps, the finest first, each with its length in `unit`. near: the middle of the stretch
    in degrees. sides: what lies north and south of the line. ends: what lies at its first and its last
    point. A kilometre is the same along both axes. Returns a matplotlib figure for `show`.
    """
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    with style.house_style():
        figure = Figure(figsize=(style.WIDTH, 5.7), layout="constrained")
        whole, close = figure.subplots(2, height_ratios=(0.31, 0.66))
        points = [point for ruler in rulers for point in ruler.line]
        here, there = _projection(*map(_middle, zip(*points, strict=True))), _projection(*near)
        for axes, project in ((whole, here), (close, there)):
            for ruler, colour in reversed(list(zip(rulers, MAPS, strict=False))):
                axes.plot(*project(ruler.line), color=colour, linewidth=1.1 if axes is whole else 1.7)
            axes.set(aspect="equal", xticks=[], yticks=[])
            axes.spines[:].set_visible(axes is close)
        wide, high = CLOSE_KM
        close.set(xlim=(-wide / 2, wide / 2), ylim=(-high / 2, high / 2))
        (x,), (y,) = here([near])
        corner = x - wide / 2, y - high / 2
        whole.add_patch(Rectangle(corner, wide, high, fill=False, edgecolor=style.INK, linewidth=1.2))
        whole.margins(0.01, 0.12)
        _name_places(whole, here(rulers[0].line), sides, ends)
        _name_maps(close, rulers, unit)
        _bar(whole, 500)
        _bar(close, 20)
        style.source_line(figure, osm=any(ruler.source == "OpenStreetMap" for ruler in rulers))
    return figure


def _projection(lon: float, lat: float):
    """From degrees to km east and north of a place, equal in area (Lambert)."""
    from pyproj import Proj

    project = Proj(proj="laea", lon_0=lon, lat_0=lat, ellps="WGS84", units="km")
    return lambda points: project(*zip(*points, strict=True))


def _middle(figures: Sequence[float]) -> float:
    return (min(figures) + max(figures)) / 2


def _name_places(axes, line, sides: tuple[str, str], ends: tuple[str, str]) -> None:
    across, up = line
    for name, place in zip(sides, ((0.2, 0.93), (0.53, 0.1)), strict=True):
        axes.text(*place, name, transform=axes.transAxes, ha="center", va="center", fontsize=12, color=style.GREY)
    for name, at, side, shift in zip(ends, (0, -1), ("left", "right"), ((8, -2), (0, -12)), strict=True):
        axes.plot(across[at], up[at], "o", color=style.INK, markersize=4)
        axes.annotate(name, (across[at], up[at]), shift, textcoords="offset points", ha=side, va="center", fontsize=9.5)


def _name_maps(axes, rulers: Sequence[Ruler], unit: str) -> None:
    """The names of the maps in their colours, each with what the whole line measures on it."""
    for step, (ruler, colour) in enumerate(zip(reversed(rulers), reversed(MAPS[: len(rulers)]), strict=True)):
        long = units.amount(ruler.length.to(unit).value, unit)
        name = f"{ruler.label}, {long} in all"
        axes.text(0.98, 0.95 - 0.075 * step, name, transform=axes.transAxes, ha="right", va="center", color=colour)


def _bar(axes, long: float) -> None:
    """A bar of so many km in the lower right corner."""
    (_, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    end, level = right - 0.015 * (right - axes.get_xlim()[0]), bottom + 0.06 * (top - bottom)
    axes.plot([end - long, end], [level, level], color=style.INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(f"{long} km", (end - long / 2, level), (0, 4), textcoords="offset points", ha="center", fontsize=9)


def plot_rulers(
    walks: Mapping[str, Walks], mark: Mapping[str, Quantity], span: Quantity, unit: str = "mi", osm: bool = False
):
    """What dividers measure on up to three maps, from the widest step at the left to the narrowest at the right.

    walks: label -> pairs of a step in km and a length; the edge of a curve spans the walks from both
    ends. mark: lengths drawn as level lines. span: the lengths in print, shaded. osm: the data are
    OpenStreetMap's. Returns a matplotlib figure for `show`.
    """
    marks.titles("plot_rulers", *mark)
    drawn = {label: [(step, q.to(unit)) for step, q in pairs] for label, pairs in walks.items()}
    levels = {label: q.to(unit) for label, q in mark.items()}
    with style.house_style():
        figure, axes = style.canvas(4.4)
        axes.set_xscale("log")
        for pairs, colour, dash in zip(drawn.values(), MAPS, style.DASHES, strict=False):
            steps, lengths = [step for step, _ in pairs], [q.value for _, q in pairs]
            low, high = [q.low for _, q in pairs], [q.high for _, q in pairs]
            axes.plot(steps, lengths, color=colour, linestyle=dash)
            axes.fill_between(steps, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.axhspan(span.to(unit).low, span.to(unit).high, color=style.ORANGE, alpha=0.2, linewidth=0)
        for step, q in enumerate(levels.values()):
            marks.level(axes, q, step)
        steps = [step for pairs in drawn.values() for step, _ in pairs]
        axes.set_xlim(max(steps), min(steps))
        axes.set_ylim(0, 1.08 * axes.get_ylim()[1])
        marks.upright_scale(axes, unit)
        axes.set_xticks(*_openings(min(steps), max(steps)))
        axes.minorticks_off()
        axes.set_xlabel("opening of the dividers: wide → narrow")
        marks.label_ends(axes, {label: pairs[-1][1].value for label, pairs in drawn.items()}, levels, MAPS)
        ids = [id for q in (*levels.values(), span) for id in q.ids]
        style.source_line(figure, ids, osm, WALKED)
    return figure


def _openings(least: float, most: float) -> tuple[list[float], list[str]]:
    """Round openings between two, in metres below a kilometre."""
    shown = [step for power in range(-3, 4) for step in (10.0**power,) if least <= step <= most]
    return shown, [f"{step:,.0f} km" if step >= 1 else f"{1000 * step:,.0f} m" for step in shown]


def plot_ranking(
    lengths: Mapping[str, Sequence[Quantity | None]], columns: Sequence[str], unit: str = "mi", notes: str = ""
):
    """How long several borders are on several maps: one line a border, one column a map.

    lengths: label -> a figure or None for each column, the border in question first. The last column is
    no map and stands apart, its ranges drawn as bars, which `notes` may explain. Returns a matplotlib
    figure for `show`.
    """
    marks.titles("plot_ranking", *columns, notes)
    drawn = {label: [q and q.to(unit) for q in row] for label, row in lengths.items()}
    last = len(columns) - 1
    places = [*range(last), last + APART]
    with style.house_style():
        figure, axes = style.canvas(4.4)
        for row, colour, width in zip(drawn.values(), cycle(RIVALS), chain([3.2], repeat(1.5)), strict=False):
            *maps, printed = zip(places, row, strict=True)
            _points(axes, [(at, q) for at, q in maps if q], colour, width, "-")
            _points(axes, [printed] if printed[1] else [], colour, width, "")
        axes.set_xlim(-0.2, places[-1] + 0.25)
        axes.axvspan(places[-1] - 0.25, places[-1] + 0.25, color=style.PALER, linewidth=0, zorder=0)
        axes.set_ylim(bottom=0)
        axes.set_xticks(places, columns)
        axes.tick_params(axis="x", length=0, pad=7)
        marks.upright_scale(axes, unit)
        named = dict(zip(drawn, cycle(RIVALS), strict=False))
        on_maps = {label: row[-2].value for label, row in drawn.items() if row[-2]}
        in_print = {label: row[-1].value for label, row in drawn.items() if row[-1]}
        for ends, across in ((on_maps, last - 1), (in_print, None)):
            marks.label_ends(axes, ends, {}, [named[label] for label in ends], across)
        ids = [id for row in drawn.values() for q in row if q for id in q.ids]
        style.source_line(figure, ids, notes=notes)
    return figure


def _points(axes, row: list[tuple[float, Quantity]], colour: str, width: float, dash: str) -> None:
    """One border: its lengths, joined where they are measured on like maps."""
    if dash:
        axes.plot([at for at, _ in row], [q.value for _, q in row], color=colour, linewidth=width, linestyle=dash)
    for at, q in row:
        axes.plot([at, at], [q.low, q.high], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")
        axes.plot(at, q.value, "o", color=colour, markersize=3.5 + width, clip_on=False)
