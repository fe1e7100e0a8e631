"""What is asked for, carried out and told: runs under scenarios, at every point of a grid, or of all that is stored.

Stored outputs are rebuilt on purpose, with what changed in meaning, or looked at: are they in step?
"""

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from errno import EAGAIN
from itertools import product
from math import prod
from pathlib import Path

from nbsuite import files, notebooks, parameters, runner, store
from nbsuite.compare import ENDS, Side, aligned, between, changes, rounded, values_of
from nbsuite.errors import DataError, OneLineError, ParameterError, Refused, in_one_line, shown, told
from nbsuite.jobs import Job, Request, declared_by, expect_declared, expect_free, expect_spared, job, known_scenario
from nbsuite.key import World
from nbsuite.parameters import Vocabulary
from nbsuite.project import Project
from nbsuite.runner import AS_USUAL, How, Result

SHOWN, AMISS = 10, 20  # values, lines
MOST = 1_000_000  # points
SIGNIFICANT_DIGITS, DIGITS = 12, 16
RUNS, TABLE = "runs", "sweep.csv"

Words = dict[str, dict[str, list]]  # by name and word: at how many points, at which first and last


def run(project: Project, request: Request, out: Path, how: How) -> int:
    """Runs a request, prints what came of it and returns the exit status.

    The hook `headline` is called before anything runs, with the request and the digests of all that runs depend on; it
    returns a text to print and tables to keep beside the runs: JSON texts, as `files.hashed` takes them, by file name.
    What it raises refuses the request. Raises as `runner.fill` does, too.
    """
    world, hook = World(project), project.hook("headline")
    headline, listed = hook(request, world.digests) if hook else ("", {})
    tables = {out / name: files.hashed(text) for name, text in listed.items()}

    def keep() -> None:
        for path, content in tables.items():
            if world.has_moved():
                raise OSError(EAGAIN, runner.MOVED, str(path))
            files.write_if_changed(path, content)

    results, is_done = runner.fill(out, request.jobs, how, keep, world)
    if headline:
        print(f"{headline}\n")
    if lines := list(_moved(project, request, results)):
        print(*map(in_one_line, lines), "", sep="\n")
    print(*map(in_one_line, [*(f"{path.stem}: {path}" for path in tables), _count(results, out)]), sep="\n")
    return 0 if is_done else 1


def _moved(project: Project, request: Request, results: list[Result]) -> Iterator[str]:
    """What values moved, the largest move first, from the stored run: of the scenario, or of the default for another.

    All scenarios at once are what references and `diff` are for.
    """
    is_as_stored = request.scenarios == [project.default] and not request.own
    if len(request.scenarios) > 1 or not project.references or is_as_stored:
        return
    before = request.scenarios[0] if request.own else project.default
    for each, path in ((result, project.reference(before, result.job.notebook)) for result in results):
        if each.ok and each.job.notebook in project.stored() and path.is_file():
            found = between(*(Side("", {"": notebooks.read(place)}) for place in (path, each.job.target))).values
            moved = dict.fromkeys((value.name, f"{value.before} -> {value.after}") for value in found if value.effect)
            yield f"{each.job.notebook.stem}: {len(moved)} values moved from scenario {before}, the largest first"
            rows = [(name, change if ", line " in name else rounded(change)) for name, change in moved]
            yield from aligned(rows[:SHOWN])
            if len(rows) > SHOWN:
                yield f"  ... and {len(rows) - SHOWN} more: diff {project.name_of(path)} {each.job.target}"


def _count(results: list[Result], out: Path) -> str:
    done, kept = sum(result.ok for result in results), sum(result.is_kept for result in results)
    folders = {result.job.target.parent for result in results}
    where = folders.pop() if len(folders) == 1 else out / "<scenario>"
    return f"{done:,} of {len(results):,} notebooks done{f', {kept:,} of them unchanged' if kept else ''}: {where}/"


@dataclass(frozen=True)
class Grid:
    """What a grid file asks for: the values of each parameter, on top of a scenario, for some notebooks.

    axes: by name the values in their order. declared: by notebook the parameters that it declares.
    """

    axes: dict[str, list[object]]
    scenario: str
    declared: dict[Path, Vocabulary]

    def __len__(self) -> int:
        return prod(map(len, self.axes.values()))

    def points(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Every combination, the last parameter fastest, after its folder, which is the same in every grid."""
        for values in product(*self.axes.values()):
            point = dict(zip(self.axes, values, strict=True))
            yield f"{self.scenario}+{files.digest(point)[:DIGITS]}", point

    def jobs(self, project: Project, out: Path) -> list[Job]:
        """A run of each notebook at each point, in a folder for the point. Raises as `nbsuite.jobs.admit` does."""
        values, pairs = project.values(self.scenario), product(self.points(), self.declared.items())
        found = [job(path, name, values | point, declared, out) for (name, point), (path, declared) in pairs]
        expect_spared(found)
        return found


def read_grid(path: Path, project: Project) -> Grid:
    """The grid in a YAML file. Raises `Refused`, DataError or ParameterError, naming file and parameter."""
    if path.is_dir():
        raise Refused(f"grid: found the folder {shown(str(path))}, expected a YAML file such as grid.yml")
    asked = parameters.read_yaml(path.name, files.read_text(path), is_flat=False)
    try:
        if not {"parameters"} <= asked.keys() <= {"parameters", "notebooks", "scenario"}:
            raise Refused(f"found {', '.join(asked)}, expected parameters, and perhaps notebooks and scenario")
        given, words = asked["parameters"], asked.get("notebooks", [])
        if not isinstance(given, dict) or not given:
            raise Refused(f"parameters: found {shown(given)}, expected names with their values")
        if not isinstance(words, list) or not all(type(word) in (int, str) for word in words):
            raise Refused(f"notebooks: found {shown(words)}, expected a list of numbers or names")
        declared, known = declared_by(project, [word if isinstance(word, str) else f"{word:02}" for word in words])
        axes = {name: _values(name, each, known) for name, each in given.items()}
        expect_declared(axes, declared)
        grid = Grid(axes, known_scenario(project, str(asked.get("scenario", project.default))), declared)
        if len(grid) > MOST:
            raise Refused(f"found {len(grid):,} points, expected {MOST:,} at most")
        for _, point in grid.points():
            project.check(project.values(grid.scenario) | point)
    except (Refused, ParameterError) as error:
        raise type(error)(f"{path.name}: {error}") from None
    return grid


def _values(name: str, given: object, known: Vocabulary) -> list[object]:
    """The values of a parameter: those of a list, the only one, or even steps from one end to the other, both in."""
    parameters.expect_known(name, known)
    match given:
        case {"from": int() | float() as first, "to": int() | float() as last, "steps": int() as steps, **others} if (
            not others and 1 < steps <= MOST and bool not in map(type, given.values())
        ):
            even = (first + (last - first) * at / (steps - 1) for at in range(steps))
            listed: Iterable = (float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in even)
            listed = (int(value) if value.is_integer() else value for value in listed)
        case dict():
            expected = f"a list, or from, to and steps (2 to {MOST:,})"
            raise ParameterError(f"parameter {name}: found {shown(given)}, expected {expected}")
        case _:
            listed = given if isinstance(given, list) else [given]
    values = [known[name].check(value) for value in listed]
    if not values or len(set(values)) < len(values):
        raise ParameterError(f"parameter {name}: found {shown(given)}, expected values, each once")
    return values


def sweep(project: Project, grid: Grid, out: Path, how: How) -> int:
    """Runs what a sweep lacks, keeps what is shown at every point in `sweep.csv` and says which words turn, and where.

    The hook `words` is called for every point before anything runs; what it raises refuses the request.
    """
    wanted = grid.jobs(project, out)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["run", *grid.axes, "notebook", "cell", "name", *ENDS, "unit"])
        words = _judge(project, grid, writer.writerow)

        def keep() -> None:
            writer.writerows(_shown(wanted, {name: [name, *point.values()] for name, point in grid.points()}))
            table.seek(0)
            files.write(out / TABLE, table)

        results, is_done = runner.fill(out, wanted, how, keep, World(project))
    print(*_turns(words), "", sep="\n")
    print(*map(in_one_line, [f"{len(grid):,} points: {out / TABLE}", _count(results, out)]), sep="\n")
    return 0 if is_done else 1


def _judge(project: Project, grid: Grid, write: Callable[[list], object]) -> Words:
    """Writes the words of every point, a line each; returns where each is what. There may be very many points."""
    found: Words = {}
    judge, values = project.hook("words"), project.values(grid.scenario)
    for name, point in runner.progress("points", len(grid), grid.points()) if judge else ():
        for what, word in judge(values | point).items():
            write([name, *point.values(), "", "", what, word, "", "", ""])
            seen = found.setdefault(what, {}).setdefault(word, [0, point, point])
            seen[0], seen[2] = seen[0] + 1, point
    return found


def _turns(words: Words) -> Iterator[str]:
    """Each name whose word is not the same at all points, with the points where it is what."""
    for name, seen in words.items():
        if len(seen) > 1:
            yield f"{name}: " + "; ".join(f"{word} {_where(*points)}" for word, points in seen.items())


def _where(count: int, *ends: Mapping[str, object]) -> str:
    said = [", ".join(f"{name} = {value!r}".removesuffix(".0") for name, value in point.items()) for point in ends]
    return f"at {said[0]}" if count == 1 else f"at {count:,} points, from {said[0]} to {said[1]}"


def _shown(jobs: Iterable[Job], heads: Mapping[str, list]) -> Iterator[list]:
    """A row for every value that a cell of an output shows, at its point."""
    for each in jobs:
        with suppress(DataError, Refused):  # it failed, or is no notebook any more
            for cell in notebooks.plain(each.target)["cells"]:
                place = [*heads[each.scenario], each.target.stem, cell.get("execution_count")]
                for name, value in values_of(cell.get("outputs", [])).items():
                    if isinstance(value, tuple):
                        lines = enumerate(value, start=1)
                        yield from ([*place, f"{name}, line {at}", line, "", "", ""] for at, line in lines)
                    elif isinstance(value, dict):
                        yield [*place, name, *map(value.get, ENDS), value.get("unit")]
                    else:
                        yield [*place, name, value if isinstance(value, str) else json.dumps(value), "", "", ""]


def refresh(project: Project, words: Iterable[str] = (), how: How = AS_USUAL) -> int:
    """Rebuilds the notebooks of a project and their references; prints the changes and returns the exit status.

    Nothing is stored unless every run succeeded. Raises `Refused` for a project without references, and as `meant` and
    `rebuild` do.
    """
    words = list(words)
    if not project.references:
        raise Refused("refresh: found no references, expected `notebooks` and `references` in nbsuite.toml")
    paths = meant(project, words)
    if not rebuild(project, paths, how):
        return 1
    if not words:
        drop_orphans(project)
    return 0


def meant(project: Project, words: Iterable[str]) -> list[Path]:
    """The stored notebooks that some words mean, all for none; `Refused` for another, which would be written over."""
    stored = {path.resolve(): path for path in project.stored()}
    found = dict.fromkeys(notebooks.find(word, project.stored()).resolve() for word in words) or stored
    stranger = next((path for path in found if path not in stored), None)
    if stranger or not found:
        raise Refused(f"notebook: found {stranger or 'none'}, expected one in {project.notebooks}")
    return [stored[path] for path in found]


def rebuild(project: Project, paths: list[Path], how: How, settled: Callable[[], object] = lambda: None) -> bool:
    """Runs notebooks under every scenario and stores what differs, with a line for each change; False for a failure.

    The runs are those in `runs/`, as far as they are up to date there, and stay for commands that come after.

    settled: called before anything is stored, once all runs are done. Raises `Refused` for a notebook that was edited
    while it ran.
    """
    jobs, out = [], project.root / RUNS
    expect_free(project, out)
    for path in paths:
        declared = parameters.declared(path, project.hook("vocabulary"))
        for name in project.scenario_names():  # the default is the notebook as it stands
            values = {} if name == project.default else project.values(name)
            jobs.append(job(path, name, values, declared, out))
    results, is_done = runner.fill(out, jobs, how, lambda: None, World(project))
    if not is_done:
        print("nothing stored", file=sys.stderr)
        return False
    outputs = [(result.job, store.normalise(notebooks.read(result.output))) for result in results]
    for ran, output in outputs:
        if notebooks.sources(store.normalise(notebooks.read(ran.notebook))) != notebooks.sources(output):
            raise Refused(f"{project.name_of(ran.notebook)}: edited while it ran; nothing stored, refresh again")
    settled()
    for ran, output in outputs:
        path = project.reference(ran.scenario, ran.notebook)
        fresh = output if path == ran.notebook else store.as_reference(output)
        old = notebooks.read(path) if path.is_file() else None
        if files.write_if_changed(path, store.dumps(fresh)):
            lines = changes(store.normalise(old), fresh) if old else []
            print(project.name_of(path) + ("" if old else ": new"), *lines, sep="\n  ")
    return True


def drop_orphans(project: Project) -> None:
    """Removes references of notebooks and scenarios that are no more."""
    for path in sorted(set(project.references.glob("*/*.ipynb")) - _expected(project)):
        path.unlink()
        print(f"{project.name_of(path)}: removed")


def _expected(project: Project) -> set[Path]:
    """Where the outputs under all scenarios but the default are stored."""
    others = [name for name in project.scenario_names() if name != project.default]
    return {project.reference(name, path) for name in others for path in project.stored()}


def report(project: Project) -> int:
    """Prints what is amiss with what is stored, a line each, and the count; returns the exit status."""
    looked_at = f"{len(project.stored())} notebooks, {len(project.scenario_names())} scenarios:"
    return told(amiss(project), looked_at, AMISS)


def amiss(project: Project) -> Iterator[str]:
    """What is not as a refresh leaves it: parameters, form, outputs, references."""
    vocabulary = project.hook("vocabulary")
    for name in project.scenario_names():
        try:
            project.check(project.values(name))
        except OneLineError as error:
            yield str(error)
    stored = {path.name: notebooks.read(path) for path in project.stored()}
    for path in project.stored():
        misfits = parameters.misfits(stored[path.name], vocabulary)
        yield from (f"{project.name_of(path)}: {misfit}" for misfit in misfits)
    expected = _expected(project) if project.references else set()
    present = set(project.references.glob("*/*.ipynb")) if project.references else set()
    yield from (f"{project.name_of(path)}: missing; refresh it" for path in sorted(expected - present))
    yield from (f"{project.name_of(path)}: of no notebook or scenario" for path in sorted(present - expected))
    for path in [*project.stored(), *sorted(expected & present)]:
        notebook, form = notebooks.read(path), store.as_reference if path in expected else lambda whole: whole
        if notebooks.sources(notebook) != notebooks.sources(form(stored[path.name])):
            yield f"{project.name_of(path)}: of other code than {path.name}; refresh it"
        elif files.read_text(path) != store.dumps(form(store.normalise(notebook))):
            yield f"{project.name_of(path)}: not in canonical form; refresh it"
        if reason := notebooks.unfinished(notebook):
            yield f"{project.name_of(path)}: {reason}"
