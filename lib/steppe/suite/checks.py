"""`steppe check`: cheap checks of data, notebooks and what is derived from them, a line each, and what each found."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from nbsuite import notebooks, parameters, run
from nbsuite.errors import DataError, ParameterError, Refused
from nbsuite.notebooks import INJECTED, PARAMETERS
from steppe import facts
from steppe.scenario import VOCABULARY
from steppe.suite import door, verdicts
from steppe.suite.house import House

SHOWN = 20


@dataclass
class Stored:
    """A project and the verdicts on its claims, which several checks compare."""

    house: House

    @cached_property
    def evidence(self) -> facts.Facts:
        return facts.load(self.house.data)

    @cached_property
    def matrices(self) -> dict[str, verdicts.Matrix]:
        return verdicts.of_all(self.evidence)


Check = Callable[[Stored], Iterable[str]]


def report(house: House) -> int:
    """Prints a line for each check and for each failure; returns the exit status."""
    stored = Stored(house)
    failed = 0
    for title, check in CHECKS.items():
        complaints = complaints_of(check, stored)
        failed += bool(complaints)
        print(f"{'FAIL' if complaints else 'ok  '}  {title}")
        for complaint in complaints[:SHOWN]:
            print(f"      {complaint}")
        if len(complaints) > SHOWN:
            print(f"      and {len(complaints) - SHOWN} more")
    return 1 if failed else 0


def complaints_of(check: Check, stored: Stored) -> list[str]:
    """What one check finds; data or notebooks that cannot be read are a finding too."""
    complaints: list[str] = []
    try:
        complaints.extend(check(stored))
    except (DataError, ParameterError, Refused, OSError) as error:
        complaints.append(str(error))
    return complaints


def data_reads_clean(stored: Stored) -> Iterable[str]:
    door.sound(stored.house)
    return ()


def parameters_agree(stored: Stored) -> Iterator[str]:
    for path in stored.house.stored():
        for complaint in of_parameters(notebooks.read(path)):
            yield f"{stored.house.name_of(path)}: {complaint}"


def of_parameters(notebook) -> Iterator[str]:
    """What is wrong with the parameters cell of a notebook that is stored, a line each."""
    misfits = list(parameters.misfits(notebook, VOCABULARY))
    yield from misfits
    if not notebooks.tagged(notebook, PARAMETERS):
        yield f"found 0 cells tagged {PARAMETERS}, expected one; it may be empty"
    if notebooks.tagged(notebook, INJECTED):
        yield f"found a cell tagged {INJECTED}, expected none in a stored notebook"
    lines = notebooks.assignments(notebook, PARAMETERS)
    for name, seen in ({} if misfits else notebooks.declared(notebook)).items():
        found = f"{ast.unparse(lines[name])}  # {seen['help'].lstrip('# ').strip()}"
        if found != VOCABULARY[name].declaration:
            yield f"parameter {name}: found {found}, expected {VOCABULARY[name].declaration}"


def outputs_are_in_step(stored: Stored) -> Iterator[str]:
    if not stored.house.chapters():
        yield "notebooks: found none"
    yield from run.amiss(stored.house)


def verdicts_are_in_step(stored: Stored) -> Iterator[str]:
    path = stored.house.verdicts
    if not path.is_file():
        yield f"{stored.house.name_of(path)}: found none; run `steppe refresh`"
        return
    text = path.read_text(encoding="utf-8")
    kept = verdicts.Recorded.parse(text).words
    flips = [
        f"{stored.house.name_of(path)}: {name}, {line}"
        for name, matrix in stored.matrices.items()
        for line in verdicts.differences(kept.get(name, {}), verdicts.words(matrix))
    ]
    yield from flips
    if not flips and text != verdicts.as_json(stored.evidence, stored.matrices):
        yield f"{stored.house.name_of(path)}: the verdicts stand, the figures behind them moved; run `steppe refresh`"


def readme_is_in_step(stored: Stored) -> Iterator[str]:
    if not stored.house.readme.is_file():
        yield f"{stored.house.name_of(stored.house.readme)}: found none"
        return
    text = stored.house.readme.read_text(encoding="utf-8")
    table = verdicts.as_markdown(stored.matrices[verdicts.YARDSTICK], stored.house.by_number())
    if verdicts.with_table(text, table) != text:
        yield f"{stored.house.name_of(stored.house.readme)}: verdict table out of step; run `steppe refresh`"


CHECKS: dict[str, Check] = {
    "data and scenarios read clean, schema and keys hold": data_reads_clean,
    "parameters cells agree with the vocabulary": parameters_agree,
    "stored outputs are complete and in step": outputs_are_in_step,
    "stored verdicts are in step": verdicts_are_in_step,
    "README table is in step": readme_is_in_step,
}
