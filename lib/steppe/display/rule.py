"""The rule of the verdicts as a table, and the verdicts that hang on where it is drawn."""

from __future__ import annotations

from dataclasses import replace

from steppe import assertions
from steppe.claims import VANTAGES, Judgement, judge_all
from steppe.display import units
from steppe.display.grid import Cell, Grid, Shown
from steppe.display.verdicts import headings
from steppe.rule import SUPPORTING, WORDS, deviation, judge_figure, judge_probability
from steppe.scenario import VOCABULARY

HALF, AS_SET, DOUBLE = 0.5, 1.0, 2.0
NONE = [""] * 5
FIXED = ["fixed", "–"]


def show_rule(case) -> Shown:
    """The words of the rule and where they begin: at half the tolerance, as set, at double, with its bounds.

    The lines that are no parameters stand there too, as fixed.
    """
    rows = []
    for kind, name in (("flat", "tolerance_flat"), ("hedged", "tolerance_hedged")):
        set_at = getattr(case.scenario, name)
        for times, nearness in ((1, "no further off than the tolerance"), (2, "within twice the tolerance")):
            word = judge_figure(1.0, 1 + times * set_at, set_at)
            edges = [_percent(times * factor * set_at) for factor in (HALF, AS_SET, DOUBLE)]
            rows.append([f"a {kind} figure {nearness}", *edges, name, _bounds(name), word])
    beyond = f"{judge_figure(3.0, 2.0, 0.01)}, {judge_figure(2.0, 3.0, 0.01)}"
    rows.append(["any figure further off", *NONE, beyond])
    factor_two = [_percent(deviation(2.0, 1.0))] * 3
    rows.append(["a factor of two or more, or the other sign", *factor_two, *FIXED, judge_figure(2.0, 1.0, 0.01)])
    needed, name = case.scenario.probability_needed, "probability_needed"
    for low, high, what in ((needed, 1.0, "at least"), (0.0, 1 - needed, "at most")):
        edge = units.amount(low or high, "probability")
        word = judge_probability(low, high, needed)
        rows.append([f"a comparison whose probability is {what}", edge, edge, edge, name, _bounds(name), word])
    rows.append(["a comparison between the two", *NONE, judge_probability(0.5, 0.5, needed)])
    sides = " and ".join(word for word in WORDS if word in SUPPORTING)
    split = f"evidence on both sides of the line ({sides} against the rest), neither with this share of its weight"
    rows.append([split, *[_percent(needed)] * 3, name, _bounds(name), "open"])
    lines = {
        "“small” in C10: a share below": assertions.SMALL_SHARE,
        "“better educated” in C13: more than": assertions.HALF,
    }
    rows += [[what, *[units.point(line)] * 3, *FIXED, "by its probability"] for what, line in lines.items()]
    header = ["What is found", "half", "as set", "double", "Parameter", "Bounds", "Verdict"]
    return Shown(Grid(header, [(None, [_cells(row) for row in rows])]))


def _cells(row: list[str]) -> list[Cell]:
    return [Cell(text, right=1 <= i <= 3) for i, text in enumerate(row)]


def _percent(share: float) -> str:
    return units.amount(100 * share, "percent")


def _bounds(name: str) -> str:
    return f"{VOCABULARY[name].low * 100:.10g}% to {VOCABULARY[name].high * 100:.10g}%"


def at_tolerance(case, factor: float) -> dict[str, Judgement]:
    """Every judgement with both tolerances multiplied by `factor`."""
    s = case.scenario
    moved = replace(s, tolerance_flat=s.tolerance_flat * factor, tolerance_hedged=s.tolerance_hedged * factor)
    return judge_all(case.facts, moved)


def show_fragile(case) -> Shown:
    """The verdicts that change at half or at double tolerance, with all three words."""
    half, as_set, double = (at_tolerance(case, factor) for factor in (HALF, AS_SET, DOUBLE))
    points = dict(zip(VANTAGES, headings(case), strict=True))
    found = [
        (id, judgement.claim.paraphrase, vantage, [run[id].at(vantage).word for run in (half, as_set, double)])
        for id, judgement in as_set.items()
        for vantage in VANTAGES
        if judgement.at(vantage).fragile
    ]
    rows = [[Cell(id), Cell(words), Cell(points[vantage]), *map(Cell, three)] for id, words, vantage, three in found]
    header = ["Claim", "In our words", "Vantage point", "half", "as set", "double"]
    none = [[Cell("none"), *[Cell("")] * (len(header) - 1)]]
    values = {f"{id} {vantage}": three for id, _, vantage, three in found}
    return Shown(Grid(header, [(None, rows or none)]), values)
