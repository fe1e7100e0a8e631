"""Where the suite reads and stores; the tests build small houses of their own."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from hashlib import sha256
from pathlib import Path

import steppe
from nbsuite.project import Project, Tree
from steppe import paths
from steppe.language import ENGLISH, MESSAGES, current
from steppe.scenario import DEFAULT, Scenario
from steppe.suite import scenarios

LISTING, SLOW = "listing", "slow"  # tags of cells
EXERCISES = ("exercise", "hint", "solution")  # the tags of their cells, in this order
NO_SOURCE = frozenset({"__pycache__", "_share", MESSAGES.name})  # in the library: what runs in English do not read


@dataclass(frozen=True)
class House(Project):
    """The folders of one suite: notebooks, references, README, data, verdicts, library; and its hooks."""

    notebooks: Path = paths.NOTEBOOKS
    references: Path = paths.ROOT / "tests" / "references"
    readme: Path = paths.ROOT / "README.md"
    data: Path = paths.DATA
    verdicts: Path = paths.DATA / "verdicts.json"
    library: Path = Path(steppe.__file__).parent
    _: KW_ONLY
    default: str = DEFAULT
    vocabulary: str = "steppe.scenario:VOCABULARY"
    headline: str = "steppe.suite.run:headline"
    words: str = "steppe.suite.run:words"
    preload: str = "steppe.suite.pictures:preload"
    table: str = "steppe.suite.score:report"

    def __post_init__(self):
        depends = {"data": Tree(self.data, frozenset()), "library": Tree(self.library, NO_SOURCE)}
        derived = {"root": self.notebooks.parent, "depends": depends}
        for name, value in (derived | {"lock": derived["root"] / "requirements.lock"}).items():
            object.__setattr__(self, name, value)

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

    def scenario_names(self) -> list[str]:
        return scenarios.names()

    def values(self, scenario: str) -> dict[str, object]:
        return scenarios.load(scenario)

    def check(self, values: Mapping[str, object]) -> None:
        Scenario.of(values)

    def also(self) -> dict[str, object]:
        """The names of the chapters, for the links between them; a language other than English, and its messages."""
        names = {"chapters": [path.name for path in self.chapters()]}
        if current() == ENGLISH:
            return names
        messages = (MESSAGES / f"{current()}.po").read_bytes()
        return names | {"language": [current(), sha256(messages).hexdigest()]}
