"""What building the book takes, beside the commit before pages were built anew only where their source differs.

Each commit is checked out into a folder of its own and set up there, its chapters run and its book built; that is not
timed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path

from measure import BEFORE, checked_out, keep, options, take_turns
from nbsuite import store

COMMITS = {"before": BEFORE, "now": "HEAD"}
CHAPTER = "06_the_russian_community.ipynb"


def make_book(folder: Path) -> None:
    subprocess.run(["make", "--silent", "-C", folder, "book"], check=True, stdout=subprocess.DEVNULL)


def anew(folder: Path, _: Path) -> None:
    """The whole book, from chapters that were run before."""
    shutil.rmtree(folder / "build")
    make_book(folder)


def unchanged(folder: Path, _: Path) -> None:
    make_book(folder)


def edited(folder: Path, numbers: count, _: Path) -> None:
    """One more sentence in the text of a chapter, which is then run again under every scenario."""
    path = folder / "notebooks" / CHAPTER
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"][1:] if cell["cell_type"] == "markdown")
    cell["source"] = ["".join(cell["source"]) + f"\n\nEdit {next(numbers)}."]
    path.write_text(store.plain_dumps(notebook), encoding="utf-8")
    make_book(folder)


def main() -> None:
    asked = options(__doc__, rounds=2).parse_args()
    with ExitStack() as stack:
        ways = {}
        for name, commit in COMMITS.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steppe-"))) / "steppe-count"
            make_book(checked_out(commit, folder))
            ways[f"all cached, {name}"] = partial(anew, folder)
            ways[f"nothing changed, {name}"] = partial(unchanged, folder)
            ways[f"one chapter edited, {name}"] = partial(edited, folder, count(1))
        seconds = take_turns(ways, asked.rounds)
    rows = [{"way": way, "seconds": round(taken, 3)} for way, taken in seconds.items()]
    keep(asked.results, "book_build", asked.rounds, {"before": BEFORE, "ways": rows})


if __name__ == "__main__":
    main()
