"""Walk a lesson cell by cell in cold kernels, and print how many seconds each step keeps the class waiting.

    steppe classroom build
    python tools/walk_lesson.py classroom/lesson-90.md

The table under *Cells and files* says for each step which chapter is open, up to the end of which section its cells
are run, which exercises are solved and what is typed besides. They are run in that order, in the student
edition with the solutions of the chapters filled in, so that an exercise that needs a later cell fails. The words are
those of the text passed on the way: at 150 a minute they say how long the reading takes.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from steppe.classroom import exercises
from steppe.paths import NOTEBOOKS, ROOT

STUDENT = ROOT / "build" / "classroom" / "student"
UNANSWERED, WORD = "...", '"open"'


class Row(NamedTuple):
    """What is run in one step of a lesson."""

    step: str
    chapter: str
    section: str
    exercises: list[str]
    typed: str


class Walked(NamedTuple):
    """The seconds of each cell that a step has run, and the words passed on the way."""

    seconds: dict[str, float]
    words: int


def table(lesson: str, heading: str) -> list[dict[str, str]]:
    """The first table below a heading of a lesson, one dict for each row; empty where there is none."""
    below = lesson.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.search(r"(?:^\|.*\n?)+", below, re.M)
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[0].splitlines()] if lines else []
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def rows_of(lesson: str) -> list[Row]:
    """What a lesson runs, in order."""
    return [
        Row(
            row["Step"], row["Chapter"].strip("`–"), row["To the end of"].strip("*–"),
            re.findall(r"\d\d\.\d+", row["Exercises"]), row["Typed"].strip("`–"),
        )
        for row in table(lesson, "Cells and files")
    ]  # fmt: skip


class Walk:
    """One chapter in one kernel, with the gate and all exercises answered."""

    def __init__(self, path: Path):
        code = {each.id: each.code for each in exercises.of_chapter(NOTEBOOKS / path.name)}
        self.cells = nbformat.read(path, as_version=4).cells
        self.position = 0
        for cell in self.cells:
            cell.metadata.pop("tags", None)  # with `raises-exception` a wrong answer would go unseen
            if cell.id.startswith("answer_"):
                cell.source = code[cell.id.removeprefix("answer_").replace("_", ".")]
            if cell.source.startswith("my_words = "):
                cell.source = cell.source.replace(UNANSWERED, WORD)
        notebook = new_notebook(cells=self.cells)
        self.client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
        self.kernel = self.client.setup_kernel()
        self.kernel.__enter__()

    def take(self, row: Row) -> Walked:
        """Runs the cells up to the end of a section, then some exercises, then what is typed into a new cell."""
        end = self._end_of(row.section) if row.section else self.position
        passed = range(self.position, end)
        self.position = max(self.position, end)
        chosen = [cell for cell in self.cells[passed.start : end] if "nbgrader" not in cell.metadata]
        ids = [f"{kind}_{id.replace('.', '_')}" for id in row.exercises for kind in ("answer", "check")]
        chosen += [next(cell for cell in self.cells if cell.id == id) for id in ids]
        if row.typed:
            chosen.append(new_code_cell(row.typed))
        seconds = {}
        for cell in chosen:
            if cell.cell_type == "code":
                began = time.perf_counter()
                self.client.execute_cell(cell, 0)
                seconds[f"{cell.id}: {cell.source.splitlines()[0]}"] = time.perf_counter() - began
        return Walked(seconds, sum(len(cell.source.split()) for cell in chosen if cell.cell_type == "markdown"))

    def close(self) -> None:
        self.kernel.__exit__(None, None, None)

    def _end_of(self, section: str) -> int:
        """The cell after the last one of a section, or after what stands between the title and the first section."""
        found = [
            (at, len(heading[1]), heading[2])
            for at, cell in enumerate(self.cells)
            if cell.cell_type == "markdown"
            for heading in re.finditer(r"^(#+) (.+)$", cell.source, re.M)
        ]
        start, depth = next((at, level) for at, level, heading in found if heading == section)
        return next((at for at, level, _ in found if at > start and level <= max(depth, 2)), len(self.cells))


def walked(rows: list[Row], student: Path = STUDENT) -> Iterator[Walked]:
    """What each row has run. Raises CellExecutionError for a cell that fails, as nbclient does."""
    walks: dict[str, Walk] = {}
    try:
        for row in rows:
            started = {}
            if row.chapter not in walks:
                began = time.perf_counter()
                walks[row.chapter] = Walk(student / row.chapter)
                started["start of the kernel"] = time.perf_counter() - began
            ran = walks[row.chapter].take(row)
            yield Walked(started | ran.seconds, ran.words)
    finally:
        for walk in walks.values():
            walk.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Walk a lesson cell by cell and print how long each step takes.")
    parser.add_argument("lesson", type=Path, help="such as classroom/lesson-90.md")
    path = parser.parse_args().lesson
    try:
        rows = rows_of(path.read_text(encoding="utf-8"))
    except OSError as error:
        sys.exit(f"walk_lesson: {path}: {error.strerror}")
    print("step      seconds  words  slowest")
    try:
        for row, (seconds, words) in zip(rows, walked(rows), strict=True):
            what = max(seconds, key=seconds.get)
            print(f"{row.step:8}  {sum(seconds.values()):7.1f}  {words:5}  {seconds[what]:.1f} {what}", flush=True)
    except CellExecutionError as error:
        sys.exit(f"walk_lesson: {path}: found {error.ename} ({error.evalue}) in the next step, expected that it runs")


if __name__ == "__main__":
    main()
