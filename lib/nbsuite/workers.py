"""Processes that execute notebooks: how many, how they start, and that none is left.

In a container as many as it is given processors and memory for, not the host: by the control groups of this process, of
version 1 or 2. The smallest limit of a group and those around it counts.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import product
from math import inf
from multiprocessing import get_context, parent_process, resource_tracker, set_forkserver_preload
from multiprocessing.process import BaseProcess
from pathlib import Path
from secrets import token_hex
from threading import Thread

from nbsuite import execution
from nbsuite.execution import Outcome
from nbsuite.surroundings import settle, spare

PER_CORE = 1.5
MEMORY_OF_A_RUN = 300 * 2**20
PROCESS = Path("/proc/self")
MEMORY = ("memory.max", "memory.limit_in_bytes"), ("memory.current", "memory.usage_in_bytes"), ("memory.stat",)


def default_count() -> int:
    """How many runs at a time serve this machine or container.

    A run waits for part of its time, so that more of them than cores pay (benchmarks/at_a_time.py). Each may need
    MEMORY_OF_A_RUN bytes, worker and kernel together; warm ones need about half of it.
    """
    import psutil

    free = min([psutil.virtual_memory().available, *map(_free, _groups())])
    return max(1, min(int(PER_CORE * cores()), int(free // MEMORY_OF_A_RUN)))


def cores() -> int:
    """The processors that this process may use, as many as its container is given the time of, at least one."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, int(min([usable, *map(_share, _groups())])))


def _groups() -> Iterator[Path]:
    """The folders of the control groups that this process is in, its own and those around it, up to the mount."""
    try:
        groups = [line.split(":", 2) for line in (PROCESS / "cgroup").read_text().splitlines()]
        mounts = [line.split() for line in (PROCESS / "mountinfo").read_text().splitlines()]
    except OSError:  # another system
        return
    for (_, names, place), (_, _, _, root, top, *about) in product(groups, mounts):
        kind, controllers = about[about.index("-") + 1], about[-1].split(",")
        if kind == ("cgroup" if names else "cgroup2") and (not names or {*names.split(",")} <= {*controllers}):
            own = Path(top, os.path.relpath(place, root) if Path(place).is_relative_to(root) else "")
            yield from (folder for folder in (own, *own.parents) if folder.is_relative_to(top))


def _free(group: Path) -> float:
    """How many bytes a group may still take; what files have in its cache is given back when it is needed."""
    limit, used, about = (_words(group, *names) for names in MEMORY)
    cached = dict(zip(about[::2], about[1::2], strict=False))
    idle = cached.get("total_inactive_file") or cached.get("inactive_file", 0)
    return float(limit[0]) - float(used[0]) + float(idle) if limit and used and limit != ["max"] else inf


def _share(group: Path) -> float:
    """The processors whose time a group is given."""
    quota = _words(group, "cpu.max") or _words(group, "cpu.cfs_quota_us") + _words(group, "cpu.cfs_period_us")
    return int(quota[0]) / int(quota[1]) if len(quota) == 2 and quota[0] not in ("max", "-1") else inf


def _words(group: Path, *names: str) -> list[str]:
    """What the first of some files says that is there."""
    for name in names:
        with suppress(OSError):
            return (group / name).read_text().split()
    return []


class Workers:
    """Processes that execute notebooks, as an executor of them."""

    def __init__(self, pool: ProcessPoolExecutor):
        self._pool = pool

    def submit(self, *run) -> Future:
        """What `execution.perform` returns."""
        future: Future = Future()
        self._pool.submit(_perform, *run).add_done_callback(partial(_arrived, future))
        return future


def _perform(*run) -> Outcome | Path:
    """What came of a notebook, in a file: a worker that is killed amid a long message is waited for to end it."""
    result = execution.perform(*run)
    place = Path(tempfile.gettempdir(), f"{token_hex(8)}.json")
    try:
        place.write_text(json.dumps(result), encoding="ascii")
    except OSError:  # a full disk for what is temporary
        place.unlink(missing_ok=True)
        return result
    return place


def _arrived(future: Future, sent: Future) -> None:
    try:
        result = sent.result()
        if isinstance(result, Path):
            place, result = result, Outcome(*json.loads(result.read_text(encoding="ascii")))
            place.unlink()
        future.set_result(result)
    except BaseException as error:
        future.set_exception(error)


@contextmanager
def pool(count: int, environment: dict[str, str]) -> Iterator[Workers]:
    """Spawned processes, so many, which execute notebooks."""
    with processes(count, environment) as executor:
        yield Workers(executor)


@contextmanager
def processes(count: int, environment: dict[str, str], preload: Sequence[str] = ()) -> Iterator[ProcessPoolExecutor]:
    """Processes, so many, quiet, with the environment under which notebooks run.

    They are spawned; on Linux those that `preload` modules are forks of a process that has imported these.
    """
    _start_tracker()
    start = "forkserver" if preload and sys.platform == "linux" else "spawn"
    set_forkserver_preload(list(preload))
    if preload:  # a fork would have the environment of the first pool
        environment = settle(dict(os.environ)) | environment
    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as folder:
        about = {"mp_context": get_context(start), "initializer": _settle, "initargs": (folder, environment)}
        with ending(ProcessPoolExecutor(count, **about)) as executor:
            yield executor


@contextmanager
def ending(pool: ProcessPoolExecutor) -> Iterator[ProcessPoolExecutor]:
    """Closes a pool at the end; an interruption ends its processes, and theirs, instead of waiting for what they do."""
    try:
        yield pool
    except BaseException:
        processes, results = list((pool._processes or {}).values()), pool._result_queue
        manager = pool._executor_manager_thread
        pool.shutdown(wait=False, cancel_futures=True)
        _kill(processes)
        if results:
            results._writer.close()  # or the rest of a message that was cut off is waited for
        if manager:
            manager.join()  # as it ends, Python writes into the pipe that this thread may be closing
        raise
    else:
        pool.shutdown()


def _kill(processes: list[BaseProcess]) -> None:
    """Kills processes and what they have started, as kernels and what these have started."""
    import psutil

    family = []
    for process in processes:
        with suppress(psutil.Error):
            parent = psutil.Process(process.pid)
            family += [parent, *parent.children(recursive=True)]
    for each in family:
        with suppress(psutil.Error):
            each.kill()
    for process in processes:
        process.join()


def _start_tracker() -> None:
    """Starts what tidies up after the processes of a pool, and is to outlive them: as to Ctrl-C, deaf to a hangup."""
    if hasattr(signal, "SIGHUP"):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle(folder: str, environment: dict[str, str]) -> None:
    """Makes a worker quiet, its kernels those of this installation and free of the user's profile.

    Whatever is temporary goes into `folder`, which the parent removes even if the worker is ended.
    The worker does not outlive its parent.
    """
    spare()
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    tempfile.tempdir = folder
    sink = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(sink, stream)
    settle(os.environ).update({"IPYTHONDIR": folder} | environment)


def _end_with_parent(folder: str) -> None:
    parent_process().join()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
