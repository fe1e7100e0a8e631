"""The reasons written in `survivors.csv` for mutations that nothing sees."""

from __future__ import annotations

from pathlib import Path

from steppe.facts import Facts
from steppe.suite import mutations
from steppe.suite.mutations import Key
from steppe.tables import DataError, read_package, read_table

FILE = "survivors.csv"


def read(folder: Path, facts: Facts) -> dict[Key, str]:
    """The reason for each statement and mutation. Raises DataError, also for a reason that stands twice."""
    reasons: dict[Key, str] = {}
    rows: dict[object, int] = {}
    for row in read_table(folder, read_package(folder), "survivors"):
        if row["statement"] not in facts.statements:
            raise DataError(FILE, repr(row["statement"]), "the id of a statement", row["row"], "statement")
        for name in row["mutations"].split():
            if name not in mutations.NAMES:
                expected = f"some of {', '.join(mutations.NAMES)}"
                raise DataError(FILE, repr(name), expected, row["row"], "mutations")
            if (row["statement"], name) in reasons:
                raise DataError(FILE, f"{name} once more", "one reason for it", row["row"], "mutations")
            reasons[row["statement"], name] = row["reason"]
        first = rows.setdefault(row["reason"], row["row"])
        if first != row["row"]:
            raise DataError(FILE, f"the reason of row {first}", "a reason of its own", row["row"], "reason")
    return reasons
