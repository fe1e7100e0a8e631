"""`steppe mutate`: change one statement at a time and demand that a verdict, a value or a drawing moves."""

import gc
import logging
import signal
import sys
import warnings
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from nbsuite import files, notebooks
from nbsuite.errors import DataError, expected
from nbsuite.surroundings import SIGNALS, Tasks, interruptible
from nbsuite.workers import ending
from steppe import judging
from steppe.facts import Facts, load
from steppe.paths import IS_ESSAY
from steppe.suite import mutations, scenarios
from steppe.suite.house import House
from steppe.suite.mutations import Key, Mutation
from steppe.suite.slices import FIGURE, WORDS, Chapter, Moved
from steppe.suite.watched import Change, Reach, Results, Verdicts

SEEN, STOPPED, SURVIVED, REFUSED = "seen", "stopped", "survived", "refused"
FIRST, SECOND, EARLY = JUDGED = ("essay", "hindsight", "knowable" if IS_ESSAY else "hindsight")
CHAPTERS_OPEN = 36
TOGETHER = 4  # trials a job
PUBLIC = ("date", "dropped")  # mutations that change which statements are public
FORKS = sys.platform == "linux"

Run = tuple[Path, str]


@dataclass
class Trial:
    """One mutation and what came of it: why it was refused, or the claims and the cells that moved.

    stopped: the claims that cannot be judged any more. reads: the notebooks that read the statement, not in a table of
    every one.
    """

    mutation: Mutation
    refusal: str = ""
    claims: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    cells: set[Moved] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)

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


class Asked(NamedTuple):
    """A trial, the runs that it goes through, and the cells that are likely to move, which are looked at first."""

    trial: Trial
    runs: list[Run]
    likely: Collection[Moved] = ()


def run(
    house: House, ids: Iterable[str] = (), workers: int = 2, known: Collection[Key] = (),
    explained: Callable[[list[Trial]], Collection[Key]] = lambda trials: (),
) -> list[Trial]:
    """Every mutation of the statements named, or of all of them, and what came of each.

    The verdicts are judged under JUDGED. One mutation of each statement, x1.1 or else dropped, runs through all
    chapters under FIRST, for the load map (every mutation, where statements are named). The others begin in the chapter
    where that one was seen, go through FIRST and SECOND and end at the first thing that moves; an error does not count.
    A date goes through EARLY before that. What is not seen by then is judged under every other scenario, and tried in
    the chapters that read it: under EARLY unless it is `known` to go unseen, and under the others unless it is
    `explained` after that.

    A table of every statement depends on the day alone, so that it is looked at under FIRST only, and under EARLY where
    the mutation is one of PUBLIC. What is likely to move comes first: where another mutation of the statement was seen.
    Raises ValueError for an id that is no statement, with the nearest ones.
    """
    _facts.cache_clear()
    bench, named = _Bench(house.data), list(ids)
    for id in named:
        if id not in bench.facts.statements:
            raise expected("statement", id, bench.facts.statements)
    trials = [bench.tried(mutation) for id in named or bench.facts.statements for mutation in bench.mutations(id)]
    thorough = [trial for trial in (trials if named else for_the_map(trials)) if not trial.refusal]
    chapters = _most_claims_first(house, bench.facts)
    others = [EARLY, *(name for name in scenarios.names() if name not in JUDGED)]
    first, second, early, *rest = _distinct(chapters, [FIRST, SECOND, *others])
    with _pool(workers, house.data, first if named else [*first, *second, *early]) as pool:
        look = partial(_look, pool, workers, house.data)
        look(_batched([Asked(trial, first) for trial in thorough]), whole=True)
        done, likely = {trial.key for trial in thorough}, _likely(trials)
        dates = {trial.key for trial in trials if trial.mutation.name == "date"}.difference(known)
        look(_batched([
            Asked(t, [*early * (t.key in dates), *first * (t.key not in done), *second], likely[t.mutation.id])
            for t in trials if t.is_open
        ]))
        bench.judge_again([trial for trial in trials if trial.is_open], others)
        left = {trial.key for trial in trials if trial.is_open}.difference(known)
        look(_by_run(early, [trial for trial in trials if trial.key in left - dates]))
        left.difference_update(explained(trials))
        look(_by_run(chain(*rest), [trial for trial in trials if trial.key in left]))
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


def _likely(trials: Iterable[Trial]) -> dict[str, list[Moved]]:
    """The cells in which another mutation of the same statement moved words, or else drawings, by its id."""
    seen = defaultdict(list)
    for trial in trials:
        seen[trial.mutation.id] += (cell for cell in trial.cells if cell.is_seen)
    return defaultdict(list, {id: [c for c in cells if c.kind == WORDS] or cells for id, cells in seen.items()})


class _Bench:
    """The facts as they are, and the verdicts on them, to try mutations on."""

    def __init__(self, folder: Path):
        self.facts, self.results = _facts(folder)
        self._verdicts = self._judged_under(JUDGED)

    def _judged_under(self, names: Iterable[str]) -> list[Verdicts]:
        return [Verdicts(self.facts, scenarios.scenario(name), self.results) for name in names]

    def mutations(self, id: str) -> Iterator[Mutation]:
        every = judging.load_claims(self.facts)
        bearing = {claim for verdicts in self._verdicts for claim in verdicts.bearing(id)} or every
        days = filter(None, (every[claim].knowable_by for claim in bearing))
        return mutations.of(self.facts.statements[id], self.facts, min(days))

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
            found.setdefault(files.digest([path.name, defaults | given]), (path, name))
    return [[run for run in found.values() if run[1] == name] for name in names]


def _batched(asked: list[Asked]) -> list[list[Asked]]:
    return [asked[at : at + TOGETHER] for at in range(0, len(asked), TOGETHER)]


def _by_run(runs: Iterable[Run], trials: list[Trial]) -> Iterator[list[Asked]]:
    """For each run the trials of what is read in its chapter."""
    for run in runs:
        read = (t for t in trials if run[0].name in t.reads or _is_listed(t.mutation, run[1]))
        yield [Asked(trial, [run]) for trial in read]


def _look(pool: Tasks, workers: int, folder: Path, jobs: Iterable[list[Asked]], whole: bool = False) -> None:
    """Adds to the trials of each job the cells that move in its runs: all of them where the `whole` is wanted.

    Otherwise a trial ends at the first thing that moves, and one that is not open any more is left out.
    """
    waiting = deque(jobs)
    running: dict[Future, dict[Key, Trial]] = {}
    while waiting or running:
        if waiting and len(running) < workers:
            asked = [each for each in waiting.popleft() if whole or each.trial.is_open]
            if asked:
                job = pool.submit(_try, folder, [(each.trial.mutation, *each[1:]) for each in asked], whole)
                running[job] = {each.trial.key: each.trial for each in asked}
        else:
            job = pool.next()
            trials = running.pop(job)
            for key, notebook, is_read, cells in job.result():
                trials[key].cells |= set(cells)
                trials[key].reads |= {notebook} if is_read else set()


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


def _try(folder: Path, asked: list[tuple], whole: bool) -> list[tuple[Key, str, bool, list[Moved]]]:
    """What moves under each mutation, notebook by notebook that it reaches, and whether not by a table of all alone."""
    facts, results = _facts(folder)
    chapters = {run: _opened(folder, *run) for run in dict.fromkeys(chain(*(runs for _, runs, _ in asked)))}
    found = []
    for mutation, runs, likely in asked:
        reach = Reach(results, changed_by(mutation, facts))
        first = {cell.chapter for cell in likely}
        for path, name in sorted(runs, key=lambda run: run[0].name.partition("_")[0] not in first):
            chapter, tables = chapters[path, name], _is_listed(mutation, name)
            if chapter.reached(reach, tables):
                soonest = {cell.cell for cell in likely if cell.chapter == chapter.name}
                cells = list(islice(chapter.moved(reach, tables, soonest), None if whole else 1))
                is_read = not tables or chapter.reached(reach, tables=False)
                found.append(((mutation.id, mutation.name), path.name, is_read, cells))
                if not whole and any(cell.is_seen for cell in cells):
                    break
    return found


def _is_listed(mutation: Mutation, name: str) -> bool:
    """Whether a table of every statement counts as reading the one changed, under this scenario."""
    return name == FIRST or (name == EARLY and mutation.name in PUBLIC)


@lru_cache(1)
def _facts(folder: Path) -> tuple[Facts, Results]:
    return load(folder), Results()


@lru_cache(CHAPTERS_OPEN)
def _opened(folder: Path, path: Path, name: str) -> Chapter:
    """A chapter as it runs, kept for the next mutations."""
    facts, results = _facts(folder)
    chapter = Chapter(path, scenarios.load(name), facts, results)
    gc.freeze()
    return chapter
