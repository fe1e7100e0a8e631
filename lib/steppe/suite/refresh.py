"""`steppe refresh`: rebuild all stored outputs on purpose and say what changed in meaning."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from steppe import scenarios
from steppe.suite import door, inputs, meaning, notebooks, parameters, ratchet, readme, record, runner, store, verdicts
from steppe.suite.door import DEFAULT_SCENARIO, Job
from steppe.suite.house import House
from steppe.suite.notebooks import Refused
from steppe.suite.runner import AS_USUAL, How
from steppe.suite.stored import Stored, tally


def refresh(house: House, words: Iterable[str] = (), how: How = AS_USUAL) -> int:
    """Rebuilds notebooks, references, verdicts and README; prints the changes and returns the exit status.

    Nothing is stored unless every run succeeded. Files that stay the same are not touched.
    """
    words = list(words)
    chapters = house.chapters()
    paths = list(dict.fromkeys(notebooks.find(word, chapters) for word in words)) or chapters
    if not paths:
        raise Refused("notebook: found none, expected notebooks/NN_slug.ipynb")
    _expect_agreement(house, paths)
    evidence = inputs.sound(house)
    with tempfile.TemporaryDirectory(prefix="steppe-") as folder:
        results = runner.run(_jobs(paths, Path(folder)), how)
        failures = [result for result in results if not result.ok]
        for result in failures:
            print(f"failed: {result.job.title}: {result.reason}", file=sys.stderr)
        if failures:
            print("nothing stored", file=sys.stderr)
            return 1
        _expect_unedited(house, results)
        for result in results:
            _keep(house, result)
    if not words:
        _drop_orphans(house)
    _keep_verdicts(house, evidence)
    _keep_picture(house)
    if ratchet.record(house.ratchet, tally(Stored(house))):
        print(f"{house.name_of(house.ratchet)}: more cells compared, or fewer ignored")
    return 0


def _jobs(paths: list[Path], staging: Path) -> list[Job]:
    """Every notebook under every scenario; essay without an injected cell, for its values are the defaults."""
    jobs = []
    for path in paths:
        declared = notebooks.declared(notebooks.read(path))
        for name in scenarios.names():
            values = {} if name == DEFAULT_SCENARIO else scenarios.load(name)
            jobs.append(door.job(path, name, values, declared, staging))
    return jobs


def _expect_agreement(house: House, paths: list[Path]) -> None:
    for path in paths:
        for complaint in parameters.complaints(notebooks.read(path)):
            raise Refused(f"{house.name_of(path)}: {complaint}")


def _expect_unedited(house: House, results: list[runner.Result]) -> None:
    """Nobody's edits are overwritten by the run of an older version."""
    for result in results:
        written = notebooks.sources(store.normalise(notebooks.read(result.job.notebook)))
        if written != notebooks.sources(notebooks.read(result.output)):
            raise Refused(f"{house.name_of(result.job.notebook)}: edited while it ran; nothing stored, refresh again")


def _keep(house: House, result: runner.Result) -> None:
    fresh = store.normalise(notebooks.read(result.output))
    stored = result.job.notebook
    if result.job.scenario != DEFAULT_SCENARIO:
        stored = house.reference(result.job.scenario, stored)
        fresh = store.as_reference(fresh)
    old = meaning.read(stored) if stored.is_file() else None
    if not store.write_if_changed(stored, store.dumps(fresh)):
        return
    print(house.name_of(stored) + (": new" if old is None else ""))
    for line in meaning.changes(store.normalise(old), fresh) if old is not None else []:
        print(f"  {line}")


def _drop_orphans(house: House) -> None:
    """Removes references of notebooks and scenarios that are no more."""
    expected = {house.reference(name, path) for name in _others() for path in house.chapters()}
    for path in sorted(house.references.glob("*/*.ipynb")):
        if path not in expected:
            path.unlink()
            print(f"{house.name_of(path)}: removed")


def _others() -> list[str]:
    return [name for name in scenarios.names() if name != DEFAULT_SCENARIO]


def _keep_verdicts(house: House, evidence) -> None:
    matrices = verdicts.of_all(evidence)
    old = record.read(house.verdicts.read_text(encoding="utf-8")) if house.verdicts.is_file() else {}
    if store.write_if_changed(house.verdicts, record.of_all(evidence)):
        print(house.name_of(house.verdicts) + ("" if old else ": new"))
        for name, matrix in matrices.items() if old else ():
            for line in verdicts.differences(old.get(name, {}), verdicts.words(matrix)):
                print(f"  {name}: {line}")
    if house.readme.is_file():
        table = verdicts.as_markdown(matrices[verdicts.YARDSTICK], house.by_number())
        if store.write_if_changed(house.readme, readme.with_table(house.readme.read_text(encoding="utf-8"), table)):
            print(f"{house.name_of(house.readme)}: verdict table")


def _keep_picture(house: House) -> None:
    picture = readme.picture(map(notebooks.read, house.chapters()))
    if picture and store.write_if_changed(house.picture, picture):
        print(f"{house.name_of(house.picture)}: picture of the README")
