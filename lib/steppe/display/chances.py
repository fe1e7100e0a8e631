"""How probable it is that a claim holds: as rows, as a table, as a picture."""

from __future__ import annotations

from steppe.claims import JUDGED, judge
from steppe.display import marks, style, units
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.template import bundled
from steppe.quantity import Quantity

ROW = 0.42


def chances_of(case) -> dict:
    """For every claim with arithmetic of its own: the chances that it holds, as known."""
    from steppe.uncertainty import chances

    found = {id: chances(case.facts, case.scenario, id) for id in JUDGED}
    return {id: chance for id, chance in found.items() if chance}


def show_chances(case, id: str) -> Shown:
    """What the probability that a claim is supported hangs on: how it is read, and the figure that matters most."""
    chance = chances_of(case)[id]
    groups = [(None, [_row("All in all", "", chance)])]
    if chance.readings:
        groups.append(("How it is read", [_row(reading.name, "", reading) for reading in chance.readings]))
    if chance.depends and chance.depends[0].spread:
        figure = chance.depends[0]
        rows = [_row(", ".join(choice.ids), units.brief(choice.figure), choice) for choice in figure.choices]
        groups.append((f"Whose figure counts for: {figure.name}", rows))
    below = () if chance.by_source is None else (Cell(_share(chance.by_source)),)
    by_source = None if chance.by_source is None else units.canonical(chance.by_source)
    values = {"holds": bundled(chance.holds), "supported": bundled(chance.supported), "by_source": by_source}
    return Shown(Grid(["", "Figure", "It holds", "It holds or roughly holds"], groups, below=below), values)


def _row(name: str, figure: str, chance) -> list[Cell]:
    likely = (Cell(units.likely(q), right=True) for q in (chance.holds, chance.supported))
    return [Cell(name), Cell(figure, right=True), *likely]


def _share(by_source: float) -> str:
    return (
        f"Of the doubt, {units.amount(100 * by_source, 'percent')} is about which source to believe, "
        "the rest about the ranges that sources give."
    )


def plot_chances(case):
    """One row for each claim with arithmetic of its own: how probable it is that it holds, and that it is supported.

    Returns a matplotlib figure for `show`.
    """
    found = chances_of(case)
    needed = 100 * case.scenario.probability_needed
    with style.house_style():
        figure, axes = style.canvas(ROW * len(found) + 1.2)
        axes.set_xlim(-2, 102)
        axes.set_ylim(len(found) - 0.4, -0.6)
        for edge in (needed, 100 - needed):
            axes.axvline(edge, color=style.VERMILION, linewidth=1.4, linestyle=style.DASHES[1], zorder=1)
        for row, chance in enumerate(found.values()):
            _bar(axes, row - 0.14, chance.holds, style.BLUE, "o")
            _bar(axes, row + 0.14, chance.supported, style.PURPLE, "D")
            said = units.likely(chance.supported)
            axes.text(1.03, row, said, transform=axes.get_yaxis_transform(), va="center", fontsize=10)
        axes.set_yticks(range(len(found)), list(found))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_xlabel("probability, percent")
        notes = (
            "Circles: it holds. Diamonds, and the figures at the right: it holds or roughly holds. A bar runs from the "
            "lower to the upper probability. Dashed: what the rule asks of a comparison."
        )
        ids = [statement for id in found for statement in judge(case.facts, case.scenario, id).known.ids]
        style.source_line(figure, ids, notes=notes)
    return figure


def _bar(axes, y: float, q: Quantity, colour: str, shape: str) -> None:
    low, high = 100 * q.low, 100 * q.high
    axes.plot([low, high], [y, y], color=colour, linewidth=3.2, alpha=0.45, solid_capstyle="butt", zorder=2)
    for end in dict.fromkeys((low, high)):
        marks.dot(axes, end, y, colour, shape=shape, size=6)
