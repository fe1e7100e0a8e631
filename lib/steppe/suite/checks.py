"""`steppe check`: the cheap checks, in order, a line each; a failure names file, cell and text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from steppe import facts
from steppe.scenario import ParameterError
from steppe.suite import notebooks, parameters, ratchet, readme, record, scenarios, store, traces, verdicts
from steppe.suite.door import DEFAULT_SCENARIO
from steppe.suite.house import House
from steppe.suite.notebooks import Refused
from steppe.suite.record import Recorded
from steppe.suite.stored import RAISING, Stored, skips, tally
from steppe.tables import DataError

SIZE_LIMIT = 600  # kB of one stored notebook; how many there are is free
LINES_LIMIT = 25
SHOWN = 20
_NUMBER = re.compile(r"\d+")

Check = Callable[[Stored], Iterator[str]]


def report(house: House) -> int:
    """Prints a line for each check and for each failure; returns the exit status."""
    stored = Stored(house)
    failed = 0
    for title, check in CHECKS.items():
        complaints = complaints_of(check, stored)
        failed += bool(complaints)
        print(f"{'FAIL' if complaints else 'ok  '}  {title}")
        for complaint in complaints[:SHOWN]:
            print(f"      {complaint}")
        if len(complaints) > SHOWN:
            print(f"      and {len(complaints) - SHOWN} more")
    print(counts(stored))
    return 1 if failed else 0


def complaints_of(check: Check, stored: Stored) -> list[str]:
    """What one check finds; data or notebooks that cannot be read are a finding too."""
    complaints: list[str] = []
    try:
        complaints.extend(check(stored))
    except (DataError, ParameterError, Refused, OSError) as error:
        complaints.append(str(error))
    return complaints


def counts(stored: Stored) -> str:
    """How many code cells are compared, ignored and not run, in one line."""
    try:
        found = tally(stored)
    except Refused as error:
        return f"cells: {error}"
    return "cells: " + ", ".join(f"{count} {name.removeprefix('cells ')}" for name, count in found.items())


def data_reads_clean(stored: Stored) -> Iterator[str]:
    facts.load(stored.house.data)
    try:
        from frictionless import Package, system
    except ImportError:
        return
    with system.use_context(trusted=True):
        outcome = Package(str(stored.house.data / "datapackage.json")).validate()
    for error in outcome.errors:
        yield f"datapackage.json: {error.message}"
    for task in outcome.tasks:
        for error in task.errors:
            place = f" row {error.row_number}" if hasattr(error, "row_number") else ""
            yield f"{task.place}{place}: {' '.join(error.message.split())}"


def parameters_agree(stored: Stored) -> Iterator[str]:
    for path, notebook in stored.chapters.items():
        for complaint in parameters.complaints(notebook):
            yield f"{stored.name(path)}: {complaint}"


def scenarios_are_valid(stored: Stored) -> Iterator[str]:
    for name in scenarios.names():
        try:
            scenarios.describe(name)
        except DataError as error:
            yield f"data/{error}"


def cells_are_short(stored: Stored) -> Iterator[str]:
    for place, cell in stored.cells("code", stored.chapters):
        lines = len(cell.source.splitlines())
        if lines > LINES_LIMIT:
            yield f"{place}: found {lines} lines, expected at most {LINES_LIMIT}"


def outputs_are_there(stored: Stored) -> Iterator[str]:
    if not stored.chapters:
        yield "notebooks: found none"
    for path, notebook in stored.everything.items():
        run = [(at, cell) for at, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
        if not any(cell.outputs for _, cell in run):
            yield f"{stored.name(path)}: found no outputs at all, expected those of a run"
            continue
        for number, (at, cell) in enumerate(run, start=1):
            place = stored.name(path, at)
            if cell.execution_count != number:
                yield f"{place}: found execution count {cell.execution_count}, expected {number}"
            for output in cell.outputs:
                if output.output_type == "error" and not skips(cell) & RAISING:
                    yield f"{place}: found {output.ename}, {output.evalue!r}"


def references_match(stored: Stored) -> Iterator[str]:
    expected = {
        stored.house.reference(name, path): notebook
        for name in scenarios.names()
        if name != DEFAULT_SCENARIO
        for path, notebook in stored.chapters.items()
    }
    for path, notebook in expected.items():
        if path not in stored.references:
            yield f"{stored.name(path)}: found none, expected the reference run"
            continue
        yield from (f"{stored.name(path)}: {complaint}" for complaint in _mismatches(notebook, stored.references[path]))
    for path in stored.references.keys() - expected.keys():
        yield f"{stored.name(path)}: found a reference of no notebook"


def _mismatches(chapter, reference) -> Iterator[str]:
    """Where a reference is of other cells, or is silent where the chapter speaks, or the other way round."""
    both = map(notebooks.own_cells, (chapter, reference))
    ours, theirs = ([cell for cell in cells if cell.cell_type == "code"] for cells in both)
    if [cell.source for cell in ours] != [cell.source for cell in theirs]:
        yield "found other cells than in the notebook; run `steppe refresh`"
        return
    for at, (our, their) in enumerate(zip(ours, theirs, strict=True), start=1):
        if bool(our.outputs) != bool(their.outputs):
            yield f"code cell {at} of the notebook: found outputs on one side only; run `steppe refresh`"


def nothing_is_ignored_silently(stored: Stored) -> Iterator[str]:
    for place, cell in stored.cells("code", stored.everything):
        found = skips(cell)
        if found and not str(cell.metadata.get("reason", "")).strip():
            yield f"{place}: found {', '.join(sorted(found))}, expected a reason in the cell's metadata"


def stored_form_is_canonical(stored: Stored) -> Iterator[str]:
    for path, notebook in stored.everything.items():
        if path.read_bytes() != store.dumps(store.normalise(notebook)).encode("utf-8"):
            yield f"{stored.name(path)}: found another form than the stored one; run `steppe refresh`"


def outputs_bear_no_traces(stored: Stored) -> Iterator[str]:
    for place, cell in stored.cells("code", stored.everything):
        for output in cell.outputs:
            for kind, text in traces.found(output):
                yield f"{place}: found {kind}, {text!r}"


def references_are_lean(stored: Stored) -> Iterator[str]:
    for place, _ in stored.cells("markdown", stored.references):
        yield f"{place}: found prose, expected it in the notebook alone"
    for place, cell in stored.cells("code", stored.references):
        for kind in store.PICTURES:
            if any(kind in output.get("data", {}) for output in cell.outputs):
                yield f"{place}: found {kind}, expected its digest alone"


def sizes_are_small(stored: Stored) -> Iterator[str]:
    for path in stored.everything:
        size = path.stat().st_size / 1000
        if size > SIZE_LIMIT:
            yield f"{stored.name(path)}: found {size:.0f} kB, expected at most {SIZE_LIMIT} kB"


def verdicts_are_in_step(stored: Stored) -> Iterator[str]:
    path = stored.house.verdicts
    if not path.is_file():
        yield f"{stored.name(path)}: found none; run `steppe refresh`"
        return
    text = path.read_text(encoding="utf-8")
    kept = Recorded.parse(text).words
    flips = [
        f"{stored.name(path)}: {name}, {line}"
        for name, matrix in stored.matrices.items()
        for line in verdicts.differences(kept.get(name, {}), verdicts.words(matrix))
    ]
    yield from flips
    if not flips and text != record.of_all(stored.evidence):
        yield f"{stored.name(path)}: the verdicts stand, the figures behind them moved; run `steppe refresh`"


def readme_is_in_step(stored: Stored) -> Iterator[str]:
    if not stored.house.readme.is_file():
        yield f"{stored.name(stored.house.readme)}: found none"
        return
    text = stored.house.readme.read_text(encoding="utf-8")
    table = verdicts.as_markdown(stored.matrices[verdicts.YARDSTICK], stored.house.by_number())
    if readme.with_table(text, table) != text:
        yield f"{stored.name(stored.house.readme)}: verdict table out of step; run `steppe refresh`"
    picture, path = readme.picture(stored.chapters.values()), stored.house.picture
    if picture and not (path.is_file() and path.read_bytes() == picture):
        yield f"{stored.name(path)}: out of step with the notebook it is taken from; run `steppe refresh`"


def counts_are_no_worse(stored: Stored) -> Iterator[str]:
    kept = ratchet.read(stored.house.ratchet)
    if not kept:
        yield f"{stored.name(stored.house.ratchet)}: found none; run `steppe refresh`"
    yield from ratchet.complaints(kept, tally(stored))


def nothing_is_left_out_silently(stored: Stored) -> Iterator[str]:
    first: dict[str, str] = {}
    for place, cell in stored.cells("code", stored.chapters):
        for tag in {notebooks.LISTING, notebooks.SLOW}.intersection(cell.metadata.get("tags", [])):
            reason = str(cell.metadata.get("reason", "")).strip()
            if not reason:
                yield f"{place}: found the tag {tag}, expected a reason in the cell's metadata"
            elif (other := first.setdefault(_NUMBER.sub("", reason), place)) != place:
                yield f"{place}: found the reason of {other}, numbers apart, expected a reason of its own"


CHECKS: dict[str, Check] = {
    "data read clean, schema and keys hold": data_reads_clean,
    "scenario files are valid": scenarios_are_valid,
    "parameters cells agree with the vocabulary": parameters_agree,
    f"code cells have at most {LINES_LIMIT} lines": cells_are_short,
    "stored outputs are there": outputs_are_there,
    "no cell is ignored without a reason": nothing_is_ignored_silently,
    "no cell is left out of the mutations without a reason": nothing_is_left_out_silently,
    "the count of cells compared, ignored and un-run is no worse": counts_are_no_worse,
    "outputs bear no trace of a run or a machine": outputs_bear_no_traces,
    "stored form is canonical": stored_form_is_canonical,
    "every scenario has its reference": references_match,
    "references hold no pictures and no prose": references_are_lean,
    "sizes are small": sizes_are_small,
    "stored verdicts are in step": verdicts_are_in_step,
    "README table and picture are in step": readme_is_in_step,
}
