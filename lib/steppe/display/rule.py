"""The rule as a table, and the verdicts that hang on its tolerances."""

from __future__ import annotations

from steppe import units
from steppe.claims import VANTAGES, judge_all
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.verdicts import headings
from steppe.firmness import firmness
from steppe.scenario import VOCABULARY


def show_rule(case) -> Shown:
    """How far off a figure may be for each word, under this scenario, with the bounds of the tolerances."""
    s = case.scenario
    limits = [("flat", "tolerance_flat", s.tolerance_flat), ("hedged", "tolerance_hedged", s.tolerance_hedged)]
    rows = [
        [f"a figure put {how}", _percent(limit), _percent(2 * limit), _bounds(name)] for how, name, limit in limits
    ]
    header = ["What is judged", "holds: off by at most", "roughly: off by at most", "may be set to"]
    return Shown(Grid(header, [(None, [[Cell(text, right=at > 0) for at, text in enumerate(row)] for row in rows])]))


def _percent(share: float) -> str:
    return units.amount(100 * share, "percent")


def _bounds(name: str) -> str:
    return f"{VOCABULARY[name].low * 100:.10g}% to {VOCABULARY[name].high * 100:.10g}%"


def show_fragile(case) -> Shown:
    """The verdicts that change at half or at double tolerance, with all three words."""
    points = dict(zip(VANTAGES, headings(case), strict=True))
    found = [
        (judgement.claim, vantage, [beside.half, beside.word, beside.double])
        for id, judgement in judge_all(case.facts, case.scenario).items()
        for vantage, beside in firmness(case.facts, case.scenario, id).items()
        if judgement.at(vantage).fragile
    ]
    rows = [
        [Cell(part.id), Cell(part.paraphrase), Cell(points[vantage]), *map(Cell, words)]
        for part, vantage, words in found
    ]
    header = ["Part", "In our words", "Vantage point", "half", "as set", "double"]
    values = {f"{part.id} {vantage}": words for part, vantage, words in found}
    return Shown(Grid(header, [(None, rows or [[Cell("none"), *[Cell("")] * (len(header) - 1)]])]), values)
