"""The one canonical form of a notebook on disk: same content, same bytes.

Nothing of the run stays that another run would not repeat: no times, random ids, versions or paths.
"""

import json
from collections import Counter
from hashlib import sha256

from nbsuite.notebooks import INJECTED, KERNEL

LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
CELL_METADATA = ("tags", "reason", "mystnb", "slideshow")
IMAGE_METADATA = ("width", "height", "alt")
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


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
