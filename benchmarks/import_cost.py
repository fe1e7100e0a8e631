"""What it costs to import the library, beside what a notebook would otherwise import.

Run as `python benchmarks/import_cost.py`; prints medians of fresh interpreters, interleaved, with the bare
interpreter taken off, and each as a ratio to `import pandas`.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 15
BARE = "bare interpreter"
CODES = {
    BARE: "pass",
    "import steppe": "import steppe",
    "import steppe, read the facts": "from steppe import facts; facts.load()",
    "import steppe, judge every claim": (
        "from steppe import claims, facts, scenario; claims.judge_all(facts.load(), scenario.Scenario())"
    ),
    "import pandas": "import pandas",
    "import pandas, matplotlib.pyplot": "import pandas, matplotlib.pyplot",
}
PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def cost(code: str) -> tuple[float, float]:
    """Seconds of one fresh interpreter, and its peak memory in MiB."""
    start = perf_counter()
    run = subprocess.run([sys.executable, "-c", code + PEAK], capture_output=True, text=True, check=True)
    return perf_counter() - start, int(run.stdout.split()[-1]) / 1024


def main() -> None:
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in CODES}
    for _ in range(ROUNDS):
        for name, code in CODES.items():
            costs[name].append(cost(code))
    medians = {name: tuple(median(column) for column in zip(*runs, strict=True)) for name, runs in costs.items()}
    bare = medians[BARE][0]
    pandas = medians["import pandas"][0] - bare
    print("| | seconds above the bare interpreter | peak MiB | of `import pandas` |\n|---|---|---|---|")
    for name, (seconds, memory) in medians.items():
        print(f"| {name} | {seconds - bare:.3f} | {memory:.0f} | {(seconds - bare) / pandas:.3f} |")


if __name__ == "__main__":
    main()
