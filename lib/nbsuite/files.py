"""Files, read within bounds and written whole; those that runs leave carry the hash of all the rest of themselves.

It stands in a record named `nbsuite`, and tells a whole file from a changed or a partial one. It is no signature:
whoever changes a file on purpose can write its hash again.
"""

import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from nbsuite.errors import DataError

try:
    import fcntl
except ImportError:
    fcntl = None

LARGEST = 32_000_000  # bytes
MARK = 12  # hexadecimal digits
RECORD, RESULT = "nbsuite", "result"
OPEN = {RESULT: ""}
DIGITS = 64
_RECORDS, _RESULT = ('"nbsuite": ', '"steppe": '), '"result": "'  # the second in older runs


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises DataError where it is missing, no plain file or above LARGEST bytes."""
    if not path.is_file():
        found = "something that is no file" if path.exists() else "no such file"
        raise DataError(path.name, found, f"a file in {path.absolute().parent.name}/")
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise DataError(path.name, "a larger file", f"at most {LARGEST:,} bytes")
    return raw


def read_text(path: Path) -> str:
    """A file as text without its byte order mark. Raises DataError where it is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(path.name, f"byte 0x{error.object[error.start]:02x} at offset {error.start}", "UTF-8") from None


def write(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write beside and rename, so that a reader sees the old file or the new one, never half.

    The part stays locked until it bears its name, except where there are no locks: Windows renames no open file.
    Raises OSError with the name of the file that was to be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    try:
        with part.open("xb") as file:
            with suppress(OSError):
                lock(file)
            parts = [content] if isinstance(content, str | bytes) else content
            file.writelines(part.encode() if isinstance(part, str) else part for part in parts)
            file.flush()
            if fcntl is None:
                file.close()
            os.replace(part, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        part.unlink(missing_ok=True)


def write_if_changed(path: Path, content: str | bytes) -> bool:
    """Write only what differs from the file as it is; say whether it did."""
    content = content.encode() if isinstance(content, str) else content
    is_changed = not path.is_file() or path.read_bytes() != content
    if is_changed:
        write(path, content)
    return is_changed


def expect_writable(folder: Path) -> None:
    """Raises OSError where nothing can be written, before work is done for it."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = _part(folder / "nbsuite")
    probe.touch()
    probe.unlink(missing_ok=True)


def sweep(folder: Path, name: str) -> None:
    """Removes what `write` had begun in processes that are no more: what nobody holds locked, wherever they ran.

    `name`: a file in the folder, perhaps with wildcards. What is reached through a link is somebody else's, what is
    empty may be about to be locked; what cannot be opened or removed stays. OSError for folders that cannot be read.
    """
    for part in folder.glob(str(_part(Path(name), "[0-9a-f]" * MARK))):
        with suppress(OSError):
            is_here = part.resolve() == folder.resolve() / part.relative_to(folder)
            if is_here and part.is_file() and part.stat().st_size:
                with part.open("rb") as file:
                    lock(file)
                    part.unlink()


def _part(path: Path, mark: str = "") -> Path:
    """Where to write what will be `path`: a name that nobody else has."""
    return path.with_name(f".{path.name}.{mark or token_hex(MARK // 2)}.part")


def lock(file, *, wait: bool = False) -> None:
    """Locks an open file; raises OSError where another process has it locked and is not waited for, or locks lack."""
    if fcntl is None:
        raise OSError
    fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def digest(value: object) -> str:
    """The SHA-256 of a value as canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def hashed(text: str) -> bytes:
    """A JSON text with a record in which `"result": ""` comes last, with the hash filled in."""
    at = text.rfind(_RESULT, 0, _record(text)[1]) + len(_RESULT)
    return (text[:at] + sha256(text.encode()).hexdigest() + text[at:]).encode()


def record(path: Path) -> dict | None:
    """The record of a file; None where there is none, or any byte is not as it was written. Raises OSError."""
    return record_in(path.read_bytes()) if path.is_file() else None


def record_in(data: bytes) -> dict | None:
    """The record in what a file holds; None as for `record`."""
    text = data.decode("utf-8", "surrogateescape")  # which loses nothing
    found, end = _record(text)
    at = text.rfind(_RESULT, 0, end) + len(_RESULT)
    rest = (text[:at] + text[at + DIGITS :]).encode("utf-8", "surrogateescape")
    return found if isinstance(found, dict) and found.get(RESULT) == sha256(rest).hexdigest() else None


def _record(text: str) -> tuple[object, int]:
    """The record in a text, and where it ends; None and the end of the text where there is none."""
    for name in (name for name in _RECORDS if name in text):
        with suppress(ValueError, RecursionError):
            return json.JSONDecoder().raw_decode(text, text.rfind(name) + len(name))
    return None, len(text)


def swap(fresh: Path, out: Path) -> None:
    """Puts a finished folder in the place of the old one, which stays where that cannot be done."""
    old = out.rename(fresh.with_name("old")) if out.exists() else None
    try:
        fresh.rename(out)
    except OSError:
        if old:
            old.rename(out)
        raise
    shutil.rmtree(fresh.with_name("old"), ignore_errors=True)
