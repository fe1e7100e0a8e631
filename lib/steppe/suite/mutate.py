"""`steppe mutate`: change one statement at a time and demand that a verdict, a value or a drawing moves."""

from __future__ import annotations

import gc
import logging
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from steppe import claims, scenarios
from steppe.facts import Facts, Ledger
from steppe.suite import mutations, notebooks, seal
from steppe.suite.house import House
from steppe.suite.mutations import Mutation
from steppe.suite.observed import FIGURE, WORDS
from steppe.suite.slices import RAISED, Chapter, Moved
from steppe.suite.watched import Change, Verdicts, change
from steppe.tables import DataError

SEEN, STOPPED, SURVIVED, REFUSED = "seen", "stopped", "survived", "refused"
FIRST = "essay"
OPEN = 12
JUDGED = ("essay", "hindsight", "knowable")

Key = tuple[str, str]


@dataclass
class Trial:
    """One mutation and what came of it: why it was refused, or the claims and the cells that moved.

    stopped: the claims that cannot be judged any more. reached: the notebooks of which some cell reads the
    statement, whether or not something moved there.
    """

    mutation: Mutation
    refusal: str = ""
    claims: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    cells: set[Moved] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.mutation.id, self.mutation.name

    @property
    def fate(self) -> str:
        if self.refusal:
            return REFUSED
        if self.claims or _is_seen(self.cells):
            return SEEN
        return STOPPED if self.stopped or self.cells else SURVIVED

    @property
    def is_open(self) -> bool:
        """Whether nothing has moved so far, though an error may have come up."""
        return self.fate in (STOPPED, SURVIVED)

    def chapters(self, kind: str) -> dict[str, int]:
        """How many cells of a kind moved, by chapter."""
        found = [cell.chapter for cell in self.cells if (cell.kind == FIGURE) == (kind == FIGURE)]
        return {chapter: found.count(chapter) for chapter in sorted(set(found))}


def run(house: House, ids: Iterable[str] = (), workers: int = 2) -> list[Trial]:
    """Every mutation of the statements named, or of all of them, and what came of each.

    One mutation of each statement runs through all chapters as they are stored, under FIRST, for the load map:
    x1.1, or dropped where there is no figure (for statements that are named all do). The others begin where that one
    was seen and end at the first thing that moves; an error does not count as such. The verdicts are judged under
    JUDGED. What is not seen by then is judged and tried under every other scenario, in the chapters that read the
    statement.
    """
    bench = _Bench(house.data)
    named = list(ids)
    for id in named:
        _expect_known(id, bench.facts)
    trials = [bench.tried(mutation) for id in named or bench.facts.statements for mutation in bench.mutations(id)]
    thorough = {trial.key for trial in (trials if named else for_the_map(trials))}
    chapters = _most_claims_first(house, bench.facts)
    stored = [(path, FIRST) for path in chapters]
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_settle) as pool:
        look = partial(_in_chapters, pool, workers, house.data, trials)
        look(stored, thorough, lambda trial, _: trial.key in thorough and not trial.refusal)
        likeliest = _likeliest(trials, chapters)
        look(stored, (), lambda trial, notebook: trial.is_open and likeliest.get(trial.mutation.id) == notebook)
        look(stored, (), lambda trial, notebook: trial.is_open and likeliest.get(trial.mutation.id) != notebook)
        others = [name for name in scenarios.names() if name != FIRST]
        bench.judge_again([trial for trial in trials if trial.is_open], others)
        look(_distinct(chapters, others), (), lambda trial, notebook: trial.is_open and notebook in trial.reached)
    return trials


def for_the_map(trials: Iterable[Trial]) -> list[Trial]:
    """For each statement the trial that tells what hangs on it: x1.1, or dropped where it has no figure."""
    chosen: dict[str, Trial] = {}
    for trial in trials:
        if trial.mutation.name == "x1.1":
            chosen[trial.mutation.id] = trial
        elif trial.mutation.name == "dropped":
            chosen.setdefault(trial.mutation.id, trial)
    return list(chosen.values())


def _likeliest(trials: Iterable[Trial], chapters: list[Path]) -> dict[str, str]:
    """For a statement the first notebook in which another mutation of it moved words, or else a drawing."""
    found: dict[str, str] = {}
    for trial in trials:
        words, drawings = ({cell.chapter for cell in trial.cells if cell.kind == kind} for kind in (WORDS, FIGURE))
        for path in chapters:
            if path.name.partition("_")[0] in (words or drawings):
                found.setdefault(trial.mutation.id, path.name)
    return found


def _expect_known(id: str, facts: Facts) -> None:
    if id not in facts.statements:
        raise notebooks.expected("statement", id, facts.statements)


class _Bench:
    """The facts as they are, and the verdicts on them, to try mutations on."""

    def __init__(self, folder: Path):
        self.ledger = Ledger(folder)
        self.facts = self.ledger.facts()
        self._verdicts = [Verdicts(self.facts, scenarios.scenario(name)) for name in JUDGED]

    def mutations(self, id: str) -> Iterator[Mutation]:
        every = claims.load_claims(self.facts)
        days = {every[claim].knowable_by for verdicts in self._verdicts for claim in verdicts.bearing(id)}
        return mutations.of(self.facts.statements[id], self.facts, min(days, default=claims.ESSAY_DATE))

    def tried(self, mutation: Mutation) -> Trial:
        """A mutation refused by a loader, or judged."""
        trial = Trial(mutation)
        try:
            changed = changed_by(mutation, self.ledger, self.facts)
            claims.load_claims(changed.facts)
            _judge(trial, changed, self._verdicts)
        except DataError as error:
            return Trial(mutation, str(error))
        return trial

    def judge_again(self, trials: list[Trial], names: Iterable[str]) -> None:
        """Judges under more scenarios what was not seen."""
        names = [name for name in names if trials and name not in JUDGED]
        more = [Verdicts(self.facts, scenarios.scenario(name)) for name in names]
        for trial in trials:
            _judge(trial, changed_by(trial.mutation, self.ledger, self.facts), more)


def _judge(trial: Trial, changed: Change, judges: Iterable[Verdicts]) -> None:
    for verdicts in judges:
        for claim, is_judged in verdicts.moved(changed):
            (trial.claims if is_judged else trial.stopped).add(claim)


def changed_by(mutation: Mutation, ledger: Ledger, facts: Facts) -> Change:
    """The change that a mutation makes. Raises DataError where the loader refuses it."""
    return change(facts, ledger.facts({mutation.id: mutation.cells}), mutation.id)


# --- the chapters, one a job ---------------------------------------------------------------------


def _most_claims_first(house: House, facts: Facts) -> list[Path]:
    """The chapters in an order that saves work: those without claims of their own show what the others decide."""
    owned = Counter(claim.chapter for claim in claims.load_claims(facts).values())
    return sorted(house.chapters(), key=lambda path: -owned[path.name.partition("_")[0]])


def _distinct(chapters: list[Path], names: list[str]) -> list[tuple[Path, str]]:
    """The chapters under some scenarios, but those runs that have the values of an earlier one, or of FIRST."""
    runs: dict[str, tuple[Path, str]] = {}
    for name in (FIRST, *names):
        for path in chapters:
            defaults = notebooks.defaults(notebooks.plain(path))
            given = {key: value for key, value in scenarios.load(name).items() if key in defaults}
            runs.setdefault(seal.digest([path.name, defaults | given]), (path, name))
    return [run for run in runs.values() if run[1] != FIRST]


def _in_chapters(
    pool: Executor,
    workers: int,
    folder: Path,
    trials: list[Trial],
    runs: Iterable[tuple[Path, str]],
    thorough: Collection[Key],
    among: Callable[[Trial, str], bool],
) -> None:
    """Adds to the trials the cells that move in each run: all of them for the thorough ones, one for the others.

    runs: notebooks, each with the scenario under which it runs. among: whether a trial is to be tried in the
    notebook of that name, asked when its turn comes.
    """
    by_key = {trial.key: trial for trial in trials}
    left = list(reversed(list(runs)))
    running = {}
    while left or running:
        while left and len(running) < workers:
            path, name = left.pop()
            asked = [t.mutation for t in trials if among(t, path.name)]
            if asked:
                running[pool.submit(_try, folder, path, name, asked, frozenset(thorough))] = path.name
        for job in _finished(running):
            notebook = running.pop(job)
            for key, cells in job.result().items():
                by_key[key].cells |= set(cells)
                by_key[key].reached.add(notebook)


def _settle() -> None:
    """Makes a worker quiet, for what it draws of impossible figures nobody sees, and sparing with garbage."""
    warnings.simplefilter("ignore")
    logging.disable()
    gc.set_threshold(200_000, 50, 100)


def _finished(running: Iterable) -> set:
    return set(wait(running, return_when=FIRST_COMPLETED).done) if running else set()


def _try(
    folder: Path, path: Path, name: str, asked: list[Mutation], thorough: frozenset[Key]
) -> dict[Key, list[Moved]]:
    """What moves in one chapter under a scenario, for every mutation that reaches it."""
    ledger, facts, chapter = _opened(folder, path, name)
    found: dict[Key, list[Moved]] = {}
    for mutation in asked:
        changed = changed_by(mutation, ledger, facts)
        reached = chapter.reached(changed)
        if reached:
            key = mutation.id, mutation.name
            found[key] = list(islice(chapter.moved(changed, reached), None if key in thorough else 1))
    return found


@lru_cache(OPEN)
def _opened(folder: Path, path: Path, name: str) -> tuple[Ledger, Facts, Chapter]:
    """A chapter as it runs, kept for the next mutations."""
    ledger = Ledger(folder)
    facts = ledger.facts()
    chapter = Chapter(path, scenarios.load(name), facts)
    gc.freeze()
    return ledger, facts, chapter


def _is_seen(cells: Iterable[Moved]) -> bool:
    return any(cell.kind != RAISED for cell in cells)
