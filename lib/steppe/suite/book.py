"""`steppe book`: the rendered book, from stored outputs, with every warning an error."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from steppe import paths, scenarios
from steppe.suite import inputs, notebooks, runner, staging
from steppe.suite.door import DEFAULT_SCENARIO, Job
from steppe.suite.house import House
from steppe.suite.notebooks import INJECTED, Refused

PAGES = paths.ROOT / "book"
CELL = 10_000  # myst-nb numbers a line by its cell and its place there
NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme")


def build(house: House | None = None, workers: int = runner.DEFAULT_WORKERS) -> int:
    """Builds `build/book` beside `notebooks/`, prints where its first page is and returns the exit status.

    Chapters under other scenarios are taken from `runs/`; what is missing or older than what it rests
    on is run first. The old book stays until the new one is whole.
    """
    house = house or House()
    _expect_tools()
    inputs.sound(house)
    runs = {name: [_run_of(house, name, path) for path in house.chapters()] for name in others()}
    if not _run_missing(house, runs, workers):
        return 1
    out = house.root / "build" / "book"
    out.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".book-", dir=out.parent) as folder:
        source, html = Path(folder) / "source", Path(folder) / "html"
        staging.stage(house, PAGES, runs, source)
        complaints = render(source, html)
        if complaints:
            print("\n".join(complaints), file=sys.stderr)
            print("steppe: the book was not built; warnings count as errors", file=sys.stderr)
            return 1
        _swap(html, out)
    print(f"book: {out / 'index.html'}")
    return 0


def others() -> list[str]:
    """The scenarios that stand below the chapters."""
    return [name for name in scenarios.names() if name != DEFAULT_SCENARIO]


def render(source: Path, html: Path) -> list[str]:
    """Runs Sphinx over a staged book; returns its complaints, none for a whole book."""
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--conf-dir", str(PAGES)]
    command += ["--doctree-dir", str(html.with_name("doctrees")), "--jobs", "auto"]
    command += ["--fail-on-warning", "--keep-going", "--quiet", "--no-color", str(source), str(html)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    said = [_located(line, source) for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return said or ["sphinx: failed without a word"] if done.returncode else []


def _located(line: str, source: Path) -> str:
    """A complaint that names file, cell and line as a reader counts them."""

    def place(found: re.Match) -> str:
        cell, row = divmod(int(found[0]), CELL)
        return f" cell {cell}, line {row}"

    return re.sub(r"(?<=\.ipynb:)\d+(?=: )", place, line.replace(f"{source}{os.sep}", ""))


def _expect_tools() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing or not PAGES.is_dir():
        what = f"no {missing[0]}" if missing else "no folder book/"
        raise Refused(f"book: found {what}, expected a clone of the repository set up with `make book`")


def _run_missing(house: House, runs: dict[str, list[Path]], workers: int) -> bool:
    """Runs what `runs/` lacks; says whether every chapter is there."""
    jobs = [
        job
        for name, targets in runs.items()
        for path, target in zip(house.chapters(), targets, strict=True)
        if not is_current(job := _job(path, name, target), house)
    ]
    if not jobs:
        return True
    print(f"running what the book lacks: {len(jobs)} notebooks")
    failures = [result for result in runner.run(jobs, workers) if not result.ok]
    for result in failures:
        print(f"failed: {result.job.title}: {result.reason}", file=sys.stderr)
    return not failures


def _run_of(house: House, scenario: str, chapter: Path) -> Path:
    return house.root / "runs" / scenario / chapter.name


def _job(path: Path, scenario: str, target: Path) -> Job:
    declared = notebooks.declared(notebooks.read(path))
    values = {name: value for name, value in scenarios.load(scenario).items() if name in declared}
    return Job(path, scenario, target, values)


def is_current(job: Job, house: House) -> bool:
    """True where the output of a job exists, has its code and values, and is newer than data and library."""
    if not job.target.is_file() or job.target.stat().st_mtime < _last_change(house):
        return False
    run = notebooks.read(job.target)
    injected = [cell.source for cell in run.cells if INJECTED in cell.metadata.get("tags", [])]
    sources = [cell.source for cell in run.cells if INJECTED not in cell.metadata.get("tags", [])]
    return sources == [cell.source for cell in notebooks.read(job.notebook).cells] and injected == _injected(job)


def _injected(job: Job) -> list[str]:
    from papermill.translators import papermill_translators

    codify = papermill_translators.find_translator("python3", "python").codify
    return [codify(job.parameters, "Parameters")] if job.parameters else []


def _last_change(house: House) -> float:
    library = Path(__file__).parents[1]
    files = [*house.data.rglob("*"), *library.glob("*.py"), *library.glob("display/*")]
    return max(file.stat().st_mtime for file in files if file.is_file())


def _swap(fresh: Path, out: Path) -> None:
    """Puts a finished book in the place of the old one."""
    old = fresh.with_name("old")
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)
