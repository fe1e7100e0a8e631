"""A seal: a file carries the digest of all the rest of itself, in a record named `nbsuite`.

It tells a whole file from a changed or a partial one. It is no signature: whoever changes a file on purpose can
seal it again.
"""

import json
from hashlib import sha256
from pathlib import Path

RECORD, RESULT = "nbsuite", "result"
BEFORE = "steppe"  # the name of the record in older runs
OPEN = {RESULT: ""}
_RECORDS, _RESULT = [f'"{name}": '.encode() for name in (RECORD, BEFORE)], f'"{RESULT}": "'.encode()
_DIGITS = sha256().digest_size * 2


def digest(value: object) -> str:
    """The SHA-256 of a value as canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def close(text: str) -> bytes:
    """A JSON text with a record in which `"result": ""` comes last, with the digest filled in."""
    data = text.encode("utf-8")
    _, end = _record(data)
    before, mark, after = data[:end].rpartition(_RESULT)
    after += data[end:]
    return before + mark + sha256(before + mark + after).hexdigest().encode() + after


def read(path: Path) -> dict | None:
    """The record of a sealed file; None where there is none or any byte is not as it was sealed.

    Raises OSError where the file cannot be read.
    """
    return opened(path.read_bytes()) if path.is_file() else None


def opened(data: bytes) -> dict | None:
    """The record in a sealed text; None as for `read`."""
    record, end = _record(data)
    before, mark, rest = data[:end].rpartition(_RESULT)
    found, after = rest[:_DIGITS], rest[_DIGITS:] + data[end:]
    if not mark or sha256(before + mark + after).hexdigest().encode() != found:
        return None
    return record if isinstance(record, dict) and record.get(RESULT) == found.decode() else None


def _record(data: bytes) -> tuple[object, int]:
    """The record in a text, and where it ends; None and the end of the text where there is none."""
    start, name = next(((at, name) for name in _RECORDS if (at := data.rfind(name)) >= 0), (0, b""))
    try:
        text = data[start + len(name) :].decode("utf-8") if name else ""
        record, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, len(data)
    return record, start + len(name) + len(text[:end].encode("utf-8"))
