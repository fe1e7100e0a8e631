"""`steppe check`: cheap checks of all that is stored, in order, a line each; a failure names file, cell and text."""

import getpass
import json
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from nbsuite import notebooks, store
from nbsuite.errors import DataError, ParameterError, Refused
from nbsuite.store import PICTURES
from steppe import facts, paths
from steppe.suite import door, parameters, ratchet, scenarios, verdicts
from steppe.suite.house import LISTING, SLOW, House

SIZE_LIMIT = 600  # kB of one stored notebook; how many there are is free
LINES_LIMIT = 25
SHOWN = 20
_NUMBER = re.compile(r"\d+")
# The marks by which a cell escapes comparison: tags, and comments that nbval reads.
UNRUN = {"nbval-skip"}
IGNORED = {"nbval-ignore-output"}
RAISING = {"nbval-raises-exception", "raises-exception"}
MARKERS = {
    "NBVAL_SKIP": "nbval-skip",
    "NBVAL_IGNORE_OUTPUT": "nbval-ignore-output",
    "PYTEST_VALIDATE_IGNORE_OUTPUT": "nbval-ignore-output",
    "NBVAL_RAISES_EXCEPTION": "raises-exception",
}
# What another run, or another machine, would not repeat.
TRACES = {
    "a time of day": re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d\b|\b[0-2]\d:[0-5]\d:[0-5]\d\b"),
    "a memory address": re.compile(r"\bat 0x(?:0>|[0-9a-f]{6,}\b)", re.I),
    "a random id": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I),
    "a path": re.compile(r"(?<![\w.:/<-])/(?:home|Users|root|tmp|var|opt|private|usr|mnt|srv)/[\w.]+|\b[A-Z]:\\\w+"),
    "a kernel's temporary name": re.compile(r"\bipykernel_\d+\b"),
}
COMMON_NAMES = {"root", "user", "users", "admin", "runner", "build", "docker", "localhost", "home", "guest"}


@dataclass
class Stored:
    """All that is stored in a house, read once."""

    house: House

    @cached_property
    def chapters(self) -> dict[Path, object]:
        return {path: notebooks.read(path) for path in self.house.stored()}

    @cached_property
    def references(self) -> dict[Path, object]:
        return {path: notebooks.read(path) for path in sorted(self.house.references.glob("*/*.ipynb"))}

    @cached_property
    def everything(self) -> dict[Path, object]:
        return self.chapters | self.references

    @cached_property
    def matrices(self) -> dict[str, verdicts.Matrix]:
        return verdicts.of_all(self.evidence)

    @cached_property
    def evidence(self) -> facts.Facts:
        return facts.load(self.house.data)

    def name(self, path: Path, at: int | None = None) -> str:
        return self.house.name_of(path) + ("" if at is None else f", cell {at + 1}")

    def cells(self, kind: str, every: dict[Path, object]) -> Iterator[tuple[str, object]]:
        for path, notebook in every.items():
            for at, cell in enumerate(notebook.cells):
                if cell.cell_type == kind:
                    yield self.name(path, at), cell


Check = Callable[[Stored], Iterable[str]]


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


def data_reads_clean(stored: Stored) -> Iterable[str]:
    door.sound(stored.house)
    return ()


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
        for name in scenarios.others()
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
            for kind, text in traces(output):
                yield f"{place}: found {kind}, {text!r}"


def references_are_lean(stored: Stored) -> Iterator[str]:
    for place, _ in stored.cells("markdown", stored.references):
        yield f"{place}: found prose, expected it in the notebook alone"
    for place, cell in stored.cells("code", stored.references):
        for kind in PICTURES:
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
    kept = verdicts.Recorded.parse(text).words
    flips = [
        f"{stored.name(path)}: {name}, {line}"
        for name, matrix in stored.matrices.items()
        for line in verdicts.differences(kept.get(name, {}), verdicts.words(matrix))
    ]
    yield from flips
    if not flips and text != verdicts.as_json(stored.evidence, stored.matrices):
        yield f"{stored.name(path)}: the verdicts stand, the figures behind them moved; run `steppe refresh`"


def readme_is_in_step(stored: Stored) -> Iterator[str]:
    if not stored.house.readme.is_file():
        yield f"{stored.name(stored.house.readme)}: found none"
        return
    text = stored.house.readme.read_text(encoding="utf-8")
    table = verdicts.as_markdown(stored.matrices[verdicts.YARDSTICK], stored.house.by_number())
    if verdicts.with_table(text, table) != text:
        yield f"{stored.name(stored.house.readme)}: verdict table out of step; run `steppe refresh`"


def counts_are_no_worse(stored: Stored) -> Iterator[str]:
    kept = ratchet.read(stored.house.ratchet)
    if not kept:
        yield f"{stored.name(stored.house.ratchet)}: found none; run `steppe refresh`"
    yield from ratchet.complaints(kept, tally(stored))


def nothing_is_left_out_silently(stored: Stored) -> Iterator[str]:
    first: dict[str, str] = {}
    for place, cell in stored.cells("code", stored.chapters):
        for tag in {LISTING, SLOW}.intersection(cell.metadata.get("tags", [])):
            reason = str(cell.metadata.get("reason", "")).strip()
            if not reason:
                yield f"{place}: found the tag {tag}, expected a reason in the cell's metadata"
            elif (other := first.setdefault(_NUMBER.sub("", reason), place)) != place:
                yield f"{place}: found the reason of {other}, numbers apart, expected a reason of its own"


def tally(stored: Stored) -> dict[str, int]:
    """How many code cells nbval compares, ignores and leaves un-run."""
    tags = [skips(cell) for _, cell in stored.cells("code", stored.everything)]
    unrun = sum(bool(found & UNRUN) for found in tags)
    ignored = sum(bool(found & IGNORED) and not found & UNRUN for found in tags)
    return {"cells compared": len(tags) - ignored - unrun, "cells ignored": ignored, "cells un-run": unrun}


def skips(cell) -> set[str]:
    """The marks by which a code cell escapes comparison: tags and nbval's comments."""
    comments = {line.strip().lstrip("#").strip() for line in cell.source.splitlines() if line.strip().startswith("#")}
    found = {MARKERS[comment] for comment in comments & MARKERS.keys()} | set(cell.metadata.get("tags", []))
    return found & (UNRUN | IGNORED | RAISING)


def traces(output: dict) -> list[tuple[str, str]]:
    """What kind of trace and which text, for each in one output; images are not read."""
    text = _readable(output)
    every = TRACES | _this_machine()
    return [(kind, match[0]) for kind, pattern in every.items() for match in pattern.finditer(text)]


def _readable(output: dict) -> str:
    """All text of an output but its images."""
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return "\n".join([output["evalue"], *output["traceback"]])
    bundles = (data for mime, data in output["data"].items() if mime not in PICTURES)
    return "\n".join(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False) for data in bundles)


@cache
def _this_machine() -> dict[str, re.Pattern]:
    """The names of this machine, where they are telling enough to look for."""
    places = {str(Path.home()), str(paths.ROOT)} - {"/"}
    names = {"this user": _user(), "this host": socket.gethostname().split(".")[0]}
    telling = {kind: name for kind, name in names.items() if len(name) > 3 and name.lower() not in COMMON_NAMES}
    return {
        "a path of this machine": re.compile("|".join(re.escape(place) for place in sorted(places))),
        **{kind: re.compile(rf"\b{re.escape(name)}\b") for kind, name in telling.items()},
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


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
    "README table is in step": readme_is_in_step,
}
