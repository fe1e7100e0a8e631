"""Run jobs: what is one execution once, what is unchanged not at all, and nothing half done.

Workers execute and hand back what came of it; this process alone writes. Every output carries the record of what it
rests on, sealed, so that it can be told from one that is old, changed or partial wherever a command was stopped and
whoever else writes into the same folder.
"""

import json
import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from nbsuite import execution, files, manifest, notebooks, parameters, store, warm, workers
from nbsuite.errors import in_one_line
from nbsuite.jobs import Job
from nbsuite.key import PLACE, READS, UNKNOWN, Copy, World, copy_of, unsettled
from nbsuite.surroundings import interruptible

MEMORY = ": most likely there is too little memory; let it need less, or give more"
AGAIN = ", and again with nothing running beside it"
MOVED_ELSEWHERE = "{}: found {} changed while it ran, expected nobody to; it is run again the next time"
REPLACED = "replaced: {}, the output of another notebook, {}; to keep both, run one with another --out"
REPEATED = "repeated: {}: {} runs, each in a copy of its folder, for files there changed during the first"
MOVED = "notebook, library, packages or other files that all runs read changed while it ran; run it again"
REMOVED = "removed while others ran; run it again"
WRITTEN = "files beside it changed among several runs there, and no copy of the folder helped; run it alone"


@dataclass(frozen=True)
class Result:
    """How a job went: `reason` is empty for a success, otherwise one line; `output` is None if nothing was left.

    `is_kept`: its output was there before, and nothing that it rests on has changed.
    """

    job: Job
    reason: str
    output: Path | None
    is_kept: bool = False

    @property
    def ok(self) -> bool:
        return not self.reason


class Task(NamedTuple):
    """A job and the record of what it rests on."""

    job: Job
    record: dict


@dataclass(frozen=True)
class How:
    """How to run: `count` executions at a time (default: as many as serve the machine), in warm kernels where that is
    possible, unless `cold`, or on the workers of the `scheduler` at an address, as many as keep them busy.

    No cell may take longer than `timeout` seconds. `force` runs also what is unchanged.
    """

    count: int | None = None
    cold: bool = False
    timeout: int | None = None
    force: bool = False
    scheduler: str | None = None


AS_USUAL = How()


def fill(
    out: Path, jobs: list[Job], how: How, summarise: Callable[[], object], world: World
) -> tuple[list[Result], bool]:
    """Runs jobs into a folder of runs, has what they are summed up in written, and then the manifest.

    Returns the results, in the order of the jobs, and whether nothing failed; what did is told on stderr, a line each,
    and so is an output that was removed meanwhile.
    Where it is interrupted, the manifest says what is there. Raises as `run` does.
    """
    try:
        results = run(jobs, how, partial(parameters.expect_fit, vocabulary=world.project.hook("vocabulary")), world)
        unwritten = []
        for write in (summarise, partial(manifest.write, out)):
            try:
                write()
            except OSError as error:
                unwritten.append(f"{error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        if out.is_dir():
            with suppress(OSError):
                manifest.write(out)
        raise
    results = [Result(r.job, REMOVED, None) if r.ok and not r.job.target.is_file() else r for r in results]
    failed = [f"{r.job.title}{f' ({r.output.name})' if r.output else ''}: {r.reason}" for r in results if not r.ok]
    for complaint in [*failed, *unwritten]:
        _tell(f"failed: {complaint}")
    return results, not (failed or unwritten)


def run(
    jobs: list[Job], how: How = AS_USUAL, admit: Callable[[Path], object] = lambda notebook: None,
    world: World | None = None,
) -> list[Result]:
    """Runs what the jobs lack and returns their results in the same order; one that fails stops no other.

    `world` says what all runs depend on: nothing but packages and Python, unless one of a project is given. Before
    anything starts `admit` sees every notebook that is to be executed; what it raises ends all. Raises OSError
    where a notebook cannot be read or a folder not be written to, `Refused` where no scheduler answers, and `Refused`
    or DataError for a file that is no notebook.
    """
    world = world or World()
    twins: dict[tuple[Path, str], list[Task]] = {}
    for task in map(Task, jobs, world.records(jobs)):
        twins.setdefault((task.job.notebook, task.record["key"]), []).append(task)
    lacking = deque(tasks for tasks in twins.values() if how.force or not _finished(tasks, world))
    for notebook in dict.fromkeys(tasks[0].job.notebook for tasks in lacking):
        admit(notebook)
    results = [] if how.force else [result for tasks in twins.values() for result in reuse(tasks, world)]
    if lacking:
        for job, record in chain(*lacking):
            if (before := (files.record(job.target) or record).get(PLACE)) != record[PLACE]:
                _tell(REPLACED.format(job.target, before or "outside of this project"))
        folders = {task.job.target.parent for task in chain(*lacking)}
        sources = Counter(tasks[0].job.notebook.parent for tasks in lacking)
        copies = {} if how.scheduler else {folder: copy_of(folder) for folder in sources if sources[folder] > 1}
        with _places(how, world) as (busy, pool), progress("notebooks", len(lacking)) as bar:
            try:
                for folder in folders:
                    files.expect_writable(folder)
                _Run(world, how, pool, bar.update, results, copies).finish(lacking, busy)
            finally:
                for folder in folders:
                    with suppress(OSError):
                        folder.rmdir()
    by_target = {result.job.target: result for result in results}
    return [by_target[job.target] for job in jobs]


@contextmanager
def _places(how: How, world: World) -> Iterator[tuple[int, Callable[[int], AbstractContextManager[Executor]]]]:
    """How many executions to have going, and what opens an executor for so many."""
    if how.scheduler:
        from nbsuite import cluster

        with cluster.connect(how.scheduler, world) as there:
            yield there.count, lambda _: nullcontext(there)
    else:
        with warm.kernels(how.cold, world.project.preload) as environment:
            yield how.count or workers.default_count(), lambda busy: workers.pool(busy, environment)


def reuse(tasks: list[Task], world: World) -> list[Result]:
    """The results of one execution where an output of it is there, copied to where it lacks; empty if none is.

    What cannot be written is a failure among the results. Raises OSError where the output cannot be read.
    """
    finished = _finished(tasks, world)
    results = []
    for job, record in tasks if finished else []:
        source, about = next(iter(finished.items()))
        if job.target in finished and finished[job.target]["injected"] == record["injected"]:
            try:
                job.failed_target.unlink(missing_ok=True)
                results.append(Result(job, "", job.target, is_kept=True))
            except OSError as error:
                results.append(_failed(job, error))
        else:
            task, output = Task(job, record | {READS: about[READS]}), json.loads(source.read_bytes())
            results.append(_write(task, "", output, about["injected"], world))
    return results


def _finished(tasks: list[Task], world: World) -> dict[Path, dict]:
    """The records of the outputs that are there and up to date, by their paths."""
    found = {}
    for job, record in tasks:
        about = files.record(job.target)
        is_its = about is not None and about.keys() > record.keys() and about["key"] == record["key"]
        if is_its and not world.changed(job.notebook, about[READS]):
            found[job.target] = about
    return found


@dataclass
class _Run:
    """Executions, each a list of tasks that share it, and the results they come to."""

    world: World
    how: How
    pool: Callable[[int], AbstractContextManager[Executor]]
    tell: Callable[[], object]
    results: list[Result]
    copies: dict[Path, Copy | None]  # of folders with several executions, as they were before any of them
    repeated: deque[list[Task]] = field(default_factory=deque)
    died: list[list[Task]] = field(default_factory=list)
    is_apart: bool = False
    is_alone: bool = False

    def finish(self, waiting: deque[list[Task]], count: int) -> None:
        """Executes all that wait, `count` at a time.

        What ran when a worker died, and whose kernel died, is tried once more, each alone: there may be memory
        for one. What may have read what another wrote beside it is repeated, each in a copy of its folder.
        """
        while waiting:
            self.died += self._drain(waiting, count)
        self.is_alone = True
        for tasks in self.died:
            if self._drain(deque([tasks]), 1):
                reason = f"the process that ran it died{AGAIN}{MEMORY}"
                self._end([Result(task.job, reason, None) for task in tasks])
        self.is_alone, self.died = False, []
        if self.repeated and not self.is_apart:
            for notebook, runs in Counter(tasks[0].job.notebook for tasks in self.repeated).items():
                _tell(REPEATED.format(notebook.name, runs))
            self.is_apart = True
            self.finish(self.repeated, count)

    def _drain(self, waiting: deque[list[Task]], count: int) -> list[list[Task]]:
        """Executes what waits, to the end or until a worker dies; returns what ran then."""
        running: dict[Future, tuple[list[Task], list]] = {}
        with suppress(BrokenExecutor), interruptible(self.pool(min(count, len(waiting)))) as pool:
            while waiting or running:
                if waiting and len(running) <= count:
                    if done := [] if self.how.force else reuse(waiting[0], self.world):
                        self._end(done)
                    else:
                        job = waiting[0][0].job
                        since, root = self.world.now(job.notebook), self.world.root_of(job.notebook)
                        copy = self.copies[job.notebook.parent] if self.is_apart else None
                        future = pool.submit(job.notebook, job.parameters, self.how.timeout, copy, root)
                        running[future] = waiting[0], since
                    waiting.popleft()
                else:
                    future = pool.next()
                    if results := self._outcome(future, *running[future]):
                        self._end(results)
                    del running[future]
        return [tasks for tasks, _ in running.values()]

    def _outcome(self, future: Future, tasks: list[Task], since: list) -> list[Result]:
        """Stores what an execution led to, for each of its tasks; nothing where it is to be repeated.

        Raises BrokenExecutor where its worker has died.
        """
        try:
            reason, text, seen = future.result()
        except BrokenExecutor:
            raise
        except Exception as error:
            return [_failed(task.job, error) for task in tasks]
        job, about = tasks[0]
        if reason.startswith(execution.DIED):
            if not self.is_alone:
                self.died.append(tasks)
                return []
            reason += AGAIN + (MEMORY if "SIGKILL" in reason else "")
        has_moved, has_moved_beside = self.world.was_touched(job.notebook, since)
        has_met_others = (has_moved_beside and not self.is_apart) or self.world.was_written_beside(job.notebook, since)
        if has_moved:
            reason, text = MOVED, ""
        elif has_met_others and job.notebook.parent in self.copies:
            if self.copies[job.notebook.parent] is not None and not self.is_apart:
                self.repeated.append(tasks)
                return []
            reason, text = WRITTEN, ""
        if not text:
            return [Result(task.job, reason, None) for task in tasks]
        reads = self.world.digests_of(job.notebook, seen)
        for name in (name for name, content in reads.items() if content == UNKNOWN):
            _tell(MOVED_ELSEWHERE.format(job.notebook.name, name))
        stored = unsettled if has_moved_beside and not reason else dict
        tasks = [Task(job, stored(record) | {READS: reads}) for job, record in tasks]
        return [_write(task, reason, json.loads(text), about["injected"], self.world) for task in tasks]

    def _end(self, results: list[Result]) -> None:
        self.results += results
        self.tell()


def _write(task: Task, reason: str, output: dict, names: list[str], world: World) -> Result:
    """Stores an output under the name that tells how it went, and removes the other, unless that is still right.

    `names` are those that were passed where it ran.
    """
    job, record = task
    kept, other = (job.failed_target, job.target) if reason else (job.target, job.failed_target)
    if record["injected"] != names:
        for cell in output["cells"]:
            if notebooks.INJECTED in cell["metadata"].get("tags", []):
                cell["source"] = execution.injected(job.parameters).splitlines(keepends=True)
    output["metadata"][files.RECORD] = record | files.OPEN
    try:
        files.write(kept, files.hashed(store.plain_dumps(output)))
        if not (reason and _finished([task], world)):
            other.unlink(missing_ok=True)
    except OSError as error:
        return _failed(job, error)
    return Result(job, reason, kept)


def _failed(job: Job, error: Exception) -> Result:
    """The result of a job of which nothing new could be stored; what was there stays."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else execution.reason_of(error)
    return Result(job, said, None)


def _tell(said: str) -> None:
    """Says something on stderr, in one line."""
    print(in_one_line(said), file=sys.stderr)


def progress(what: str, total: int, steps: Iterable | None = None):
    """A progress bar on stderr, for people only; goes through `steps` if there are any."""
    from tqdm import tqdm

    quiet = not sys.stderr.isatty() or bool(os.environ.get("CI"))
    return tqdm(steps, what, total, unit="", disable=quiet, file=sys.stderr, leave=False)
