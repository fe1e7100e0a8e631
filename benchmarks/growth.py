"""How cost grows with the number of runs: a notebook at ever more points, and the same points without notebooks."""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from pathlib import Path
from statistics import median
from time import perf_counter

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_notebook

from measure import HOUSE, Cost, cost, keep, options, take_turns
from nbsuite import manifest, runner, store
from nbsuite.key import World
from nbsuite.run import TABLE, read_grid
from steppe import facts
from steppe.scenario import VOCABULARY
from steppe.suite import verdicts
from steppe.testing import names

SIZES = (10, 100, 1000)
PARAMETER, WEEKS, WEEKLY = "weekly_decline", 52, 100_000.0
SMALL = f"""\
from steppe.testing import names
names["present"]({WEEKLY}, {WEEKS}, {PARAMETER})
"""
POINTS = 1_000_000
JUDGED = 100
HELD = 1000
TASKS = 2000


def put_notebook(folder: Path) -> Path:
    parameter = VOCABULARY[PARAMETER]
    declared = f"{PARAMETER}: float = {parameter.neutral}  # {parameter.meaning}"
    cells = [new_code_cell(declared, metadata={"tags": ["parameters"]}), new_code_cell(SMALL)]
    path = folder / "01_small.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": store.KERNEL}), path)
    return path


def put_grid(folder: Path, points: int) -> Path:
    path = folder / f"{points}.yml"
    values = f"{{from: 0, to: 0.5, steps: {points}}}"
    path.write_text(f"notebooks: [{folder / '01_small.ipynb'}]\nparameters: {{{PARAMETER}: {values}}}\n")
    return path


def sweeps(sizes: list[int], rounds: int) -> list[dict]:
    """A row for each size: medians of a sweep and of the same once more, and what lies in its folder."""
    first: dict[int, list[Cost]] = {size: [] for size in sizes}
    again: dict[int, list[Cost]] = {size: [] for size in sizes}
    left: dict[int, dict] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="steppe-") as name:
            folder = Path(name)
            put_notebook(folder)
            for size in sizes:
                grid, out = put_grid(folder, size), folder / f"{size}"
                first[size].append(cost(sys.executable, "-m", "steppe", "sweep", grid, "--out", out))
                again[size].append(cost(sys.executable, "-m", "steppe", "sweep", grid, "--out", out))
                left[size] = weighed(out)
    return [
        {"runs": size, **_medians(first[size]), "again_seconds": _medians(again[size])["seconds"], **left[size]}
        for size in sizes
    ]


def _medians(costs: list[Cost]) -> dict[str, float]:
    return {name: round(median(getattr(cost, name) for cost in costs), 3) for name in Cost.__dataclass_fields__}


def weighed(out: Path) -> dict[str, int]:
    """Bytes of what a sweep has left, and the most that making its manifest holds at once."""
    tracemalloc.start()
    manifest.write(out)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {
        "bytes_of_outputs": sum(path.stat().st_size for path in out.glob("*/*.ipynb")),
        "bytes_of_manifest": (out / manifest.NAME).stat().st_size,
        "bytes_of_table": (out / TABLE).stat().st_size,
        "bytes_to_make_the_manifest": most,
    }


def held(points: int) -> int:
    """Bytes that the command holds for each run from beginning to end: its job and its record."""
    with tempfile.TemporaryDirectory(prefix="steppe-") as name:
        folder = Path(name)
        put_notebook(folder)
        grid = read_grid(put_grid(folder, points), HOUSE)
        world = World(HOUSE)
        tracemalloc.start()
        jobs = grid.jobs(HOUSE, folder)
        tasks = list(map(runner.Task, jobs, world.records(jobs)))
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return size // len(tasks)


def without_notebooks(rounds: int, points: int) -> dict[str, dict]:
    """The same arithmetic at many points at once, and every verdict at some: both in this process."""
    evidence = facts.load()
    weekly = np.linspace(0, 2 * WEEKLY, points)

    def vectorised(_: Path) -> None:
        names["present"](weekly, WEEKS, decline=0.01)

    def judged(_: Path) -> None:
        for at in range(JUDGED):
            verdicts.of(evidence.without(()), {PARAMETER: at / JUDGED / 2})

    seconds = take_turns({"vectorised": vectorised, "judged": judged}, rounds)
    counts = {"vectorised": points, "judged": JUDGED}
    return {name: {"points": counts[name], "seconds": round(taken, 4)} for name, taken in seconds.items()}


def scheduled(tasks: int) -> float | None:
    """Tasks that do nothing, a second, through a scheduler and two worker processes; None without distributed."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        return None
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        executor = client.get_executor(pure=False)
        list(executor.map(abs, range(100)))
        start = perf_counter()
        list(executor.map(abs, range(tasks)))
        return round(tasks / (perf_counter() - start), 1)


def main() -> None:
    parser = options(__doc__, rounds=3)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="RUNS", help="default: 10 100 1000")
    parser.add_argument("--points", type=int, default=POINTS, metavar="N", help="for the library, default: a million")
    asked = parser.parse_args()
    found = {
        "sweeps": sweeps(asked.sizes, asked.rounds),
        "without_notebooks": without_notebooks(asked.rounds, asked.points),
        "bytes_held": held(HELD),
        "tasks_a_second": scheduled(TASKS),
    }
    keep(asked.results, "growth", asked.rounds, found)


if __name__ == "__main__":
    main()
