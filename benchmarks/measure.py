"""How everything here is measured: ways of doing one thing take turns within rounds, and medians are kept."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from nbsuite import files, notebooks, workers
from steppe.suite import scenarios
from steppe.suite.house import House

HOUSE = House()
BEFORE = "527585f"  # what today's commit is measured beside
EVERY = 0.25  # seconds between two samples of memory
RESULTS = Path(__file__).parent / "results"


def options(about: str, rounds: int) -> argparse.ArgumentParser:
    """What every script is asked on the command line; `about` is its docstring."""
    parser = argparse.ArgumentParser(description=about.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=rounds, metavar="N", help=f"default: {rounds}")
    said = "where the medians are kept (default: benchmarks/results/)"
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER", help=said)
    return parser


def add_part(parser: argparse.ArgumentParser) -> None:
    """Lets a part of the suite be measured, to see that a script works."""
    parser.add_argument("--chapters", nargs="+", default=[], metavar="NOTEBOOK", help="default: all")
    parser.add_argument("--scenarios", nargs="+", default=scenarios.names(), metavar="NAME", help="default: all")


def chapters(words: list[str]) -> list[Path]:
    every = HOUSE.chapters()
    return [notebooks.find(word, every) for word in words] or every


def take_turns(ways: dict[str, Callable[[Path], object]], rounds: int) -> dict[str, float]:
    """The median of the seconds that each way takes; those of one round share an empty folder."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="steppe-") as folder:
            for name, way in ways.items():
                start = perf_counter()
                way(Path(folder))
                seconds[name].append(perf_counter() - start)
    return {name: median(times) for name, times in seconds.items()}


def python(*words: object, **environment: str) -> None:
    """Runs Python from the root of the suite. Raises CalledProcessError, with the last line it said, for a failure."""
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, cwd=HOUSE.root, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        print(*(done.stdout + done.stderr).splitlines()[-20:], sep="\n", file=sys.stderr)
        done.check_returncode()


@dataclass
class Cost:
    """Of one command: seconds, CPU seconds of its own process, peak MiB of that and of all processes it has started.

    Memory is the proportional set size: what processes share counts once.
    """

    seconds: float
    own_cpu: float
    own_mib: float
    all_mib: float


def cost(*command: object) -> Cost:
    """What one command takes; memory is sampled, on Linux only. Raises CalledProcessError where it fails."""
    start, own_cpu, own, whole = perf_counter(), 0.0, 0.0, 0.0
    process = subprocess.Popen([*map(str, command)], cwd=HOUSE.root, stdout=subprocess.DEVNULL)
    while True:
        try:
            process.wait(EVERY)
            break
        except subprocess.TimeoutExpired:
            memory = {pid: pss(pid) for pid in family(process.pid)}
            own, whole = max(own, memory.get(process.pid, 0)), max(whole, sum(memory.values()))
            own_cpu = cpu(process.pid) or own_cpu
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Cost(perf_counter() - start, own_cpu, own, whole)


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {int(folder): status(int(folder))[1:2] for folder in os.listdir("/proc") if folder.isdecimal()}
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == [str(pid)]]
    return found


def status(pid: int) -> list[str]:
    """The fields of a process after its name: state, parent and so on; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu(pid: int) -> float:
    return sum(map(int, status(pid)[11:13])) / os.sysconf("SC_CLK_TCK")


def pss(pid: int) -> float:
    """Mebibytes: what a process has alone, and its part of what it shares; 0 where it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(text.partition("\nPss:")[2].split()[0]) / 1024


def checked_out(commit: str, folder: Path) -> Path:
    """A new folder with the project as of a commit, with the packages it pins. Needs git, make and these packages."""
    subprocess.run(["git", "clone", "--quiet", HOUSE.root, folder], check=True)
    subprocess.run(["git", "-C", folder, "checkout", "--quiet", "--detach", commit], check=True)
    makefile = (folder / "Makefile").read_text(encoding="utf-8")
    target = ".venv/full" if ".venv/full:" in makefile else ".venv/project"
    subprocess.run(["make", "--silent", "-C", folder, target], check=True, stdout=subprocess.DEVNULL)
    return folder


def keep(folder: Path, name: str, rounds: int, found: dict[str, object]) -> None:
    """Keeps what was found, with the day and the machine."""
    about = {"as_of": date.today().isoformat(), "cores": workers.cores(), "rounds": rounds}
    files.write(folder / f"{name}.json", json.dumps(about | found, indent=1) + "\n")
