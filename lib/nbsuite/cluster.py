"""Executions on a Dask cluster: its workers have the same wheel, and hand back what came of each notebook.

A worker that is lost loses nothing: the scheduler gives what it was at to another, and only this side writes.
"""

import atexit
import os
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from importlib.metadata import distributions, entry_points
from pathlib import Path
from threading import Event, Lock, Thread

from nbsuite import execution, warm
from nbsuite.errors import Refused
from nbsuite.execution import Outcome
from nbsuite.key import PACKAGES, World, beside, installed, lay_out
from nbsuite.project import Project
from nbsuite.surroundings import settle

PATIENCE, GRACE = 10, 60  # seconds, for a scheduler and a worker to answer, and for another worker to come
NO_WORKERS = "no worker was left on the cluster, and none came"
NO_SCHEDULER = "the scheduler was lost"
TOO_LARGE = "found {:,} bytes in the notebook and the files beside it, expected at most {:,} to send to a worker"
CHANGED = "what all runs depend on changed at a worker since it started: start it again"
AHEAD = 2
LARGEST = 10_000_000  # bytes, of what is sent along with each run
_ALONE = Lock()  # papermill changes the folder of the whole process


class Cluster:
    """A scheduler and its workers, as an executor of notebooks; `count` is how many executions keep them busy."""

    def __init__(self, client, world: World):
        self._client, self._executor = client, client.get_executor(pure=False)
        self._kind, self._needed = type(world.project), world.digests | {PACKAGES: packages()}
        self._open: set[Future] = set()
        self.count = AHEAD * max(1, sum(client.nthreads().values()))

    def submit(self, notebook: Path, parameters: dict[str, object], timeout: int | None, *_) -> Future:
        """What `execution.perform` returns, of a notebook sent with what lies beside it."""
        future: Future = Future()
        self._open.add(future)
        try:
            paths = [notebook, *beside(notebook.parent)]
            if (size := sum(path.stat().st_size for path in paths)) > LARGEST:
                self._end(future, TOO_LARGE.format(size, LARGEST))
            else:
                files = {path.name: path.read_bytes() for path in paths}
                about = notebook.name, files, parameters, timeout, self._kind, self._needed
                self._executor.submit(perform, *about).add_done_callback(partial(self._arrived, future))
        except OSError as error:
            self._end(future, execution.reason_of(error))
        return future

    def watch(self, closed: Event) -> None:
        """Until it is closed: ends what is open, with a reason, when there have been no workers for GRACE seconds."""
        last = time.monotonic()
        while not closed.wait(1):
            with suppress(Exception):  # the connection is lost, or being closed
                if self._client.nthreads():
                    last = time.monotonic()
            if time.monotonic() - last > GRACE:
                for future in list(self._open):
                    self._end(future, NO_WORKERS)

    def _arrived(self, future: Future, sent: Future) -> None:
        try:
            self._end(future, sent.result())
        except CancelledError:
            self._end(future, NO_SCHEDULER)
        except Exception as error:
            self._end(future, execution.reason_of(error))

    def _end(self, future: Future, outcome: Outcome | str) -> None:
        self._open.discard(future)
        with suppress(InvalidStateError):
            future.set_result(Outcome(outcome, "", {}) if isinstance(outcome, str) else outcome)


@contextmanager
def connect(address: str, world: World) -> Iterator[Cluster]:
    """The cluster at an address such as tcp://10.0.0.1:8786. Raises `Refused` where no scheduler or worker answers."""
    try:
        from distributed import Client
    except ImportError:
        raise Refused("--scheduler: found no package distributed, expected it to be installed") from None
    client = Client.__new__(Client)  # known even if it fails, so that it can be closed
    try:
        client.__init__(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        client.close()
        raise Refused(f"--scheduler: found no scheduler at {address} ({execution.reason_of(error)})") from None
    with client, ExitStack() as closing:
        try:
            client.wait_for_workers(1, PATIENCE)
        except TimeoutError:
            raise Refused(f"--scheduler: found no worker at {address}, expected one: dask worker {address}") from None
        cluster, closed = Cluster(client, world), Event()
        Thread(target=cluster.watch, args=(closed,), daemon=True).start()
        closing.callback(closed.set)
        yield cluster


def perform(
    name: str, files: dict[str, bytes], parameters: dict[str, object], timeout: int | None,
    kind: type[Project], needed: dict[str, str],
) -> Outcome | str:
    """On a worker: what came of a notebook among some files, or why this installation is not the one needed.

    It has to be the one with which the worker started: its warm process keeps that. `kind`: the class of the project.
    """
    world = World(kind())
    if world.digests != _at_first(kind):
        return CHANGED
    own = world.digests | {PACKAGES: packages()}
    other = sorted(what for what in own.keys() | needed.keys() if own.get(what) != needed.get(what))
    if other:
        return f"a worker has other {' and '.join(other)}: install the same wheel and lock there"
    with _ALONE, tempfile.TemporaryDirectory(prefix="nbsuite-") as folder:
        settle(os.environ).update(_environment(world.project.preload))
        lay_out(files, Path(folder))
        result = execution.perform(Path(folder, name), parameters, timeout)
    return CHANGED if world.has_moved() else result


@cache
def _at_first(kind: type[Project]) -> dict[str, str]:
    """What this worker has, as it was when it was first given something to do."""
    return World(kind()).digests


@cache
def packages() -> str:
    """The versions of the package that brings the warm kernels, of all that it needs, and that these need, here."""
    folders = dict.fromkeys(os.path.dirname(path) for path in installed())
    versions: dict[str, str] = {}
    waiting = [entry.dist.name for entry in entry_points(group=warm.GROUP, name=warm.PROVISIONER)]
    while waiting:
        package = next(iter(distributions(name=waiting.pop(), path=[*folders])), None)
        if package and package.name not in versions:
            versions[package.name] = package.version
            needed = [required for required in package.requires or [] if "extra ==" not in required]
            waiting += [re.match(r"[\w.-]+", required)[0] for required in needed]
    return ", ".join(f"{name} {versions[name]}" for name in sorted(versions))


@cache
def _environment(preload: str) -> dict[str, str]:
    """What kernels of this worker find in their environment: among it a warm process, kept until the worker ends."""
    keeping = ExitStack()
    atexit.register(keeping.close)
    folder = keeping.enter_context(tempfile.TemporaryDirectory(prefix="nbsuite-", ignore_cleanup_errors=True))
    return {"IPYTHONDIR": folder} | keeping.enter_context(warm.kernels(preload=preload))
