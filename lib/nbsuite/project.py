"""A project: which notebooks it has, under which scenarios they run, and on which files all runs depend."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from pkgutil import resolve_name
from typing import NamedTuple

from nbsuite.errors import Refused, shown
from nbsuite.files import read_text


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
    * preload: what a warm process calls, with its folder, before kernels are forked from it
    * table: what `nbsuite.mutate` changes row by row, a path from the root: a CSV file among those depended on
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

    def chapters(self) -> list[Path]:
        """The notebooks that are meant where none is named, in order."""
        return sorted(self.notebooks.glob("[!.]*.ipynb")) if self.notebooks else []

    def stored(self) -> list[Path]:
        """The notebooks that are run, stored and compared."""
        return self.chapters()

    def reference(self, scenario: str, notebook: Path) -> Path:
        """Where the output of a notebook under a scenario is stored."""
        return self.references / scenario / notebook.name

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
        from nbsuite import plainyaml  # only here: the help of a command needs no YAML

        return plainyaml.read(f"{path.parent.name}/{path.name}", read_text(path))

    def check(self, values: Mapping[str, object]) -> None:
        """Raises ParameterError for values that do not go together: a project may say more than its vocabulary."""

    def also(self) -> dict[str, object]:
        """What all runs depend on besides files, by a name for messages, as it is now and as JSON has it."""
        return {}

    def hook(self, kind: str) -> Callable | Mapping | None:
        """What a hook refers to; None where the project has none. Raises `Refused` where it is not there."""
        reference = getattr(self, kind)
        try:
            return resolve_name(reference) if reference else None
        except (ImportError, AttributeError, ValueError) as error:
            raise Refused(f"{kind}: found {shown(reference)} ({error}), expected package.module:name") from None
