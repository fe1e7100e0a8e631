"""Strict reading of the CSV tables that `datapackage.json` describes."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from steppe.refusal import shown

LARGEST = 32_000_000
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


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


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises DataError where it is missing, no plain file, unreadable or above LARGEST bytes."""
    if not path.is_file():
        found = "something that is no file" if path.exists() else "no such file"
        raise DataError(path.name, found, f"a file in {path.absolute().parent.name}/")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise DataError(path.name, str(error.strerror), "a file that can be read") from None
    if len(raw) > LARGEST:
        raise DataError(path.name, "a larger file", f"at most {LARGEST:,} bytes")
    return raw


def read_text(path: Path) -> str:
    """A file as text without its byte order mark. Raises DataError where it is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(path.name, f"byte 0x{error.object[error.start]:02x} at offset {error.start}", "UTF-8") from None


def read_package(folder: Path) -> dict:
    """The descriptor `datapackage.json` of a folder, with `compiled` as a date.

    Raises DataError where a table has no schema that can be used, or lies outside the folder.
    """
    path = folder / "datapackage.json"
    try:
        package = json.loads(read_text(path), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise DataError(path.name, f"no JSON ({error.msg}, line {error.lineno})", "a JSON document") from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(path.name, f"no plain JSON ({error})", "a JSON document") from None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise DataError(path.name, "no list of resources", "an object with compiled and resources")
    for number, resource in enumerate(package["resources"], start=1):
        _expect_usable(resource, f"{path.name}, resource {number}")
    package["compiled"] = _date(package.get("compiled"), path.name, None, "compiled")
    return package


def _once(pairs: list[tuple]) -> dict:
    """A JSON object, in which no name stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{shown(twice)} a second time")
    return found


def _expect_usable(resource: object, place: str) -> None:
    """DataError for a resource without name, for a path that leaves the folder, for a table without a schema."""
    try:
        path = PurePosixPath(resource["path"])
        if path.is_absolute() or ".." in path.parts or not resource["name"]:
            raise DataError(place, shown(resource["path"]), "a named file inside the folder", column="path")
        for field in resource["schema"]["fields"] if "schema" in resource else []:
            re.compile(field.get("constraints", {}).get("pattern", ""))
            field["name"], field["type"]
    except (LookupError, TypeError, AttributeError, re.error) as error:
        raise DataError(place, f"no usable schema ({error})", "name, path, and fields with name and type") from None


def _resource(package: dict, name: str) -> tuple[str, dict[str, dict], list[str]]:
    """The path of a table, its fields by name and its key."""
    resource = next((r for r in package["resources"] if r["name"] == name), {})
    if not resource.get("schema", {}).get("primaryKey"):
        raise DataError("datapackage.json", f"no schema of the table {name}", "its fields and its primaryKey")
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    key = resource["schema"]["primaryKey"]
    keys = key if isinstance(key, list) else [key]
    unknown = [part for part in keys if part not in fields]
    if unknown:
        raise DataError("datapackage.json", f"the key {shown(unknown[0])}", f"a column of the table {name}")
    return resource["path"], fields, keys


def read_table(folder: Path, package: dict, name: str) -> list[dict]:
    """The rows of one table as dictionaries, typed by its schema, `row` holding the row number.

    Empty cells become None. Raises DataError at the first cell that breaks the schema: a missing or
    unknown column, a wrong number of cells, a type, a closed list, a pattern, a key that stands twice.
    A key may be of several columns. Foreign keys are held by the reader of both tables.
    """
    file, fields, keys = _resource(package, name)
    rows = _records(folder / file, file)
    header = next(rows, None)
    if header is None:
        raise DataError(file, "an empty file", f"the header {','.join(fields)}")
    if header != list(fields):
        missing = [name for name in fields if name not in header]
        extra = [name or "(no name)" for name in header if name not in fields]
        found = f"no column {missing[0]}" if missing else f"column {shown(extra[0])}" if extra else ",".join(header)
        raise DataError(file, found, f"the header {','.join(fields)}", 1)
    table, seen = [], {}
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(fields):
            raise DataError(file, f"{len(cells)} cells", f"{len(fields)} cells", number)
        row = {name: _cell(text, fields[name], file, number) for name, text in zip(fields, cells, strict=True)}
        key = ", ".join(str(row[name]) for name in keys)
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
    file, fields, _ = _resource(package, name)
    return {column: _cell(text, fields[column], file, row) for column, text in cells.items()}


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
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise DataError(file, f"a broken line ({error})", "comma-separated cells", reader.line_num) from None


def number(text: str) -> float:
    """A plain decimal number. Raises ValueError for another writing, such as 1e5, 98,000 or other digits."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text) + 0.0


def _cell(text: str, field: dict, file: str, row: int):
    name, rules = field["name"], field.get("constraints", {})
    if text == "":
        if rules.get("required"):
            raise DataError(file, "an empty cell", "a value", row, name)
        return None
    if text != text.strip():
        raise DataError(file, shown(text), "no space around the value", row, name)
    if unseen := _unseen(text):
        raise DataError(file, unseen, "characters that can be seen", row, name)
    if field["type"] == "number":
        try:
            return number(text)
        except ValueError:
            raise DataError(
                file, shown(text), "a number such as 98000 or 39.7, of at most 15 digits", row, name
            ) from None
    if field["type"] == "date":
        return _date(text, file, row, name)
    if "enum" in rules and text not in rules["enum"]:
        raise DataError(file, shown(text), f"one of {', '.join(rules['enum'])}", row, name)
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text, re.ASCII):
        raise DataError(file, shown(text), field.get("description", rules["pattern"]), row, name)
    return text


def _unseen(text: str) -> str:
    """The first character that no reader sees, by its number and name; empty where there is none."""
    if text.isprintable():
        return ""
    signs = (c for c in text if not c.isprintable() and unicodedata.category(c) != "Zs")
    return next((f"U+{ord(c):04X} {unicodedata.name(c, 'control character')}" for c in signs), "")


def _date(text: object, file: str, row: int | None, column: str) -> date:
    try:
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    except (TypeError, ValueError):
        pass
    raise DataError(file, shown(text), "a date such as 2022-09-30", row, column)
