"""Which files a notebook reads below a folder, as an audit hook of Python tells in its kernel.

This module is sent to the kernel as text: nothing is imported there, and no name is left. What another program reads,
or a library of C code without Python's own functions, is not seen.
"""

import io
import json
import os
import sys
from contextlib import suppress
from importlib.util import source_from_cache
from pathlib import Path

LISTINGS = {"os.listdir", "os.scandir"}
EVENTS = {"open", "sqlite3.connect", *LISTINGS}

Stamp = tuple[int, ...]


def code(roots: list[Path], log: Path) -> str:
    """What a kernel executes to have noted what it reads below some folders, with their links as they are opened."""
    call = f"watch({[os.path.join(root, '') for root in map(str, roots)]!r}, {str(log)!r})"
    return f"exec({Path(__file__).read_text('utf-8') + call!r}, {{}})"


def noted(log: Path) -> dict[str, Stamp]:
    """By its path what was read, with its stamp when it first was."""
    found: dict[str, Stamp] = {}
    for line in log.read_text("ascii").splitlines() if log.exists() else ():
        with suppress(ValueError):  # the end of a line, on a full disk
            path, then = json.loads(line)
            found.setdefault(path, then)
    return found


def stamp(path: str | Path) -> Stamp:
    """What differs when a file has been written or replaced, even by its own bytes; empty where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns


def watch(roots: list[str], log: str) -> None:
    """Has a line written into a log for each file below the roots that this process opens, and folder that it lists.

    Left out is what it makes anew itself, hidden files, what an import lists, and where Python and its packages are.
    """
    met = {log}
    installed = tuple(os.path.join(prefix, "") for prefix in {sys.prefix, sys.base_prefix})

    def note(event: str, path: str | bytes, mode: str | None = None, flags: int = os.O_RDONLY) -> None:
        path = os.path.abspath(os.fsdecode(path))
        root = next((root for root in roots if path.startswith(root)), None)
        if root is None or path.startswith(installed):
            return
        if "__pycache__" in path:
            path = source_from_cache(path)
        is_of_an_import = event in LISTINGS and path in map(os.path.abspath, sys.path_importer_cache)
        if path in met or is_of_an_import or f"{os.sep}." in path[len(root) - 1 :]:
            return
        met.add(path)
        if not (flags & (os.O_TRUNC | os.O_EXCL) or (flags & os.O_CREAT and not os.path.exists(path))):
            with io.FileIO(log, "a") as file:
                file.write(json.dumps([path, stamp(path)]).encode() + b"\n")

    def hear(event: str, about: tuple) -> None:
        if event in EVENTS:
            with suppress(Exception):  # which would be an error of the notebook
                note(event, *about)

    sys.addaudithook(hear)
