"""The checks that no figure is typed: in all prose written by hand, and in the words of the chapters' code.

Prose is more than cells: pages, headings of data, reasons and descriptions, the abstract of the citation. Left out are
`benchmarks/`, dated measurements of single runs, and what is generated, which its own checks hold in step.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from steppe.suite import literals, numerals, readme
from steppe.suite.house import House
from steppe.suite.stored import Stored

Prose = Iterator[tuple[str, str]]

TABLES = {
    "claims.csv": ("paraphrase", "test", "readings_because", "reason", "note"),
    "weighed.csv": ("because",),
    "survivors.csv": ("reason",),
}


def numerals_are_bound(stored: Stored) -> Iterator[str]:
    for place, text in prose(stored):
        for line, numeral in numerals.located(text):
            where = f"{place}, line {line}" if "\n" in text.strip() else place
            yield f"{where}: found {numeral!r}, expected a figure bound by say(...), or words without one"


def prose(stored: Stored) -> Prose:
    """All that is written for readers by hand, with its place."""
    for kind in ("markdown", "raw"):
        yield from ((place, cell.source) for place, cell in stored.cells(kind, stored.chapters))
    yield from _pages(stored.house)
    for name, columns in TABLES.items():
        yield from _columns(stored.house.data / name, columns)
    yield from _descriptions(stored.house.data / "datapackage.json")


def _pages(house: House) -> Prose:
    for path in (house.readme, house.data / "README.md", *sorted(house.pages.glob("*.md"))):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            yield house.name_of(path), readme.by_hand(text) if path == house.readme else text
    for path in sorted((house.data / "scenarios").glob("*.yml")):
        yield house.name_of(path), path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
    if house.citation.is_file():
        yield f"{house.name_of(house.citation)}, abstract", yaml.safe_load(house.citation.read_bytes())["abstract"]


def _columns(path: Path, columns: tuple[str, ...]) -> Prose:
    with path.open(encoding="utf-8", newline="") as table:
        for number, row in enumerate(csv.DictReader(table), start=2):
            for column in columns:
                yield f"{path.name} row {number} ({next(iter(row.values()))}), {column}", row[column] or ""


def _descriptions(path: Path) -> Prose:
    for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]:
        yield f"{path.name}, {resource['name']}", resource.get("description", "")
        for field in resource.get("schema", {}).get("fields", []):
            yield f"{path.name}, {resource['name']}, {field['name']}", field.get("description", "")


def no_figure_is_typed_in_words(stored: Stored) -> Iterator[str]:
    for place, cell in stored.cells("code", stored.chapters):
        yield from _typed(place, cell.source, literals.unbound)
    for path in (*stored.house.writers, *sorted(stored.house.pages.glob("*.py"))):
        yield from _typed(stored.name(path), path.read_text(encoding="utf-8"), literals.unbound_in_texts)


def _typed(place: str, source: str, unbound: Callable[[str], list[tuple[int, str]]]) -> Iterator[str]:
    try:
        for line, figure in unbound(source):
            yield f"{place}, line {line}: found {figure!r} typed, expected a value with its statements"
    except SyntaxError as error:
        yield f"{place}, line {error.lineno}: found no code ({error.msg})"
