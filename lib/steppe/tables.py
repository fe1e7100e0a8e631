"""Strict reading of the CSV tables that `datapackage.json` describes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class DataError(ValueError):
    """Bad data, told in one line that names file, row, column, found and expected."""

    def __init__(self, file: str, found: str, expected: str, row: int | None = None, column: str | None = None):
        place = file + (f" row {row}" if row else "") + (f", column {column}" if column else "")
        super().__init__(f"{place}: found {found}, expected {expected}")
        self._told = file, found, expected, row, column

    def __reduce__(self):
        return type(self), self._told

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def read_package(folder: Path) -> dict:
    """The descriptor `datapackage.json` of a folder, with `compiled` as a date."""
    path = folder / "datapackage.json"
    try:
        package = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise DataError(path.name, f"no JSON ({error.msg}, line {error.lineno})", "a JSON document") from None
    package["compiled"] = _date(package.get("compiled"), path.name, None, "compiled")
    return package


def read_table(folder: Path, package: dict, name: str) -> list[dict]:
    """The rows of one table as dictionaries, typed by its schema, `row` holding the row number.

    Empty cells become None. Raises DataError at the first cell that breaks the schema: a missing or
    unknown column, a wrong number of cells, a type, a closed list, a pattern, a key that stands twice.
    A key may be of several columns. Foreign keys are held by the reader of both tables.
    """
    resource = next(r for r in package["resources"] if r["name"] == name)
    file, schema = resource["path"], resource["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    rows = _records(folder / file, file)
    header = next(rows, None)
    if header is None:
        raise DataError(file, "an empty file", f"the header {','.join(fields)}")
    if header != list(fields):
        missing = [name for name in fields if name not in header]
        extra = [name or "(no name)" for name in header if name not in fields]
        found = f"no column {missing[0]}" if missing else f"column {extra[0]}" if extra else ",".join(header)
        raise DataError(file, found, f"the header {','.join(fields)}", 1)
    keys = schema["primaryKey"] if isinstance(schema["primaryKey"], list) else [schema["primaryKey"]]
    table, seen = [], {}
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(fields):
            raise DataError(file, f"{len(cells)} cells", f"{len(fields)} cells", number)
        row = {name: _cell(text, fields[name], file, number) for name, text in zip(fields, cells, strict=True)}
        key = ", ".join(row[name] for name in keys)
        if key in seen:
            raise DataError(
                file,
                f"{key!r} a second time (first in row {seen[key]})",
                "a unique value",
                number,
                " and ".join(keys),
            )
        seen[key] = number
        table.append(row | {"row": number})
    if not table:
        raise DataError(file, "no rows under the header", "at least one row")
    return table


def read_cells(package: dict, name: str, cells: Mapping[str, str], row: int) -> dict:
    """Some cells of one row of a table, typed by its schema. Raises DataError."""
    resource = next(r for r in package["resources"] if r["name"] == name)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    return {column: _cell(text, fields[column], resource["path"], row) for column, text in cells.items()}


def read_columns(folder: Path, file: str, columns: list[str]) -> list[list[str]]:
    """The cells of a plain CSV file with exactly these columns, header left off. Raises DataError."""
    rows = _records(folder / file, file)
    if next(rows, None) != columns:
        raise DataError(file, "another header", ",".join(columns), 1)
    cells = list(rows)
    if not cells:
        raise DataError(file, "no rows under the header", "at least one row")
    for number, row in enumerate(cells, start=2):
        if len(row) != len(columns):
            raise DataError(file, f"{len(row)} cells", f"{len(columns)} cells", number)
    return cells


def _records(path: Path, file: str):
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise DataError(file, f"a broken line ({error})", "comma-separated cells", reader.line_num) from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(path.name, "no such file", f"a file in {path.parent.name}/") from None
    except UnicodeDecodeError as error:
        raise DataError(path.name, f"byte 0x{error.object[error.start]:02x} at offset {error.start}", "UTF-8") from None


def _cell(text: str, field: dict, file: str, row: int):
    name, rules = field["name"], field.get("constraints", {})
    if text == "":
        if rules.get("required"):
            raise DataError(file, "an empty cell", "a value", row, name)
        return None
    if text != text.strip():
        raise DataError(file, repr(text), "no space around the value", row, name)
    if field["type"] == "number":
        if not _NUMBER.fullmatch(text):
            raise DataError(file, repr(text), "a number such as 98000 or 39.7", row, name)
        return float(text)
    if field["type"] == "date":
        return _date(text, file, row, name)
    if "enum" in rules and text not in rules["enum"]:
        raise DataError(file, repr(text), f"one of {', '.join(rules['enum'])}", row, name)
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        raise DataError(file, repr(text), field.get("description", rules["pattern"]), row, name)
    return text


def _date(text: str | None, file: str, row: int | None, column: str) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise DataError(file, repr(text), "a date such as 2022-09-30", row, column) from None
