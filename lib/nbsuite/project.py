"""A project: which notebooks it has, under which scenarios they run, on which files all runs depend; its configuration.

That is `[tool.nbsuite]` in pyproject.toml, or nbsuite.toml.
"""

import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from pkgutil import resolve_name
from typing import NamedTuple

from nbsuite import parameters
from nbsuite.errors import DataError, Refused, expected, shown
from nbsuite.files import read_text

NAMES = "nbsuite.toml", "pyproject.toml"
PATHS = {"notebooks", "scenarios", "references", "lock"}
KEYS = {*PATHS, "default", "depends", "vocabulary", "headline", "words", "preload", "table"}


class Tree(NamedTuple):
    """A folder or a file that runs depend on, but for files and folders in it that have one of some names."""

    path: Path
    but: frozenset[str] = frozenset({"__pycache__"})


@dataclass(frozen=True)
class Project:
    """Folders and hooks. All are optional: `Project()` runs any notebooks, which depend on no files but their own.

    notebooks: the folder of those that are meant where none is named. scenarios: a folder of YAML files, each with
    values by name; default: the one that is meant where none is named. references: where stored outputs are, in a
    folder for each scenario. depends: by a name for messages, what every run depends on. lock: the file that pins the
    packages. The hooks are references, `package.module:name`, to
    * vocabulary: a mapping of names to `nbsuite.parameters.Parameter`, for all notebooks
    * headline: what `nbsuite.run` calls for a text to print after a run
    * words: a function of all values at a point of a sweep, for verdicts or the like by name
    * preload: what a warm process calls before kernels are forked from it; where it cannot, kernels start cold
    * table: what `nbsuite.mutate` changes row by row: the path of a CSV file from the root, or a function that does it
    """

    notebooks: Path | None = None
    references: Path | None = None
    _: KW_ONLY
    root: Path = Path()
    scenarios: Path | None = None
    default: str = "default"
    depends: Mapping[str, Tree] = field(default_factory=dict)
    lock: Path | None = None
    vocabulary: str = ""
    headline: str = ""
    words: str = ""
    preload: str = ""
    table: str = ""

    def stored(self) -> list[Path]:
        """The notebooks that are run where none is named, stored and compared, in order."""
        return sorted(self.notebooks.glob("[!.]*.ipynb")) if self.notebooks else []

    def reference(self, scenario: str, notebook: Path) -> Path:
        """Where the output of a notebook under a scenario is stored: under the default in the notebook itself."""
        return notebook if scenario == self.default else self.references / scenario / notebook.name

    def name_of(self, path: Path) -> str:
        """The path as a reader would type it from the root."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def scenario_names(self) -> list[str]:
        """The names of all scenarios, that of the default among them, which need not have a file."""
        found = self.scenarios.glob("*.yml") if self.scenarios else ()
        return sorted({self.default, *(path.stem for path in found)})

    def values(self, scenario: str) -> dict[str, object]:
        """The values that a scenario sets, by name. Raises DataError for a file that is not right."""
        path = self.scenarios / f"{scenario}.yml" if self.scenarios else None
        if path is None or (scenario == self.default and not path.exists()):
            return {}
        return parameters.read_yaml(f"{path.parent.name}/{path.name}", read_text(path))

    def check(self, values: Mapping[str, object]) -> None:
        """Raises ParameterError for values that do not go together: a project may say more than its vocabulary."""

    def also(self) -> dict[str, object]:
        """What all runs depend on besides files, by a name for messages, as it is now and as JSON has it."""
        return {}

    def hook(self, kind: str) -> Callable | Mapping | None:
        """What a hook refers to; None where the project has none. Raises `Refused` where it is not there."""
        reference, wanted = getattr(self, kind), Mapping if kind == "vocabulary" else Callable
        try:
            found = resolve_name(reference) if reference else None
            if found is not None and not isinstance(found, wanted):
                raise ValueError(f"a {type(found).__name__}, no {wanted.__name__}")
            return found
        except (ImportError, AttributeError, ValueError) as error:
            raise Refused(f"{kind}: found {shown(reference)} ({error}), expected package.module:name") from None


def find(folder: Path | None = None) -> Project:
    """The project that a folder, or the current one, is in: by the nearest configuration in it or above, if any.

    Paths in it, and modules of hooks, are relative to its file. Raises DataError or, for an unknown key, `Refused`.
    """
    folder = (folder or Path()).absolute()
    for path in (root / name for root in (folder, *folder.parents) for name in NAMES):
        if path.is_file() and (given := _table(path)) is not None:
            return _project(path, given)
    return Project(root=folder)


def _table(path: Path) -> dict | None:
    """What a file says of nbsuite; None where it says nothing."""
    try:
        read = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(path.name, f"no TOML ({error})", "lines such as notebooks = 'notebooks'") from None
    return read if path.name == NAMES[0] else read.get("tool", {}).get("nbsuite")


def _project(path: Path, given: Mapping[str, object]) -> Project:
    root = path.parent
    about: dict = {}
    for key, value in given.items():
        if key not in KEYS:
            raise expected(f"{path.name}: key", key, sorted(KEYS))
        kind, said = (list, "a list of paths") if key == "depends" else (str, "a text")
        if not isinstance(value, kind) or not all(isinstance(each, str) for each in value):
            raise DataError(path.name, f"{key} = {shown(value)}", said)
        about[key] = root / value if key in PATHS else value
    depends = {name: Tree(root / name) for name in about.get("depends", [])}
    places = [(key, given[key]) for key in sorted(PATHS - {"references"}) if key in given]
    for key, name in [*places, *(("depends", name) for name in depends)]:
        if not (root / name).exists():
            raise DataError(path.name, f"{key}: {name}, which is not there", "a path")
    if str(root) not in sys.path:
        sys.path.append(str(root))  # where hooks may be
    return Project(root=root, **about | {"depends": depends})
