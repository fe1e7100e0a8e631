"""Whether a folder of runs is as it was left, and whether its runs come out the same again."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbsuite import files, manifest, notebooks, records, runner, store
from nbsuite.errors import Refused, in_one_line
from nbsuite.jobs import FAILED, Job, inside
from nbsuite.key import World
from nbsuite.notebooks import plain
from nbsuite.project import Project
from nbsuite.runner import How

ALONE = ", without the files that lay beside it"


def verify(project: Project, folder: Path, rerun: bool = False, count: int | None = None) -> int:
    """Prints what differs, a line each, and what was looked at; returns the exit status.

    Offline, and without running anything unless `rerun` is asked for: then every run is repeated elsewhere, from the
    cells that its output has kept.
    """
    found = list(manifest.findings(folder))
    outputs = manifest.read(folder) or {}
    if rerun and not found:
        found = list(_differing(World(project), folder, outputs, count))
    lines = [*found, f"{folder}: {len(outputs)} files, {len(found) or 'nothing'} amiss"]
    print("\n".join(map(in_one_line, lines)))
    return 1 if found else 0


def _differing(world: World, folder: Path, outputs: dict[str, dict], count: int | None) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="nbsuite-") as place:
        jobs = {
            name: _job(world, folder, name, record, Path(place))
            for name, record in outputs.items()
            if name.endswith(".ipynb")
        }
        results = runner.run(list(jobs.values()), How(count), world=world)
        for name, result in zip(jobs, results, strict=True):
            before, after = outputs[name], records.read(result.output) if result.output else None
            others = [each for each in world.digests if after and after[each] != before[each]]
            if others:
                yield f"differs: {name}: other {', '.join(others)}"
            elif not after or plain(folder / name)["cells"] != plain(result.output)["cells"]:
                alone = ALONE if after and after["beside"] != before["beside"] else ""
                yield f"differs: {name}: {result.reason or 'other outputs'}{alone}"


def _job(world: World, folder: Path, name: str, record: dict, place: Path) -> Job:
    """The run that led to an output, to be repeated in `place`, on a copy of its cells as they were written."""
    if not {"beside", *world.digests} <= record.keys() or _passed(record) is None:
        raise Refused(f"{name}: found a record of something else, expected that of a run by this version")
    scenario, _, file = name.partition("/")
    target = inside(place / "again", scenario) / Path(file).name.replace(f"{FAILED}.ipynb", ".ipynb")
    notebook = plain(folder / name)
    notebook["cells"] = notebooks.own_cells(notebook)
    copy = place / records.digest(notebooks.written(notebook)) / target.name
    files.write(copy, store.plain_dumps(notebook))
    return Job(copy, scenario, target, _passed(record))


def _passed(record: dict) -> dict[str, object] | None:
    """The parameters that were passed to a run; None for a record that does not say."""
    parameters, injected = record.get("parameters"), record.get("injected")
    if not isinstance(parameters, dict) or not isinstance(injected, list):
        return None
    known = all(isinstance(name, str) and name in parameters for name in injected)
    return {name: parameters[name] for name in injected} if known else None
