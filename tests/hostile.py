"""A copy of the suite to do harm to, and a warm process in it that runs `steppe` as often as wanted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from conftest import copied, csv_rows, put, put_csv, tiny_notebook
from nbsuite.files import LARGEST
from steppe.paths import ROOT

FOLDERS = ("data", "notebooks")
SERVER = """
import json, os, sys, traceback
from nbsuite.surroundings import spare
spare()
import numpy, nbformat.validator, papermill.inspection
from steppe import cli
import build_book as book
from steppe.suite import checks, door, refresh, run, score

def answer(words, cwd, said):
    os.chdir(cwd)
    for stream, path in zip((1, 2), said):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    try:
        return cli.main(words)
    except SystemExit as end:
        return end.code
    except BaseException:
        traceback.print_exc()

for line in sys.stdin:
    child = os.fork()
    if not child:
        status = answer(**json.loads(line))
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(70 if status is None else status)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Outcome(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


class Tree:
    """Library, data, pages of the book and a small notebook below `root`, with a home and a place for temporary files.

    `steppe` forks the warm process, so that each command starts from the same state in a hundredth of the time.
    """

    def __init__(self, root: Path):
        self.root, self._aside = root / "tree", root
        copied(self.root, "lib", "book", "tools")
        for name in ("home", "tmp"):
            (self.root / name).mkdir()
        put(root / "07_tiny.ipynb", tiny_notebook())
        self.restore()
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.server = subprocess.Popen([sys.executable, "-c", SERVER], env=self.environment(), text=True, **pipes)

    def environment(self, **other: str) -> dict[str, str]:
        modules = os.pathsep.join(str(self.root / name) for name in ("lib", "tools"))
        own = {"PYTHONPATH": modules, "HOME": self.root / "home", "TMPDIR": self.root / "tmp"}
        return os.environ | {name: str(path) for name, path in own.items()} | {"PYTHONDONTWRITEBYTECODE": "1"} | other

    def restore(self) -> None:
        """Data and notebooks as they were, nothing else left behind."""
        for name in (*FOLDERS, "runs", "other"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(ROOT / "data", self.root / "data")
        (self.root / "notebooks").mkdir()
        shutil.copy(self._aside / "07_tiny.ipynb", self.root / "notebooks")

    def steppe(self, *words: str) -> Outcome:
        said = [str(self._aside / name) for name in ("out", "err")]
        request = {"words": words, "cwd": str(self.root), "said": said}
        print(json.dumps(request), file=self.server.stdin, flush=True)
        status = int(self.server.stdout.readline())
        return Outcome(status, *(Path(path).read_text(encoding="utf-8", errors="replace") for path in said))

    def listing(self) -> dict[str, tuple[int, ...]]:
        """Everything below the root, files with what would differ had they been written, even with the same bytes."""

        found = {str(path): path.stat() if path.is_file() else None for path in self.root.rglob("*")}
        return {name: (s.st_mtime_ns, s.st_size, s.st_ino) if s else () for name, s in found.items()}

    def close(self) -> None:
        self.server.stdin.close()
        self.server.wait()


Harm = Callable[[Path], int | None]


def harming(do: Callable[..., int | None]) -> Callable[..., Harm]:
    """Makes of a function of a root and more a function of what is more, which returns the harm."""
    return lambda *more: lambda root: do(root, *more)


@harming
def cell(root: Path, file: str, id: str, column: str, text: str) -> int:
    """Another text in a cell of a table; the harm is told by the number of its row."""
    path = root / "data" / file
    header, *rows = csv_rows(path)
    at = next(at for at, row in enumerate(rows) if row[0] == id)
    rows[at][header.index(column)] = text
    put_csv(path, [header, *rows])
    return at + 2


@harming
def written(root: Path, file: str, content: bytes | str) -> None:
    """Another content of a file, or a new file."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)


@harming
def changed(root: Path, file: str, old: bytes, new: bytes) -> None:
    """The first of some bytes of a file replaced."""
    raw = (root / file).read_bytes()
    assert old in raw
    (root / file).write_bytes(raw.replace(old, new, 1))


@harming
def without_row(root: Path, file: str, id: str) -> None:
    """A table that lacks a row."""
    path = root / "data" / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{id},")), encoding="utf-8")


@harming
def removed(root: Path, file: str) -> None:
    """A file or a folder that is not there."""
    path = root / file
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@harming
def replaced(root: Path, file: str, make: Callable[[Path], object]) -> None:
    """A folder, or a pipe that nobody fills, where a file should be."""
    (root / file).unlink(missing_ok=True)
    make(root / file)


@harming
def too_large(root: Path, file: str) -> None:
    """A file of one byte more than may be, few of them on the disk."""
    with (root / file).open("ab") as grown:
        grown.truncate(LARGEST + 1)


@harming
def notebook(root: Path, change: Callable[[dict], object]) -> None:
    """The small notebook as JSON, changed."""
    path = root / "notebooks" / "07_tiny.ipynb"
    node = json.loads(path.read_text(encoding="utf-8"))
    change(node)
    path.write_text(json.dumps(node), encoding="utf-8")
