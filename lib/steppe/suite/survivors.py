"""The mutations that nothing sees: which need no written reason, and what is wrong with the reasons written."""

from __future__ import annotations

from collections.abc import Iterator

from steppe.suite import mutations
from steppe.suite.mutate import SEEN, STOPPED, SURVIVED, Trial, for_the_map
from steppe.suite.mutations import Key
from steppe.suite.reasons import FILE

LISTED = "no claim and no computed figure rests on it; it stands in tables of evidence alone"
NEEDED = "missing, it stops the claim or the chapter that needs it; with another figure something moves there"


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
    return {cell.chapter for cell in trial.cells} <= {cell.chapter for cell in changed.cells if cell.is_seen}


def listed(trials: list[Trial]) -> list[Trial]:
    """The trials of statements on which nothing computed rests: they stand in tables of evidence, or in none.

    How many others there are may not fall, which `ratchet` holds.
    """
    weighty = carrying(trials)
    return [trial for trial in trials if trial.fate == SURVIVED and trial.mutation.id not in weighty]


def carrying(trials: list[Trial]) -> set[str]:
    """The statements that carry weight: another figure is seen, or, where there is none, that it is not there."""
    of_value = [t for t in trials if t.mutation.name in mutations.OF_THE_VALUE]
    with_figure = {t.mutation.id for t in of_value}
    worded = [t for t in trials if t.mutation.name == "dropped" and t.mutation.id not in with_figure]
    return {t.mutation.id for t in (*of_value, *worded) if t.fate == SEEN}


def explained(reasons: dict[Key, str], trials: list[Trial]) -> set[Key]:
    """The trials that have a written reason or need none."""
    return reasons.keys() | {trial.key for trial in (*needed(trials), *listed(trials))}


def complaints(reasons: dict[Key, str], trials: list[Trial]) -> Iterator[str]:
    """What is not seen and has no reason, and reasons for what needs none."""
    tried = {trial.key: trial for trial in trials}
    fine = explained(reasons, trials)
    left: dict[tuple[str, str], list[str]] = {}
    for trial in trials:
        if trial.is_open and trial.key not in fine:
            left.setdefault((trial.mutation.id, trial.fate), []).append(trial.mutation.name)
    for (id, fate), names in left.items():
        yield f"{id}: {' '.join(names)} {fate}, expected a reason in {FILE}"
    for id, name in reasons:
        if (id, name) not in tried or not tried[id, name].is_open:
            fate = tried[id, name].fate if (id, name) in tried else "no such mutation"
            yield f"{FILE}: {id} {name}: found {fate}, expected no reason for it any more"
