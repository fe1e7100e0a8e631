"""Where the suite reads and stores; the tests build small houses of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steppe import paths


@dataclass(frozen=True)
class House:
    """The folders of one suite: notebooks, references, the README, the data, and the record of the verdicts."""

    notebooks: Path = paths.NOTEBOOKS
    references: Path = paths.REFERENCES
    readme: Path = paths.ROOT / "README.md"
    data: Path = paths.DATA
    verdicts: Path = paths.DATA / "verdicts.json"

    @property
    def root(self) -> Path:
        return self.notebooks.parent

    @property
    def picture(self) -> Path:
        """The one picture of the README."""
        return self.root / "book" / "static" / "how-far-off.png"

    def chapters(self) -> list[Path]:
        """The stored notebooks in the order of the argument."""
        return sorted(self.notebooks.glob("[0-9][0-9]_*.ipynb"))

    def reference(self, scenario: str, notebook: Path) -> Path:
        return self.references / scenario / notebook.name

    def name_of(self, path: Path) -> str:
        """The path as a reader would type it from the root."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
