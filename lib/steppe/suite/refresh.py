"""`steppe refresh`: rebuild all stored outputs on purpose and say what changed in meaning."""

import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

from nbsuite import cells, files, notebooks, runner, store
from nbsuite.errors import DataError, Refused
from nbsuite.jobs import Job, job
from nbsuite.key import World
from nbsuite.runner import AS_USUAL, How
from steppe.scenario import VOCABULARY
from steppe.suite import door, meaning, parameters, ratchet, scenarios, verdicts
from steppe.suite.checks import Stored, tally
from steppe.suite.house import House


def refresh(house: House, words: Iterable[str] = (), how: How = AS_USUAL) -> int:
    """Rebuilds chapters, references, verdicts and README; prints the changes and returns the exit status.

    Nothing is stored unless every run succeeded; the verdicts, which the notebooks read, are put back if not. Files
    that stay the same are not touched. Raises `Refused` for a notebook that is not among the chapters, for its own
    file would be written over.
    """
    words = list(words)
    chapters = {path.resolve(): path for path in house.stored()}
    meant = dict.fromkeys(notebooks.find(word, house.stored()).resolve() for word in words) or chapters
    stranger = next((path for path in meant if path not in chapters), None)
    if stranger or not meant:
        raise Refused(f"notebook: found {stranger or 'none'}, expected a chapter: notebooks/NN_slug.ipynb")
    paths = [chapters[path] for path in meant]
    for path in paths:
        for complaint in parameters.complaints(notebooks.read(path)):
            raise Refused(f"{house.name_of(path)}: {complaint}")
    evidence = door.sound(house)
    matrices = verdicts.of_all(evidence)
    old = house.verdicts.read_text(encoding="utf-8") if house.verdicts.is_file() else ""
    with tempfile.TemporaryDirectory(prefix="steppe-") as folder, ExitStack() as undo:
        if old:
            undo.callback(files.write_if_changed, house.verdicts, old)
        else:
            undo.callback(house.verdicts.unlink, missing_ok=True)
        files.write_if_changed(house.verdicts, verdicts.as_json(evidence, matrices))
        results = runner.run(_jobs(paths, Path(folder)), how, world=World(house))
        failures = [result for result in results if not result.ok]
        for result in failures:
            print(f"failed: {result.job.title}: {result.reason}", file=sys.stderr)
        if failures:
            print("nothing stored", file=sys.stderr)
            return 1
        _expect_unedited(house, results)
        undo.pop_all()
        for result in results:
            _keep(house, result)
    if not words:
        _drop_orphans(house)
    _tell_verdicts(house, old, matrices)
    if ratchet.record(house.ratchet, tally(Stored(house))):
        print(f"{house.name_of(house.ratchet)}: more cells compared, or fewer ignored")
    return 0


def _jobs(paths: list[Path], staging: Path) -> list[Job]:
    """Every notebook under every scenario; essay without an injected cell, for its values are the defaults."""
    jobs = []
    for path in paths:
        declared = cells.declared(path, VOCABULARY)
        for name in scenarios.names():
            values = {} if name == scenarios.DEFAULT else scenarios.load(name)
            jobs.append(job(path, name, values, declared, staging))
    return jobs


def _expect_unedited(house: House, results: list[runner.Result]) -> None:
    """Nobody's edits are overwritten by the run of an older version."""
    for result in results:
        written = notebooks.sources(store.normalise(notebooks.read(result.job.notebook)))
        if written != notebooks.sources(notebooks.read(result.output)):
            raise Refused(f"{house.name_of(result.job.notebook)}: edited while it ran; nothing stored, refresh again")


def _keep(house: House, result: runner.Result) -> None:
    fresh = store.normalise(notebooks.read(result.output))
    stored = result.job.notebook
    if result.job.scenario != scenarios.DEFAULT:
        stored = house.reference(result.job.scenario, stored)
        fresh = store.as_reference(fresh)
    old = meaning.read(stored) if stored.is_file() else None
    if not files.write_if_changed(stored, store.dumps(fresh)):
        return
    print(house.name_of(stored) + (": new" if old is None else ""))
    for line in meaning.changes(store.normalise(old), fresh) if old is not None else []:
        print(f"  {line}")


def _drop_orphans(house: House) -> None:
    """Removes references of notebooks and scenarios that are no more."""
    expected = {house.reference(name, path) for name in scenarios.others() for path in house.stored()}
    for path in sorted(house.references.glob("*/*.ipynb")):
        if path not in expected:
            path.unlink()
            print(f"{house.name_of(path)}: removed")


def _tell_verdicts(house: House, old: str, matrices: dict[str, verdicts.Matrix]) -> None:
    """Says which of the verdicts, on disk by now, are others than those in `old`; brings the README into step."""
    if old != house.verdicts.read_text(encoding="utf-8"):
        print(house.name_of(house.verdicts) + ("" if old else ": new"))
        with suppress(DataError):  # where there was no record before, nothing turns
            words = verdicts.Recorded.parse(old).words
            for name, matrix in matrices.items():
                for line in verdicts.differences(words.get(name, {}), verdicts.words(matrix)):
                    print(f"  {name}: {line}")
    if house.readme.is_file():
        table = verdicts.as_markdown(matrices[verdicts.YARDSTICK], house.by_number())
        if files.write_if_changed(house.readme, verdicts.with_table(house.readme.read_text(encoding="utf-8"), table)):
            print(f"{house.name_of(house.readme)}: verdict table")
