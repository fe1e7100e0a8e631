"""A copy of the suite to do harm to, and a warm process in it that runs `steppe` as often as wanted."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from conftest import copied, put, tiny_notebook
from steppe.paths import ROOT
from steppe.tables import LARGEST

FOLDERS = ("data", "notebooks")
SERVER = """
import json, os, sys, traceback
from steppe.suite.spared import spare
spare()
import numpy, nbformat.validator, papermill.inspection
from steppe import cli
from steppe.suite import book, checks, door, inputs, refresh, run, score

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
        copied(self.root, "lib", "book")
        for name in ("home", "tmp"):
            (self.root / name).mkdir()
        put(root / "07_tiny.ipynb", tiny_notebook())
        self.restore()
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER], env=self.environment(), text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip

    def environment(self, **other: str) -> dict[str, str]:
        own = {"PYTHONPATH": self.root / "lib", "HOME": self.root / "home", "TMPDIR": self.root / "tmp"}
        return os.environ | {name: str(path) for name, path in own.items()} | {"PYTHONDONTWRITEBYTECODE": "1"} | other

    def restore(self) -> None:
        """Data and notebooks as they were, nothing else left behind."""
        for name in (*FOLDERS, "runs", "other"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(ROOT / "data", self.root / "data")
        (self.root / "notebooks").mkdir()
        shutil.copy(self._aside / "07_tiny.ipynb", self.root / "notebooks")

    def steppe(self, *words: str, cwd: Path | None = None) -> Outcome:
        said = [str(self._aside / name) for name in ("out", "err")]
        request = {"words": words, "cwd": str(cwd or self.root), "said": said}
        print(json.dumps(request), file=self.server.stdin, flush=True)
        status = int(self.server.stdout.readline())
        return Outcome(status, *(Path(path).read_text(encoding="utf-8", errors="replace") for path in said))

    def listing(self) -> dict[str, tuple[int, ...]]:
        """Everything below the root, files with what would differ had they been written, even with the same bytes."""

        def stamp(path: Path) -> tuple[int, ...]:
            status = path.stat()
            return status.st_mtime_ns, status.st_size, status.st_ino

        return {str(path): stamp(path) if path.is_file() else () for path in self.root.rglob("*")}

    def close(self) -> None:
        self.server.stdin.close()
        self.server.wait()


Harm = Callable[[Path], int | None]


def cell(file: str, id: str, column: str, text: str) -> Harm:
    """Another text in a cell of a table; the harm is told by the number of its row."""

    def harm(root: Path) -> int:
        path = root / "data" / file
        with path.open(encoding="utf-8", newline="") as table:
            header, *rows = csv.reader(table)
        at = next(at for at, row in enumerate(rows) if row[0] == id)
        rows[at][header.index(column)] = text
        with path.open("w", encoding="utf-8", newline="") as table:
            csv.writer(table, lineterminator="\n").writerows([header, *rows])
        return at + 2

    return harm


def written(file: str, content: bytes | str) -> Harm:
    """Another content of a file, or a new file."""

    def harm(root: Path) -> None:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)

    return harm


def changed(file: str, old: bytes, new: bytes) -> Harm:
    """The first of some bytes of a file replaced."""

    def harm(root: Path) -> None:
        raw = (root / file).read_bytes()
        assert old in raw
        (root / file).write_bytes(raw.replace(old, new, 1))

    return harm


def without_row(file: str, id: str) -> Harm:
    """A table that lacks a row."""

    def harm(root: Path) -> None:
        path = root / "data" / file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(f"{id},")), encoding="utf-8")

    return harm


def removed(file: str) -> Harm:
    """A file or a folder that is not there."""

    def harm(root: Path) -> None:
        path = root / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return harm


def a_folder(file: str) -> Harm:
    """A folder where a file should be."""

    def harm(root: Path) -> None:
        (root / file).unlink(missing_ok=True)
        (root / file).mkdir()

    return harm


def a_pipe(file: str) -> Harm:
    """A pipe, which nobody fills, where a file should be."""

    def harm(root: Path) -> None:
        (root / file).unlink(missing_ok=True)
        os.mkfifo(root / file)

    return harm


def too_large(file: str) -> Harm:
    """A file of one byte more than may be, few of them on the disk."""

    def harm(root: Path) -> None:
        with (root / file).open("ab") as grown:
            grown.truncate(LARGEST + 1)

    return harm


def notebook(change: Callable[[dict], object]) -> Harm:
    """The small notebook as JSON, changed."""

    def harm(root: Path) -> None:
        path = root / "notebooks" / "07_tiny.ipynb"
        node = json.loads(path.read_text(encoding="utf-8"))
        change(node)
        path.write_text(json.dumps(node), encoding="utf-8")

    return harm


def parameters(source: str) -> Harm:
    """Another source of the parameters cell."""
    return notebook(lambda node: node["cells"][1].update(source=source))


def bundle(mime: str, content: object) -> Harm:
    """What a cell of the small notebook would carry for programs."""
    output = {"output_type": "display_data", "metadata": {}, "data": {mime: content}}
    return notebook(lambda node: node["cells"][3].update(outputs=[output]))
