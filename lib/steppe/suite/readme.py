"""What the README shows of the stored notebooks: the verdict table between its markers, and one picture."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable

from steppe.suite.notebooks import Refused

PICTURE = "readme-picture"
START, END = "<!-- verdicts:start -->", "<!-- verdicts:end -->"


def with_table(text: str, table: str) -> str:
    """The README with this table between the markers. Raises `Refused` where they are not there once, in order."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end or START in rest or END in before + after:
        raise Refused(f"README.md: expected {START} and {END}, once each")
    return f"{before}{START}\n{table}\n{END}{after}"


def picture(chapters: Iterable) -> bytes | None:
    """The PNG of the first cell tagged `readme-picture` among notebook nodes; None where no cell is."""
    for notebook in chapters:
        for cell in notebook.cells:
            if PICTURE in cell.metadata.get("tags", []):
                return next(
                    (b64decode(o.data["image/png"]) for o in cell.outputs if "image/png" in o.get("data", {})), None
                )
    return None
