"""`steppe mutate`: change one statement at a time and demand that a verdict, a value or a drawing moves."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import warnings
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from steppe import judging, scenarios
from steppe.facts import Facts, load
from steppe.suite import mutations, notebooks, seal
from steppe.suite.house import House
from steppe.suite.interruption import SIGNALS, Tasks, interruptible
from steppe.suite.mutations import Key, Mutation
from steppe.suite.observed import FIGURE, WORDS
from steppe.suite.slices import RAISED, Chapter, Moved
from steppe.suite.watched import Change, Verdicts, change
from steppe.suite.workers import ending
from steppe.tables import DataError

SEEN, STOPPED, SURVIVED, REFUSED = "seen", "stopped", "survived", "refused"
FIRST, SECOND, EARLY = "essay", "hindsight", "knowable"
OPEN = 36
JUDGED = ("essay", "hindsight", "knowable")

TOGETHER = 4
FORKS = sys.platform == "linux"

Run = tuple[Path, str]


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


Asked = tuple[Trial, list[Run]]


def run(house: House, ids: Iterable[str] = (), workers: int = 2, known: Collection[Key] = ()) -> list[Trial]:
    """Every mutation of the statements named, or of all of them, and what came of each.

    One mutation of each statement runs through all chapters as they are stored, under FIRST, for the load map:
    x1.1, or dropped where there is no figure (for statements that are named all do). The others begin where that one
    was seen, go through FIRST and SECOND and end at the first thing that moves; an error does not count as such. A
    date goes through EARLY before that, as of the day that most dates are moved across. The verdicts are judged under
    JUDGED. What is not seen by then is judged under every other scenario, and tried under them in the chapters that
    read the statement, unless it is `known` to go unseen.
    """
    bench = _Bench(house.data)
    named = list(ids)
    for id in named:
        _expect_known(id, bench.facts)
    trials = [bench.tried(mutation) for id in named or bench.facts.statements for mutation in bench.mutations(id)]
    thorough = [trial for trial in (trials if named else for_the_map(trials)) if not trial.refusal]
    chapters = _most_claims_first(house, bench.facts)
    others = [EARLY, *(name for name in scenarios.names() if name not in (FIRST, SECOND, EARLY))]
    first, second, early, *rest = _distinct(chapters, [FIRST, SECOND, *others])
    with _pool(workers, house.data, first if named else [*first, *second, *early]) as pool:
        look = partial(_look, pool, workers, house.data)
        look(_shared_out([(trial, first) for trial in thorough]), whole=True)
        dates = {trial.key for trial in trials if trial.mutation.name == "date"}.difference(known)
        asked = [(t, [*(early if t.key in dates else ()), *first, *second]) for t in trials if t.is_open]
        look(_shared_out(_likeliest_first(asked, chapters, trials)))
        bench.judge_again([trial for trial in trials if trial.is_open], others)
        left = [trial for trial in trials if trial.is_open and trial.key not in known]
        look([(t, [run]) for t in left if run[0].name in t.reached] for runs in (early, *rest) for run in runs)
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


def _likeliest_first(left: list[Asked], chapters: list[Path], trials: list[Trial]) -> list[Asked]:
    """The trials that are left, each with its runs in the order in which it should go through them.

    First come those of the notebook in which another mutation of the same statement moved words, or else a drawing.
    """
    likeliest: dict[str, Path] = {}
    for trial in trials:
        words, drawings = ({cell.chapter for cell in trial.cells if cell.kind == kind} for kind in (WORDS, FIGURE))
        for path in chapters:
            if path.name.partition("_")[0] in (words or drawings):
                likeliest.setdefault(trial.mutation.id, path)
    return [(trial, sorted(runs, key=lambda run: run[0] != likeliest.get(trial.mutation.id))) for trial, runs in left]


def _expect_known(id: str, facts: Facts) -> None:
    if id not in facts.statements:
        raise notebooks.expected("statement", id, facts.statements)


class _Bench:
    """The facts as they are, and the verdicts on them, to try mutations on."""

    def __init__(self, folder: Path):
        self.facts = load(folder)
        self._verdicts = [Verdicts(self.facts, scenarios.scenario(name)) for name in JUDGED]

    def mutations(self, id: str) -> Iterator[Mutation]:
        every = judging.load_claims(self.facts)
        days = {every[claim].knowable_by for verdicts in self._verdicts for claim in verdicts.bearing(id)}
        return mutations.of(self.facts.statements[id], self.facts, min(days, default=judging.ESSAY_DATE))

    def tried(self, mutation: Mutation) -> Trial:
        """A mutation refused by a loader, or judged."""
        trial = Trial(mutation)
        try:
            changed = changed_by(mutation, self.facts)
            judging.load_claims(changed.facts)
            _judge(trial, changed, self._verdicts)
        except DataError as error:
            return Trial(mutation, str(error))
        return trial

    def judge_again(self, trials: list[Trial], names: Iterable[str]) -> None:
        """Judges under more scenarios what was not seen."""
        names = [name for name in names if trials and name not in JUDGED]
        more = [Verdicts(self.facts, scenarios.scenario(name)) for name in names]
        for trial in trials:
            _judge(trial, changed_by(trial.mutation, self.facts), more)


def _judge(trial: Trial, changed: Change, judges: Iterable[Verdicts]) -> None:
    for verdicts in judges:
        for claim, is_judged in verdicts.moved(changed):
            (trial.claims if is_judged else trial.stopped).add(claim)


def changed_by(mutation: Mutation, facts: Facts) -> Change:
    """The change that a mutation makes. Raises DataError where the loader refuses it."""
    return change(facts, facts.changed(mutation.id, mutation.cells), mutation.id)


# --- the chapters -------------------------------------------------------------------------------


def _most_claims_first(house: House, facts: Facts) -> list[Path]:
    """The chapters in an order that saves work: those without claims of their own show what the others decide."""
    owned = Counter(claim.chapter for claim in judging.load_claims(facts).values())
    return sorted(house.chapters(), key=lambda path: -owned[path.name.partition("_")[0]])


def _distinct(chapters: list[Path], names: list[str]) -> list[list[Run]]:
    """The chapters under each scenario, but those runs that have the values of an earlier one."""
    met: set[str] = set()
    found = []
    for name in names:
        found.append([])
        for path in chapters:
            defaults = notebooks.defaults(notebooks.plain(path))
            given = {key: value for key, value in scenarios.load(name).items() if key in defaults}
            values = seal.digest([path.name, defaults | given])
            if values not in met:
                met.add(values)
                found[-1].append((path, name))
    return found


def _shared_out(asked: list[Asked]) -> list[list[Asked]]:
    return [asked[at : at + TOGETHER] for at in range(0, len(asked), TOGETHER)]


def _look(pool: Tasks, workers: int, folder: Path, jobs: Iterable[list[Asked]], whole: bool = False) -> None:
    """Adds to the trials of each job the cells that move in the runs it is to go through.

    All cells of all runs where the `whole` is wanted; otherwise a trial ends at the first thing that moves, and one
    that is not open any more is left out.
    """
    waiting = deque(jobs)
    running: dict[Future, dict[Key, Trial]] = {}
    while waiting or running:
        if waiting and len(running) < workers:
            asked = [(trial, runs) for trial, runs in waiting.popleft() if whole or trial.is_open]
            if asked:
                job = pool.submit(_try, folder, [(trial.mutation, runs) for trial, runs in asked], whole)
                running[job] = {trial.key: trial for trial, _ in asked}
        else:
            job = pool.next()
            trials = running.pop(job)
            for key, notebook, cells in job.result():
                trials[key].cells |= set(cells)
                trials[key].reached.add(notebook)


@contextmanager
def _pool(workers: int, folder: Path, runs: Iterable[Run]) -> Iterator[Tasks]:
    """Workers that find the chapters open, as copies of this process; where that is no use, each opens its own."""
    try:
        for path, name in runs if FORKS else ():
            _opened(folder, path, name)
        context = get_context("fork" if FORKS else "spawn")
        with interruptible(ending(ProcessPoolExecutor(workers, context, initializer=_settle))) as pool:
            yield pool
    finally:
        gc.unfreeze()
        _opened.cache_clear()
        _facts.cache_clear()


def _settle() -> None:
    """Makes a worker quiet, for what it draws of impossible figures nobody sees, and sparing with garbage.

    A signal ends it, whatever it was to its parent.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    logging.disable()
    gc.set_threshold(200_000, 50, 100)


def _try(folder: Path, asked: list[tuple[Mutation, list[Run]]], whole: bool) -> list[tuple[Key, str, list[Moved]]]:
    """What moves under each mutation, notebook by notebook that it reaches."""
    facts = _facts(folder)
    found = []
    for mutation, runs in asked:
        changed = changed_by(mutation, facts)
        for path, name in runs:
            chapter = _opened(folder, path, name)
            reached = chapter.reached(changed)
            if reached:
                cells = list(islice(chapter.moved(changed, reached), None if whole else 1))
                found.append(((mutation.id, mutation.name), path.name, cells))
                if _is_seen(cells) and not whole:
                    break
    return found


_facts = lru_cache(1)(load)


@lru_cache(OPEN)
def _opened(folder: Path, path: Path, name: str) -> Chapter:
    """A chapter as it runs, kept for the next mutations."""
    chapter = Chapter(path, scenarios.load(name), _facts(folder))
    gc.freeze()
    return chapter


def _is_seen(cells: Iterable[Moved]) -> bool:
    return any(cell.kind != RAISED for cell in cells)
