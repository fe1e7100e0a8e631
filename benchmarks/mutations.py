"""What `steppe mutate` takes where a fact is new, so that nothing recorded helps; beside a commit before."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from measure import BEFORE, checked_out, keep, options

NEW = "one_more_for_the_benchmark"


def put_fact(folder: Path) -> None:
    """One more statement: a copy of the last under another name."""
    path = folder / "data" / "facts.csv"
    text = path.read_text(encoding="utf-8")
    last = text.splitlines()[-1].partition(",")[2]
    path.write_text(f"{text}{NEW},{last}\n", encoding="utf-8")


def mutate(folder: Path) -> tuple[float, float]:
    """Seconds, and CPU seconds of all processes. Raises CalledProcessError where it says nothing of a score."""
    start, before = perf_counter(), os.times()
    command = [folder / ".venv/bin/python", "-m", "steppe", "mutate"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)  # status 1: the fact has no reason
    after = os.times()
    if "FAIL" not in done.stdout:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return perf_counter() - start, cpu


def main() -> None:
    parser = options(__doc__, rounds=1)
    parser.add_argument("--before", metavar="COMMIT", help=f"beside that commit, such as {BEFORE}")
    asked = parser.parse_args()
    commits = {"now": "HEAD"} | ({f"at {asked.before}": asked.before} if asked.before else {})
    rows = []
    with ExitStack() as stack:
        for name, commit in commits.items():
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="steppe-"))
            folder = checked_out(commit, Path(place, "steppe-count"))
            put_fact(folder)
            seconds, cpu = mutate(folder)
            rows.append({"way": name, "seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1)})
    keep(asked.results, "mutations", 1, {"ways": rows})


if __name__ == "__main__":
    main()
