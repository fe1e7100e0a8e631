"""The one canonical form of a notebook on disk: same content, same bytes.

Nothing of the run stays that another run would not repeat: no times, random ids, versions or paths.
"""

import json
import os
from collections import Counter
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from nbsuite.notebooks import INJECTED, KERNEL

try:
    import fcntl
except ImportError:
    fcntl = None

LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
CELL_METADATA = ("tags", "reason", "mystnb", "slideshow")
IMAGE_METADATA = ("width", "height", "alt")
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
MARK = 12  # hexadecimal digits


def normalise(notebook):
    """The canonical form of a notebook node; the argument is left alone."""
    from nbformat import from_dict

    cells = [_cell(cell) for cell in notebook.cells]
    for cell, name in zip(cells, _names(cells), strict=True):
        cell["id"] = name
    kept = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    return from_dict({"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5})


def as_reference(notebook):
    """A canonical notebook as far as another run of it is compared: no prose, no images.

    The prose stands in the chapter, and the digest beside each image is what gets compared.
    """
    from nbformat import from_dict

    lean = from_dict(notebook)
    lean.cells = [cell for cell in lean.cells if cell.cell_type == "code"]
    for cell in lean.cells:
        for output in cell.outputs:
            for kind in PICTURES:
                output.get("data", {}).pop(kind, None)
                output.get("metadata", {}).pop(kind, None)
    return lean


def dumps(notebook) -> str:
    """A canonical notebook as text: keys sorted, one space of indent, real characters, final newline."""
    from nbformat import writes

    return writes(notebook, version=4).rstrip("\n") + "\n"


def plain_dumps(notebook: dict) -> str:
    """As `dumps`, for a canonical notebook that was read as plain JSON."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


def write(path: Path, content: str | bytes) -> None:
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
            file.write(_bytes(content))
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
    if path.is_file() and path.read_bytes() == _bytes(content):
        return False
    write(path, content)
    return True


def expect_writable(folder: Path) -> None:
    """Raises OSError where nothing can be written, before work is done for it."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = _part(folder / "steppe")
    probe.touch()
    probe.unlink(missing_ok=True)


def sweep(folder: Path, name: str) -> None:
    """Removes what `write` had begun in processes that are no more: what nobody holds locked, wherever they ran.

    `name`: a file in the folder, perhaps with wildcards. What is reached through a link is somebody else's, what is
    empty may be about to be locked. What cannot be opened or removed stays; OSError only where the folders themselves
    cannot be read.
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


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def _cell(cell) -> dict:
    kept = {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key)}
    plain = {"cell_type": cell.cell_type, "metadata": kept, "source": _lines(cell.source)}
    if cell.cell_type == "code":
        plain["execution_count"] = cell.get("execution_count")
        plain["outputs"] = _joined([_output(output) for output in cell.get("outputs", [])])
    elif cell.get("attachments"):
        plain["attachments"] = cell.attachments
    return plain


def _output(output) -> dict:
    kind = output.output_type
    if kind == "stream":
        return {"output_type": kind, "name": output.name, "text": _lines(output.text)}
    if kind == "error":
        return {"output_type": kind} | {key: output.get(key) for key in ("ename", "evalue", "traceback")}
    kept = {
        mime: {key: about[key] for key in IMAGE_METADATA if key in about}
        for mime, about in output.get("metadata", {}).items()
        if mime in output.data and any(key in about for key in IMAGE_METADATA)
    }
    plain = {"output_type": kind, "data": dict(output.data), "metadata": kept}
    return plain | ({"execution_count": output.get("execution_count")} if kind == "execute_result" else {})


def _joined(outputs: list[dict]) -> list[dict]:
    """Neighbouring pieces of one stream as one: where they were cut is a matter of timing."""
    joined: list[dict] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def _names(cells: list[dict]) -> list[str]:
    """Cell ids from content: an edited cell changes its own id and no other."""
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        if INJECTED in cell["metadata"].get("tags", []):
            stem = INJECTED
        else:
            stem = sha256(f"{cell['cell_type']}\n{cell['source']}".encode()).hexdigest()[:12]
        seen[stem] += 1
        names.append(stem if seen[stem] == 1 else f"{stem}-{seen[stem]}")
    return names


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
