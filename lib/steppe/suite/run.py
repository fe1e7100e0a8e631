"""The headline of `steppe run`, and the words of a sweep: the verdicts that scenarios and values lead to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from nbsuite import files
from nbsuite.compare import aligned
from nbsuite.jobs import Request, folder
from steppe.facts import Facts
from steppe.judging import VANTAGES
from steppe.suite import door, scenarios, verdicts
from steppe.suite.house import House


def headline(request: Request, digests: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The verdicts under every scenario and the reader's own values, to print and to keep beside the runs.

    Printed are those of the claims that the chosen chapters judge, before and after; the whole matrix, and what differs
    from it, where all scenarios are asked for. Raises DataError or ParameterError where stored data are not right.
    """
    evidence = door.sound(House())
    own = {folder(name, request.own): scenarios.load(name) | request.own for name in request.scenarios if request.own}
    runs = {name: scenarios.load(name) for name in scenarios.names()} | own
    matrices = {name: verdicts.of(evidence, values) for name, values in runs.items()}
    about = {**digests, "runs": files.digest(runs)} | files.OPEN
    is_all = request.scenarios == scenarios.names()
    text = _verdicts(matrices, list(own)) if is_all else "\n".join(_of_chapters(request, matrices))
    return text, {"verdicts.json": verdicts.as_json(evidence, matrices, about)}


def _of_chapters(request: Request, matrices: dict[str, verdicts.Matrix]) -> Iterator[str]:
    """The verdicts on claims of the requested chapters: as in the scenario essay, or that below own values, and now."""
    chapters = {job.notebook.name.partition("_")[0] for job in request.jobs}
    for name in request.scenarios:
        before, after = (name, folder(name, request.own)) if request.own else (scenarios.DEFAULT, name)
        own = {id: judgement for id, judgement in matrices[after].items() if judgement.claim.chapter in chapters}
        old, new = (verdicts.words(matrices[each]) for each in (before, after))
        if own:
            yield f"Verdicts, {before} -> {after}" if before != after else f"Verdicts, {after}"
            yield from aligned([("", *verdicts.HEADINGS), *(
                (id, *(new[id, at] if old[id, at] == new[id, at] else f"{old[id, at]} -> {new[id, at]}"
                 for at in VANTAGES)) for id in own
            )])  # fmt: skip


def words(values: Mapping[str, object]) -> dict[str, str]:
    """The word on every part of a claim from every vantage point, under some values. Raises as `headline` does."""
    found = verdicts.words(verdicts.of(replace(_evidence()), values))
    return {f"{part} {vantage}": word for (part, vantage), word in found.items()}


@cache
def _evidence() -> Facts:
    return door.sound(House())


def _verdicts(matrices: dict[str, verdicts.Matrix], own: list[str]) -> str:
    shown = [verdicts.YARDSTICK, *own][:2]
    blocks = [f"Verdicts, scenario {name}\n\n{verdicts.as_text(matrices[name])}\n" for name in shown]
    yardstick = verdicts.words(matrices[verdicts.YARDSTICK])
    for name, matrix in matrices.items():
        if different := verdicts.differences(yardstick, verdicts.words(matrix)):
            blocks.append(f"{name} differs from {verdicts.YARDSTICK}: {'; '.join(different)}")
    return "\n".join(blocks)
