"""The headline of `steppe run`, and the words of a sweep: the verdicts that scenarios and values lead to."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from nbsuite import records
from nbsuite.jobs import OWN, Request
from nbsuite.run import Headline
from steppe.facts import Facts
from steppe.suite import door, scenarios, verdicts
from steppe.suite.house import House

TABLE = "verdicts.json"


def headline(request: Request, digests: Mapping[str, str]) -> Headline:
    """The verdicts under every scenario and the reader's own values, to print and to keep beside the runs.

    Raises DataError or ParameterError where stored data are not right.
    """
    evidence = door.sound(House())
    own = {name + OWN: scenarios.load(name) | request.own for name in request.scenarios if request.own}
    runs = {name: scenarios.load(name) for name in scenarios.names()} | own
    matrices = {name: verdicts.of(evidence, values) for name, values in runs.items()}
    about = {**digests, "runs": records.digest(runs)} | records.OPEN
    return Headline(_verdicts(matrices), {TABLE: verdicts.as_json(evidence, matrices, about)})


def words(values: Mapping[str, object]) -> dict[str, str]:
    """The word on every part of a claim from every vantage point, under some values. Raises as `headline` does."""
    found = verdicts.words(verdicts.of(replace(_evidence()), values))
    return {f"{part} {vantage}": word for (part, vantage), word in found.items()}


@cache
def _evidence() -> Facts:
    return door.sound(House())


def _verdicts(matrices: dict[str, verdicts.Matrix]) -> str:
    shown = [name for name in matrices if name == verdicts.YARDSTICK or name.endswith(OWN)][:2]
    blocks = [f"Verdicts, scenario {name}\n\n{verdicts.as_text(matrices[name])}\n" for name in shown]
    yardstick = verdicts.words(matrices[verdicts.YARDSTICK])
    for name, matrix in matrices.items():
        different = verdicts.differences(yardstick, verdicts.words(matrix))
        if different:
            blocks.append(f"{name} differs from {verdicts.YARDSTICK}: {'; '.join(different)}")
    return "\n".join(blocks)
