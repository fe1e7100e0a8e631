"""Executions on a Dask cluster: its workers have the same wheel, and hand back what came of each notebook.

A worker that is lost loses nothing: the scheduler gives what it was at to another, and only this side writes.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path
from threading import Lock

from steppe.suite import execution, warm
from steppe.suite.key import World
from steppe.suite.notebooks import Refused
from steppe.suite.surroundings import settle

PATIENCE = 10
AHEAD = 2
_ALONE = Lock()  # papermill changes the folder of the whole process


class Cluster:
    """A scheduler and its workers, as an executor of notebooks; `count` is how many executions keep them busy."""

    def __init__(self, client, digests: dict[str, str]):
        self._executor = client.get_executor(pure=False)
        self._needed = {"data": digests["data"], "library": digests["library"], "packages": packages()}
        self.count = AHEAD * max(1, sum(client.nthreads().values()))

    def submit(self, _perform, notebook: Path, parameters: dict[str, object], timeout: int | None) -> Future:
        """The reason and the output, as `execution.perform` gives them, of a notebook that is sent along."""
        text = notebook.read_text(encoding="utf-8")
        return self._executor.submit(perform, notebook.name, text, parameters, timeout, self._needed)


@contextmanager
def connect(address: str, digests: dict[str, str]) -> Iterator[Cluster]:
    """The cluster at an address such as tcp://10.0.0.1:8786. Raises `Refused` where no scheduler answers."""
    try:
        from distributed import Client
    except ImportError:
        raise Refused("--scheduler: found no package distributed, expected the extra steppe-count[cluster]") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Refused(f"--scheduler: found no scheduler at {address} ({execution.reason_of(error)})") from None
    with client:
        yield Cluster(client, digests)


def perform(
    name: str, text: str, parameters: dict[str, object], timeout: int | None, needed: dict[str, str]
) -> tuple[str, str]:
    """On a worker: the reason and the output of a notebook, if this installation is the one that is needed."""
    own = World().digests | {"packages": packages()}
    other = [what for what, digest in needed.items() if own[what] != digest]
    if other:
        return f"a worker has other {' and '.join(other)}: install the same wheel and lock there", ""
    with _ALONE, tempfile.TemporaryDirectory(prefix="steppe-") as folder:
        settle(os.environ).update(_environment())
        notebook = Path(folder) / name
        notebook.write_text(text, encoding="utf-8")
        return execution.perform(notebook, parameters, timeout)


def packages() -> str:
    """The versions of what steppe-count needs to run, as they are installed here."""
    needed = [required for required in metadata.requires("steppe-count") or [] if "extra ==" not in required]
    names = sorted(required.partition(">")[0].strip() for required in needed)
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


@cache
def _environment() -> dict[str, str]:
    """What kernels of this worker find in their environment: among it a warm process, kept until the worker ends."""
    keeping = ExitStack()
    atexit.register(keeping.close)
    folder = keeping.enter_context(tempfile.TemporaryDirectory(prefix="steppe-", ignore_cleanup_errors=True))
    return {"IPYTHONDIR": folder} | keeping.enter_context(warm.kernels())
