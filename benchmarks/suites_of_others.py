"""The suites of nbclient, papermill and nbval in warm kernels beside cold ones: every test ends the same way.

    python benchmarks/suites_of_others.py SOURCES

SOURCES is a folder of unpacked source distributions, for the packages that are installed without their tests. What
these tests import besides has to be installed. Status: 0 the same, 1 another outcome, 2 no tests were found.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from nbsuite import warm

SUITES = {"nbclient": "test*.py", "papermill": "test_execute.py", "nbval": "test_*.py"}
NAMES = ("failure", "error", "skipped")


def tests_of(package: str, sources: Path | None) -> list[Path]:
    """The test files of a package, where it is installed or among sources."""
    installed = find_spec(package)
    places = [Path(installed.origin).parent] if installed else []
    places += sorted(sources.glob(f"{package}-*")) if sources else []
    return next((found for place in places if (found := sorted(place.glob(f"tests/{SUITES[package]}")))), [])


def outcomes(files: list[Path], environment: dict[str, str]) -> dict[str, str]:
    """How each test ended, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        place = files[0].parent.parent
        line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", place]
        line.append("--continue-on-collection-errors")  # for what its tests import and is not installed
        about = {"cwd": place, "env": os.environ | environment, "stdout": subprocess.DEVNULL}
        subprocess.run([*line, f"--junitxml={report}", *files], **about)
        cases = ElementTree.parse(report).iter("testcase")
        return {
            f"{case.get('classname')}.{case.get('name')}": next(
                (n for n in NAMES if case.find(n) is not None), "passed"
            )
            for case in cases
        }


def main() -> int:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", type=Path, nargs="?", metavar="SOURCES", help="unpacked source distributions")
    sources, status = parser.parse_args().sources, 2
    for package in SUITES:
        files = tests_of(package, sources)
        if not files:
            print(f"{package}: found no tests, expected SOURCES/{package}-*/tests")
            continue
        cold = outcomes(files, {})
        with warm.kernels() as environment:
            forked = outcomes(files, environment)
        other = [name for name in cold if forked.get(name) != cold[name]]
        passed = sum(outcome == "passed" for outcome in cold.values())
        print(f"{package}: {len(cold)} tests, {passed} pass; {len(other) or 'none'} otherwise in warm kernels")
        print(*(f"  {name}: {cold[name]} -> {forked.get(name)}" for name in other), sep="\n", end="")
        status = max(status % 2, bool(other))
    return status


if __name__ == "__main__":
    sys.exit(main())
