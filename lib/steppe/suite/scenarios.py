"""The scenario files: each one a papermill parameters file in `data/scenarios`."""

import re
from functools import cache

from nbsuite.errors import DataError, ParameterError, did_you_mean, shown
from nbsuite.files import read_text
from steppe.paths import DATA
from steppe.scenario import DEFAULT, VOCABULARY, Scenario

NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
PURPOSE = re.compile(r"# ?([\w .,;:'’()–-]+)")


def names() -> list[str]:
    """The scenarios by the evidence they take, then by the parameters they set, in the order of the vocabulary."""
    found = sorted(path.stem for path in (DATA / "scenarios").glob("*.yml"))
    if not found:
        raise DataError("data/scenarios", "no scenario", f"files such as {DEFAULT}.yml")
    for name in (name for name in found if not NAME.fullmatch(name)):
        raise DataError("data/scenarios", f"the name {shown(name)}", "small letters, digits and _ before .yml")
    return sorted(found, key=_place)


def others() -> list[str]:
    """The scenarios other than that of the essay, under which the chapters are stored."""
    return [name for name in names() if name != DEFAULT]


def _place(name: str) -> tuple:
    values, parameters = load(name), list(VOCABULARY)
    evidence = VOCABULARY["evidence"].choices.index(scenario(name).evidence)
    return evidence, sorted(map(parameters.index, values)), name


@cache
def load(name: str) -> dict[str, object]:
    """The values a scenario file sets, checked against the vocabulary. Raises DataError or ParameterError."""
    file, text = _read(name)
    from nbsuite import parameters  # only here: the help of a command needs no YAML

    values = parameters.read_yaml(file, text)
    try:
        Scenario.of(values)
    except ParameterError as error:
        raise ParameterError(f"{file}: {error}") from None
    return values


def scenario(name: str) -> Scenario:
    """A scenario with every name of the vocabulary."""
    return Scenario.of(load(name))


def describe(name: str) -> str:
    """The purpose of a scenario in one line: the comment at the head of its file. Raises DataError for markup in it."""
    file, text = _read(name)
    first = text.partition("\n")[0]
    if purpose := PURPOSE.fullmatch(first.rstrip()):
        return purpose[1]
    raise DataError(file, shown(first), "a comment that says the purpose in plain words", 1)


def _read(name: str) -> tuple[str, str]:
    """A scenario file, as messages name it, and its text."""
    file = f"scenarios/{name}.yml"
    if not (DATA / file).is_file():
        near = did_you_mean(name, (path.stem for path in (DATA / "scenarios").glob("*.yml")))
        raise DataError(file, "no such file", f"a file in scenarios/{near}")
    return file, read_text(DATA / file)
