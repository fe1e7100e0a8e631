"""`manifest.json`: the records of all outputs in a folder of runs. Is the folder as it says, does it come out again?

It is derived from the outputs, without a clock, and sealed as they are.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbsuite import files, notebooks, store
from nbsuite.errors import Refused, told
from nbsuite.jobs import Job, finished_name, inside
from nbsuite.key import PLACE, READS, World, copy_of, digest_of, lay_out
from nbsuite.notebooks import plain
from nbsuite.project import Project

NAME = "manifest.json"
OUTPUTS = "*.json", "*.csv", "*/*.ipynb"
ALONE = ", without the files that lay beside it, or with others"


def write(folder: Path) -> None:
    """Writes the manifest of a folder, again if an output came meanwhile; removes what writers left. Raises OSError."""
    for name in OUTPUTS:
        files.sweep(folder, name)
    is_new = True
    while is_new:
        paths = [path for kind in OUTPUTS for path in sorted(folder.glob(kind)) if path.name != NAME]
        outputs = {path.relative_to(folder).as_posix(): found for path in paths if (found := _record(path))}
        text = json.dumps({"outputs": outputs, files.RECORD: files.OPEN}, ensure_ascii=False, indent=1) + "\n"
        is_new = files.write_if_changed(folder / NAME, files.hashed(text))


def read(folder: Path) -> dict[str, dict] | None:
    """The records by path; None if the manifest was changed or names what is elsewhere. Raises `Refused` for none."""
    path = folder / NAME
    if not path.is_file():
        raise Refused(f"{folder}: found no {NAME}, expected a folder that runs have filled")
    data = path.read_bytes()
    try:
        outputs = json.loads(data)["outputs"] if files.record_in(data) else None
        is_whole = all(_is_within(name) and isinstance(record, dict) for name, record in outputs.items())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return outputs if is_whole else None


def _is_within(name: str) -> bool:
    """Whether a name is written as that of a file in the folder, or in a folder of it, and in no other way."""
    parts = name.split("/")
    return parts == [*Path(name).parts] and ".." not in parts and len(parts) <= 2


def findings(folder: Path) -> Iterator[str]:
    """What is not as the manifest says, a line each: whatever is there that no output needs, of any kind, is added."""
    outputs = read(folder)
    if outputs is None:
        yield f"changed: {NAME}"
        return
    for name, record in outputs.items():
        if not os.path.lexists(folder / name):
            yield f"missing: {name}"
        elif (folder / name).is_symlink() or _record(folder / name) != record:
            yield f"changed: {name}"
    expected = {folder / NAME} | {each for name in outputs for each in (folder / name, *(folder / name).parents)}
    for path in sorted(folder.rglob("*")):  # links are not followed
        name = path.relative_to(folder).as_posix()
        if path not in expected:
            yield f"added: {name}"
        elif path.is_symlink() and name not in outputs:
            yield f"changed: {name}"


def _record(path: Path) -> dict | None:
    """The record of a file, or for a table without one its digest."""
    return {"digest": digest_of(path)} if path.suffix == ".csv" else files.record(path)


def verify(project: Project, folder: Path, rerun: bool = False, count: int | None = None) -> int:
    """Prints what differs, a line each, and what was looked at; returns the exit status.

    Offline, and nothing runs unless `rerun` is asked for: then every run is repeated elsewhere, from the cells it kept.
    """
    outputs = read(folder) or {}
    found = list(findings(folder)) or (_differing(World(project), folder, outputs, count) if rerun else ())
    return told(found, f"{folder}: {len(outputs)} files,")


def _differing(world: World, folder: Path, outputs: dict[str, dict], count: int | None) -> Iterator[str]:
    from nbsuite import runner  # which writes manifests itself

    with tempfile.TemporaryDirectory(prefix="nbsuite-") as place:
        names = [name for name in outputs if name.endswith(".ipynb")]
        jobs = [_job(world, folder, name, outputs[name], Path(place)) for name in names]
        for name, result in zip(names, runner.run(jobs, runner.How(count), world=world), strict=True):
            before, after = outputs[name], files.record(result.output) if result.output else None
            others = [each for each in world.digests if after and after[each] != before[each]]
            if before[PLACE]:
                others += world.changed(world.project.root / before[PLACE], before.get(READS, {}))
            if others:
                yield f"differs: {name}: other {', '.join(others)}"
            elif not after or plain(folder / name)["cells"] != plain(result.output)["cells"]:
                alone = ALONE if after and after["beside"] != before["beside"] else ""
                yield f"differs: {name}: {result.reason or 'other outputs'}{alone}"


def _job(world: World, folder: Path, name: str, record: dict, place: Path) -> Job:
    """The run that led to an output, to be repeated in `place`, on a copy of its cells as they were written."""
    parameters, injected = record.get("parameters"), record.get("injected")
    is_run = {"beside", PLACE, *world.digests} <= record.keys() and isinstance(parameters, dict)
    names = injected if is_run and isinstance(injected, list) else [None]
    if not all(isinstance(each, str) and each in parameters for each in names):
        raise Refused(f"{name}: found a record of something else, expected that of a run by this version")
    target = inside(place / "again", Path(name).parent.name) / finished_name(Path(name))
    notebook = plain(folder / name)
    notebook["cells"] = notebooks.own_cells(notebook)
    folder_name = Path(record[PLACE]).parent.name or "run"
    copy = place / files.digest([record[PLACE], notebooks.written(notebook)]) / folder_name / target.name
    if not copy.exists():
        files.write(copy, store.plain_dumps(notebook))
        source = world.project.root / record[PLACE]
        if record[PLACE] and source.is_file() and (around := copy_of(source.parent)) is not None:
            lay_out({name: content for name, content in around.items() if name != copy.name}, copy.parent)
    return Job(copy, target.parent.name, target, {each: parameters[each] for each in injected})
