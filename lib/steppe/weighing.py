"""Statements on the scales: for the claims whose word is typed, which side each statement speaks for.

`weighed.csv` names the side of every statement and why; the grade of the statement says how much it weighs.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from steppe.facts import ESSAY, Facts, NotYetKnown, Statement, View
from steppe.quantity import Quantity
from steppe.refusal import shown
from steppe.tables import DataError, read_package, read_table

FOR, AGAINST, NEITHER = SIDES = ("for", "against", "neither")


@dataclass(frozen=True)
class Weighed:
    """A statement on one side of a claim, and why it lies there."""

    claim: str
    statement: str
    side: str
    because: str


@dataclass(frozen=True)
class Balance:
    """The statements about one claim that a view has, each with its side, in the order of publication."""

    claim: str
    entries: tuple[tuple[Statement, Weighed], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(s.id for s, _ in self.entries)

    def on(self, side: str) -> list[Statement]:
        """The statements on one of SIDES."""
        return [s for s, weighed in self.entries if weighed.side == side]

    def weight(self, side: str) -> float:
        """What the statements on one of SIDES weigh together; a statement of grade A weighs 1."""
        return sum(s.weight for s in self.on(side))

    @property
    def share(self) -> Quantity | None:
        """The percentage of the weight that speaks for the claim; None where no statement takes a side.

        The value is taken over the weight that takes a side, the range over all of it: what takes neither
        counts once wholly against, which leaves the share of all, and once wholly for.
        """
        pro, contra, idle = (self.weight(side) for side in SIDES)
        if not pro + contra:
            return None
        total = pro + contra + idle
        return Quantity(100 * pro / (pro + contra), 100 * pro / total, 100 * (pro + idle) / total, "percent", self.ids)


def balance(facts: Facts, view: View, claim: str) -> Balance:
    """The balance of a claim in a view. The essay, which is judged, bears no witness.

    Raises DataError where `weighed.csv` is not right.
    """
    entries = []
    for weighed in load(facts):
        if weighed.claim == claim:
            with suppress(NotYetKnown):
                entries.append((view.statement(weighed.statement), weighed))
    told = [(s, weighed) for s, weighed in entries if s.source.id != ESSAY]
    return Balance(claim, tuple(sorted(told, key=lambda entry: (entry[0].known_from, entry[0].id))))


def load(facts: Facts) -> tuple[Weighed, ...]:
    """Reads weighed.csv. Raises DataError at the first cell that is not right."""
    return facts.table(_rows)


def _rows(folder: Path) -> tuple[Weighed, ...]:
    package = read_package(folder)
    typed = {row["id"] for row in read_table(folder, package, "claims") if row["known"]}
    facts = {row["id"] for row in read_table(folder, package, "facts")}
    rows = read_table(folder, package, "weighed")
    for row in rows:
        if row["claim"] not in typed:
            expected = "an id of claims.csv whose word is typed"
            raise DataError("weighed.csv", shown(row["claim"]), expected, row["row"], "claim")
        if row["statement"] not in facts:
            raise DataError("weighed.csv", shown(row["statement"]), "an id of facts.csv", row["row"], "statement")
    return tuple(Weighed(row["claim"], row["statement"], row["side"], row["because"]) for row in rows)
