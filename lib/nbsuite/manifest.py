"""`manifest.json`: the records of all outputs in a folder of runs, and whether the folder is still as it says.

It is derived from the outputs, without a clock, and sealed as they are.
"""

import json
import os
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from nbsuite import files, records
from nbsuite.errors import Refused

NAME, TABLES, OUTPUTS = "manifest.json", "*.json", "*/*.ipynb"
LISTS, DIGEST = "*.csv", "digest"  # tables without a record: their digest stands for it


def write(folder: Path) -> None:
    """Writes the manifest of a folder, again if an output came meanwhile, and removes what writers left that died.

    Raises OSError where an output cannot be read or the manifest cannot be written.
    """
    for name in (TABLES, LISTS, OUTPUTS):
        files.sweep(folder, name)
    while files.write_if_changed(folder / NAME, records.close(_text(folder))):
        pass


def read(folder: Path) -> dict[str, dict] | None:
    """The records by the path of the output; None where the manifest was changed, or names what is not in the folder.

    Raises `Refused` if there is none, OSError where it cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        raise Refused(f"{folder}: found no {NAME}, expected a folder that runs have filled")
    data = path.read_bytes()
    try:
        outputs = json.loads(data)["outputs"] if records.opened(data) else None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    is_whole = isinstance(outputs, dict) and all(
        _is_within(name) and isinstance(record, dict) for name, record in outputs.items()
    )
    return outputs if is_whole else None


def _is_within(name: str) -> bool:
    """Whether a name is written as that of a file in the folder, or in a folder of it, and in no other way."""
    parts = name.split("/")
    return parts == [*Path(name).parts] and ".." not in parts and len(parts) <= 2


def findings(folder: Path) -> Iterator[str]:
    """What is not as the manifest says, a line each: whatever is there that no output needs, of any kind, is added."""
    outputs = read(folder)
    if outputs is None:
        yield f"changed: {NAME}"
        return
    for name, record in outputs.items():
        if not os.path.lexists(folder / name):
            yield f"missing: {name}"
        elif (folder / name).is_symlink() or _record(folder / name) != record:
            yield f"changed: {name}"
    expected = {folder / NAME} | {each for name in outputs for each in (folder / name, *(folder / name).parents)}
    for path in sorted(folder.rglob("*")):  # links are not followed
        name = path.relative_to(folder).as_posix()
        if path not in expected:
            yield f"added: {name}"
        elif path.is_symlink() and name not in outputs:
            yield f"changed: {name}"


def _text(folder: Path) -> str:
    tables = (path for path in sorted(folder.glob(TABLES)) if path.name != NAME)
    found = {path: _record(path) for path in (*tables, *sorted(folder.glob(LISTS)), *sorted(folder.glob(OUTPUTS)))}
    outputs = {path.relative_to(folder).as_posix(): record for path, record in found.items() if record}
    return json.dumps({"outputs": outputs, records.RECORD: records.OPEN}, ensure_ascii=False, indent=1) + "\n"


def _record(path: Path) -> dict | None:
    """The record of a file, or for a table without one its digest."""
    if path.suffix != ".csv":
        return records.read(path)
    with path.open("rb") as file:
        return {DIGEST: file_digest(file, "sha256").hexdigest()}
