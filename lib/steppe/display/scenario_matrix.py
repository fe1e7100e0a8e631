"""The verdicts of every scenario side by side, this run among them."""

from __future__ import annotations

from dataclasses import replace

from steppe import scenarios, units
from steppe.claims import Judgement, judge_all
from steppe.display import style
from steppe.display.matrix import LOOKS
from steppe.scenario import Scenario

OWN = "this run"
YARDSTICK = "hindsight"
ROW, COLUMN, LEFT = 0.23, 0.47, 0.62
GAP = 0.025

Matrices = dict[str, dict[str, Judgement]]


def matrices(case) -> Matrices:
    """Every judgement by scenario; `this run` comes last where its parameters are those of no file."""
    named = {name: scenarios.scenario(name) for name in scenarios.names()}
    if name_of(case.scenario) == OWN:
        named[OWN] = case.scenario
    return {name: judge_all(case.facts, scenario) for name, scenario in named.items()}


def name_of(scenario: Scenario) -> str:
    """The file whose values these are, or `this run`."""
    values = replace(scenario, interactive=False)
    return next((name for name in scenarios.names() if scenarios.scenario(name) == values), OWN)


def words(every: Matrices, id: str, vantage: str = "known") -> dict[str, str]:
    """The words of one part by scenario."""
    return {name: matrix[id].at(vantage).word for name, matrix in every.items()}


def unsettled(every: Matrices, vantage: str = "known") -> list[str]:
    """The parts whose word is not the same under all scenarios."""
    return [id for id in every[YARDSTICK] if len(set(words(every, id, vantage).values())) > 1]


def plot_scenario_matrix(every: Matrices, vantage: str = "known"):
    """A sign for each part under each scenario; a frame where it differs from `hindsight`.

    Returns a matplotlib figure for `show`.
    """
    ids = list(every[YARDSTICK])
    with style.house_style():
        figure, axes = style.canvas(ROW * len(ids) + 1.6)
        axes.set_xlim(0, LEFT + COLUMN * len(every))
        axes.set_ylim(ROW * len(ids), -0.72)
        axes.axis("off")
        for column, name in enumerate(every):
            axes.text(
                LEFT + (column + 0.35) * COLUMN, -0.06, name.replace("_", " "), rotation=38, ha="left", va="bottom",
                fontsize=9, fontweight="bold" if name == OWN else "normal",
            )
        for row, id in enumerate(ids):
            axes.text(0, (row + 0.5) * ROW, id, va="center", fontsize=9, fontweight="bold")
            yardstick = every[YARDSTICK][id].at(vantage).word
            for column, matrix in enumerate(every.values()):
                _cell(axes, LEFT + column * COLUMN, row * ROW, matrix[id].at(vantage).word, yardstick)
        ids = [statement for matrix in every.values() for id in ids for statement in matrix[id].at(vantage).ids]
        style.source_line(figure, ids, notes=_key(every, vantage))
    return figure


def _cell(axes, x: float, y: float, word: str, yardstick: str) -> None:
    from matplotlib.patches import Rectangle

    sign, colour, ink = LOOKS[word]
    differs = word != yardstick
    edge = style.INK if differs else style.PALE if colour in ("white", style.PALER) else colour
    box = Rectangle(
        (x + GAP, y + GAP), COLUMN - 2 * GAP, ROW - 2 * GAP, facecolor=colour, edgecolor=edge,
        linewidth=1.8 if differs else 0.8, zorder=3 if differs else 2,
    )
    axes.add_artist(box)
    axes.text(x + COLUMN / 2, y + ROW / 2, sign or "–", ha="center", va="center", color=ink, fontsize=10, zorder=4)


def _key(every: Matrices, vantage: str) -> str:
    """The signs that occur, with their words."""
    used = {matrix[id].at(vantage).word for matrix in every.values() for id in matrix}
    signs = ", ".join(f"{LOOKS[word][0] or '–'}{units.NO_BREAK}{word}" for word in LOOKS if word in used)
    return f"{signs}. Frame: another word than under {YARDSTICK}."
