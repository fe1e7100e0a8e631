"""The scenario files: each one a papermill parameters file in `data/scenarios`."""

from __future__ import annotations

import re
from functools import cache

from steppe import plainyaml
from steppe.paths import DATA
from steppe.refusal import shown
from steppe.scenario import ParameterError, Scenario
from steppe.tables import DataError, read_text

ORDER = (
    "essay", "knowable", "hindsight", "excess", "net_of_exits", "fade_out", "second_wave", "steelman", "sceptic",
)
DEFAULT = "essay"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_PURPOSE = re.compile(r"# ?([\w .,;:'’()–-]+)")


def names() -> list[str]:
    """The scenarios in the order of the argument; files that it does not name follow by alphabet."""
    found = {path.stem for path in (DATA / "scenarios").glob("*.yml")}
    if not found:
        raise DataError("data/scenarios", "no scenario", f"files such as {DEFAULT}.yml")
    for name in sorted(found):
        if not _NAME.fullmatch(name):
            raise DataError("data/scenarios", f"the name {shown(name)}", "small letters, digits and _ before .yml")
    return [name for name in ORDER if name in found] + sorted(found.difference(ORDER))


@cache
def load(name: str) -> dict[str, object]:
    """The values a scenario file sets, checked against the vocabulary. Raises DataError or ParameterError."""
    values = plainyaml.read(_file(name), _text(name))
    try:
        Scenario.of(values)
    except ParameterError as error:
        raise ParameterError(f"{_file(name)}: {error}") from None
    return values


def scenario(name: str) -> Scenario:
    """A scenario with every name of the vocabulary."""
    return Scenario.of(load(name))


def describe(name: str) -> str:
    """The purpose of a scenario in one line: the comment at the head of its file. Raises DataError for markup in it."""
    first = _text(name).partition("\n")[0]
    purpose = _PURPOSE.fullmatch(first.rstrip())
    if not purpose:
        raise DataError(_file(name), shown(first), "a comment that says the purpose in plain words", 1)
    return purpose[1]


def _file(name: str) -> str:
    """A scenario file as messages name it."""
    return f"scenarios/{name}.yml"


def _text(name: str) -> str:
    return read_text(DATA / _file(name))
