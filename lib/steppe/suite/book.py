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

from steppe import paths
from steppe.suite import door, inputs, manifest, notebooks, runner, scenarios, staging
from steppe.suite.door import DEFAULT_SCENARIO, Job
from steppe.suite.house import House
from steppe.suite.notebooks import Refused
from steppe.suite.runner import How

PAGES = paths.ROOT / "book"
RUNS = "runs"
CELL = 10_000  # myst-nb numbers a line by its cell and its place there
NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme")


def build(house: House | None = None, count: int | None = None) -> int:
    """Builds `build/book` beside `notebooks/`, prints where its first page is and returns the exit status.

    Chapters under other scenarios are taken from `runs/`; what is missing there, or rests
    on what has changed since, is run first. The old book stays until the new one is whole.
    """
    house = house or House()
    _expect_tools()
    inputs.sound(house)
    jobs = _jobs(house)
    if not _run_missing(jobs, house.root / RUNS, count):
        return 1
    runs = {name: [job.target for job in jobs if job.scenario == name] for name in others()}
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


def _jobs(house: House) -> list[Job]:
    """Every chapter under every other scenario."""
    return [
        door.job(path, name, scenarios.load(name), notebooks.defaults(notebooks.plain(path)), house.root / RUNS)
        for name in others()
        for path in house.chapters()
    ]


def _run_missing(jobs: list[Job], folder: Path, count: int | None) -> bool:
    """Runs what the folder of runs lacks; says whether every chapter is there."""
    results = runner.run(jobs, How(count))
    manifest.write(folder)
    print(f"runs of the book: {sum(result.is_kept for result in results)} of {len(results)} were there: {folder}")
    for result in results:
        if not result.ok:
            print(f"failed: {result.job.title}: {result.reason}", file=sys.stderr)
    return all(result.ok for result in results)


def _swap(fresh: Path, out: Path) -> None:
    """Puts a finished book in the place of the old one."""
    old = fresh.with_name("old")
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)
