"""Strict reading of the CSV tables that `datapackage.json` describes."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import cache
from math import inf
from pathlib import Path, PurePosixPath

from nbsuite.errors import DataError, shown
from nbsuite.files import read_text

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def read_package(folder: Path) -> dict:
    """The descriptor `datapackage.json` of a folder. DataError where a table has no usable schema or is outside."""
    path = folder / "datapackage.json"
    text = read_text(path)
    try:
        package = json.loads(text)
    except (RecursionError, ValueError) as error:
        raise DataError(path.name, f"no plain JSON ({error})", "a JSON document") from None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise DataError(path.name, "no list of resources", "an object with compiled and resources")
    for number, resource in enumerate(package["resources"], start=1):
        _add_parsers(resource, f"{path.name}, resource {number}")
    compiled = _parser({"name": "compiled", "type": "date", "constraints": {"required": True}})
    described = {"path": path.name, "parsers": {"compiled": compiled}}
    return package | read_cells(described, [("compiled", str(package.get("compiled")))])


def _add_parsers(resource: object, place: str) -> None:
    """Gives a table its `parsers` by column and its `key`. DataError where it is not usable or outside the folder."""
    try:
        path = PurePosixPath(resource["path"])
        if path.is_absolute() or ".." in path.parts or not resource["name"]:
            raise DataError(place, shown(resource["path"]), "a named file inside the folder", column="path")
        if schema := resource.get("schema"):
            parsers, key = {field["name"]: _parser(field) for field in schema["fields"]}, schema.get("primaryKey", [])
            resource["parsers"], resource["key"] = parsers, [key] if isinstance(key, str) else key
            [parsers[column] for column in resource["key"]]
    except (LookupError, TypeError, AttributeError, re.error) as error:
        raise DataError(place, f"no usable schema ({error})", "name, path, and fields with name and type") from None


def read_table(folder: Path, package: dict, name: str) -> list[dict]:
    """The rows of one table as dictionaries, typed by its schema, `row` holding the row number; empty cells are None.

    Raises DataError at the first cell that breaks the schema, for another header, for a primary key that is repeated
    and for a table without rows, unless it is described as `mayBeEmpty`. Foreign keys are left to the caller.
    """
    table = table_in(package, name)
    file, columns, key = table["path"], list(table["parsers"]), table["key"]
    reader = csv.reader(io.StringIO(read_text(folder / file), newline=""), strict=True)
    rows, first_row, expected = [], {}, f"the header {','.join(columns)}"
    try:
        header = next(reader, None)
        if header is None:
            raise DataError(file, "an empty file", expected)
        if header != columns:
            for mark, name in {";": "semicolons", "\t": "tabs"}.items():
                if ",".join(header).split(mark) == columns:
                    raise DataError(file, f"{name} between the cells", "commas; in a spreadsheet: save as CSV UTF-8", 1)
            if header[: len(columns)] == columns and not any(header[len(columns) :]):
                blank = len(header) - len(columns)
                found = f"{blank} column{'s' * (blank > 1)} without a name after {columns[-1]}"
                raise DataError(file, found, "none: delete what is empty beside the table", 1)
            missing = [f"no column {column}" for column in columns if column not in header]
            raise DataError(file, missing[0] if missing else shown(",".join(header)), expected, 1)
        for number, cells in enumerate(reader, start=2):
            if not cells:
                raise DataError(file, "an empty line", "none: delete it", number)
            if len(cells) != len(columns):
                raise DataError(file, f"{len(cells)} cells", f"{len(columns)} cells", number)
            row = read_cells(table, zip(columns, cells, strict=True), number)
            if key:
                value = ", ".join([str(row[column]) for column in key])
                if first_row.setdefault(value, number) != number:
                    found = f"{value!r} a second time (first in row {first_row[value]})"
                    raise DataError(file, found, "a unique value", number, " and ".join(key))
            row["row"] = number
            rows.append(row)
    except csv.Error as error:
        raise DataError(file, f"a broken line ({error})", "comma-separated cells", reader.line_num) from None
    if not rows and not table.get("mayBeEmpty"):
        raise DataError(file, "no rows under the header", "at least one row")
    return rows


def table_in(package: dict, name: str) -> dict:
    """A table as `datapackage.json` describes it. DataError where there is no such table."""
    for resource in package["resources"]:
        if resource["name"] == name and "parsers" in resource:
            return resource
    raise DataError("datapackage.json", f"no schema of the table {name}", "its fields and its primaryKey")


def read_cells(table: dict, cells: Iterable[tuple[str, str]], row: int | None = None) -> dict:
    """Cells of one row of a table, given by column and text, typed by its schema. Raises DataError."""
    parsers = table["parsers"]
    try:
        return {column: parsers[column](text) for column, text in cells}
    except ValueError as error:
        column, found, expected = error.args
        raise DataError(table["path"], found, expected, row, column) from None


def check_row(file: str, row: dict, *checks: tuple[str, object, str, str]) -> None:
    """DataError for the first check that is wrong: column, whether it is wrong, found (or the cell), expected."""
    for column, is_wrong, found, expected in checks:
        if is_wrong:
            cell = shown(row[column]) if row[column] else "an empty cell"
            raise DataError(file, found or cell, expected, row["row"], column)


def _parser(field: dict) -> Callable[[str], object]:
    """A function that turns the text of a cell into its value, None for an empty one.

    It raises ValueError with the column, what was found and what is expected.
    """
    name, kind, rules = field["name"], field["type"], field.get("constraints", {})
    least, most = +rules.get("minimum", -inf), +rules.get("maximum", inf)
    choices, pattern = rules.get("enum"), re.compile(rules.get("pattern", ".*"), re.ASCII)
    one_of = f"one of {', '.join(choices or ())}"

    def parse(text: str) -> object:
        if kind == "number" and _NUMBER.fullmatch(text):
            value = float(text) + 0.0
            if least <= value <= most:
                return value
            raise ValueError(name, shown(text), f"a number from {least} to {most}")
        if text == "":
            if rules.get("required"):
                raise ValueError(name, "an empty cell", "a value")
            return None
        if text != text.strip():
            raise ValueError(name, shown(text), "no space around the value")
        for c in "" if text.isprintable() else text:
            if not c.isprintable() and unicodedata.category(c) != "Zs":
                found = f"U+{ord(c):04X} {unicodedata.name(c, 'control character')}"
                raise ValueError(name, found, "characters that can be seen")
        if kind == "number":
            raise ValueError(name, shown(text), "a number such as 98000 or 39.7, of at most 15 digits")
        if kind == "date":
            with suppress(ValueError):
                if (day := date.fromisoformat(text)).isoformat() == text:
                    return day
            raise ValueError(name, shown(text), "a date such as 2022-09-30")
        if choices and text not in choices:
            raise ValueError(name, shown(text), one_of)
        if not pattern.fullmatch(text):
            raise ValueError(name, shown(text), field.get("description", pattern.pattern))
        return text

    return parse if kind == "number" else cache(parse)
