"""A grid of parameters expanded into runs, and what the cells show at every point of it in one table."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from math import isfinite, prod
from pathlib import Path

from nbsuite import files, notebooks, parameters, runner
from nbsuite.compare import ENDS, Text, values_of
from nbsuite.errors import DataError, ParameterError, Refused, in_one_line, shown
from nbsuite.jobs import Job, expect_declared, expect_spared, job, known_scenario, notebooks_meant
from nbsuite.key import World
from nbsuite.parameters import Parameter, expect_known
from nbsuite.project import Project
from nbsuite.runner import How

EXPECTED = "parameters, and perhaps notebooks and scenario"
RANGE = {"from", "to", "steps"}
SIGNIFICANT_DIGITS = 12
MOST = 1_000_000
TABLE = "sweep.csv"
COLUMNS = ("notebook", "cell", "name", *ENDS, "unit")
DIGITS = 16

Words = dict[str, dict[str, list]]  # by name and word: at how many points, at which first and last


@dataclass(frozen=True)
class Grid:
    """What a grid file asks for: the values of each parameter, on top of a scenario, for some notebooks.

    axes: by name the values in their order. declared: by notebook the parameters that it declares.
    """

    axes: dict[str, list[object]]
    scenario: str
    declared: dict[Path, dict[str, Parameter]]

    def __len__(self) -> int:
        return prod(map(len, self.axes.values()))

    def points(self) -> Iterator[dict[str, object]]:
        """Every combination; the last parameter changes fastest."""
        return (dict(zip(self.axes, values, strict=True)) for values in product(*self.axes.values()))

    def named(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Each point with the name of its folder, the same in every grid: `default+0123456789abcdef`."""
        return ((f"{self.scenario}+{files.digest(point)[:DIGITS]}", point) for point in self.points())


def read(path: Path, project: Project) -> Grid:
    """The grid in a YAML file. Raises `Refused`, DataError or ParameterError, naming file and parameter."""
    if path.is_dir():
        raise Refused(f"grid: found the folder {shown(str(path))}, expected a YAML file such as grid.yml")
    asked = parameters.read_yaml(path.name, files.read_text(path), is_flat=False)
    if not {"parameters"} <= asked.keys() <= {"parameters", "notebooks", "scenario"}:
        raise Refused(f"{path.name}: found {', '.join(map(str, asked))}, expected {EXPECTED}")
    if not isinstance(asked["parameters"], dict) or not asked["parameters"]:
        raise Refused(f"{path.name}: parameters: found {shown(asked['parameters'])}, expected names with their values")
    try:
        vocabulary, paths = project.hook("vocabulary"), notebooks_meant(project, _words(asked))
        declared = {each: parameters.declared(each, vocabulary) for each in paths}
        known = vocabulary or {name: one for names in declared.values() for name, one in names.items()}
        axes = {name: _values(name, given, known) for name, given in asked["parameters"].items()}
        expect_declared(axes, declared)
        grid = Grid(axes, known_scenario(project, str(asked.get("scenario", project.default))), declared)
        if len(grid) > MOST:
            raise Refused(f"found {len(grid):,} points, expected {MOST:,} at most")
        for point in grid.points():
            project.check(project.values(grid.scenario) | point)
    except (Refused, ParameterError) as error:
        raise type(error)(f"{path.name}: {error}") from None
    return grid


def jobs(grid: Grid, project: Project, out: Path) -> list[Job]:
    """A run of each notebook at each point, in a folder for the point. Raises as `nbsuite.jobs.admit` does."""
    values = project.values(grid.scenario)
    pairs = product(grid.named(), grid.declared.items())
    found = [job(path, name, values | point, declared, out) for (name, point), (path, declared) in pairs]
    expect_spared(found)
    return found


def run(project: Project, grid: Grid, out: Path, how: How) -> int:
    """Runs what a sweep lacks, keeps what is shown at every point in `sweep.csv` and says which words turn, and where.

    The hook `words` is called for every point before anything runs; what it raises refuses the request.
    """
    wanted = jobs(grid, project, out)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as judged:
        words = _judge(project, grid, csv.writer(judged, lineterminator="\n"))

        def table() -> Iterator[str]:
            judged.seek(0)
            heads = {name: [name, *point.values()] for name, point in grid.named()}
            yield _line(["run", *grid.axes, *COLUMNS])
            yield from chain(judged, map(_line, _shown(wanted, heads)))

        keep = partial(files.write, out / TABLE, table)
        results, is_done = runner.fill(out, wanted, how, keep, World(project))
    print("\n".join(_turns(words)))
    done, kept = sum(result.ok for result in results), sum(result.is_kept for result in results)
    print()
    print(in_one_line(f"{len(grid):,} points: {out / TABLE}"))
    print(in_one_line(f"{done:,} of {len(results):,} notebooks done, {kept:,} of them unchanged: {out}/"))
    return 0 if is_done else 1


def _judge(project: Project, grid: Grid, writer) -> Words:
    """Writes the words of every point, a line each; returns where each is what. There may be very many points."""
    found: Words = {}
    judge, values = project.hook("words"), project.values(grid.scenario)
    for name, point in runner.progress("points", len(grid), grid.named()) if judge else ():
        for what, word in judge(values | point).items():
            writer.writerow([name, *point.values(), "", "", what, word, "", "", ""])
            seen = found.setdefault(what, {}).setdefault(word, [0, point, point])
            seen[0], seen[2] = seen[0] + 1, point
    return found


def _turns(words: Words) -> Iterator[str]:
    """Each name whose word is not the same at all points, with the points where it is what."""
    for name, seen in words.items():
        if len(seen) > 1:
            yield f"{name}: " + "; ".join(f"{word} {_where(*points)}" for word, points in seen.items())


def _where(count: int, first: Mapping, last: Mapping) -> str:
    pairs = (((name, repr(value).removesuffix(".0")) for name, value in point.items()) for point in (first, last))
    ends = [", ".join(map(" = ".join, point)) for point in pairs]
    return f"at {ends[0]}" if count == 1 else f"at {count:,} points, from {ends[0]} to {ends[1]}"


def _shown(jobs: Iterable[Job], heads: Mapping[str, list]) -> Iterator[list]:
    """A row for every value that a cell of an output shows, at its point."""
    for each in jobs:
        with suppress(DataError, Refused):  # it failed, or is no notebook any more
            for cell in notebooks.plain(each.target)["cells"]:
                for name, value in values_of(cell.get("outputs", [])).items():
                    place = [*heads[each.scenario], each.target.stem, cell["execution_count"]]
                    if isinstance(value, Text):
                        lines = enumerate(value.splitlines(), start=1)
                        yield from ([*place, f"{name}, line {at}", line, "", "", ""] for at, line in lines)
                    elif isinstance(value, dict):
                        yield [*place, name, *map(value.get, ENDS), value.get("unit")]
                    else:
                        plain = value if isinstance(value, str) else json.dumps(value)
                        yield [*place, name, plain, "", "", ""]


def _line(row: list) -> str:
    """A row as CSV, with its line end."""
    lines: list[str] = []
    csv.writer(type("Lines", (), {"write": lines.append}), lineterminator="\n").writerow(row)
    return lines[0]


def _values(name: str, given: object, known: Mapping[str, Parameter]) -> list[object]:
    expect_known(name, known)
    parameter = known[name]
    if isinstance(given, dict):
        values = [parameter.check(value) for value in _evenly(parameter, given)]
    else:
        values = [parameter.check(value) for value in given] if isinstance(given, list) else [parameter.check(given)]
    if not values or len(set(values)) < len(values):
        raise ParameterError(f"parameter {name}: found {shown(given)}, expected values, each once")
    return values


def _evenly(parameter: Parameter, given: dict) -> Iterable[float]:
    """Values from one end to the other, both among them."""
    first, last, steps = (given.get(key) for key in ("from", "to", "steps"))
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) and isfinite(x) for x in (first, last))
    whole = isinstance(steps, int) and not isinstance(steps, bool) and 1 < steps <= MOST
    if given.keys() != RANGE or not numbers or not whole:
        expected = f"a list, or from, to and steps (2 to {MOST:,})"
        raise ParameterError(f"parameter {parameter.name}: found {shown(given)}, expected {expected}")
    values = (first + (last - first) * at / (steps - 1) for at in range(steps))
    rounded = (float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in values)
    return (int(x) if parameter.type is int and x.is_integer() else x for x in rounded)


def _words(asked: dict) -> tuple[str, ...]:
    words = asked.get("notebooks", [])
    if not isinstance(words, list) or not all(type(word) in (int, str) for word in words):
        raise Refused(f"notebooks: found {shown(words)}, expected a list of numbers or names")
    return tuple(f"{word:02}" if isinstance(word, int) else word for word in words)
