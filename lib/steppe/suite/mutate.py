"""`steppe mutate`: change one statement at a time and demand that a verdict, a value or a drawing moves."""

import gc
import logging
import signal
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from nbsuite import files, notebooks
from nbsuite.errors import DataError, expected
from nbsuite.runner import progress
from nbsuite.surroundings import SIGNALS, interruptible
from nbsuite.workers import ending
from steppe import judging
from steppe.facts import Facts, cached, load
from steppe.paths import IS_ESSAY
from steppe.rule import Verdict
from steppe.suite import mutations, scenarios
from steppe.suite.house import House
from steppe.suite.mutations import Key, Mutation
from steppe.suite.slices import Chapter, Moved
from steppe.suite.watched import Change, Reach, Results, WatchedFacts

SEEN, STOPPED, SURVIVED, REFUSED = FATES = ("seen", "stopped", "survived", "refused")
FIRST, SECOND, EARLY = JUDGED = ("essay", "hindsight", "knowable" if IS_ESSAY else "hindsight")
FORKS = sys.platform == "linux"


@dataclass
class Trial:
    """One mutation and what came of it: why it was refused, or the claims and the cells that moved.

    stopped: the claims that cannot be judged any more.
    """

    mutation: Mutation
    refusal: str = ""
    claims: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    cells: set[Moved] = field(default_factory=set)

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


def run(
    house: House, ids: Iterable[str] = (), workers: int = 2,
    explained: Callable[[list[Trial]], Collection[Key]] = lambda trials: (),
) -> list[Trial]:
    """Every mutation of the statements named, or of all of them, and what came of each.

    One worker tries all mutations of a statement. Each is judged under JUDGED; that for the load map (all, where
    statements are named) runs through all cells of all chapters under FIRST. What is not seen by then is judged under
    every other scenario, and runs through the chapters under JUDGED up to the first thing that moves; an error does not
    count. What is not seen after that, and not `explained`, runs through the chapters under the other scenarios.

    A table of every statement depends on the day alone, so that it is looked at under FIRST and EARLY only. Raises
    ValueError for an id that is no statement, with the nearest ones.
    """
    bench, named = Bench(house), list(ids)
    for id in named:
        if id not in bench.facts.statements:
            raise expected("statement", id, bench.facts.statements)
    jobs = [(id, bool(named)) for id in named or bench.facts.statements]
    found = _each("mutations", bench, workers, Bench.tried, jobs, [FIRST] if named else JUDGED)
    trials = [trial for of_one in found for trial in of_one]
    fine = explained(trials)
    left = [(trial,) for trial in trials if trial.is_open and trial.key not in fine]
    others = bench.others if left and not named else []
    more = _each("mutations under other scenarios", bench, workers, Bench.tried_on, left, others)
    return list({trial.key: trial for trial in (*trials, *more)}.values())


def for_the_map(trials: list[Trial]) -> list[Trial]:
    """For each statement the trial that tells what hangs on it: x1.1, or dropped where it has no figure."""
    return list({t.mutation.id: t for name in ("dropped", "x1.1") for t in trials if t.mutation.name == name}.values())


def changed_by(mutation: Mutation, facts: Facts) -> Change:
    """The change that a mutation makes; a statement replaced by it may come back. Raises DataError where refused."""
    after = facts.changed(mutation.id, mutation.cells)
    judging.load_claims(after)
    old = facts.statements[mutation.id]
    concerned = (old, after.statements.get(old.id), facts.statements.get(old.replaces))
    return Change(after, old.id, tuple(statement for statement in concerned if statement))


@cached
def told(facts: Facts, scenario: str, id: str) -> list[tuple]:
    """What a reader is told of a part of a claim from each vantage point: words and figures, but not the statements."""
    return [_shown(judging.verdict_at(facts, scenarios.scenario(scenario), id, each)) for each in judging.VANTAGES]


def _shown(v: Verdict) -> tuple:
    figures = [(name, q.value, q.low, q.high) for name, q in {"": v.found, **v.rivals}.items() if q]
    readings = [(name, _shown(reading)) for name, reading in v.readings.items()]
    return v.word, v.marks, v.contested, v.pro, v.contra, v.missing, figures, readings


class Bench:
    """The facts, the verdicts on them and the chapters as they run, to try mutations on.

    others: the scenarios other than JUDGED.
    """

    def __init__(self, house: House):
        self.house = house
        self.facts = load(house.data)
        self.others = [name for name in scenarios.names() if name not in JUDGED]
        self._results = Results()
        names = dict.fromkeys((*JUDGED, *self.others))
        watched = WatchedFacts.of(self.facts, self._results)
        for name, id in product(names, judging.parts_of(self.facts)):
            told(watched, name, id)
        self._paths = _distinct(house, names)
        self._opened: dict[str, list[Chapter]] = {}

    def tried(self, id: str, is_thorough: bool) -> list[Trial]:
        """All mutations of a statement; is_thorough: all of them run through all cells under FIRST."""
        pairs: list[tuple[Trial, Reach | None]] = []
        for mutation in self._mutations(id):
            trial = Trial(mutation)
            try:
                reach = Reach(self._results, changed_by(mutation, self.facts))
                self._judge(trial, reach, JUDGED)
            except DataError as error:  # a loader refuses it, so that it reaches nothing
                trial, reach = Trial(mutation, str(error)), None
            pairs.append((trial, reach))
        (mapped,) = for_the_map([trial for trial, _ in pairs])
        likely: set[str] = set()
        for trial, reach in sorted(pairs, key=lambda pair: pair[0] is not mapped):
            names = [EARLY, FIRST, SECOND] if trial.mutation.name == "date" else [FIRST, SECOND, EARLY]
            if reach and (is_thorough or trial is mapped):
                self._look(trial, reach, FIRST, is_whole=True)
                names.remove(FIRST)
            if trial.is_open:
                self._judge(trial, reach, self.others)
            for name in dict.fromkeys(names):
                self._look(trial, reach, name, likely)
            likely.update(cell.chapter for cell in trial.cells if cell.is_seen)
        return [trial for trial, _ in pairs]

    def tried_on(self, trial: Trial) -> Trial:
        """The same trial, after it has run through the chapters under the other scenarios."""
        reach = Reach(self._results, changed_by(trial.mutation, self.facts))
        for name in self.others:
            self._look(trial, reach, name)
        return trial

    def chapters(self, name: str) -> list[Chapter]:
        """The chapters under a scenario, opened once."""
        if name not in self._opened:
            about = scenarios.load(name), self.facts, self._results, name in (FIRST, EARLY)
            self._opened[name] = [Chapter(path, *about) for path in self._paths[name]]
            gc.freeze()
        return self._opened[name]

    def _mutations(self, id: str) -> Iterator[Mutation]:
        every, known = judging.load_claims(self.facts), self._results.known
        parts = product(JUDGED, judging.parts_of(self.facts))
        bearing = {part for name, part in parts if id in known[told.__wrapped__, name, part].trace.ids} or every
        days = filter(None, (every[claim].knowable_by for claim in bearing))
        return mutations.of(self.facts.statements[id], self.facts, min(days))

    def _judge(self, trial: Trial, reach: Reach, names: Iterable[str]) -> None:
        """Adds the claims that move or stop under some scenarios. DataError where another table refuses the facts."""
        for name, id in product(dict.fromkeys(names), judging.parts_of(self.facts)):
            result = self._results.known[told.__wrapped__, name, id]
            outcome = result in reach.touched and reach.outcome(result)
            if isinstance(outcome, DataError):
                raise outcome
            if outcome:
                (trial.stopped if isinstance(outcome, Exception) else trial.claims).add(id)

    def _look(
        self, trial: Trial, reach: Reach | None, name: str, likely: Collection[str] = (), is_whole: bool = False
    ) -> None:
        """Adds the cells that move in the chapters under a scenario; unless it is_whole up to the first that is seen.

        The `likely` chapters come first.
        """
        for chapter in sorted(self.chapters(name), key=lambda chapter: chapter.name not in likely):
            if is_whole or trial.is_open:
                for cell in chapter.moved(reach):
                    trial.cells.add(cell)
                    if cell.is_seen and not is_whole:
                        return


def _distinct(house: House, names: Collection[str]) -> dict[str, list[Path]]:
    """The chapters by scenario, but those that have the values of an earlier one."""
    first: dict[str, tuple[str, Path]] = {}
    for name, path in product(names, house.chapters()):
        defaults = notebooks.defaults(notebooks.plain(path))
        given = {key: value for key, value in scenarios.load(name).items() if key in defaults}
        first.setdefault(files.digest([path.name, defaults | given]), (name, path))
    return {each: [path for name, path in first.values() if name == each] for each in names}


_here: list[Bench] = []  # that of a worker


def _each(what: str, bench: Bench, workers: int, do: Callable, jobs: list[tuple], opened: Iterable[str]) -> list:
    """What a method of the bench returns for each job, in order; says how much of `what` is done.

    Workers find the bench as copies of this process, with the chapters `opened` under these scenarios; where there are
    no such copies, each makes its own.
    """
    for name in opened if FORKS else ():
        bench.chapters(name)
    context, about = get_context("fork" if FORKS else "spawn"), (bench.house, bench if FORKS else None)
    try:
        with interruptible(ending(ProcessPoolExecutor(workers, context, _settle, about))) as pool:
            futures = [pool.submit(_done, do, job) for job in jobs]
            for _ in progress(what, len(jobs), futures):
                pool.next().result()
            return [future.result() for future in futures]
    finally:
        gc.unfreeze()


def _settle(house: House, bench: Bench | None) -> None:
    """Makes a worker quiet, since nobody sees what it draws, and collect garbage seldom. A signal ends it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    logging.disable()
    gc.set_threshold(200_000, 50, 100)
    _here[:] = [bench or Bench(house)]


def _done(do: Callable, job: tuple) -> object:
    return do(_here[0], *job)
