"""What a run depends on: digests, and one key for all of them.

A run depends on the written part of its notebook, on the values that reach it, on the files directly beside it, and on
what every run reads: the files that its project says, the source of this package, all packages and Python. Hidden
files do not count, nor do other notebooks, nor what a run has sealed.

None of that may be touched while it runs, not even written as it was: nobody knows then what the run has read. One that
itself writes beside its notebook is stored under a key that no run has again. Where one command has several runs in a
folder, each during which a file there came, changed or went is repeated in a copy of the folder as it was before all of
them: what one writes reaches no other run of that command. For later commands it is a file like any other.

What a run was seen to read elsewhere below the project, or below the folder of a notebook outside of it, joins its
record (`reads`): its output is up to date only as long as these files are as it read them. The network, the clock and
hidden files are not seen.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from functools import cache, cached_property, partial
from hashlib import file_digest
from pathlib import Path

from nbsuite import files, notebooks
from nbsuite.files import LARGEST, digest
from nbsuite.jobs import Job
from nbsuite.project import Project, Tree
from nbsuite.reads import Stamp, stamp

ENGINE = Tree(Path(__file__).parent)
UNKNOWN, PACKAGES, PLACE, READS = "", "packages", "place", "reads"

Stamps = dict[str | Path, tuple[int | str, ...]]
Copy = dict[str, bytes | Path]


class Part:
    """Some of what runs depend on: `content` as it was read, and whether it is touched afterwards."""

    def __init__(self, stamps: Callable[[], Stamps], read: Callable[[], object]):
        self._stamps, self._read = stamps, read
        self.first = self._known = self.now()
        self.content = read()

    def now(self) -> Stamps:
        """The stamps of its files; none where they cannot be listed."""
        with suppress(OSError):
            return self._stamps()
        return {}

    def was_touched(self, since: Stamps) -> bool:
        """Whether the stamps are no longer these, or the content was no longer what was read when they were."""
        now = self.now()
        with suppress(OSError):
            if now == since != self._known and self._read() == self.content:
                self._known = now
        return not now == since == self._known


class World:
    """What runs depend on as it is now, and whether it is touched while they run."""

    def __init__(self, project: Project | None = None):
        self.project = project or Project()
        self._trees = {"engine": ENGINE, **self.project.depends}
        self._shared = Part(self._stamps, self._digests)
        self._parts: dict[Path, tuple[Part, Part, Part]] = {}  # of a notebook: what all share, itself, the files beside
        self.digests: dict[str, str] = self._shared.content  # of what all runs depend on

    def records(self, jobs: Iterable[Job]) -> Iterator[dict]:
        """What each job depends on.

        `parameters` are the values of all that the notebook declares, `injected` the names of those that are passed
        to it. Jobs with one `key` are one execution: they differ at most in which defaults are passed once more.
        """
        read: dict[Path, tuple[dict, dict]] = {}
        aside = cache(lambda folder: Part(lambda: _stamped(beside(folder)), partial(_beside, folder)))
        for job in jobs:
            path = job.notebook
            if path not in read:
                itself = Part(partial(_stamped, [path]), partial(digest_of, path))
                self._parts[path] = self._shared, itself, aside(path.parent)
                notebook = notebooks.plain(path)
                own = {"beside": aside(path.parent).content, "notebook": digest(notebooks.written(notebook))}
                read[path] = own, notebooks.defaults(notebook)
            own, defaults = read[path]
            record = {**self.digests, **own, "parameters": defaults | job.parameters}
            place = self.project.name_of(path) if path.is_relative_to(self.project.root) else ""
            yield _keyed(record | {"injected": list(job.parameters)}) | {PLACE: place}  # on which no run depends

    def now(self, notebook: Path) -> list[Stamps]:
        """The stamps of all that a run of a notebook depends on, and of its folder, to be taken before it starts."""
        return [*map(Part.now, self._parts[notebook]), _listed(notebook.parent)]

    def was_touched(self, notebook: Path, since: list[Stamps]) -> tuple[bool, bool]:
        """Whether what a run depends on was touched since it started: anything but the files beside; these."""
        shared, own, aside = map(Part.was_touched, self._parts[notebook], since)
        return shared or own, aside

    def was_written_beside(self, notebook: Path, since: list[Stamps]) -> bool:
        """Whether a file beside a notebook was touched since its run started, or one came there and went again."""
        listed = _listed(notebook.parent)
        came_and_went = listed.keys() == since[-1].keys() and listed != since[-1]
        return came_and_went or self._parts[notebook][2].now() != since[2]

    def root_of(self, notebook: Path) -> Path:
        """The folder below which a run is seen to read: the project's, or that of a notebook outside of it."""
        root = self.project.root.absolute()
        return root if notebook.is_relative_to(root) and root.parent != root else notebook.parent

    def digests_of(self, notebook: Path, seen: Mapping[str, Stamp]) -> dict[str, str]:
        """The digests of what a run read (`Outcome.reads`) but for what its key covers; UNKNOWN if touched since."""
        found, folder, aside = {}, notebook.parent, self._parts[notebook][2].first
        for name, then in seen.items():
            path = Path(os.path.abspath(folder / name))
            is_beside = path in aside or (path.parent == folder and not then)
            if path != notebook and path not in self._covered and not is_beside:
                now = stamp(path)
                found[name] = _content(path, now) if now == tuple(then) or path.is_dir() else UNKNOWN
        return found

    def changed(self, notebook: Path, reads: Mapping[str, str]) -> list[str]:
        """Which of the files that a run read are not as they were, by their paths from the notebook's folder."""
        paths = {name: notebook.parent / name for name in reads}
        return [name for name, path in paths.items() if _content(path, stamp(path)) != reads[name]]

    @cached_property
    def _covered(self) -> set[Path]:
        """The files on which all runs depend, and the folders that hold no others."""
        found = {Path(path).absolute() for each in self._trees.values() for path in _files(*each)}
        return found | {path.parent for path in found - {each.path.absolute() for each in self._trees.values()}}

    def has_moved(self) -> bool:
        """Whether anything that all runs depend on was touched since it was read."""
        return self._shared.was_touched(self._shared.first)

    def _digests(self) -> dict[str, str]:
        lock, packages = self.project.lock, sorted({os.path.basename(path) for path in installed()})
        return {
            **{name: digest(value) for name, value in self.project.also().items()},
            **{name: tree(*each) for name, each in self._trees.items()},
            PACKAGES: digest([digest_of(lock) if lock and lock.is_file() else "", *packages]),
            "python": ".".join(map(str, sys.version_info[:3])),
        }

    def _stamps(self) -> Stamps:
        lock = [self.project.lock] if self.project.lock else []
        paths = (*(path for each in self._trees.values() for path in _files(*each)), *lock, *installed())
        return _stamped(paths) | {name: (digest(value),) for name, value in self.project.also().items()}


def unsettled(record: dict) -> dict:
    """The record of a run beside whose notebook files were touched: its key is that of no run."""
    return _keyed(record | {"beside": UNKNOWN})


def _keyed(record: dict) -> dict:
    return record | {"key": digest(record | {"injected": bool(record["injected"])})}


def tree(folder: Path, but: Set[str] = frozenset()) -> str:
    """The digest of a folder: the names and the bytes of all its files; or of one file."""
    return digest({Path(path).relative_to(folder).as_posix(): digest_of(path) for path in _files(folder, but)})


def _files(path: str | Path, but: Set[str], above: Set[str] = frozenset()) -> Iterator[str | Path]:
    """The files in a folder and its folders, as readers find them through links as well; a file itself."""
    if os.path.isfile(path):
        yield path
    elif (place := os.path.realpath(path)) not in above:  # a round of links once
        for entry in os.scandir(path):
            if entry.name not in but and not entry.name.startswith(".") and (entry.is_dir() or entry.is_file()):
                yield from _files(entry.path, but, above | {place})


def beside(folder: Path) -> Iterator[Path]:
    """The files in a folder that a notebook there may read: none of its own kind, and no output."""
    found = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    others = (path for path in found if path.suffix != ".ipynb" and os.access(path, os.R_OK))
    return (path for path in others if path.suffix != ".json" or not files.record(path))


def copy_of(folder: Path) -> Copy | None:
    """What a folder's copy is made of: files beside a notebook, links to all else; None if too large, or unreadable."""
    with suppress(OSError):
        files = list(beside(folder))
        links = {path.name: path for path in folder.iterdir() if path.name != "__pycache__"}
        links |= {f"../{path.name}": path for path in folder.parent.iterdir() if path.name != folder.name}
        if sum(path.stat().st_size for path in files) <= LARGEST:
            return links | {path.name: path.read_bytes() for path in files}
    return None


def lay_out(copy: Copy, folder: Path) -> None:
    """Makes a copy of a folder; without the right to make links only the files beside the notebook are there."""
    for name, content in copy.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            with suppress(OSError):
                (folder / name).symlink_to(content.absolute())


def _beside(folder: Path) -> str:
    return digest({ascii(path.name): digest_of(path) for path in beside(folder)})


@cache
def _content(path: Path, _: Stamp) -> str:
    """The digest of a file, of the names in a folder or of nothing, at a stamp: with another it is looked at again."""
    with suppress(OSError):
        if path.is_dir():
            return digest(sorted(ascii(name) for name in os.listdir(path) if not name.startswith((".", "__pycache__"))))
        return digest_of(path)
    return digest(None)


def digest_of(path: str | Path) -> str:
    """The SHA-256 of what a file holds."""
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def installed() -> Iterator[str]:
    """The folders that tell the versions of packages; none inside a package, as those that setuptools brings along."""
    for folder in sys.path:
        if os.path.isdir(folder) and not os.path.isfile(os.path.join(os.path.dirname(folder), "__init__.py")):
            yield from (entry.path for entry in os.scandir(folder) if entry.name.endswith(".dist-info"))


def _listed(folder: Path) -> Stamps:
    """The names in a folder, and the folder with the time when one last came or went; empty where there is none."""
    with suppress(OSError):
        return dict.fromkeys(os.listdir(folder), ()) | {folder: stamp(folder)[:1]}
    return {}


def _stamped(paths: Iterable[str | Path]) -> Stamps:
    return {path: stamp(path) for path in paths}
