"""A grid of parameters expanded into runs, and the verdicts of every point of it in one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import isfinite, prod
from pathlib import Path

import yaml

from steppe import scenarios
from steppe.scenario import VOCABULARY, ParameterError, Scenario, expect_known
from steppe.suite import door, notebooks, verdicts
from steppe.suite.door import DEFAULT_SCENARIO, Job
from steppe.suite.notebooks import Refused

EXPECTED = "parameters, and perhaps notebooks and scenario"
RANGE = {"from", "to", "steps"}
SIGNIFICANT_DIGITS = 12
MOST = 1_000_000


@dataclass(frozen=True)
class Grid:
    """What a grid file asks for: the values of each parameter, on top of a scenario, for some notebooks.

    axes: by name the values in their order. notebooks: words as for `steppe run`; none means all.
    """

    axes: dict[str, list[object]]
    scenario: str = DEFAULT_SCENARIO
    notebooks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return prod(map(len, self.axes.values()))

    def points(self) -> Iterator[dict[str, object]]:
        """Every combination; the last parameter changes fastest."""
        return (dict(zip(self.axes, values, strict=True)) for values in product(*self.axes.values()))


def read(path: Path) -> Grid:
    """The grid in a YAML file. Raises `Refused` or `ParameterError`, naming file and parameter, in one line."""
    try:
        asked = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name}: found no YAML ({' '.join(str(error).split())}), expected {EXPECTED}") from None
    if not isinstance(asked, dict) or not {"parameters"} <= asked.keys() <= {"parameters", "notebooks", "scenario"}:
        found = ", ".join(map(str, asked)) if isinstance(asked, dict) else type(asked).__name__
        raise Refused(f"{path.name}: found {found or 'nothing'}, expected {EXPECTED}")
    if not isinstance(asked["parameters"], dict) or not asked["parameters"]:
        raise Refused(f"{path.name}: parameters: found {asked['parameters']!r}, expected names with their values")
    try:
        axes = {name: _values(name, given) for name, given in asked["parameters"].items()}
        grid = Grid(axes, door.known_scenario(str(asked.get("scenario", DEFAULT_SCENARIO))), _words(asked))
        if len(grid) > MOST:
            raise Refused(f"found {len(grid):,} points, expected {MOST:,} at most")
        for point in grid.points():
            Scenario.of(scenarios.load(grid.scenario) | point)
    except (Refused, ParameterError) as error:
        raise type(error)(f"{path.name}: {error}") from None
    return grid


def jobs(grid: Grid, chapters: list[Path], out: Path) -> list[Job]:
    """A run of each notebook at each point, in numbered folders. Raises as `door.admit` does."""
    paths = door.notebooks_meant(grid.notebooks, chapters)
    declared = {path: notebooks.defaults(notebooks.plain(path)) for path in paths}
    door.expect_declared(grid.axes, declared)
    values = scenarios.load(grid.scenario)
    return [door.job(path, name, values | point, declared[path], out) for name, point in _named(grid) for path in paths]


def table(grid: Grid, facts) -> str:
    """The points with their verdicts, as CSV: a row each, the words of every claim from every vantage point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for at, (name, point) in enumerate(_named(grid)):
        words = verdicts.words(verdicts.of(facts, scenarios.load(grid.scenario) | point))
        if at == 0:
            writer.writerow(["run", *grid.axes, *(f"{id} {vantage}" for id, vantage in words)])
        writer.writerow([name, *point.values(), *words.values()])
    return text.getvalue()


def _named(grid: Grid) -> Iterator[tuple[str, dict[str, object]]]:
    """Each point with the name of its folder: `essay+007`."""
    width = len(str(len(grid)))
    return ((f"{grid.scenario}+{at:0{width}}", point) for at, point in enumerate(grid.points(), start=1))


def _values(name: str, given: object) -> list[object]:
    expect_known(name)
    check = VOCABULARY[name].check
    if isinstance(given, dict):
        values = [check(value) for value in _evenly(name, given)]
    else:
        values = [check(value) for value in given] if isinstance(given, list) else [check(given)]
    if not values or len(set(values)) < len(values):
        raise ParameterError(f"parameter {name}: found {given!r}, expected values, each once")
    return values


def _evenly(name: str, given: dict) -> Iterable[float]:
    """Values from one end to the other, both among them."""
    first, last, steps = (given.get(key) for key in ("from", "to", "steps"))
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) and isfinite(x) for x in (first, last))
    whole = isinstance(steps, int) and not isinstance(steps, bool) and steps > 1
    if given.keys() != RANGE or not numbers or not whole:
        raise ParameterError(
            f"parameter {name}: found {given!r}, expected a list, or from, to and steps (two or more)"
        )
    values = (first + (last - first) * at / (steps - 1) for at in range(steps))
    rounded = (float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in values)
    return (int(x) if VOCABULARY[name].type is int and x.is_integer() else x for x in rounded)


def _words(asked: dict) -> tuple[str, ...]:
    words = asked.get("notebooks", [])
    if not isinstance(words, list):
        raise Refused(f"notebooks: found {words!r}, expected a list")
    return tuple(f"{word:02}" if isinstance(word, int) else str(word) for word in words)
