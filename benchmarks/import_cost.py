"""What it costs to import the library, beside what a notebook would otherwise import.

Fresh interpreters take turns; Linux only.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from measure import keep, options

CODES = {
    "bare interpreter": "pass",
    "import steppe": "import steppe",
    "import steppe, read the facts": "from steppe import facts; facts.load()",
    "import steppe, judge every claim": (
        "from steppe import judging, facts, scenario; judging.judge_all(facts.load(), scenario.Scenario())"
    ),
    "steppe --help": (
        "import contextlib\nfrom steppe import cli\nwith contextlib.suppress(SystemExit): cli.main(['--help'])"
    ),
    "import pandas": "import pandas",
    "import pandas, matplotlib.pyplot": "import pandas, matplotlib.pyplot",
}
PEAK = "\nprint(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"


def cost(code: str) -> tuple[float, float]:
    """Seconds of one fresh interpreter, and its peak memory in MiB."""
    start = perf_counter()
    run = subprocess.run([sys.executable, "-c", code + PEAK], capture_output=True, text=True, check=True)
    return perf_counter() - start, int(run.stdout.split()[-1]) / 1024


def main() -> None:
    asked = options(__doc__, rounds=15).parse_args()
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in CODES}
    for _ in range(asked.rounds):
        for name, code in CODES.items():
            costs[name].append(cost(code))
    rows = []
    for name, runs in costs.items():
        seconds, memory = map(median, zip(*runs, strict=True))
        rows.append({"code": name, "seconds": round(seconds, 4), "peak_mib": round(memory, 1)})
    keep(asked.results, "import_cost", asked.rounds, {"codes": rows})


if __name__ == "__main__":
    main()
