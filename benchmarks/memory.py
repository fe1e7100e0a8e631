"""The memory of three runs at a time: of `steppe run --jobs 3`, and of three `papermill` commands side by side."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from measure import add_part, chapters, cost, keep, options

AT_A_TIME = 3
PAPERMILL = """\
import subprocess, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
out, at_a_time, *paths = sys.argv[1:]

def run(path):
    name, folder = Path(path).name, Path(path).parent
    command = [sys.executable, "-m", "papermill", path, f"{out}/{name}", "--cwd", folder, "--no-progress-bar"]
    subprocess.run(command, check=True, capture_output=True)

with ThreadPoolExecutor(int(at_a_time)) as pool:
    list(pool.map(run, paths))
"""


def main() -> None:
    parser = options(__doc__, rounds=3)
    add_part(parser)
    asked = parser.parse_args()
    paths, found = chapters(asked.chapters), {"papermill": [], "steppe run": []}
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory(prefix="steppe-") as folder:
            words = ("run", *paths, "--jobs", AT_A_TIME, "--out", Path(folder, "runs"))
            found["papermill"].append(cost(sys.executable, "-c", PAPERMILL, folder, AT_A_TIME, *paths).all_mib)
            found["steppe run"].append(cost(sys.executable, "-m", "steppe", *words).all_mib)
    rows = [{"way": way, "peak_mib": round(median(peaks))} for way, peaks in found.items()]
    keep(asked.results, "memory", asked.rounds, {"at_a_time": AT_A_TIME, "runs": len(paths), "ways": rows})


if __name__ == "__main__":
    main()
