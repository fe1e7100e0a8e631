"""What may be wrong with one statement: the ways in which `steppe mutate` changes it, and why nothing sees some."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from steppe.facts import COLUMNS, ESSAY, Facts, Statement
from steppe.tables import check_row, read_package, read_table

NAMES = ("x1.1", "sign", "x1000", "swapped", "dropped", "source", "date")
OF_THE_VALUE = frozenset({"x1.1", "sign", "x1000"})
TAKING_AWAY = frozenset({"dropped", "source", "date"})
REASONS = "survivors.csv"

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

    stated = {name: cell for name in ("value", "low", "high") if (cell := getattr(statement, name)) is not None}
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
        another_page = min(id for id in facts.sources if id != ESSAY)
        fitting = (word for word, columns in COLUMNS.items() if set(columns.split(" and ")) == set(stated))
        yield mutated("source", source=another_page, wording=next(fitting, ""))
    else:
        yield mutated("source", source=ESSAY, origin="", wording="")
    other_side = day + timedelta(1) if statement.known_from <= day else day
    yield mutated("date", published=other_side.isoformat())


_OPPOSITE = {"value": "value", "low": "high", "high": "low"}
_OTHER_SIDE = {"at least": "up to", "up to": "at least"}


def _typed(figure: float) -> str:
    """A figure as a cell holds it: twelve significant digits, no exponent."""
    return f"{Decimal(f'{figure:.12g}'):f}"


def read_reasons(folder: Path, facts: Facts) -> dict[Key, str]:
    """The reason written for each statement and mutation that nothing sees.

    Raises DataError, also for a reason that stands twice.
    """
    reasons: dict[Key, str] = {}
    first: dict[str, int] = {}
    for row in read_table(folder, read_package(folder), "survivors"):
        id, reason = row["statement"], row["reason"]
        check_row(REASONS, row, ("statement", id not in facts.statements, "", "the id of a statement"))
        for name in row["mutations"].split():
            check_row(
                REASONS, row,
                ("mutations", name not in NAMES, repr(name), f"some of {', '.join(NAMES)}"),
                ("mutations", (id, name) in reasons, f"{name} once more", "one reason for it"),
            )
            reasons[id, name] = reason
        found = f"the reason of row {first.setdefault(reason, row['row'])}"
        check_row(REASONS, row, ("reason", first[reason] != row["row"], found, "a reason of its own"))
    return reasons
