"""What running the whole suite costs, beside what one would do otherwise.

Run as `python benchmarks/full_suite.py [ROUNDS]`; about five minutes a round on two cores. The other ways run the
chapters once, under one scenario, and are reckoned up to all scenarios; the suite runs, and keeps, all of them. Prints
medians over the rounds, in which all ways take turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from steppe import scenarios
from steppe.suite.house import House

ROUNDS = 3
SCENARIO = "steelman"
HOUSE = House()
CHAPTERS = HOUSE.chapters()
FILE = HOUSE.data / "scenarios" / f"{SCENARIO}.yml"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
LOOP = """\
import logging, sys
import papermill
from steppe import scenarios
from steppe.suite import door
from steppe.suite.house import House
from pathlib import Path
logging.getLogger("papermill").setLevel(logging.ERROR)
for job in door.admit([], [sys.argv[2]], [], Path(sys.argv[1]), House().chapters()).jobs:
    job.target.parent.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(job.notebook, job.target, job.parameters, progress_bar=False)
"""
ONE_PROCESS = """\
import sys
from pathlib import Path
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from steppe.suite import door, execution, notebooks
from steppe.suite.house import House
shell = InteractiveShell.instance()
shell.run_cell("%matplotlib inline")
shell.display_formatter.active_types = shell.display_formatter.format_types
for job in door.admit([], sys.argv[2:], [], Path(sys.argv[1]), House().chapters()).jobs:
    shell.reset()
    for cell in nbformat.read(job.notebook, as_version=4).cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source, store_history=False).raise_error()
        if notebooks.PARAMETERS in cell.metadata.get("tags", []) and job.parameters:
            shell.run_cell(execution.injected(job.parameters)).raise_error()
"""


def python(*words: str | Path) -> None:
    subprocess.run([sys.executable, *map(str, words)], check=True, cwd=HOUSE.root, **QUIET)


def shell_loop(out: Path) -> None:
    """The papermill command once for each chapter."""
    for chapter in CHAPTERS:
        python("-m", "papermill", chapter, out / chapter.name, "-f", FILE, "--cwd", chapter.parent)


def nbconvert(out: Path) -> None:
    for chapter in CHAPTERS:
        python("-m", "nbconvert", "--to", "notebook", "--execute", chapter, "--output-dir", out)


def suite(out: Path, *words: str) -> None:
    python("-m", "steppe", "run", "--all", "--out", out, *words)


WAYS: dict[str, tuple[Callable[[Path], None], int]] = {
    "papermill, a shell loop": (shell_loop, len(CHAPTERS)),
    "papermill, a Python loop": (lambda out: python("-c", LOOP, out, SCENARIO), len(CHAPTERS)),
    "nbconvert --execute": (nbconvert, len(CHAPTERS)),
    "steppe run --all --cold": (lambda out: suite(out, "--cold"), len(CHAPTERS) * len(scenarios.names())),
    "steppe run --all": (suite, len(CHAPTERS) * len(scenarios.names())),
    "the same once more": (suite, len(CHAPTERS) * len(scenarios.names())),
    "the cells alone, in one process": (
        lambda out: python("-c", ONE_PROCESS, out, *scenarios.names()),
        len(CHAPTERS) * len(scenarios.names()),
    ),
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "kept"
            for at, (name, (way, _)) in enumerate(WAYS.items()):
                out = kept if way is suite else Path(folder) / str(at)
                out.mkdir(exist_ok=True)
                start = perf_counter()
                way(out)
                seconds[name].append(perf_counter() - start)
    runs = len(CHAPTERS) * len(scenarios.names())
    whole = {name: median(times) * runs / WAYS[name][1] for name, times in seconds.items()}
    print(f"{runs} runs, {os.cpu_count()} cores, medians of {rounds}\n")
    print("| | seconds for all | of `steppe run --all` |\n|---|---|---|")
    for name, total in whole.items():
        print(f"| {name} | {total:.1f} | {total / whole['steppe run --all']:.2f} |")


if __name__ == "__main__":
    main()
