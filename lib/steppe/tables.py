"""Strict reading of the CSV tables that `datapackage.json` describes."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from math import inf
from pathlib import Path, PurePosixPath

from steppe.refusal import OneLineError, shown

LARGEST = 32_000_000
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


class DataError(OneLineError, ValueError):
    """Bad data, in one line that names file, row, column, found and expected."""

    def __init__(self, file: str, found: str, expected: str, row: int | None = None, column: str | None = None):
        super().__init__(file, found, expected, row, column)

    def __str__(self) -> str:
        file, found, expected, row, column = self.args
        place = file + (f" row {row}" if row else "") + (f", column {column}" if column else "")
        return f"{place}: found {found}, expected {expected}"


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
    text = read_text(path)
    try:
        package = json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise DataError(path.name, f"no JSON ({error.msg}, line {error.lineno})", "a JSON document") from None
    except (RecursionError, ValueError) as error:
        raise DataError(path.name, f"no plain JSON ({error})", "a JSON document") from None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise DataError(path.name, "no list of resources", "an object with compiled and resources")
    for number, resource in enumerate(package["resources"], start=1):
        _expect_usable(resource, f"{path.name}, resource {number}")
    package["compiled"] = _date(package.get("compiled"), path.name, None, "compiled")
    return package


def _without_repeats(pairs: list[tuple]) -> dict:
    found = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{shown(name)} a second time")
        found[name] = value
    return found


def _expect_usable(resource: object, place: str) -> None:
    """DataError for a resource without name, for a path that leaves the folder, for a table without a schema."""
    try:
        path = PurePosixPath(resource["path"])
        if path.is_absolute() or ".." in path.parts or not resource["name"]:
            raise DataError(place, shown(resource["path"]), "a named file inside the folder", column="path")
        for field in resource["schema"]["fields"] if "schema" in resource else []:
            rules = field.get("constraints", {})
            re.compile(rules.get("pattern", ""))
            field["name"], field["type"], ", ".join(rules.get("enum", ()))
            +rules.get("minimum", 0), +rules.get("maximum", 0)
    except (LookupError, TypeError, AttributeError, re.error) as error:
        raise DataError(place, f"no usable schema ({error})", "name, path, and fields with name and type") from None


def read_table(folder: Path, package: dict, name: str) -> list[dict]:
    """The rows of one table, as `read_rows` has them. Raises DataError also for a key that is repeated, or missing in
    the schema. Foreign keys are left to the caller.
    """
    file, fields, key = _schema(package, name)
    keys = key if isinstance(key, list) else [key]
    if not key:
        raise DataError("datapackage.json", f"no schema of the table {name}", "its fields and its primaryKey")
    for unknown in (column for column in keys if column not in fields):
        raise DataError("datapackage.json", f"the key {shown(unknown)}", f"a column of the table {name}")
    table, seen = list(read_rows(folder, package, name)), {}
    for row in table:
        value = ", ".join(str(row[column]) for column in keys)
        if value in seen:
            found = f"{value!r} a second time (first in row {seen[value]})"
            raise DataError(file, found, "a unique value", row["row"], " and ".join(keys))
        seen[value] = row["row"]
    return table


def read_rows(folder: Path, package: dict, name: str) -> Iterator[dict]:
    """The rows of one table as dictionaries, typed by its schema, `row` holding the row number; empty cells are None.

    Raises DataError at the first cell that breaks the schema: a missing or unknown column, a wrong number of cells, a
    type, a bound, a closed list, a pattern; and for a table without rows.
    """
    file, fields, _ = _schema(package, name)
    reader = csv.reader(io.StringIO(read_text(folder / file), newline=""), strict=True)
    expected = f"the header {','.join(fields)}"
    try:
        header = next(reader, None)
        if header is None:
            raise DataError(file, "an empty file", expected)
        if header != list(fields):
            missing = [f"no column {name}" for name in fields if name not in header]
            extra = [f"column {shown(name)}" for name in header if name not in fields]
            raise DataError(file, [*missing, *extra, ",".join(header)][0], expected, 1)
        number, readers = 1, [_reader(field, file) for field in fields.values()]
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(fields):
                raise DataError(file, f"{len(cells)} cells", f"{len(fields)} cells", number)
            row = {name: read(text, number) for name, read, text in zip(fields, readers, cells, strict=True)}
            row["row"] = number
            yield row
    except csv.Error as error:
        raise DataError(file, f"a broken line ({error})", "comma-separated cells", reader.line_num) from None
    if number == 1:
        raise DataError(file, "no rows under the header", "at least one row")


def read_cells(package: dict, name: str, cells: Mapping[str, str], row: int) -> dict:
    """Some cells of one row of a table, typed by its schema. Raises DataError."""
    file, fields, _ = _schema(package, name)
    return {column: _reader(fields[column], file)(text, row) for column, text in cells.items()}


def _schema(package: dict, name: str) -> tuple[str, dict[str, dict], str | list[str] | None]:
    """The path of a table, its fields by name and its key."""
    for resource in package["resources"]:
        if resource["name"] == name and "schema" in resource:
            schema = resource["schema"]
            return resource["path"], {field["name"]: field for field in schema["fields"]}, schema.get("primaryKey")
    raise DataError("datapackage.json", f"no schema of the table {name}", "its fields and its primaryKey")


def _reader(field: dict, file: str) -> Callable[[str, int], object]:
    """A function that turns a cell, as text, and the number of its row into what the cell says; an empty one is None.

    It raises DataError for what breaks the type or the constraints of the field.
    """
    name, kind, rules = field["name"], field["type"], field.get("constraints", {})
    least, most = rules.get("minimum", -inf), rules.get("maximum", inf)
    choices, pattern = rules.get("enum"), re.compile(rules.get("pattern", ".*"), re.ASCII)
    accepted: set[str] = set()  # texts that were checked in an earlier row

    def read(text: str, row: int) -> object:
        if text in accepted:
            return text
        if kind == "number" and _NUMBER.fullmatch(text):
            value = float(text) + 0.0
            if least <= value <= most:
                return value
            raise DataError(file, shown(text), f"a number from {least} to {most}", row, name)
        if text == "":
            if rules.get("required"):
                raise DataError(file, "an empty cell", "a value", row, name)
            return None
        if text != text.strip():
            raise DataError(file, shown(text), "no space around the value", row, name)
        if not text.isprintable() and (unseen := _unseen(text)):
            raise DataError(file, unseen, "characters that can be seen", row, name)
        if kind == "number":
            raise DataError(file, shown(text), "a number such as 98000 or 39.7, of at most 15 digits", row, name)
        if kind == "date":
            return _date(text, file, row, name)
        if choices and text not in choices:
            raise DataError(file, shown(text), f"one of {', '.join(choices)}", row, name)
        if not pattern.fullmatch(text):
            raise DataError(file, shown(text), field.get("description", pattern.pattern), row, name)
        accepted.add(text)
        return text

    return read


def _unseen(text: str) -> str:
    """The first character that no reader sees, by its number and name; empty where there is none."""
    signs = (c for c in text if not c.isprintable() and unicodedata.category(c) != "Zs")
    return next((f"U+{ord(c):04X} {unicodedata.name(c, 'control character')}" for c in signs), "")


def _date(text: object, file: str, row: int | None, column: str) -> date:
    try:
        if (day := date.fromisoformat(text)).isoformat() == text:
            return day
    except (TypeError, ValueError):
        pass
    raise DataError(file, shown(text), "a date such as 2022-09-30", row, column)
