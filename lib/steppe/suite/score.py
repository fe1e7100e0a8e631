"""What `steppe mutate` prints and records: the score, the survivors, the load map."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pandas as pd

from nbsuite import files, notebooks, workers
from nbsuite.errors import Refused, told
from steppe import language
from steppe.suite import door, mutate, mutations
from steppe.suite.house import House
from steppe.suite.mutate import FATES, REFUSED, SEEN, STOPPED, SURVIVED, Trial, for_the_map
from steppe.suite.mutations import Key
from steppe.suite.slices import FIGURE

BEST = {"mutation score": max, "mutations unseen": min, "statements carrying weight": max}  # of two marks
LISTED = "no claim and no computed figure rests on it; it stands in tables of evidence alone"
NEEDED = "missing, it stops the claim or the chapter that needs it; with another figure something moves there"


def report(house: House, ids: Iterable[str] = (), record: bool = False, count: int | None = None) -> int:
    """Tries the mutations, prints what came of them and returns the exit status.

    Of named statements it prints what moves. Of all it prints the score, what is not seen with its reasons and what is
    wrong: something unseen without a reason, a reason out of date, a mark worse than the recorded one, a load map out
    of step. What has a reason, or needs none, is tried under every scenario only where a mark is worse and for
    `record`, which writes marks (only better ones) and load map first.
    """
    language.use(language.ENGLISH)
    ids = list(ids)
    evidence = door.sound(house)
    if not evidence.statements:
        raise Refused("facts.csv: found no statement to change, expected one")
    written = mutations.read_reasons(house.data, evidence)

    def settled(trials: list[Trial]) -> Collection[Key]:
        is_whole = ids or record or any(worse(marks(house.ratchet), marks_of(trials)))
        return () if is_whole else explained(written, trials)

    trials = mutate.run(house, ids, count or workers.cores(), settled)
    if ids:
        print("\n".join(line for trial in trials for line in _one(house, trial)))
        return 0
    text, found = as_csv(trials), marks_of(trials)
    print("\n".join([*table(trials), "", *unseen(written, trials)]))
    if record:
        is_new_map, is_better = files.write_if_changed(house.load_map, text), record_marks(house.ratchet, found)
        for path, changed in ((house.load_map, is_new_map), (house.ratchet, is_better)):
            print(f"{house.name_of(path)}: {'recorded' if changed else 'as it was'}")
    wrong = [*complaints(written, trials), *worse(marks(house.ratchet), found)]
    if not house.load_map.is_file() or house.load_map.read_text(encoding="utf-8") != text:
        wrong.append(f"{house.name_of(house.load_map)}: out of step; run `steppe mutate --record`")
    return told((f"FAIL  {line}" for line in wrong), f"{len(trials):,} mutations:", most=40)


def marks_of(trials: list[Trial]) -> dict[str, float]:
    """The score, how many mutations nothing sees, and how many statements carry weight.

    The score is the share of the mutations accepted by the loader that something shows, in per cent, rounded down to a
    tenth. A mutation that only stops something with an error counts against it.
    """
    fates = Counter(trial.fate for trial in trials)
    return {
        "mutation score": int(1000 * fates[SEEN] / (fates.total() - fates[REFUSED])) / 10,
        "mutations unseen": sum(trial.is_open for trial in trials),
        "statements carrying weight": len(carrying(trials)),
    }


def marks(path: Path) -> dict[str, float]:
    """The marks that were reached; none where nothing was recorded. Raises `Refused` for another form."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or not kept.keys() <= BEST.keys():
        raise Refused(f"{path.name}: expected a JSON object of {', '.join(BEST)}")
    return kept


def worse(kept: dict[str, float], found: dict[str, float]) -> Iterator[str]:
    """Every mark that is worse than the one recorded, or was never recorded."""
    for name, mark in found.items():
        if name not in kept:
            yield f"{name}: found {mark:g}, expected a recorded mark to compare it with"
        elif BEST[name](mark, kept[name]) != mark:
            yield f"{name}: found {mark:g}, expected at {'least' if BEST[name] is max else 'most'} {kept[name]:g}"


def record_marks(path: Path, found: dict[str, float]) -> bool:
    """Keeps every mark that is new or better than before, never a worse one; says whether any was."""
    kept = marks(path)
    best = kept | {name: BEST[name](mark, kept.get(name, mark)) for name, mark in found.items()}
    return best != kept and files.write_if_changed(path, json.dumps(best, indent=1) + "\n")


def table(trials: list[Trial]) -> list[str]:
    """The fates of the mutations, by kind, and the score."""
    fates = Counter((name, trial.fate) for trial in trials for name in (trial.mutation.name, "all"))
    everything, (score, _, weighty) = {trial.mutation.id for trial in trials}, marks_of(trials).values()
    return [
        f"{'':8}{''.join(f'{fate:>10}' for fate in FATES)}",
        *(f"{name:8}{''.join(f'{fates[name, fate]:10,}' for fate in FATES)}" for name in (*mutations.NAMES, "all")),
        "",
        f"score {score:.1f} %: of the mutations that the loader lets in, so many are seen",
        f"{weighty:,} of {len(everything):,} statements carry weight",
    ]


def unseen(written: dict[Key, str], trials: list[Trial]) -> list[str]:
    """What nothing sees, with the reason that it has."""
    found = _unseen(written, trials).items()
    return [f"{id} ({fate}: {names}): {reason}" for (id, fate, reason), names in found if reason]


def _unseen(written: dict[Key, str], trials: list[Trial]) -> pd.Series:
    """The names of mutations that nothing sees by statement, fate and reason, which is empty where there is none."""
    reasons, by = explained(written, trials), ["id", "fate", "reason"]
    rows = [(*t.key, t.fate, reasons.get(t.key, "")) for t in trials if t.is_open]
    return pd.DataFrame(rows, columns=["id", "name", "fate", "reason"]).groupby(by, sort=False)["name"].agg(" ".join)


def explained(written: dict[Key, str], trials: list[Trial]) -> dict[Key, str]:
    """Why trials may go unseen: the reasons that are written, and those of the ones that need none.

    LISTED are those of statements that carry no weight; how many others there are may not fall, which their mark holds.
    """
    weighty = carrying(trials)
    listed = {t.key: LISTED for t in trials if t.fate == SURVIVED and t.mutation.id not in weighty}
    return listed | {t.key: NEEDED for t in needed(trials)} | written


def needed(trials: list[Trial]) -> list[Trial]:
    """The trials that take a statement away and only stop what needs it.

    What stops, a claim or else a chapter, is one in which the trial for the load map moves something.
    """
    changed = {trial.mutation.id: trial for trial in for_the_map(trials)}

    def is_needed(trial: Trial) -> bool:
        other = changed[trial.mutation.id]
        seen = {cell.chapter for cell in other.cells if cell.is_seen}
        return trial.stopped <= other.claims if trial.stopped else {cell.chapter for cell in trial.cells} <= seen

    return [t for t in trials if t.fate == STOPPED and t.mutation.name in mutations.TAKING_AWAY and is_needed(t)]


def carrying(trials: list[Trial]) -> set[str]:
    """The statements that carry weight: another figure is seen, or, where there is none, that it is not there."""
    with_figure = {t.mutation.id for t in trials if t.mutation.name in mutations.OF_THE_VALUE}
    seen = (t.key for t in trials if t.fate == SEEN)
    return {id for id, name in seen if name in mutations.OF_THE_VALUE or (name == "dropped" and id not in with_figure)}


def complaints(reasons: dict[Key, str], trials: list[Trial]) -> Iterator[str]:
    """What is not seen and has no reason, and reasons for what needs none."""
    fates = {trial.key: trial.fate for trial in trials}
    for (id, fate, reason), names in _unseen(reasons, trials).items():
        if not reason:
            yield f"{id}: {names} {fate}, expected a reason in {mutations.REASONS}"
    for id, name in reasons:
        fate = fates.get((id, name), "no such mutation")
        if fate not in (STOPPED, SURVIVED):
            yield f"{mutations.REASONS}: {id} {name}: found {fate}, expected no reason for it any more"


def as_csv(trials: list[Trial]) -> str:
    """The load map: what hangs on each statement: the claims, how many cells by chapter (00:2), what stops."""
    stopping, rows = needed(trials), []
    for trial in sorted(for_the_map(trials), key=lambda trial: trial.mutation.id):
        kinds = [Counter(c.chapter for c in trial.cells if (c.kind == FIGURE) is it) for it in (False, True)]
        cells = ([f"{at}:{count}" for at, count in sorted(found.items())] for found in kinds)
        stops = [each.mutation.name for each in stopping if each.mutation.id == trial.mutation.id]
        rows.append((trial.mutation.id, *map(" ".join, (sorted(trial.claims | trial.stopped), *cells, stops))))
    table = pd.DataFrame(rows, columns=["statement", "claims", "words", "figures", "stops"])
    return table.to_csv(index=False, lineterminator="\n")


def _one(house: House, trial: Trial) -> list[str]:
    """A mutation and what it moves, a line a cell, with the heading under which the cell stands."""
    head = f"{trial.mutation.id} {trial.mutation.name}: "
    if trial.refusal:
        return [f"{head}refused: {trial.refusal}"]
    if trial.fate == SURVIVED:
        return [f"{head}nothing moves"]
    stopped = [f"{claim} stops" for claim in sorted(trial.stopped - trial.claims)]
    paths = {path.name.partition("_")[0]: path for path in house.chapters()}
    return [
        f"{head}{', '.join([*sorted(trial.claims), *stopped]) or 'no verdict moves'}",
        *(f"  {c.chapter} {heading(paths[c.chapter], c.cell)} ({c.kind})" for c in sorted(trial.cells)),
    ]


def heading(path: Path, number: int) -> str:
    """The heading under which a code cell stands."""
    cells = notebooks.read(path).cells
    before = cells[: [at for at, cell in enumerate(cells) if cell.cell_type == "code"][number]]
    lines = "\n".join(cell.source for cell in reversed(before) if cell.cell_type == "markdown").splitlines()
    return next((line.lstrip("# ") for line in lines if line.startswith("#")), path.stem)
