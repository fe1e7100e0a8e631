"""Processes that execute notebooks: how many, how they start, and that none is left.

In a container as many as it is given processors and memory for, not the host: by the control groups of this process, of
version 1 or 2. The smallest limit of a group and those around it counts.
"""

import gc
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
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import NamedTuple

from nbsuite import execution
from nbsuite.execution import Outcome
from nbsuite.surroundings import settle, spare

PER_CORE = 1.5
MEMORY_OF_A_RUN = 300 * 2**20
PROCESS = Path("/proc/self")
LISTENER = 32  # bytes that multiprocessing adds to the temporary folder, for a socket's path


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
    limit = _words(group, "memory.max") or _words(group, "memory.limit_in_bytes")
    used = _words(group, "memory.current") or _words(group, "memory.usage_in_bytes")
    _, _, idle = " ".join(_words(group, "memory.stat")).rpartition("inactive_file ")  # of version 1, `total_` is last
    is_limited = limit and used and limit != ["max"]
    return int(limit[0]) - int(used[0]) + int(idle.split()[0] if idle else 0) if is_limited else inf


def _share(group: Path) -> float:
    """The processors whose time a group is given."""
    quota = _words(group, "cpu.max") or _words(group, "cpu.cfs_quota_us") + _words(group, "cpu.cfs_period_us")
    return int(quota[0]) / int(quota[1]) if len(quota) == 2 and quota[0] not in ("max", "-1") else inf


def _words(group: Path, name: str) -> list[str]:
    with suppress(OSError):
        return (group / name).read_text().split()
    return []


class Workers(ProcessPoolExecutor):
    """Processes that execute notebooks: `submit` takes what `execution.perform` does, for what that returns."""

    def submit(self, *run) -> Future:
        return super().submit(_perform, *run)


class _InFile(NamedTuple):
    """An outcome on its way in a file: a worker that is killed amid a long message is waited for to end it."""

    place: Path

    def __reduce__(self):
        return _taken, (self.place,)


def _perform(*run) -> Outcome | _InFile:
    result = execution.perform(*run)
    place = Path(tempfile.gettempdir(), f"{token_hex(8)}.json")
    try:
        place.write_text(json.dumps(result), encoding="ascii")
    except OSError:  # a full disk for what is temporary
        place.unlink(missing_ok=True)
        return result
    return _InFile(place)


def _taken(place: Path) -> Outcome:
    result = Outcome(*json.loads(place.read_text(encoding="ascii")))
    place.unlink()
    return result


@contextmanager
def processes(
    count: int, environment: dict[str, str], preload: Sequence[str] = (), kind: type = ProcessPoolExecutor
) -> Iterator[ProcessPoolExecutor]:
    """Processes, so many, quiet, with the environment under which notebooks run, as an executor of a kind.

    They are spawned; on Linux those that `preload` modules are forks of a process that has imported these, unless its
    address would be too long.
    """
    if hasattr(signal, "SIGHUP"):  # what tidies up after them is to outlive them: as to Ctrl-C, deaf to a hangup
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    is_short = len(os.fsencode(tempfile.gettempdir())) + LISTENER <= execution.LONGEST_ADDRESS
    start = "forkserver" if preload and sys.platform == "linux" and is_short else "spawn"
    set_forkserver_preload(list(preload))
    if preload:  # a fork would have the environment of the first pool
        environment = settle(dict(os.environ)) | environment
    with tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True) as folder:
        about = {"mp_context": get_context(start), "initializer": _settle, "initargs": (folder, environment)}
        with ending(kind(count, **about)) as executor:
            yield executor


LOADED = "nbclient", "papermill.clientwrap", "papermill.engines", "papermill.execute"  # by every worker
pool = partial(processes, preload=LOADED, kind=Workers)  # of a count, under an environment, for notebooks


@contextmanager
def ending(pool: ProcessPoolExecutor) -> Iterator[ProcessPoolExecutor]:
    """Closes a pool at the end; an interruption ends its processes, and theirs, instead of waiting for what they do."""
    try:
        yield pool
    except BaseException:
        import psutil

        processes, results = list((pool._processes or {}).values()), pool._result_queue
        manager = pool._executor_manager_thread
        pool.shutdown(wait=False, cancel_futures=True)
        family = []
        for process in processes:
            with suppress(psutil.Error):
                family += [parent := psutil.Process(process.pid), *parent.children(recursive=True)]
        for each in family:
            with suppress(psutil.Error):
                each.kill()
        for process in processes:
            process.join()
        if results:
            results._writer.close()  # or the rest of a message that was cut off is waited for
        if manager:
            manager.join()  # as it ends, Python writes into the pipe that this thread may be closing
        raise
    else:
        pool.shutdown()


def _settle(folder: str, environment: dict[str, str]) -> None:
    """Makes a worker quiet, its kernels those of this installation and free of the user's profile.

    Whatever is temporary goes into `folder`, which the parent removes even if the worker is ended.
    The worker does not outlive its parent.
    """
    spare()
    gc.freeze()  # what a fork shares stays shared
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
