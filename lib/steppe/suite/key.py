"""What a run depends on: digests, and one key for all of them.

A run depends on the written part of its notebook, on the values that reach it, and on what every run reads: the folder
of data and the source of the library, each as a whole, the packages and Python; and, for the links between them, on the
names of the chapters. It also depends on the files that lie directly beside its notebook. Whatever is hidden does not
count, nor do other notebooks, nor what a run has sealed.

What else a notebook may reach for (the network, the clock, files in other folders) is not seen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import file_digest
from pathlib import Path

from steppe.suite import notebooks, seal
from steppe.suite.door import Job
from steppe.suite.house import House
from steppe.suite.seal import digest

NO_SOURCE = {"__pycache__", "_share"}


class World:
    """What runs depend on as it is now, and whether it has moved since."""

    def __init__(self, house: House | None = None):
        self._house = house or House()
        self._shared = self._stamps()
        self._read: dict[Path, tuple[tuple[int, ...], str]] = {}
        self.digests = self._digests()

    def records(self, jobs: Iterable[Job]) -> Iterator[dict]:
        """What each job depends on.

        `parameters` are the values of all that the notebook declares, `injected` the names of those that are passed
        to it. Jobs with one `key` are one execution: they differ at most in which defaults are passed once more.
        """
        read: dict[Path, tuple[dict, dict]] = {}
        beside = cache(_beside)
        for job in jobs:
            if job.notebook not in read:
                self._read[job.notebook] = _stamp(job.notebook), _digest(job.notebook)
                notebook = notebooks.plain(job.notebook)
                own = {"beside": beside(job.notebook.parent), "notebook": digest(notebooks.written(notebook))}
                read[job.notebook] = own, notebooks.defaults(notebook)
            own, defaults = read[job.notebook]
            record = {**self.digests, **own, "parameters": defaults | job.parameters}
            key = digest(record | {"injected": bool(job.parameters)})
            yield record | {"injected": list(job.parameters), "key": key}

    def has_moved(self, *notebooks: Path) -> bool:
        """Whether anything that every run depends on, or one of these notebooks, is no longer what it was.

        A file that was written with the bytes it had is what it was.
        """
        try:
            stamps = self._stamps()
            if stamps != self._shared:
                if self._digests() != self.digests:
                    return True
                self._shared = stamps
            return not all(map(self._is_as_read, notebooks))
        except OSError:
            return True

    def _is_as_read(self, notebook: Path) -> bool:
        stamp, content = self._read[notebook]
        return stamp == _stamp(notebook) or content == _digest(notebook)

    def _digests(self) -> dict[str, str]:
        house = self._house
        return {
            "chapters": digest([path.name for path in house.chapters()]),
            "data": _tree(house.data),
            "library": _tree(house.library),
            "lock": digest([_digest(house.lock) if house.lock.is_file() else "", *_installed()]),
            "python": ".".join(map(str, sys.version_info[:3])),
        }

    def _stamps(self) -> dict[Path, tuple[int, ...]]:
        house = self._house
        shared = {path: _stamp(path) for path in (*_below(house.data), *_below(house.library), house.lock)}
        return shared | dict.fromkeys(house.chapters(), ())


def _tree(folder: Path) -> str:
    """The digest of a folder: the names and the bytes of all its files."""
    return digest({path.relative_to(folder).as_posix(): _digest(path) for path in _below(folder)})


def _below(folder: Path) -> list[Path]:
    paths = ((path, path.relative_to(folder).parts) for path in folder.rglob("*"))
    visible = (path for path, parts in paths if NO_SOURCE.isdisjoint(parts) and not any(map(_is_hidden, parts)))
    return sorted(path for path in visible if path.is_file())


def _beside(folder: Path) -> str:
    """The digest of the files in a folder that a notebook there may read: none of its own kind, and no output."""
    files = (path for path in folder.iterdir() if path.is_file() and not _is_hidden(path.name))
    others = (path for path in files if path.suffix != ".ipynb" and os.access(path, os.R_OK))
    return digest({ascii(path.name): _digest(path) for path in others if path.suffix != ".json" or not seal.read(path)})


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


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
