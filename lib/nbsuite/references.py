"""Stored outputs: rebuilt on purpose, with what changed in meaning; and whether all that is stored is in step."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from nbsuite import files, notebooks, parameters, runner, store
from nbsuite.compare import drawn, figure, moved, paired
from nbsuite.errors import OneLineError, Refused, in_one_line
from nbsuite.jobs import Job, job
from nbsuite.key import World
from nbsuite.project import Project
from nbsuite.runner import AS_USUAL, How, Result
from nbsuite.store import PICTURES

SHOWN = 20


def refresh(project: Project, words: Iterable[str] = (), how: How = AS_USUAL) -> int:
    """Rebuilds the notebooks of a project and their references; prints the changes and returns the exit status.

    Nothing is stored unless every run succeeded. Raises `Refused` for a project without references, and as `meant` and
    `rebuild` do.
    """
    words = list(words)
    if not project.references:
        raise Refused("refresh: found no references, expected `notebooks` and `references` in nbsuite.toml")
    paths = meant(project, words)
    for path in paths:
        parameters.expect_fit(path, project.hook("vocabulary"))
    if not rebuild(project, paths, how):
        return 1
    if not words:
        drop_orphans(project)
    return 0


def meant(project: Project, words: Iterable[str]) -> list[Path]:
    """The stored notebooks that some words mean, all for none.

    Raises `Refused` for one that is not among them: its own file would be written over.
    """
    stored = {path.resolve(): path for path in project.stored()}
    found = dict.fromkeys(notebooks.find(word, project.stored()).resolve() for word in words) or stored
    stranger = next((path for path in found if path not in stored), None)
    if stranger or not found:
        raise Refused(f"notebook: found {stranger or 'none'}, expected one in {project.notebooks}")
    return [stored[path] for path in found]


def rebuild(project: Project, paths: list[Path], how: How, settled: Callable[[], object] = lambda: None) -> bool:
    """Runs notebooks under every scenario and stores what differs, with a line for each change; False for a failure.

    settled: called before anything is stored, once all runs are done. Raises `Refused` for a notebook that was edited
    while it ran.
    """
    with tempfile.TemporaryDirectory(prefix="nbsuite-") as folder:
        results = runner.run(_jobs(project, paths, Path(folder)), how, world=World(project))
        failures = [result for result in results if not result.ok]
        for result in failures:
            print(in_one_line(f"failed: {result.job.title}: {result.reason}"), file=sys.stderr)
        if failures:
            print("nothing stored", file=sys.stderr)
            return False
        for result in results:
            written = notebooks.sources(store.normalise(notebooks.read(result.job.notebook)))
            if written != notebooks.sources(notebooks.read(result.output)):
                name = project.name_of(result.job.notebook)
                raise Refused(f"{name}: edited while it ran; nothing stored, refresh again")
        settled()
        for result in results:
            _keep(project, result)
    return True


def _jobs(project: Project, paths: list[Path], staging: Path) -> list[Job]:
    """Every notebook under every scenario; the default without an injected cell where its values are the defaults."""
    jobs = []
    for path in paths:
        declared = parameters.declared(path, project.hook("vocabulary"))
        for name in project.scenario_names():
            values = {} if name == project.default else project.values(name)
            jobs.append(job(path, name, values, declared, staging))
    return jobs


def _keep(project: Project, result: Result) -> None:
    fresh = store.normalise(notebooks.read(result.output))
    stored = result.job.notebook
    if result.job.scenario != project.default:
        stored = project.reference(result.job.scenario, stored)
        fresh = store.as_reference(fresh)
    old = notebooks.read(stored) if stored.is_file() else None
    if not files.write_if_changed(stored, store.dumps(fresh)):
        return
    print(project.name_of(stored) + (": new" if old is None else ""))
    for line in changes(store.normalise(old), fresh) if old is not None else []:
        print(f"  {line}")


def drop_orphans(project: Project) -> None:
    """Removes references of notebooks and scenarios that are no more."""
    expected = set(expected_references(project))
    for path in sorted(project.references.glob("*/*.ipynb")):
        if path not in expected:
            path.unlink()
            print(f"{project.name_of(path)}: removed")


def expected_references(project: Project) -> Iterator[Path]:
    """Where the outputs under all scenarios but the default are stored."""
    for name in project.scenario_names():
        if name != project.default:
            yield from (project.reference(name, path) for path in project.stored())


def changes(old, new) -> list[str]:
    """One line for each value, picture, text or cell that differs; none for the same notebook."""
    lines: list[str] = []
    for at, before, after in paired(old.cells, new.cells):
        if before is None:
            lines.append(f"cell {at}: new ({_opening(after)})")
        elif after is None:
            lines.append(f"cell {at}: removed ({_opening(before)})")
        else:
            lines += [f"cell {at}: {change}" for change in _cell(before, after)]
    return lines or ([] if old == new else ["stored form only"])


def _cell(old, new) -> list[str]:
    if old.cell_type != new.cell_type:
        return [f"turned from {old.cell_type} into {new.cell_type}"]
    found = ["edited"] if old.source != new.source else []
    outputs = old.get("outputs", []), new.get("outputs", [])
    shown = [f"{name}: {figure(was)} -> {figure(now)}" for name, was, now in moved(*outputs)]
    if drawn(outputs[0]) != drawn(outputs[1]):
        shown.append("figure drawn differently")
    if not shown and outputs[0] != outputs[1]:
        shown = [_text(*outputs)]
    return found + shown


def _text(old: list, new: list) -> str:
    before, after = _plain(old), _plain(new)
    if before == after:
        return "picture stored anew, nothing drawn differently" if _bare(old) == _bare(new) else "output changed"
    first = next((a, b) for a, b in zip_longest(before, after, fillvalue="") if a != b)
    return f"text: {first[0].strip()!r} -> {first[1].strip()!r}"


def _plain(outputs: list) -> list[str]:
    """What the cell says in plain text, line by line."""
    return "\n".join(
        output.get("text") or output.get("evalue") or output.get("data", {}).get("text/plain", "") for output in outputs
    ).splitlines()


def _bare(outputs: list) -> list[dict]:
    return [{mime: data for mime, data in output.get("data", {}).items() if mime not in PICTURES} for output in outputs]


def _opening(cell) -> str:
    return f"{cell.cell_type} {next(iter(cell.source.splitlines()), '')[:60]!r}"


def report(project: Project) -> int:
    """Prints what is amiss with what is stored, a line each, and the count; returns the exit status."""
    found = [in_one_line(line) for line in amiss(project)]
    more = [f"... and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    looked_at = f"{len(project.stored())} notebooks, {len(project.scenario_names())} scenarios"
    print(*found[:SHOWN], *more, f"{looked_at}: {len(found) or 'nothing'} amiss", sep="\n")
    return 1 if found else 0


def amiss(project: Project) -> Iterator[str]:
    """What is not as a refresh leaves it: parameters, form, outputs, references."""
    vocabulary = project.hook("vocabulary")
    for name in project.scenario_names():
        try:
            project.check(project.values(name))
        except OneLineError as error:
            yield str(error)
    for path in project.stored():
        name, notebook = project.name_of(path), notebooks.read(path)
        yield from (f"{name}: {misfit}" for misfit in parameters.misfits(notebook, vocabulary))
        if path.read_text(encoding="utf-8") != store.dumps(store.normalise(notebook)):
            yield f"{name}: not in canonical form; refresh it"
        if reason := notebooks.unfinished(notebook):
            yield f"{name}: {reason}"
    if project.references:
        expected = set(expected_references(project))
        present = set(project.references.glob("*/*.ipynb"))
        yield from (f"{project.name_of(path)}: missing; refresh it" for path in sorted(expected - present))
        yield from (f"{project.name_of(path)}: of no notebook or scenario" for path in sorted(present - expected))
        sources = {path.name: notebooks.sources(store.as_reference(notebooks.read(path))) for path in project.stored()}
        for path in sorted(expected & present):
            notebook = notebooks.read(path)
            if notebooks.sources(notebook) != sources[path.name]:
                yield f"{project.name_of(path)}: of other code than {path.name}; refresh it"
            elif files.read_text(path) != store.dumps(store.as_reference(store.normalise(notebook))):
                yield f"{project.name_of(path)}: not in canonical form; refresh it"
            elif reason := notebooks.unfinished(notebook):
                yield f"{project.name_of(path)}: {reason}"
