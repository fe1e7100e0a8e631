"""Stored outputs: rebuilt on purpose, with what changed in meaning; and whether all that is stored is in step."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from nbsuite import files, notebooks, parameters, runner, store
from nbsuite.compare import IN_WORDS, drawn, moved, paired
from nbsuite.errors import OneLineError, Refused, in_one_line, told
from nbsuite.jobs import job
from nbsuite.key import World
from nbsuite.project import Project
from nbsuite.runner import AS_USUAL, How

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
    """The stored notebooks that some words mean, all for none; `Refused` for another, which would be written over."""
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
        jobs = []
        for path in paths:
            declared = parameters.declared(path, project.hook("vocabulary"))
            for name in project.scenario_names():  # the default has no injected cell where its values are the defaults
                values = {} if name == project.default else project.values(name)
                jobs.append(job(path, name, values, declared, Path(folder)))
        results = runner.run(jobs, how, world=World(project))
        failures = [f"failed: {result.job.title}: {result.reason}" for result in results if not result.ok]
        if failures:
            print(*map(in_one_line, failures), "nothing stored", sep="\n", file=sys.stderr)
            return False
        outputs = [(result.job, store.normalise(notebooks.read(result.output))) for result in results]
        for ran, output in outputs:
            if notebooks.sources(store.normalise(notebooks.read(ran.notebook))) != notebooks.sources(output):
                raise Refused(f"{project.name_of(ran.notebook)}: edited while it ran; nothing stored, refresh again")
        settled()
        for ran, output in outputs:
            path = project.reference(ran.scenario, ran.notebook)
            _keep(project, path, output if path == ran.notebook else store.as_reference(output))
    return True


def _keep(project: Project, path: Path, fresh) -> None:
    old = notebooks.read(path) if path.is_file() else None
    if files.write_if_changed(path, store.dumps(fresh)):
        print(project.name_of(path) + (": new" if old is None else ""))
        for line in changes(store.normalise(old), fresh) if old is not None else []:
            print(f"  {line}")


def drop_orphans(project: Project) -> None:
    """Removes references of notebooks and scenarios that are no more."""
    for path in sorted(set(project.references.glob("*/*.ipynb")) - _expected(project)):
        path.unlink()
        print(f"{project.name_of(path)}: removed")


def _expected(project: Project) -> set[Path]:
    """Where the outputs under all scenarios but the default are stored."""
    others = [name for name in project.scenario_names() if name != project.default]
    return {project.reference(name, path) for name in others for path in project.stored()}


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


def _cell(old, new) -> Iterator[str]:
    if (old.cell_type, old.source) != (new.cell_type, new.source):
        yield "edited"
    outputs = [cell.get("outputs", []) for cell in (old, new)]
    lines = [f"{name}: {was} -> {now}" for name, was, now, _ in moved(*outputs)]
    if drawn(outputs[0]) != drawn(outputs[1]):
        lines.append("figure drawn differently")
    if not lines and outputs[0] != outputs[1]:
        differ = [pair for pair in zip_longest(*map(_words, outputs), fillvalue="") if pair[0] != pair[1]]
        lines = [f"text: {a!r} -> {b!r}" for a, b in differ[:1]] or ["stored anew, nothing said or drawn differently"]
    yield from lines


def _words(outputs: list) -> list[str]:
    texts = (output.get("data", {}).get(mime, "") for output in outputs for mime in IN_WORDS)
    return [line.strip() for text in texts for line in text.splitlines()]


def _opening(cell) -> str:
    return f"{cell.cell_type} {next(iter(cell.source.splitlines()), '')[:60]!r}"


def report(project: Project) -> int:
    """Prints what is amiss with what is stored, a line each, and the count; returns the exit status."""
    looked_at = f"{len(project.stored())} notebooks, {len(project.scenario_names())} scenarios"
    return told(amiss(project), looked_at, SHOWN)


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
