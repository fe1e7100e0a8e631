"""Change one cell or one row of a table at a time, and say which changes no output shows."""

import csv
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from nbsuite import files, jobs, notebooks, runner
from nbsuite.compare import Side, between
from nbsuite.errors import DataError, Refused, in_one_line, shown
from nbsuite.jobs import Job
from nbsuite.key import World
from nbsuite.project import Project
from nbsuite.runner import How, Result, progress

AT_ONCE = 8  # copies of the folder
FACTOR = Decimal("1.1")

Rows = list[list[str]]


def report(
    project: Project, words: Iterable[str], table: Path | None = None, record: bool = False, count: int | None = None
) -> int:
    """Prints for each change of the project's table, or of another, which notebooks show it; returns the exit status.

    Each number times 1.1, and each row dropped: the notebooks that the words mean run in a copy of the folder, under
    the default scenario, `count` at a time. A notebook that fails shows it. Status 1 where a change is shown by none.
    A project whose `table` is a hook, `package.module:name`, has that called with the project, the words, `record` and
    `count`; it returns the status. Raises `Refused` or DataError for a table that is not there, or has no row.
    """
    if not table and ":" in project.table:
        return project.hook("table")(project, list(words), record, count)
    if record or not (table or project.table):
        found = "no hook to keep a score" if record else "no table"
        raise Refused(f"mutate: found {found}, expected --table FILE, or `table` in nbsuite.toml")
    path = Path(os.path.abspath(table or project.root / project.table))
    before = read(path)
    with tempfile.TemporaryDirectory(prefix="nbsuite-") as folder:
        asked = jobs.admit(project, words, (), (), Path(folder) / "out").jobs
        tried = partial(_tried, project, path, asked, Path(folder), How(count=count))
        (first, again), changes = tried([before, before]), list(_changes(before))
        for job, one, other in zip(asked, first, again, strict=True):
            if not one.ok or _differ(one, other):
                why = one.reason or "it shows something else each time"
                print(in_one_line(f"failed: {job.title}: {why}, and no change was made"), file=sys.stderr)
                return 1
        unseen, lines = 0, []
        for at in progress("mutations", -(-len(changes) // AT_ONCE), range(0, len(changes), AT_ONCE)):
            words, tables = zip(*changes[at : at + AT_ONCE], strict=True)
            for what, results in zip(words, tried(tables), strict=True):
                names = [new.job.notebook.stem for old, new in zip(first, results, strict=True) if _differ(old, new)]
                lines.append(in_one_line(f"{what}: {', '.join(names) or 'FAIL: no output shows it'}"))
                unseen += not names
    print(*lines, f"{len(changes) - unseen:,} of {len(changes):,} changes shown", sep="\n")
    return 1 if unseen else 0


def read(path: Path) -> Rows:
    """The rows of a table, its header first. Raises DataError where there is none, or a row has other columns."""
    rows = list(csv.reader(io.StringIO(files.read_text(path), newline="")))
    if len(rows) < 2:  # the first is the header
        raise DataError(path.name, "no row" if rows else "an empty file", "at least one row")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise DataError(path.name, f"{len(row)} cells", f"{len(rows[0])} cells", number)
    return rows


def _changes(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Each change, with the number of the row in the file, and the table with it."""
    for at, row in enumerate(rows[1:], start=1):
        for column, (name, cell) in enumerate(zip(rows[0], row, strict=True)):
            with suppress(InvalidOperation):
                if (number := Decimal(cell)).is_finite() and number:
                    other = f"{(FACTOR * number).normalize():f}"
                    changed = [*row[:column], other, *row[column + 1 :]]
                    yield f"row {at + 1}, column {name}, {cell} -> {other}", [*rows[:at], changed, *rows[at + 1 :]]
        yield f"row {at + 1} dropped ({shown(','.join(row))})", [*rows[:at], *rows[at + 1 :]]


def _tried(
    project: Project, table: Path, jobs: list[Job], folder: Path, how: How, tables: Iterable[Rows]
) -> list[list[Result]]:
    """For each of some tables how the jobs went in a copy of the folder with it in the place of `table`."""
    root = Path(os.path.commonpath([table.parent, *(job.notebook.absolute().parent for job in jobs)]))
    root = project.root.absolute() if root.is_relative_to(project.root.absolute()) else root
    asked = []
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for at, rows in enumerate(tables):
            copy = Path(place) / str(at)
            shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "runs", "sweep"))
            with (copy / table.relative_to(root)).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
            for job in jobs:
                target = folder / "out" / Path(place).name / str(at) / job.target.name
                asked.append(replace(job, notebook=copy / job.notebook.absolute().relative_to(root), target=target))
        results = runner.run(asked, how, world=World(project))
    return [results[at : at + len(jobs)] for at in range(0, len(results), len(jobs))]


def _differ(old: Result, new: Result) -> bool:
    """Whether an output shows something else, or there is none."""
    sides = (Side("", {"": notebooks.read(each.output)}) for each in (old, new) if each.ok)
    return not new.ok or bool(between(*sides))
