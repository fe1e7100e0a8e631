"""The scenario files: each one a papermill parameters file in `data/scenarios`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from steppe.paths import DATA
from steppe.scenario import ParameterError, Scenario
from steppe.tables import DataError

ORDER = (
    "essay",
    "knowable",
    "hindsight",
    "excess",
    "net_of_exits",
    "fade_out",
    "second_wave",
    "steelman",
    "sceptic",
)
DEFAULT = "essay"


def names() -> list[str]:
    """The scenarios in the order of the argument; files that it does not name follow by alphabet."""
    found = {path.stem for path in _folder().glob("*.yml")}
    return [name for name in ORDER if name in found] + sorted(found.difference(ORDER))


@cache
def load(name: str) -> dict[str, object]:
    """The values a scenario file sets, checked against the vocabulary. Raises DataError in one line."""
    path = _folder() / f"{name}.yml"
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(
            f"scenarios/{path.name}", f"no YAML ({' '.join(str(error).split())})", "lines such as flow: net"
        ) from None
    if not isinstance(values, dict):
        raise DataError(f"scenarios/{path.name}", type(values).__name__, "lines such as flow: net")
    try:
        Scenario.of(values)
    except ParameterError as error:
        raise ParameterError(f"scenarios/{path.name}: {error}") from None
    return values


def scenario(name: str) -> Scenario:
    """A scenario with every name of the vocabulary."""
    return Scenario.of(load(name))


def describe(name: str) -> str:
    """The purpose of a scenario in one line: the comment at the head of its file."""
    first = (_folder() / f"{name}.yml").read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("#").strip()


def _folder() -> Path:
    return DATA / "scenarios"
