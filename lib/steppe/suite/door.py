"""The strict door: a wrong request is refused here, in one line, before anything starts."""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import ParameterError, Refused, expected, shown
from nbsuite.notebooks import LONGEST_NAME
from steppe import facts, judging, weighing
from steppe.facts import Facts
from steppe.scenario import VOCABULARY, Scenario, expect_known
from steppe.suite import mutations, scenarios
from steppe.suite.house import House
from steppe.tables import read_package, read_table

DEFAULT_SCENARIO = scenarios.DEFAULT
OWN, FAILED = "+own", ".FAILED"
LONGEST_PLACE = 700  # bytes; with the names of a scenario and a notebook, some systems take 1,024
SHORT = f"names of at most {LONGEST_NAME} bytes, and {LONGEST_PLACE} in all"
SWITCHES = {"true": True, "false": False}
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{0,15}\.?[0-9]{0,15}([eE][+-]?[0-9]{1,2})?")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*")


@dataclass(frozen=True)
class Job:
    """One notebook to run: where it is, what is injected, where the output goes."""

    notebook: Path
    scenario: str
    target: Path
    parameters: dict[str, object] = field(default_factory=dict)

    @property
    def failed_target(self) -> Path:
        return self.target.with_suffix(f"{FAILED}.ipynb")

    @property
    def title(self) -> str:
        return f"{self.scenario}/{self.target.stem}"


@dataclass(frozen=True)
class Request:
    """What was asked for, all of it valid: the jobs, the scenarios, the reader's own values."""

    jobs: list[Job]
    scenarios: list[str]
    own: dict[str, object]


def admit(
    words: Iterable[str], names: Iterable[str], given: Iterable[tuple[str, str]], out: Path, chapters: list[Path]
) -> Request:
    """The request behind a command line.

    `words` mean notebooks (none: all chapters), `names` scenarios (none: essay), `given` are
    parameters as text. Runs with values of the reader's own go into folders of their own, so that
    a scenario's folder holds that scenario. Raises `Refused`, ParameterError or DataError at the first that is
    not valid.
    """
    expect_free(out)
    paths = notebooks_meant(words, chapters)
    chosen = [known_scenario(name) for name in dict.fromkeys(names)] or [DEFAULT_SCENARIO]
    own = parse(given)
    values = {name: scenarios.load(name) | own for name in chosen}
    for every in values.values():
        Scenario.of(every)
    declared = {path: notebooks.defaults(notebooks.plain(path)) for path in paths}
    expect_declared(own, declared)
    suffix = OWN if own else ""
    jobs = [job(path, name + suffix, values[name], declared[path], out) for name in chosen for path in paths]
    expect_spared(jobs)
    return Request(jobs, chosen, own)


def job(notebook: Path, scenario: str, values: Mapping[str, object], declared: Iterable[str], out: Path) -> Job:
    """A notebook under a scenario: only the values it declares are injected, in its order and of their type.

    Raises ParameterError for a value that is not valid, `Refused` for a scenario whose name is no folder's.
    """
    injected = {name: VOCABULARY[name].check(values[name]) for name in declared if name in values}
    return Job(notebook, scenario, inside(out, scenario) / notebook.name, injected)


def known_scenario(name: str) -> str:
    """The name itself; `Refused`, with the nearest one, where there is no such scenario."""
    if name not in scenarios.names():
        raise expected("scenario", name, scenarios.names())
    return name


def inside(out: Path, name: str) -> Path:
    """The folder of a scenario, which a name cannot leave: `Refused` where it would."""
    if not _FOLDER.fullmatch(name):
        raise Refused(f"scenario: found {name!r}, expected letters, digits, _, + and -")
    return out / name


def parse(given: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Parameters from text, by the types of the vocabulary. Raises ParameterError for one not valid, or given twice."""
    own: dict[str, object] = {}
    for name, text in given:
        expect_known(name)
        if name in own:
            raise ParameterError(f"parameter {name}: found a second value {shown(text)}, expected one")
        own[name] = VOCABULARY[name].check(_typed(text, VOCABULARY[name]))
    return own


def _typed(text: str, parameter) -> object:
    """The text as the parameter's type; left as text, for the vocabulary to refuse, where it is not one."""
    if text.lower() == "none" and parameter.neutral is None:
        return None
    if parameter.type is str:
        return text
    if parameter.type is bool:
        return SWITCHES.get(text.lower(), text)
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        return float(text) if parameter.type is float and _DECIMAL.fullmatch(text) else text
    except ValueError:
        return text


def sound(house: House) -> Facts:
    """The facts of a house. All other data are read as well, so that no notebook runs on what another would refuse.

    Raises DataError or ParameterError at the first thing that is not right.
    """
    evidence = facts.load(house.data)
    judging.load_claims(evidence)
    evidence.table(weighing.read_weighed)
    mutations.read_reasons(house.data, evidence)
    package = read_package(house.data)
    for name in ("load_map", *(r["name"] for r in package["resources"] if r["path"].startswith("border/"))):
        read_table(house.data, package, name)
    for name in scenarios.names():
        scenarios.load(name)
        scenarios.describe(name)
    return evidence


def expect_free(out: Path) -> None:
    """Refused where a folder could not be made, nor written to, or holds what is not ours to write."""
    try:
        place = out.absolute()
    except FileNotFoundError:
        raise Refused("--out: found no current folder, expected to be in one that exists") from None
    if len(os.fsencode(place)) > LONGEST_PLACE or max(map(len, map(os.fsencode, place.parts))) > LONGEST_NAME:
        raise Refused(f"--out: found {shown(str(out))}, expected {SHORT}")
    nearest = next(folder for folder in (place, *place.parents) if os.path.lexists(folder))
    if not nearest.is_dir():
        raise Refused(f"--out: found the file {nearest}, expected a folder")
    house = House()
    for folder in (house.data, house.library, house.notebooks, house.references):
        if out.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"--out: found {out}, a place in {folder}, expected a folder for outputs alone")
    try:
        tempfile.TemporaryDirectory(prefix=".steppe-", dir=nearest).cleanup()
    except OSError as error:
        why = f"where nothing can be made ({error.strerror})"
        raise Refused(f"--out: found {nearest}, {why}, expected a folder of yours") from None


def expect_spared(jobs: list[Job]) -> None:
    """Refused where an output would take the place of a notebook that is to be run."""
    sources = {path.resolve() for path in {job.notebook for job in jobs}}
    for job in jobs:
        for target in (job.target, job.failed_target):
            if target.resolve() in sources:
                raise Refused(f"--out: found {target}, a notebook that is to be run, expected another folder")


def notebooks_meant(words: Iterable[str], chapters: list[Path]) -> list[Path]:
    """The notebooks meant by some words, by none all chapters. Raises `Refused` for one that is not there, or twice."""
    paths = list(dict.fromkeys(notebooks.find(word, chapters) for word in words)) or chapters
    if not paths:
        raise Refused("notebook: found none, expected notebooks/NN_slug.ipynb")
    for path in paths:
        if path.stem.upper().endswith(FAILED):
            raise Refused(f"notebook: found {shown(path.name)}, the name of a failed run, expected another name")
    by_name: dict[str, Path] = {}
    for path in paths:
        if by_name.setdefault(path.name.lower(), path) != path:
            raise Refused(f"notebook: {path.name} is given twice, from two folders")
    return paths


def expect_declared(own: Iterable[str], declared: dict[Path, dict]) -> None:
    """ParameterError for the first name that none of the notebooks declares."""
    for name in own:
        if not any(name in names for names in declared.values()):
            used = sorted({other for names in declared.values() for other in names})
            chosen = ", ".join(path.stem for path in declared)
            raise ParameterError(f"parameter {name}: not used by {chosen}; expected one of {', '.join(used) or 'none'}")
