"""The bridge of the Russian count, and the population around the census of 2021, as figures."""

from __future__ import annotations

from steppe.display import dates, marks, style, units
from steppe.display.composition import year_of
from steppe.display.emigration import COUNTED, RECORDED, REST, UNSPLIT, Step, bridge, towards_millions
from steppe.display.ranges import draw_rows, height_of
from steppe.display.rebasing import CENSUS, NEW, OLD, rebased, series
from steppe.facts import Statement
from steppe.quantity import Quantity

BARS = {
    COUNTED: {"color": style.BLUE},
    RECORDED: {"color": style.FILLS["brick"]},
    REST: {"facecolor": "white", "edgecolor": style.RUST, "hatch": "////"},
    UNSPLIT: {"facecolor": "white", "edgecolor": style.GREY, "hatch": "...."},
}
LINES = {
    OLD: (style.RUST, "s", style.DASHES[1]), CENSUS: (style.INK, "P", "-"), NEW: (style.BLUE, "o", "-"),
    "World Bank": (style.GREEN, "^", style.DASHES[2]), "CIA": (style.PURPLE, "D", style.DASHES[3]),
}


def plot_bridge(case):
    """The Russian count from census to census, as hanging bars; the range of each stands at its end.

    Returns a matplotlib figure for `show`.
    """
    rows = bridge(case)
    with style.house_style():
        figure, axes = style.canvas(0.36 * len(rows) + 1.0)
        for y, row in enumerate(rows):
            _step(axes, y, row)
        axes.set_yticks(range(len(rows)), [marks.wrapped(row.label) for row in rows])
        for label, row in zip(axes.get_yticklabels(), rows, strict=True):
            label.set_fontweight("bold" if row.kind == COUNTED else "normal")
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 1.06 * rows[0].top.high)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_xlabel("Russians in Kazakhstan, persons")
        marks.plain_ticks(axes.xaxis, 3)
        ids = [id for row in rows for id in row.figure.ids]
        style.source_line(figure, ids, notes="Lines at the ends of bars: the range over all bases and routes.")
    return figure


def _step(axes, y: float, row: Step) -> None:
    low, high = (0, row.top.value) if row.kind == COUNTED else sorted((row.top.value, row.bottom.value))
    axes.barh(y, high - low, left=low, height=0.62, linewidth=1, zorder=2, **BARS[row.kind])
    spread = row.figure if row.kind == COUNTED else row.bottom
    axes.plot([spread.low, spread.high], [y, y], color=style.INK, linewidth=1.6, marker="|", markersize=8, zorder=3)
    axes.text(1.02, y, units.brief(row.figure), transform=axes.get_yaxis_transform(), va="center", fontsize=9.5)


def plot_millions(case, mark: dict[str, Quantity]):
    """What bears on how many Russians left. A reckoned figure with a range has no point of its own.

    mark: figures drawn as upright lines. Returns a matplotlib figure for `show`.
    """
    rows = marks.rows_of(towards_millions(case))
    with style.house_style():
        figure, axes = style.canvas(height_of(rows) + 1.17)
        draw_rows(axes, rows, mark)
        ids = marks.ids_of(rows) + [id for q in mark.values() for id in q.ids]
        style.source_line(figure, ids, notes=marks.notes_of(rows))
    return figure


def plot_rebasing(case, mark: dict[str, Quantity]):
    """The population since 2021 by who counts and on which base; the step of one day as an upright arrow.

    mark: figures drawn as level lines. Returns a matplotlib figure for `show`.
    """
    lines, step = series(case), rebased(case)
    with style.house_style():
        figure, axes = style.canvas(4.6)
        for at, q in enumerate(mark.values()):
            marks.level(axes, q, at)
        for label, statements in lines.items():
            _line(axes, statements, *_look(label))
        if step:
            _arrow(axes, *step)
        axes.set_xlim(2021.3, max(2023, *(year_of(s.period) for found in lines.values() for s in found)) + 0.2)
        ends = {label: found[-1].figure.value for label, found in lines.items()}
        marks.label_ends(axes, ends, mark, [_look(label)[0] for label in ends])
        marks.upright_scale(axes, "persons")
        marks.plain_ticks(axes.yaxis, 6)
        axes.xaxis.set_major_formatter(_year)
        axes.xaxis.set_major_locator(_whole_years())
        drawn = [s for found in lines.values() for s in found]
        grades = marks.grade_note(s.grade for s in drawn)
        style.source_line(figure, [s.id for s in drawn], notes=f"{grades} The scale does not start at zero.")
    return figure


def _look(label: str) -> tuple:
    return LINES[label.partition(", printed")[0]]


def _line(axes, statements: list[Statement], colour: str, shape: str, dash) -> None:
    across = [year_of(s.period) for s in statements]
    axes.plot(across, [s.figure.value for s in statements], color=colour, linestyle=dash, linewidth=1.4)
    for x, s in zip(across, statements, strict=True):
        marks.dot(axes, x, s.figure.value, colour, s.grade, shape, 6)


def _year(x: float, _at: int) -> str:
    return f"{x:.0f}"


def _whole_years():
    from matplotlib.ticker import MultipleLocator

    return MultipleLocator(1)


def _arrow(axes, day: str, old: Quantity, new: Quantity) -> None:
    x = year_of(day)
    arrow = {"arrowstyle": "->", "color": style.INK, "linewidth": 1.6, "shrinkA": 4, "shrinkB": 4}
    axes.annotate("", (x, new.value), (x, old.value), arrowprops=arrow)
    words = f"{units.brief(new - old)} more on one day,\n{dates.shortened(day)}: no migration"
    leader = {"arrowstyle": "-", "color": style.GREY, "linewidth": 0.8}
    axes.annotate(
        words, (x, (old.value + new.value) / 2), (0.37, 0.27), textcoords="axes fraction", ha="left", va="center",
        fontsize=9, arrowprops=leader,
    )
