"""How everything here is measured: ways of doing one thing take turns within rounds, and medians are kept."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from nbsuite import files, notebooks, workers
from steppe.suite import scenarios
from steppe.suite.house import House

HOUSE = House()
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


def keep(folder: Path, name: str, rounds: int, found: dict[str, object]) -> None:
    """Keeps what was found, with the day and the machine."""
    about = {"as_of": date.today().isoformat(), "cores": workers.cores(), "rounds": rounds}
    files.write(folder / f"{name}.json", json.dumps(about | found, indent=1) + "\n")
