"""`survivors.csv`: the mutations that nothing sees, each statement with a reason of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from steppe.facts import Facts
from steppe.suite import mutations
from steppe.suite.mutate import SURVIVED, Key, Trial
from steppe.tables import DataError, read_package, read_table

FILE = "survivors.csv"


def read(folder: Path, facts: Facts) -> dict[Key, str]:
    """The reason for each statement and mutation. Raises DataError, also for a reason that stands twice."""
    reasons: dict[Key, str] = {}
    rows: dict[str, int] = {}
    for row in read_table(folder, read_package(folder), "survivors"):
        if row["statement"] not in facts.statements:
            raise DataError(FILE, repr(row["statement"]), "the id of a statement", row["row"], "statement")
        for name in row["mutations"].split():
            if name not in mutations.NAMES:
                expected = f"some of {', '.join(mutations.NAMES)}"
                raise DataError(FILE, repr(name), expected, row["row"], "mutations")
            reasons[row["statement"], name] = row["reason"]
        first = rows.setdefault(row["reason"], row["row"])
        if first != row["row"]:
            raise DataError(FILE, f"the reason of row {first}", "a reason of its own", row["row"], "reason")
    return reasons


def complaints(reasons: dict[Key, str], trials: list[Trial]) -> Iterator[str]:
    """Survivors without a reason, and reasons for what is seen or refused after all."""
    tried = {trial.key: trial for trial in trials}
    for id in dict.fromkeys(id for id, _ in tried):
        unexplained = [n for (of, n), t in tried.items() if of == id and t.fate == SURVIVED and (of, n) not in reasons]
        if unexplained:
            yield f"{id}: {' '.join(unexplained)} survived, expected a reason in {FILE}"
    for id, name in reasons:
        fate = tried[id, name].fate if (id, name) in tried else "no such mutation"
        if fate != SURVIVED:
            yield f"{FILE}: {id} {name}: found {fate}, expected no reason for it any more"
