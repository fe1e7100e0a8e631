"""What is stored of this project's notebooks: short cells, no trace of a machine, nothing left out without a reason.

Each check takes a project and yields a line for each finding.
"""

from __future__ import annotations

import getpass
import json
import re
import socket
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from nbsuite import notebooks
from nbsuite.store import PICTURES
from steppe import paths
from steppe.suite.house import LISTING, SLOW, House

SIZE_LIMIT = 600  # kB of one stored notebook; how many there are is free
LINES_LIMIT = 25
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


def cells(house: House, every: Iterable[Path] = ()) -> Iterator[tuple[str, object]]:
    """The code cells of some notebooks, or of all that are stored, each with its place as a reader counts."""
    for path in every or [*house.stored(), *sorted(house.references.glob("*/*.ipynb"))]:
        for at, cell in enumerate(notebooks.read(path).cells, start=1):
            if cell.cell_type == "code":
                yield f"{house.name_of(path)}, cell {at}", cell


def cells_are_short(house: House) -> Iterator[str]:
    for place, cell in cells(house, house.stored()):
        lines = len(cell.source.splitlines())
        if lines > LINES_LIMIT:
            yield f"{place}: found {lines} lines, expected at most {LINES_LIMIT}"


def outputs_match(house: House) -> Iterator[str]:
    """A reference is silent where the notebook speaks, or the other way round."""
    for path in house.stored():
        ours = [bool(cell.outputs) for _, cell in cells(house, [path])]
        for reference in sorted(house.references.glob(f"*/{path.name}")):
            own = notebooks.own_cells(notebooks.read(reference))
            theirs = [bool(cell.outputs) for cell in own if cell.cell_type == "code"]
            for at, (our, their) in enumerate(zip(ours, theirs, strict=True), start=1):
                if our != their:
                    yield f"{house.name_of(reference)}: code cell {at}: found outputs on one side only"


def nothing_is_ignored_silently(house: House) -> Iterator[str]:
    for place, cell in cells(house):
        found = skips(cell)
        if found and not str(cell.metadata.get("reason", "")).strip():
            yield f"{place}: found {', '.join(sorted(found))}, expected a reason in the cell's metadata"


def outputs_bear_no_traces(house: House) -> Iterator[str]:
    for place, cell in cells(house):
        for output in cell.outputs:
            for kind, text in traces(output):
                yield f"{place}: found {kind}, {text!r}"


def sizes_are_small(house: House) -> Iterator[str]:
    for path in [*house.stored(), *house.references.glob("*/*.ipynb")]:
        size = path.stat().st_size / 1000
        if size > SIZE_LIMIT:
            yield f"{house.name_of(path)}: found {size:.0f} kB, expected at most {SIZE_LIMIT} kB"


def nothing_is_left_out_silently(house: House) -> Iterator[str]:
    first: dict[str, str] = {}
    for place, cell in cells(house, house.stored()):
        for tag in {LISTING, SLOW}.intersection(cell.metadata.get("tags", [])):
            reason = str(cell.metadata.get("reason", "")).strip()
            if not reason:
                yield f"{place}: found the tag {tag}, expected a reason in the cell's metadata"
            elif (other := first.setdefault(_NUMBER.sub("", reason), place)) != place:
                yield f"{place}: found the reason of {other}, numbers apart, expected a reason of its own"


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


CHECKS = [
    cells_are_short, outputs_match, nothing_is_ignored_silently, outputs_bear_no_traces, sizes_are_small,
    nothing_is_left_out_silently,
]  # fmt: skip
