"""The configuration of a project: `[tool.nbsuite]` in pyproject.toml, or nbsuite.toml."""

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from nbsuite.errors import DataError, expected, shown
from nbsuite.files import read_text
from nbsuite.project import Project, Tree

NAMES = "nbsuite.toml", "pyproject.toml"
FOLDERS = "notebooks", "scenarios", "references"
HOOKS = "vocabulary", "headline", "words", "preload", "table"
KEYS = {*FOLDERS, *HOOKS, "default", "depends", "lock"}


def find(folder: Path) -> Project:
    """The project that a folder is in: the nearest configuration in it or above, none where there is none.

    Paths in it are relative to its file, and so are the modules that hooks refer to. Raises DataError for a file that
    is not right, `Refused` for an unknown key.
    """
    for root in (folder.absolute(), *folder.absolute().parents):
        for name in NAMES:
            if (path := root / name).is_file() and (given := _table(path)) is not None:
                return _project(path, given)
    return Project(root=folder.absolute())


def _table(path: Path) -> dict | None:
    """What a file says of nbsuite; None where it says nothing."""
    try:
        read = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(path.name, f"no TOML ({error})", "lines such as notebooks = 'notebooks'") from None
    return read if path.name == NAMES[0] else read.get("tool", {}).get("nbsuite")


def _project(path: Path, given: Mapping[str, object]) -> Project:
    for key, value in given.items():
        if key not in KEYS:
            raise expected(f"{path.name}: key", key, sorted(KEYS))
        if key == "depends":
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise DataError(path.name, f"depends = {shown(value)}", "a list of paths")
        elif not isinstance(value, str):
            raise DataError(path.name, f"{key} = {shown(value)}", "a text")
    root = path.parent
    about: dict = {key: root / given[key] for key in (*FOLDERS, "lock") if key in given}
    about |= {key: given[key] for key in (*HOOKS, "default") if key in given}
    missing = [root / name for name in given.get("depends", []) if not (root / name).exists()]
    if missing:
        raise DataError(path.name, f"depends: {os.path.relpath(missing[0], root)}, which is not there", "a path")
    if str(root) not in sys.path:
        sys.path.append(str(root))  # where hooks may be
    return Project(root=root, depends={name: Tree(root / name) for name in given.get("depends", [])}, **about)
