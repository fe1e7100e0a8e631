"""Where the suite reads and stores; the tests build small houses of their own."""

from dataclasses import dataclass
from pathlib import Path

import steppe
from steppe import paths

LISTING, SLOW = "listing", "slow"  # tags of cells
EXERCISES = ("exercise", "hint", "solution")  # the tags of their cells, in this order


@dataclass(frozen=True)
class House:
    """The folders of one suite: notebooks, references, README, data, verdicts, library."""

    notebooks: Path = paths.NOTEBOOKS
    references: Path = paths.REFERENCES
    readme: Path = paths.ROOT / "README.md"
    data: Path = paths.DATA
    verdicts: Path = paths.DATA / "verdicts.json"
    library: Path = Path(steppe.__file__).parent

    @property
    def root(self) -> Path:
        return self.notebooks.parent

    @property
    def lock(self) -> Path:
        """The packages that everything runs on; an installed wheel has none."""
        return self.root / "requirements.lock"

    @property
    def ratchet(self) -> Path:
        """What may never get worse."""
        return self.references.parent / "ratchet.json"

    @property
    def load_map(self) -> Path:
        """What hangs on each statement."""
        return self.data / "load_map.csv"

    def chapters(self) -> list[Path]:
        """The chapters in the order of the argument."""
        return sorted(self.notebooks.glob("[0-9][0-9]_*.ipynb"))

    def stored(self) -> list[Path]:
        """The notebooks that are run, stored and compared: the chapters, then the template of one."""
        return [*self.chapters(), *self.notebooks.glob("_template.ipynb")]

    def by_number(self) -> dict[str, str]:
        """Where each chapter is, from the root, by its number."""
        return {path.name.partition("_")[0]: self.name_of(path) for path in self.chapters()}

    def reference(self, scenario: str, notebook: Path) -> Path:
        return self.references / scenario / notebook.name

    def name_of(self, path: Path) -> str:
        """The path as a reader would type it from the root."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
