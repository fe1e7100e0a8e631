"""All that is stored in a house, read once, and the marks by which a cell escapes comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from steppe import facts
from steppe.suite import notebooks, verdicts
from steppe.suite.house import House

UNRUN = {"nbval-skip"}
IGNORED = {"nbval-ignore-output"}
RAISING = {"nbval-raises-exception", "raises-exception"}
MARKERS = {
    "NBVAL_SKIP": "nbval-skip",
    "NBVAL_IGNORE_OUTPUT": "nbval-ignore-output",
    "PYTEST_VALIDATE_IGNORE_OUTPUT": "nbval-ignore-output",
    "NBVAL_RAISES_EXCEPTION": "raises-exception",
}


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
