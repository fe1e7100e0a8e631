"""What is asked for, as jobs: a wrong request is refused here, in one line, before anything starts."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from nbsuite import files, notebooks, parameters
from nbsuite.errors import ParameterError, Refused, did_you_mean, expected, shown
from nbsuite.notebooks import LONGEST_NAME, PARAMETERS
from nbsuite.parameters import Vocabulary
from nbsuite.project import Project

FAILED = ".FAILED"
LONGEST_PLACE = 700  # bytes; with the names of a scenario and a notebook, some systems take 1,024
SHORT = f"names of at most {LONGEST_NAME} bytes, and {LONGEST_PLACE} in all"
LONGEST_FOLDER, DIGITS = 100, 8
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+=.-]*")


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


def finished_name(output: Path) -> str:
    """The name of an output as it is where it does not fail."""
    return output.name.replace(f"{FAILED}.ipynb", ".ipynb")


@dataclass(frozen=True)
class Request:
    """What was asked for, all of it valid: the jobs, the scenarios, the reader's own values."""

    jobs: list[Job]
    scenarios: list[str]
    own: dict[str, object]


def admit(
    project: Project, words: Iterable[str], names: Iterable[str], given: Iterable[tuple[str, str]], out: Path,
    scenarios: Iterable[Path] = (),
) -> Request:
    """The request behind a command line.

    `words` mean notebooks (none: all that the project stores), `names` scenarios of the project, `scenarios` files of
    others, each named as its file (neither: the default), `given` are parameters as text. Runs with values of the
    reader's own go into folders that are named after these, so that a scenario's folder holds that scenario. Raises
    `Refused`, ParameterError or DataError at the first that is not valid.
    """
    expect_free(project, out)
    chosen = {known_scenario(project, name): project.values(name) for name in dict.fromkeys(names)}
    for path in scenarios:
        if path.stem in chosen:
            raise Refused(f"--scenarios: found a second file named {path.stem}, expected each name once")
        chosen[path.stem] = parameters.read_yaml(path.name, files.read_text(path))
    chosen = chosen or {project.default: project.values(project.default)}
    declared, known = declared_by(project, words)
    if not project.vocabulary:
        for values in ([name for name, _ in given], *chosen.values()):
            expect_declared(values, declared)
    own = parameters.parse(given, known)
    for values in chosen.values():
        project.check(values | own)
    expect_declared(own, declared)
    pairs = product(chosen, declared.items())
    jobs = [job(path, folder(name, own), chosen[name] | own, names, out) for name, (path, names) in pairs]
    expect_spared(jobs)
    return Request(jobs, [*chosen], own)


def declared_by(project: Project, words: Iterable[str]) -> tuple[dict[Path, Vocabulary], Vocabulary]:
    """The notebooks that some words mean, by none all that the project stores, with the parameters that each declares;
    and all that may be set. Raises `Refused` for a notebook that is not there, or twice.
    """
    stored = project.stored()
    paths = list(dict.fromkeys(notebooks.find(word, stored) for word in words)) or stored
    if not paths:
        raise Refused(f"notebook: found none, expected some in {project.notebooks or 'a folder, by their path'}")
    by_name: dict[str, Path] = {}
    for path in paths:
        if path.stem.upper().endswith(FAILED):
            raise Refused(f"notebook: found {shown(path.name)}, the name of a failed run, expected another name")
        if by_name.setdefault(path.name.lower(), path) != path:
            raise Refused(f"notebook: {path.name} is given twice, from two folders")
    vocabulary = project.hook("vocabulary")
    declared = {path: parameters.declared(path, vocabulary) for path in paths}
    return declared, vocabulary or {name: one for names in declared.values() for name, one in names.items()}


def folder(scenario: str, own: Mapping[str, object]) -> str:
    """The folder of runs under a scenario and values of the reader's own: named after them, no two have the same."""
    name = "+".join([scenario, *(f"{name}={str(value).removesuffix('.0')}" for name, value in sorted(own.items()))])
    if own and not (_FOLDER.fullmatch(name) and len(name) <= LONGEST_FOLDER):
        plain = re.sub(r"[^A-Za-z0-9_+=.-]", "_", name)[:LONGEST_FOLDER]
        return f"{plain}+{files.digest(dict(own))[:DIGITS]}"
    return name


def job(notebook: Path, scenario: str, values: Mapping[str, object], declared: Vocabulary, out: Path) -> Job:
    """A notebook under a scenario: only the values it declares are injected, in its order and of their type.

    Raises ParameterError for a value that is not valid, `Refused` for a scenario whose name is no folder's.
    """
    injected = {name: parameter.check(values[name]) for name, parameter in declared.items() if name in values}
    return Job(notebook, scenario, inside(out, scenario) / notebook.name, injected)


def known_scenario(project: Project, name: str) -> str:
    """The name itself; `Refused`, with the nearest one, where there is no such scenario."""
    names = project.scenario_names()
    if name not in names:
        if name.endswith(".ipynb") or any(name in notebooks.names_of(path) for path in project.stored()):
            raise Refused(f"scenario: found {name}, the name of a notebook: put notebooks first, then --scenario")
        raise expected("scenario", name, names)
    return name


def inside(out: Path, name: str) -> Path:
    """The folder of a scenario, which a name cannot leave: `Refused` where it would."""
    if not _FOLDER.fullmatch(name):
        raise Refused(f"scenario: found {name!r}, expected letters, digits, and _ + = . -")
    return out / name


def expect_free(project: Project, out: Path) -> None:
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
    for folder in (*(tree.path for tree in project.depends.values()), project.notebooks, project.references):
        if folder and folder != project.root and out.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"--out: found {out}, a place in {folder}, expected a folder for outputs alone")
    try:
        files.expect_writable(nearest)
    except OSError as error:
        why = f"where nothing can be made ({error.strerror})"
        raise Refused(f"--out: found {nearest}, {why}, expected a folder of yours") from None


def expect_spared(jobs: list[Job]) -> None:
    """Refused where an output would take the place of a notebook that is to be run."""
    given = {job.notebook for job in jobs}
    sources = given | {path.resolve() for path in given}
    for target in (target for job in jobs for target in (job.target, job.failed_target)):
        if {target.resolve(), target.parent.resolve() / target.name} & sources:
            raise Refused(f"--out: found {target}, a notebook that is to be run, expected another folder")


def expect_declared(own: Iterable[str], declared: dict[Path, Vocabulary]) -> None:
    """ParameterError for the first name that none of the notebooks declares."""
    for name in own:
        used = sorted({other for names in declared.values() for other in names})
        if name not in used:
            remedy = f", which sets none in a cell tagged {PARAMETERS}: add one with {name} = VALUE"
            choices = did_you_mean(name, used) or (f"; expected one of {', '.join(used)}" if used else remedy)
            raise ParameterError(f"parameter {name}: not used by {', '.join(path.stem for path in declared)}{choices}")
