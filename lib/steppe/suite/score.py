"""What `steppe mutate` prints and records: the score, the survivors, the load map."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from nbsuite import files, notebooks, workers
from nbsuite.errors import Refused
from steppe import language
from steppe.suite import door, mutate, mutations, ratchet
from steppe.suite.house import House
from steppe.suite.mutate import REFUSED, SEEN, STOPPED, SURVIVED, Trial, for_the_map
from steppe.suite.mutations import Key
from steppe.suite.slices import FIGURE

COLUMNS = ("statement", "claims", "words", "figures", "stops")
FATES = (SEEN, STOPPED, SURVIVED, REFUSED)
MOST_COMPLAINTS = 40
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
        is_worse = any(ratchet.complaints(ratchet.read(house.ratchet), marks_of(trials)))
        return () if ids or record or is_worse else explained(written, trials)

    trials = mutate.run(house, ids, count or workers.cores(), settled)
    if ids:
        print("\n".join(line for trial in trials for line in _one(house, trial)))
        return 0
    text, marks = as_csv(trials), marks_of(trials)
    print("\n".join([*table(trials), "", *unseen(written, trials)]))
    if record:
        is_new_map, is_better = files.write_if_changed(house.load_map, text), ratchet.record(house.ratchet, marks)
        for path, changed in ((house.load_map, is_new_map), (house.ratchet, is_better)):
            print(f"{house.name_of(path)}: {'recorded' if changed else 'as it was'}")
    wrong = [*complaints(written, trials), *ratchet.complaints(ratchet.read(house.ratchet), marks)]
    if not house.load_map.is_file() or house.load_map.read_text(encoding="utf-8") != text:
        wrong.append(f"{house.name_of(house.load_map)}: out of step; run `steppe mutate --record`")
    lines = [f"FAIL  {line}" for line in wrong[:MOST_COMPLAINTS]]
    if len(wrong) > MOST_COMPLAINTS:
        lines.append(f"      and {len(wrong) - MOST_COMPLAINTS} more")
    print("\n".join(lines))
    return 1 if wrong else 0


def score(trials: list[Trial]) -> float:
    """The share of the mutations accepted by the loader that something shows, in per cent, rounded down to a tenth.

    A mutation that only stops something with an error counts against the score.
    """
    fates = Counter(trial.fate for trial in trials)
    return int(1000 * fates[SEEN] / (fates.total() - fates[REFUSED])) / 10


def marks_of(trials: list[Trial]) -> dict[str, float]:
    """The score, how many mutations nothing sees, and how many statements carry weight."""
    return {
        "mutation score": score(trials),
        "mutations unseen": sum(trial.is_open for trial in trials),
        "statements carrying weight": len(carrying(trials)),
    }


def table(trials: list[Trial]) -> list[str]:
    """The fates of the mutations, by kind, and the score."""
    fates = Counter((name, trial.fate) for trial in trials for name in (trial.mutation.name, "all"))
    everything = {trial.mutation.id for trial in trials}
    return [
        f"{'':8}{''.join(f'{fate:>10}' for fate in FATES)}",
        *(f"{name:8}{''.join(f'{fates[name, fate]:10,}' for fate in FATES)}" for name in (*mutations.NAMES, "all")),
        "",
        f"score {score(trials):.1f} %: of the mutations that the loader lets in, so many are seen",
        f"{len(carrying(trials)):,} of {len(everything):,} statements carry weight",
    ]


def unseen(written: dict[Key, str], trials: list[Trial]) -> list[str]:
    """What nothing sees, with the reason that it has."""
    found = _unseen(explained(written, trials), trials)
    return [f"{id} ({fate}: {' '.join(names)}): {reason}" for (id, fate, reason), names in found.items() if reason]


def _unseen(reasons: dict[Key, str], trials: list[Trial]) -> dict[tuple[str, str, str], list[str]]:
    """The names of mutations that nothing sees by statement, fate and reason, which is empty where there is none."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for trial in trials:
        if trial.is_open:
            place = trial.mutation.id, trial.fate, reasons.get(trial.key, "")
            found.setdefault(place, []).append(trial.mutation.name)
    return found


def explained(written: dict[Key, str], trials: list[Trial]) -> dict[Key, str]:
    """Why trials may go unseen: the reasons that are written, and those of the ones that need none."""
    return {t.key: LISTED for t in listed(trials)} | {t.key: NEEDED for t in needed(trials)} | written


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


def complaints(reasons: dict[Key, str], trials: list[Trial]) -> Iterator[str]:
    """What is not seen and has no reason, and reasons for what needs none."""
    tried = {trial.key: trial for trial in trials}
    for (id, fate, reason), names in _unseen(explained(reasons, trials), trials).items():
        if not reason:
            yield f"{id}: {' '.join(names)} {fate}, expected a reason in {mutations.REASONS}"
    for id, name in reasons:
        if (id, name) not in tried or not tried[id, name].is_open:
            fate = tried[id, name].fate if (id, name) in tried else "no such mutation"
            yield f"{mutations.REASONS}: {id} {name}: found {fate}, expected no reason for it any more"


def as_csv(trials: list[Trial]) -> str:
    """The load map: what hangs on each statement: the claims, how many cells by chapter (00:2), what stops."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    stops: dict[str, list[str]] = {}
    for trial in needed(trials):
        stops.setdefault(trial.mutation.id, []).append(trial.mutation.name)
    for trial in sorted(for_the_map(trials), key=lambda trial: trial.mutation.id):
        kinds = [Counter(c.chapter for c in trial.cells if (c.kind == FIGURE) is it) for it in (False, True)]
        cells = (" ".join(f"{at}:{count}" for at, count in sorted(found.items())) for found in kinds)
        id, bearing = trial.mutation.id, " ".join(sorted(trial.claims | trial.stopped))
        writer.writerow((id, bearing, *cells, " ".join(stops.get(id, ()))))
    return text.getvalue()


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
    last, code = path.stem, -1
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown":
            last = next((line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")), last)
        code += cell.cell_type == "code"
        if code == number:
            break
    return last
