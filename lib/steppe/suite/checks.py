"""`steppe check`: cheap checks of data, notebooks and what is derived from them, a line each, and what each found."""

import ast
from collections.abc import Callable, Iterable, Iterator

from nbsuite import notebooks, parameters, run
from nbsuite.errors import DataError, ParameterError, Refused
from steppe import facts, language
from steppe.scenario import VOCABULARY
from steppe.suite import door, scenarios, verdicts
from steppe.suite.house import House

SHOWN = 20
Check = Callable[[House], Iterable[str]]


def report(house: House) -> int:
    """Prints a line for each check and for each failure; returns the exit status."""
    language.use(language.ENGLISH)
    failed = 0
    for title, check in CHECKS.items():
        complaints = complaints_of(check, house)
        failed += bool(complaints)
        print(f"{'FAIL' if complaints else 'ok  '}  {title}", *complaints[:SHOWN], sep="\n      ")
        if len(complaints) > SHOWN:
            print(f"      and {len(complaints) - SHOWN} more")
    return 1 if failed else 0


def complaints_of(check: Check, house: House) -> list[str]:
    """What one check finds; data or notebooks that cannot be read are a finding too."""
    complaints: list[str] = []
    try:
        complaints.extend(check(house))
    except (DataError, ParameterError, Refused, OSError) as error:
        complaints.append(str(error))
    return complaints


def data_reads_clean(house: House) -> Iterable[str]:
    door.sound(house)
    return ()


def parameters_agree(house: House) -> Iterator[str]:
    for path in house.stored():
        for complaint in of_parameters(notebooks.read(path)):
            yield f"{house.name_of(path)}: {complaint}"


def of_parameters(notebook) -> Iterator[str]:
    """What is wrong with the parameters cell of a notebook that is stored, a line each."""
    misfits = list(parameters.misfits(notebook, VOCABULARY))
    yield from misfits
    if not notebooks.tagged(notebook, notebooks.PARAMETERS):
        yield f"found 0 cells tagged {notebooks.PARAMETERS}, expected one; it may be empty"
    if notebooks.tagged(notebook, notebooks.INJECTED):
        yield f"found a cell tagged {notebooks.INJECTED}, expected none in a stored notebook"
    lines = notebooks.assignments(notebook, notebooks.PARAMETERS)
    for name, seen in ({} if misfits else notebooks.declared(notebook)).items():
        found = f"{ast.unparse(lines[name])}  # {seen['help'].lstrip('# ').strip()}"
        if found != VOCABULARY[name].declaration:
            yield f"parameter {name}: found {found}, expected {VOCABULARY[name].declaration}"


def outputs_are_in_step(house: House) -> Iterator[str]:
    if not house.chapters():
        yield "notebooks: found none"
    yield from run.amiss(house)


def verdicts_are_in_step(house: House) -> Iterator[str]:
    path = house.verdicts
    if not path.is_file():
        yield f"{house.name_of(path)}: found none; run `steppe refresh`"
        return
    evidence, text = facts.load(house.data), path.read_text(encoding="utf-8")
    matrices = verdicts.of_all(evidence)
    turned = verdicts.turned(verdicts.Recorded.parse(text).words, matrices)
    yield from (f"{house.name_of(path)}: {name}, {phrase}" for name, phrase in turned)
    if not turned and text != verdicts.as_json(evidence, matrices):
        yield f"{house.name_of(path)}: the verdicts stand, the figures behind them moved; run `steppe refresh`"


def readme_is_in_step(house: House) -> Iterator[str]:
    if not house.readme.is_file():
        yield f"{house.name_of(house.readme)}: found none"
        return
    text = house.readme.read_text(encoding="utf-8")
    matrix = verdicts.of(facts.load(house.data), scenarios.load(verdicts.YARDSTICK))
    table = verdicts.as_markdown(matrix, house.by_number())
    if verdicts.with_table(text, table) != text:
        yield f"{house.name_of(house.readme)}: verdict table out of step; run `steppe refresh`"


CHECKS: dict[str, Check] = {
    "data and scenarios read clean, schema and keys hold": data_reads_clean,
    "parameters cells agree with the vocabulary": parameters_agree,
    "stored outputs are complete and in step": outputs_are_in_step,
    "stored verdicts are in step": verdicts_are_in_step,
    "README table is in step": readme_is_in_step,
}
