"""What may be wrong with one statement: the ways in which `steppe mutate` changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from steppe.facts import COLUMNS, ESSAY, Facts, Statement

NAMES = ("x1.1", "sign", "x1000", "swapped", "dropped", "source", "date")
OF_THE_VALUE = frozenset({"x1.1", "sign", "x1000"})
TAKING_AWAY = frozenset({"dropped", "source", "date"})
FIGURES = ("value", "low", "high")

Key = tuple[str, str]


class Mutation(NamedTuple):
    """One statement changed in one way: other cells of its row, as typed, or None where it is dropped."""

    name: str
    id: str
    cells: Mapping[str, str] | None


def of(statement: Statement, facts: Facts, day: date) -> Iterator[Mutation]:
    """Every way to change a statement, by NAMES.

    x1.1, sign, x1000: the figure with its range. swapped: low and high, where it has both. dropped: the
    row is not there. source: it counts as the essay's, or, for one of the essay, as somebody else's; that
    changes its standing, while another ordinary page would show in listings alone. date: published on
    the other side of `day`, the last one that counts as knowable. A day after the evidence was closed is
    no mutation here, for the loader refuses every such row alike.
    """

    def mutated(name: str, **cells: str) -> Mutation:
        return Mutation(name, statement.id, cells)

    stated = {column: getattr(statement, column) for column in FIGURES if getattr(statement, column) is not None}
    if stated:
        yield mutated("x1.1", **{column: _typed(1.1 * figure) for column, figure in stated.items()})
        turned = {_OPPOSITE[column]: _typed(-figure) for column, figure in stated.items()}
        bound = {"wording": _OTHER_SIDE[statement.wording]} if statement.wording in _OTHER_SIDE else {}
        yield mutated("sign", **dict.fromkeys(stated, "") | turned | bound)
        yield mutated("x1000", **{column: _typed(1000 * figure) for column, figure in stated.items()})
    if "low" in stated and "high" in stated and stated["low"] != stated["high"]:
        yield mutated("swapped", low=_typed(stated["high"]), high=_typed(stated["low"]))
    yield Mutation("dropped", statement.id, None)
    if statement.source.id == ESSAY:
        yield mutated("source", source=_another_page(facts), wording=_wording(stated))
    else:
        yield mutated("source", source=ESSAY, origin="", wording="")
    other_side = day + timedelta(1) if statement.known_from <= day else day
    yield mutated("date", published=other_side.isoformat())


_OPPOSITE = {"value": "value", "low": "high", "high": "low"}
_OTHER_SIDE = {"at least": "up to", "up to": "at least"}


def _wording(stated: Mapping[str, float]) -> str:
    """A wording that fits the columns of a figure."""
    return next((word for word, columns in COLUMNS.items() if set(columns.split(" and ")) == set(stated)), "")


def _typed(figure: float) -> str:
    """A figure as a cell holds it: twelve significant digits, no exponent."""
    return f"{Decimal(f'{figure:.12g}'):f}"


def _another_page(facts: Facts) -> str:
    return min(id for id in facts.sources if id != ESSAY)
