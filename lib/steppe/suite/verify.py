"""`steppe verify`: whether a folder of runs is as it was left, and whether its runs come out the same again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from steppe.suite import door, manifest, notebooks, runner, seal
from steppe.suite.door import Job
from steppe.suite.house import House
from steppe.suite.notebooks import Refused
from steppe.suite.runner import How


def verify(folder: Path, rerun: bool = False, count: int | None = None, chapters: list[Path] | None = None) -> int:
    """Prints what differs, a line each, and what was looked at; returns the exit status.

    Offline, and without running anything unless `rerun` is asked for: then every run is repeated elsewhere.
    """
    found = list(manifest.findings(folder))
    outputs = manifest.read(folder) or {}
    if rerun and not found:
        found = list(_differing(folder, outputs, count, House().chapters() if chapters is None else chapters))
    print("\n".join([*found, f"{folder}: {len(outputs)} files, {len(found) or 'nothing'} amiss"]))
    return 1 if found else 0


def _differing(folder: Path, outputs: dict[str, dict], count: int | None, chapters: list[Path]) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="steppe-") as place:
        jobs = {}
        for name, record in outputs.items():
            if not name.endswith(".ipynb"):
                continue
            try:
                jobs[name] = _job(name, record, Path(place), chapters)
            except Refused as error:
                yield f"not repeated: {name}: {error}"
        for name, result in zip(jobs, runner.run(list(jobs.values()), How(count)), strict=True):
            again = seal.read(Path(place, name))
            if again != outputs[name]:
                yield f"differs: {name}: {_why(outputs[name], again) or result.reason or 'other outputs'}"


def _job(name: str, record: dict, place: Path, chapters: list[Path]) -> Job:
    scenario, _, file = name.partition("/")
    stem = file.removesuffix(".ipynb").removesuffix(".FAILED")
    values = {each: record["parameters"][each] for each in record["injected"]}
    return Job(notebooks.find(stem, chapters), scenario, door.inside(place, scenario) / f"{stem}.ipynb", values)


def _why(before: dict, after: dict | None) -> str:
    """What the two runs rest on that is not the same."""
    inputs = ("notebook", "data", "library", "lock", "python", "chapters")
    others = [name for name in inputs if after and after[name] != before[name]]
    return f"other {', '.join(others)}" if others else ""
