"""What running the whole suite costs, beside what one would do otherwise.

The other ways run the chapters once, under one scenario, and are reckoned up to all runs; the suite runs, and keeps,
all of them. The limit is the same executions in one process, one after the other, without kernels: every cell is
run and every figure rendered as a kernel would, once where several draw the same, and nothing is written.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from statistics import mean
from time import process_time

from measure import BEFORE, HOUSE, add_part, chapters, checked_out, keep, options, python, take_turns
from nbsuite import files, store
from nbsuite.jobs import admit
from nbsuite.key import World

SCENARIO = "steelman"
JOBS = """\
import sys
from pathlib import Path
from nbsuite.jobs import admit
from steppe.suite.house import House
out, scenarios, words = Path(sys.argv[1]), sys.argv[2].split(), sys.argv[3:]
jobs = admit(House(), words, scenarios, [], out).jobs
"""
LOOP = f"""\
import logging
import papermill
{JOBS}
logging.getLogger("papermill").setLevel(logging.ERROR)
for job in jobs:
    job.target.parent.mkdir(parents=True, exist_ok=True)
    about = dict(cwd=job.notebook.parent, progress_bar=False)
    papermill.execute_notebook(job.notebook, job.target, job.parameters, **about)
"""
ONE_PROCESS = f"""\
import os
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
from IPython.core.interactiveshell import InteractiveShell
from nbsuite import execution, notebooks
from steppe.suite import pictures
from nbsuite.key import World
{JOBS}
pictures.install(str(out))
shell = InteractiveShell.instance()
once = dict(zip((record["key"] for record in World(House()).records(jobs)), jobs))
for job in once.values():
    shell.reset()
    os.chdir(job.notebook.parent)
    for cell in notebooks.read(job.notebook).cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source).raise_error()
        if notebooks.PARAMETERS in cell.metadata.get("tags", []) and job.parameters:
            shell.run_cell(execution.injected(job.parameters)).raise_error()
"""


def shell_loop(paths: list[Path], folder: Path) -> None:
    """The papermill command once for each chapter."""
    values = HOUSE.data / "scenarios" / f"{SCENARIO}.yml"
    for path in paths:
        python("-m", "papermill", path, folder / path.name, "-f", values, "--cwd", path.parent)


def nbconvert(paths: list[Path], folder: Path) -> None:
    for path in paths:
        python("-m", "nbconvert", "--to", "notebook", "--execute", path, "--output-dir", folder / "nbconvert")


def stored_again(output: Path) -> float:
    """CPU seconds of what the command does with an output: parse, seal, write, and read it for the manifest."""
    text, start = output.read_text(encoding="utf-8"), process_time()
    files.write(output, files.hashed(store.plain_dumps(json.loads(text))))
    files.record(output)
    return process_time() - start


def main() -> None:
    parser = options(__doc__, rounds=3)
    add_part(parser)
    parser.add_argument("--before", metavar="COMMIT", help=f"run also the suite as of that commit, such as {BEFORE}")
    asked = parser.parse_args()
    paths, once, sizes, storing = chapters(asked.chapters), "once", [], []
    jobs = admit(HOUSE, map(str, paths), asked.scenarios, [], Path("build")).jobs

    def code(text: str, scenarios: list[str], folder: Path) -> None:
        python("-c", text, folder, " ".join(scenarios), *paths)

    def suite(name: str, *words: str):
        return lambda folder: python(
            "-m", "steppe", "run", *paths, "--scenario", *asked.scenarios, "--out", folder / name, *words
        )

    ways = {
        "papermill, a shell loop": (partial(shell_loop, paths), once),
        "papermill, a Python loop": (partial(code, LOOP, [SCENARIO]), once),
        "nbconvert --execute": (partial(nbconvert, paths), once),
        "steppe run --all --cold": (suite("cold", "--cold"), "all"),
        "steppe run --all": (suite("kept"), "all"),
        "the same once more": (suite("kept"), "all"),
        "the limit: one process, no kernels": (partial(code, ONE_PROCESS, asked.scenarios), "all"),
    }

    def weigh(folder: Path) -> None:
        for path in (folder / "kept").glob("*/*.ipynb"):
            sizes.append(path.stat().st_size)
            storing.append(stored_again(path))

    with tempfile.TemporaryDirectory(prefix="steppe-") as name:
        if asked.before:
            old = checked_out(asked.before, Path(name, "steppe-count"))

            def suite_before(folder: Path) -> None:
                command = [old / ".venv/bin/python", "-m", "steppe", "run", "--all", "--out", folder / "before"]
                subprocess.run(command, cwd=old, check=True, capture_output=True)

            ways[f"steppe run --all at {asked.before}"] = suite_before, "all"
        seconds = take_turns({name: way for name, (way, _) in ways.items()} | {"": weigh}, asked.rounds)
    found = {
        "runs": len(jobs),
        "executions": len({record["key"] for record in World(HOUSE).records(jobs)}),
        "bytes_of_an_output": round(mean(sizes)),
        "seconds_to_store_an_output": round(mean(storing), 5),
        "ways": [
            {"way": name, "runs": len(paths) if scope == once else len(jobs), "seconds": round(seconds[name], 3)}
            for name, (_, scope) in ways.items()
        ],
    }
    keep(asked.results, "full_suite", asked.rounds, found)


if __name__ == "__main__":
    main()
