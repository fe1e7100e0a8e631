"""Find notebooks by the names people use, and read what their parameters cell declares."""

import ast
import json
import logging
import os
import re
import warnings
from codecs import BOM_UTF8
from contextlib import suppress
from pathlib import Path
from textwrap import shorten

from nbsuite import files
from nbsuite.errors import DataError, Refused, expected, shown
from nbsuite.files import read_bytes, read_text

PARAMETERS = "parameters"
INJECTED = "injected-parameters"
LONGEST_NAME = 200  # bytes; beside what is appended while it is written, file systems take 255
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
PLAIN = bool | int | float | str | None
_MAGIC = re.compile(r"^\s*%|_magic\(", re.MULTILINE)
UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError)
PREPARED = "only prepared, with the outputs of another run"
ADDED = {"papermill", "execution", "widgets", files.RECORD}  # to metadata, by running
RAISES, SKIPS = "raises-exception", "skip-execution"
_MAGIC = re.compile(r"^[%!].*$", re.MULTILINE)
_HALF_A_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def find(word: str, chapters: list[Path]) -> Path:
    """The notebook meant by a path, file name, stem, slug or number.

    A link is a notebook of its own: it runs where the link is, with the cells of its file. Raises `Refused` for none.
    """
    if not word.isprintable():
        raise Refused(f"notebook: found {shown(word)}, expected a name in printable characters")
    given = Path(word)
    _expect_short(given)
    if given.suffix == ".ipynb" and given.is_file():
        return given.parent.resolve() / given.name
    if not chapters:
        raise Refused(f"notebook: found {shown(word)}, expected a file; there are no chapters to choose from")
    named = {name: path for path in chapters for name in names_of(path)}
    if word in named:
        return named[word]
    raise expected("notebook", word, [path.stem for path in chapters], sorted(named))


def names_of(path: Path) -> set[str]:
    """The words by which a chapter is meant."""
    number, _, slug = path.stem.partition("_")
    numbers = {number, str(int(number))} if number.isdecimal() else set()
    return {path.name, path.stem, slug, f"{path.parent.name}/{path.name}"} | numbers


def _expect_short(path: Path) -> None:
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise Refused(f"notebook: found {shown(path.name)}, expected a name of at most {LONGEST_NAME} bytes")


def _text(path: Path) -> str:
    """What a notebook's file holds. Raises `Refused` or DataError where Jupyter could not read it, nor write beside."""
    _expect_short(path)
    if read_bytes(path).startswith(BOM_UTF8):
        raise DataError(path.name, "a byte order mark", "UTF-8 without one, as in all JSON")
    return read_text(path)


def read(path: Path):
    """The notebook in `path` as a nbformat node. Raises `Refused` or DataError if it is not one."""
    import nbformat

    text = _text(path)
    try:
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)
        with warnings.catch_warnings(action="ignore"):
            nbformat.validate(notebook)
        json.dumps(notebook, ensure_ascii=False).encode("utf-8")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, nbformat.ValidationError) as error:
        reason = shorten(next(iter(str(error).strip().splitlines()), type(error).__name__), 200, placeholder="...")
        raise Refused(f"{path.name}: not a notebook ({reason}), expected one of nbformat 4") from None
    return notebook


def plain(path: Path) -> dict:
    """The notebook in `path` as plain JSON, its sources joined; quicker than `read`, which sees to all others."""
    text = _text(path)
    with suppress(ValueError, LookupError, TypeError, AttributeError, RecursionError):
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        tags = [part["metadata"].get("tags", []) for part in (notebook, *notebook["cells"])]
        is_whole = all(isinstance(each, list) for each in tags) and not _HALF_A_CHARACTER.search(text)
        if notebook["nbformat"] == 4 and is_whole:
            return notebook
    return read(path)


def written(notebook: dict) -> dict:
    """What somebody wrote of a notebook: cells and metadata without what running and storing add."""
    added = {"execution_count", "id", "outputs"}
    cells = [{name: cell[name] for name in cell if name not in added} for cell in notebook["cells"]]
    cells = [cell | {"metadata": own_metadata(cell)} for cell in cells]
    about = {"kernelspec": KERNEL} | own_metadata(notebook)
    return {"cells": cells, "metadata": about | {"kernelspec": about["kernelspec"].get("name"), "language_info": None}}


def own_metadata(part: dict) -> dict:
    """The metadata of a notebook or a cell without those that running adds."""
    return {name: value for name, value in part.get("metadata", {}).items() if name not in ADDED}


def defaults(notebook: dict, tag: str = PARAMETERS) -> dict[str, object]:
    """What the parameters cell sets, in its order: plain values as they are, others as the code that makes them."""
    found = {}
    for name, line in assignments(notebook, tag).items():
        with suppress(ValueError, TypeError):
            found[name] = ast.literal_eval(line.value)
        if not isinstance(found.get(name, ()), PLAIN):
            found[name] = ast.unparse(line.value)
    return found


def effective(notebook: dict) -> dict[str, object]:
    """The values with which a notebook was run: what its parameters cell sets, and over that what was injected."""
    return defaults(notebook) | defaults(notebook, INJECTED)


def assignments(notebook: dict, tag: str) -> dict[str, ast.Assign | ast.AnnAssign]:
    """By each name that the first cell with a tag sets the statement that does; none where Python does not read it."""
    source = next((cell["source"] for cell in notebook["cells"] if tag in cell["metadata"].get("tags", [])), "")
    with suppress(*UNREADABLE):
        lines = [line for line in parsed(_MAGIC.sub("", source)) if isinstance(line, ast.Assign | ast.AnnAssign)]
        pairs = ((to, line) for line in lines if line.value for to in getattr(line, "targets", None) or [line.target])
        return {to.id: line for to, line in pairs if isinstance(to, ast.Name)}
    return {}


def parsed(source: str) -> list[ast.stmt]:
    """The statements of a source, without what Python would warn of. Raises one of UNREADABLE."""
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(source, "cell").body


def declared(notebook) -> dict[str, dict]:
    """What the parameters cell of a notebook node declares, by name, as `papermill.inspect_notebook` infers it."""
    from nbformat import from_dict
    from papermill import inspect_notebook

    logging.getLogger("papermill").setLevel(logging.ERROR)
    return inspect_notebook(from_dict({**notebook, "metadata": {"kernelspec": KERNEL}}))


def unfinished(notebook: dict) -> str:
    """Why a notebook is not done, an error before what follows from it; empty where cells ran and raised as tagged."""
    cells = {n: cell for n, cell in enumerate(notebook["cells"], start=1) if cell["cell_type"] == "code"}
    cells = {n: cell for n, cell in cells.items() if "".join(cell["source"]).strip()}
    unrun = [n for n, cell in cells.items() if cell.get("execution_count") is None]
    expecting = {n for n, cell in cells.items() if RAISES in cell["metadata"].get("tags", [])}
    raised = {n: error for n, cell in cells.items() if (error := _raised(cell))}
    for n, error in raised.items():
        if n not in expecting:
            after = sum(each > n for each in unrun)
            is_exit = error.partition(":")[0] == "SystemExit"
            return error + (f" in cell {n} ended the notebook, {after} cells after it did not run" if is_exit else "")
    for n in unrun:
        tags = cells[n]["metadata"].get("tags", [])
        if INJECTED in tags:
            return f"cell {n}, the injected parameters, did not run: {PREPARED}"
        return f"cell {n} did not run" + (f": it is tagged {SKIPS}" if SKIPS in tags else "")
    for n in sorted(expecting - raised.keys()):
        return f"cell {n} raised nothing, expected an error, as it is tagged {RAISES}"
    return ""


def expect_run(path: Path):
    """The notebook in `path` as a nbformat node. Raises `Refused` or DataError if it is none, or was only prepared."""
    notebook = read(path)
    if (reason := unfinished(notebook)).endswith(PREPARED):
        raise Refused(f"{path.name}: {reason}")
    return notebook


def _raised(cell: dict) -> str:
    """The error that a cell ended with, in one line; empty for none. One of a magic is printed only."""
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            return error_line(output["ename"], output["evalue"])
    printed = "".join("".join(output["text"]) for output in cell["outputs"] if output.get("name") == "stderr")
    last = printed.strip().rpartition("\n")[2]
    has_magic = _MAGIC.search("".join(cell["source"]))
    return last if has_magic and last.startswith("UsageError: ") else ""


def error_line(name: str, text: object) -> str:
    """An error in one line: its name and the first line that says something."""
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    return f"{name}: {lines[0]}{' (...)' if lines[1:] else ''}" if lines else name


def tagged(notebook, tag: str) -> list[int]:
    """The positions of the cells that carry `tag`."""
    return [at for at, cell in enumerate(notebook.cells) if tag in cell.metadata.get("tags", [])]


def own_cells(notebook) -> list:
    """The cells that someone wrote: all but the injected one."""
    return [cell for cell in notebook["cells"] if INJECTED not in cell["metadata"].get("tags", [])]


def sources(notebook) -> list[str]:
    """What the written cells say."""
    return [cell.source for cell in own_cells(notebook)]
