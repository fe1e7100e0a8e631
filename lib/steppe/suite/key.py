"""What a run depends on: digests, and one key for all of them.

A run depends on the written part of its notebook, on the values that reach it, and on what every run reads: the
folder of data, the library's source, the packages and Python; and, for the links between them, on the names of the
chapters. What else a notebook may reach for (the network, the
clock, other files) is not seen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from steppe.suite import notebooks
from steppe.suite.door import Job
from steppe.suite.house import House
from steppe.suite.seal import digest

NO_SOURCE = {"__pycache__", "_share"}


class World:
    """What runs depend on as it is now, and whether it has moved since."""

    def __init__(self, house: House | None = None):
        self._house = house = house or House()
        self._shared = self._stamps()
        self._written: dict[Path, tuple[int, ...]] = {}
        self.digests = {
            "chapters": digest([path.name for path in house.chapters()]),
            "data": _tree(house.data),
            "library": _tree(house.library),
            "lock": digest([_digest(house.lock) if house.lock.is_file() else "", *_installed()]),
            "python": ".".join(map(str, sys.version_info[:3])),
        }

    def records(self, jobs: Iterable[Job]) -> Iterator[dict]:
        """What each job depends on.

        `parameters` are the values of all that the notebook declares, `injected` the names of those that are passed
        to it. Jobs with one `key` are one execution: they differ at most in which defaults are passed once more.
        """
        read: dict[Path, tuple[str, dict]] = {}
        for job in jobs:
            if job.notebook not in read:
                self._written[job.notebook] = _stamp(job.notebook)
                notebook = notebooks.plain(job.notebook)
                read[job.notebook] = digest(notebooks.written(notebook)), notebooks.defaults(notebook)
            written, defaults = read[job.notebook]
            record = {**self.digests, "notebook": written, "parameters": defaults | job.parameters}
            key = digest(record | {"injected": bool(job.parameters)})
            yield record | {"injected": list(job.parameters), "key": key}

    def has_moved(self, *notebooks: Path) -> bool:
        """Whether anything that every run depends on, or one of these notebooks, was written, added or removed."""
        return self._shared != self._stamps() or any(self._written[path] != _stamp(path) for path in notebooks)

    def _stamps(self) -> dict[Path, tuple[int, ...]]:
        house = self._house
        shared = {path: _stamp(path) for path in (*_below(house.data), *_below(house.library), house.lock)}
        return shared | dict.fromkeys(house.chapters(), ())


def _tree(folder: Path) -> str:
    """The digest of a folder: the names and the bytes of all its files."""
    return digest({path.relative_to(folder).as_posix(): _digest(path) for path in _below(folder)})


def _below(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if NO_SOURCE.isdisjoint(path.relative_to(folder).parts))
    return sorted(path for path in files if path.is_file())


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _installed() -> list[str]:
    """The packages that Python finds, with their versions, by the names of their folders."""
    return sorted({found.name for folder in sys.path for found in Path(folder).glob("*.dist-info")})


def _stamp(path: Path) -> tuple[int, ...]:
    """What differs when a file has been written or replaced; empty where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
