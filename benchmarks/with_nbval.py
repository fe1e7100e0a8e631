"""What comparing every stored run costs with nbval, beside `pytest --nbval` as it is.

As it is nbval repeats a sample, each chapter once with the scenarios in turn, and is reckoned up to all files, its
start with them, unless `--whole` is asked for; the suite's way goes over all of them.
"""

from __future__ import annotations

import tempfile
from itertools import cycle
from pathlib import Path

from measure import HOUSE, add_part, chapters, keep, options, python, take_turns
from nbsuite import surroundings
from steppe.scenario import DEFAULT

PLAIN = ("-o", "addopts=", "--noconftest")
OURS = ("-n", "4", "--dist", "loadfile", "-p", "nbsuite.nbval", "-p", "tests.alike", "-p", "tests.warm")


def stored(chapter: Path, scenario: str) -> Path:
    return chapter if scenario == DEFAULT else HOUSE.reference(scenario, chapter)


def left_out(files: list[Path]) -> list[str]:
    """The options that leave only these files of the two folders of stored runs."""
    every = {*HOUSE.chapters(), *HOUSE.references.glob("*/*.ipynb")}
    return [f"--ignore={path}" for path in sorted(every.difference(files))]


def main() -> None:
    parser = options(__doc__, rounds=3)
    add_part(parser)
    parser.add_argument("--whole", action="store_true", help="compare all files also with nbval as it is: slow")
    asked = parser.parse_args()
    paths = chapters(asked.chapters)
    files = [stored(path, name) for path in paths for name in asked.scenarios]
    in_turn = [stored(path, name) for path, name in zip(paths, cycle(asked.scenarios), strict=False)]
    sample = files if asked.whole else in_turn
    with tempfile.TemporaryDirectory(prefix="steppe-") as profile:

        def pytest(*words: object) -> None:
            environment = surroundings.SETTLED | {"IPYTHONDIR": profile}
            python("-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", *words, **environment)

        ways = {
            "pytest --nbval": (lambda _: pytest(*PLAIN, *sample), sample),
            "the suite's way": (lambda _: pytest(*OURS, HOUSE.notebooks, HOUSE.references, *left_out(files)), files),
        }
        seconds = take_turns({name: way for name, (way, _) in ways.items()}, asked.rounds)
    rows = [
        {"way": name, "files": len(compared), "seconds": round(seconds[name], 3)}
        for name, (_, compared) in ways.items()
    ]
    keep(asked.results, "with_nbval", asked.rounds, {"files": len(files), "ways": rows})


if __name__ == "__main__":
    main()
