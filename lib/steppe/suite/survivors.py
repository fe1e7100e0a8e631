"""The mutations that nothing sees, and why: reasons written in `survivors.csv`, and one that is worked out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from steppe.facts import Facts
from steppe.suite import mutations
from steppe.suite.mutate import STOPPED, Key, Trial, for_the_map
from steppe.suite.slices import RAISED
from steppe.tables import DataError, read_package, read_table

FILE = "survivors.csv"
NEEDED = "missing, it stops the claim or the chapter that needs it; with another figure something moves there"


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


def needed(trials: list[Trial]) -> list[Trial]:
    """The trials that take a statement away and only stop what needs it.

    What stops, a claim or else a chapter, is one in which the trial for the load map moves something.
    """
    changed = {trial.mutation.id: trial for trial in for_the_map(trials)}
    return [trial for trial in trials if _is_needed(trial, changed.get(trial.mutation.id, trial))]


def _is_needed(trial: Trial, changed: Trial) -> bool:
    if trial.fate != STOPPED or trial.mutation.name not in mutations.TAKING_AWAY:
        return False
    if trial.stopped:
        return trial.stopped <= changed.claims
    return {cell.chapter for cell in trial.cells} <= {cell.chapter for cell in changed.cells if cell.kind != RAISED}


def complaints(reasons: dict[Key, str], trials: list[Trial]) -> Iterator[str]:
    """What is not seen and has no reason, and reasons for what needs none."""
    tried = {trial.key: trial for trial in trials}
    explained = reasons.keys() | {trial.key for trial in needed(trials)}
    for id in dict.fromkeys(id for id, _ in tried):
        left = [t for t in trials if t.mutation.id == id and t.is_open and t.key not in explained]
        for fate in dict.fromkeys(trial.fate for trial in left):
            names = " ".join(trial.mutation.name for trial in left if trial.fate == fate)
            yield f"{id}: {names} {fate}, expected a reason in {FILE}"
    for id, name in reasons:
        if (id, name) not in tried or not tried[id, name].is_open:
            fate = tried[id, name].fate if (id, name) in tried else "no such mutation"
            yield f"{FILE}: {id} {name}: found {fate}, expected no reason for it any more"
