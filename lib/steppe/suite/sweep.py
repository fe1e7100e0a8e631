"""A grid of parameters expanded into runs, and the verdicts of every point of it in one table."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import isfinite, prod
from pathlib import Path

from nbsuite import cells, files, plainyaml, records, runner
from nbsuite.errors import ParameterError, Refused, in_one_line, shown
from nbsuite.files import read_text
from nbsuite.jobs import Job, expect_declared, expect_spared, job, known_scenario, notebooks_meant
from nbsuite.key import World
from nbsuite.parameters import expect_known
from nbsuite.runner import How
from steppe.facts import Facts
from steppe.scenario import VOCABULARY, Scenario
from steppe.suite import door, scenarios, verdicts
from steppe.suite.house import House

EXPECTED = "parameters, and perhaps notebooks and scenario"
RANGE = {"from", "to", "steps"}
SIGNIFICANT_DIGITS = 12
MOST = 1_000_000
TABLE = "sweep.json"
DIGITS = 16


@dataclass(frozen=True)
class Grid:
    """What a grid file asks for: the values of each parameter, on top of a scenario, for some notebooks.

    axes: by name the values in their order. notebooks: words as for `steppe run`; none means all.
    """

    axes: dict[str, list[object]]
    scenario: str = scenarios.DEFAULT
    notebooks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return prod(map(len, self.axes.values()))

    def points(self) -> Iterator[dict[str, object]]:
        """Every combination; the last parameter changes fastest."""
        return (dict(zip(self.axes, values, strict=True)) for values in product(*self.axes.values()))


def read(path: Path) -> Grid:
    """The grid in a YAML file. Raises `Refused`, DataError or ParameterError, naming file and parameter."""
    if path.is_dir():
        raise Refused(f"grid: found the folder {shown(str(path))}, expected a YAML file such as grid.yml")
    asked = plainyaml.read(path.name, read_text(path), is_flat=False)
    if not {"parameters"} <= asked.keys() <= {"parameters", "notebooks", "scenario"}:
        raise Refused(f"{path.name}: found {', '.join(map(str, asked))}, expected {EXPECTED}")
    if not isinstance(asked["parameters"], dict) or not asked["parameters"]:
        raise Refused(f"{path.name}: parameters: found {shown(asked['parameters'])}, expected names with their values")
    try:
        axes = {name: _values(name, given) for name, given in asked["parameters"].items()}
        grid = Grid(axes, known_scenario(House(), str(asked.get("scenario", scenarios.DEFAULT))), _words(asked))
        if len(grid) > MOST:
            raise Refused(f"found {len(grid):,} points, expected {MOST:,} at most")
        for point in grid.points():
            Scenario.of(scenarios.load(grid.scenario) | point)
    except (Refused, ParameterError) as error:
        raise type(error)(f"{path.name}: {error}") from None
    return grid


def jobs(grid: Grid, house: House, out: Path) -> list[Job]:
    """A run of each notebook at each point, in a folder for the point. Raises as `nbsuite.jobs.admit` does."""
    paths = notebooks_meant(house, grid.notebooks)
    declared = {path: cells.declared(path, VOCABULARY) for path in paths}
    expect_declared(grid.axes, declared)
    values = scenarios.load(grid.scenario)
    pairs = product(_named(grid), paths)
    found = [job(path, name, values | point, declared[path], out) for (name, point), path in pairs]
    expect_spared(found)
    return found


def run(grid: Grid, jobs: list[Job], out: Path, how: How) -> int:
    """Runs what a sweep lacks, keeps the verdicts of every point in `sweep.json` and says which words turn."""
    lines, counts = _table(grid, door.sound(House()))
    points = ",\n".join(lines)
    text = f'{{"points": [\n{points}\n],\n"{records.RECORD}": {json.dumps(records.OPEN)}}}\n'
    keep = partial(files.write_if_changed, out / TABLE, records.close(text))
    results, is_done = runner.fill(out, jobs, how, keep, World(House()))
    print("\n".join(_turns(counts)))
    done, kept = sum(result.ok for result in results), sum(result.is_kept for result in results)
    print()
    print(in_one_line(f"{len(grid):,} points: {out / TABLE}"))
    print(in_one_line(f"{done:,} of {len(results):,} notebooks done, {kept:,} of them unchanged: {out}/"))
    return 0 if is_done else 1


def _table(grid: Grid, facts: Facts) -> tuple[list[str], dict[str, Counter]]:
    """A line for each point: its run, its values, and the word on every claim from every vantage point.

    And how often each verdict is what. Nothing else of a point is kept: there may be very many.
    """
    lines, counts = [], defaultdict(Counter)
    for name, point in runner.progress("verdicts", len(grid), _named(grid)):
        matrix = verdicts.of(replace(facts), scenarios.load(grid.scenario) | point)
        words = {f"{id} {vantage}": word for (id, vantage), word in verdicts.words(matrix).items()}
        lines.append(json.dumps({"run": name} | point | words))
        for verdict, word in words.items():
            counts[verdict][word] += 1
    return lines, counts


def _turns(counts: dict[str, Counter]) -> Iterator[str]:
    """Each verdict that is not the same at all points, with how often it is what."""
    for verdict, words in counts.items():
        if len(words) > 1:
            yield f"{verdict}: {', '.join(f'{word} {count:,}' for word, count in words.most_common())}"


def _named(grid: Grid) -> Iterator[tuple[str, dict[str, object]]]:
    """Each point with the name of its folder, the same in every grid: `essay+0123456789abcdef`."""
    return ((f"{grid.scenario}+{records.digest(point)[:DIGITS]}", point) for point in grid.points())


def _values(name: str, given: object) -> list[object]:
    expect_known(name, VOCABULARY)
    check = VOCABULARY[name].check
    if isinstance(given, dict):
        values = [check(value) for value in _evenly(name, given)]
    else:
        values = [check(value) for value in given] if isinstance(given, list) else [check(given)]
    if not values or len(set(values)) < len(values):
        raise ParameterError(f"parameter {name}: found {shown(given)}, expected values, each once")
    return values


def _evenly(name: str, given: dict) -> Iterable[float]:
    """Values from one end to the other, both among them."""
    first, last, steps = (given.get(key) for key in ("from", "to", "steps"))
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) and isfinite(x) for x in (first, last))
    whole = isinstance(steps, int) and not isinstance(steps, bool) and 1 < steps <= MOST
    if given.keys() != RANGE or not numbers or not whole:
        raise ParameterError(
            f"parameter {name}: found {shown(given)}, expected a list, or from, to and steps (2 to {MOST:,})"
        )
    values = (first + (last - first) * at / (steps - 1) for at in range(steps))
    rounded = (float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in values)
    return (int(x) if VOCABULARY[name].type is int and x.is_integer() else x for x in rounded)


def _words(asked: dict) -> tuple[str, ...]:
    words = asked.get("notebooks", [])
    if not isinstance(words, list) or not all(type(word) in (int, str) for word in words):
        raise Refused(f"notebooks: found {shown(words)}, expected a list of numbers or names")
    return tuple(f"{word:02}" if isinstance(word, int) else word for word in words)
