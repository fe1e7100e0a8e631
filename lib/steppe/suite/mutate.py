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

from steppe import judging
from steppe.facts import Facts, load
from steppe.suite import mutations, notebooks, scenarios, seal
from steppe.suite.house import House
from steppe.suite.interruption import SIGNALS, Tasks, interruptible
from steppe.suite.mutations import Key, Mutation
from steppe.suite.observed import FIGURE, WORDS
from steppe.suite.slices import Chapter, Moved
from steppe.suite.watched import Change, Reach, Results, Verdicts
from steppe.suite.workers import ending
from steppe.tables import DataError

SEEN, STOPPED, SURVIVED, REFUSED = "seen", "stopped", "survived", "refused"
FIRST, SECOND, EARLY = JUDGED = ("essay", "hindsight", "knowable")
CHAPTERS_OPEN = 36
TOGETHER = 4  # trials a job
FORKS = sys.platform == "linux"

Run = tuple[Path, str]


@dataclass
class Trial:
    """One mutation and what came of it: why it was refused, or the claims and the cells that moved.

    stopped: the claims that cannot be judged any more. reached: the notebooks in which some cell reads the statement.
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
        if self.claims or any(cell.is_seen for cell in self.cells):
            return SEEN
        return STOPPED if self.stopped or self.cells else SURVIVED

    @property
    def is_open(self) -> bool:
        """Whether nothing has moved so far, though an error may have come up."""
        return self.fate in (STOPPED, SURVIVED)

    def chapters(self, kind: str) -> dict[str, int]:
        """How many cells of a kind moved, by chapter."""
        found = Counter(cell.chapter for cell in self.cells if (cell.kind == FIGURE) == (kind == FIGURE))
        return dict(sorted(found.items()))


Asked = tuple[Trial, list[Run]]


def run(house: House, ids: Iterable[str] = (), workers: int = 2, known: Collection[Key] = ()) -> list[Trial]:
    """Every mutation of the statements named, or of all of them, and what came of each.

    The verdicts are judged under JUDGED. One mutation of each statement, x1.1 or else dropped, runs through all
    chapters under FIRST, for the load map (every mutation, where statements are named). The others begin in the chapter
    where that one was seen, go through FIRST and SECOND and end at the first thing that moves; an error does not count.
    A date goes through EARLY before that. What is not seen by then is judged under every other scenario, and tried
    under them in the chapters that read the statement, unless it is `known` to go unseen.

    A table of every statement depends on the day alone, so that it is looked at under FIRST and EARLY only.
    Raises ValueError for an id that is no statement, with the nearest ones.
    """
    _facts.cache_clear()
    bench, named = _Bench(house.data), list(ids)
    for id in named:
        if id not in bench.facts.statements:
            raise notebooks.expected("statement", id, bench.facts.statements)
    trials = [bench.tried(mutation) for id in named or bench.facts.statements for mutation in bench.mutations(id)]
    thorough = [trial for trial in (trials if named else for_the_map(trials)) if not trial.refusal]
    chapters = _most_claims_first(house, bench.facts)
    others = [EARLY, *(name for name in scenarios.names() if name not in JUDGED)]
    first, second, early, *rest = _distinct(chapters, [FIRST, SECOND, *others])
    with _pool(workers, house.data, first if named else [*first, *second, *early]) as pool:
        look = partial(_look, pool, workers, house.data)
        look(_batched([(trial, first) for trial in thorough]), whole=True)
        dates = {trial.key for trial in trials if trial.mutation.name == "date"}.difference(known)
        asked = [(t, [*(early if t.key in dates else ()), *first, *second]) for t in trials if t.is_open]
        look(_batched(_likeliest_first(asked, chapters, trials)))
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


class _Bench:
    """The facts as they are, and the verdicts on them, to try mutations on."""

    def __init__(self, folder: Path):
        self.facts, self.results = _facts(folder)
        self._verdicts = self._judged_under(JUDGED)

    def _judged_under(self, names: Iterable[str]) -> list[Verdicts]:
        return [Verdicts(self.facts, scenarios.scenario(name), self.results) for name in names]

    def mutations(self, id: str) -> Iterator[Mutation]:
        every = judging.load_claims(self.facts)
        days = {every[claim].knowable_by for verdicts in self._verdicts for claim in verdicts.bearing(id)}
        return mutations.of(self.facts.statements[id], self.facts, min(days, default=judging.ESSAY_DATE))

    def tried(self, mutation: Mutation) -> Trial:
        """A mutation refused by a loader, or judged."""
        trial = Trial(mutation)
        try:
            self._judge(trial, self._verdicts)
        except DataError as error:
            return Trial(mutation, str(error))
        return trial

    def judge_again(self, trials: list[Trial], names: Iterable[str]) -> None:
        """Judges under more scenarios what was not seen."""
        more = self._judged_under(name for name in names if trials and name not in JUDGED)
        for trial in trials:
            self._judge(trial, more)

    def _judge(self, trial: Trial, judges: Iterable[Verdicts]) -> None:
        change = changed_by(trial.mutation, self.facts)
        judging.load_claims(change.facts)
        reach = Reach(self.results, change)
        for verdicts in judges:
            for claim, is_judged in verdicts.moved(reach):
                (trial.claims if is_judged else trial.stopped).add(claim)


def changed_by(mutation: Mutation, facts: Facts) -> Change:
    """The change that a mutation makes; a statement replaced by it may come back. Raises DataError where refused."""
    after = facts.changed(mutation.id, mutation.cells)
    old = facts.statements[mutation.id]
    concerned = (old, after.statements.get(old.id), facts.statements.get(old.replaces))
    return Change(after, old.id, tuple(statement for statement in concerned if statement))


def _most_claims_first(house: House, facts: Facts) -> list[Path]:
    """The chapters with most claims first: those without claims of their own show what the others decide."""
    owned = Counter(claim.chapter for claim in judging.load_claims(facts).values())
    return sorted(house.chapters(), key=lambda path: -owned[path.name.partition("_")[0]])


def _distinct(chapters: list[Path], names: list[str]) -> list[list[Run]]:
    """The chapters under each scenario, but those runs that have the values of an earlier one."""
    found: dict[str, Run] = {}
    for name in names:
        for path in chapters:
            defaults = notebooks.defaults(notebooks.plain(path))
            given = {key: value for key, value in scenarios.load(name).items() if key in defaults}
            found.setdefault(seal.digest([path.name, defaults | given]), (path, name))
    return [[run for run in found.values() if run[1] == name] for name in names]


def _batched(asked: list[Asked]) -> list[list[Asked]]:
    return [asked[at : at + TOGETHER] for at in range(0, len(asked), TOGETHER)]


def _look(pool: Tasks, workers: int, folder: Path, jobs: Iterable[list[Asked]], whole: bool = False) -> None:
    """Adds to the trials of each job the cells that move in its runs: all of them where the `whole` is wanted.

    Otherwise a trial ends at the first thing that moves, and one that is not open any more is left out.
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
    """Makes a worker quiet, since nobody sees what it draws, and collect garbage seldom. A signal ends it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    logging.disable()
    gc.set_threshold(200_000, 50, 100)


def _try(folder: Path, asked: list[tuple[Mutation, list[Run]]], whole: bool) -> list[tuple[Key, str, list[Moved]]]:
    """What moves under each mutation, notebook by notebook that it reaches."""
    facts, results = _facts(folder)
    found = []
    for mutation, runs in asked:
        reach = Reach(results, changed_by(mutation, facts))
        for path, name in runs:
            chapter = _opened(folder, path, name)
            if chapter.reached(reach):
                cells = list(islice(chapter.moved(reach), None if whole else 1))
                found.append(((mutation.id, mutation.name), path.name, cells))
                if not whole and any(cell.is_seen for cell in cells):
                    break
    return found


@lru_cache(1)
def _facts(folder: Path) -> tuple[Facts, Results]:
    return load(folder), Results()


@lru_cache(CHAPTERS_OPEN)
def _opened(folder: Path, path: Path, name: str) -> Chapter:
    """A chapter as it runs, kept for the next mutations."""
    facts, results = _facts(folder)
    chapter = Chapter(path, scenarios.load(name), facts, results, tables=name in (FIRST, EARLY))
    gc.freeze()
    return chapter
