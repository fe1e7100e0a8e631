"""Whether a parameters cell agrees with the one vocabulary."""

import ast
from collections.abc import Iterator

from nbsuite import notebooks, parameters
from nbsuite.notebooks import INJECTED, PARAMETERS, Declared
from steppe.scenario import VOCABULARY, Scenario
from steppe.suite import scenarios


def complaints(notebook) -> Iterator[str]:
    """What is wrong with the parameters cell of a notebook that is stored, a line each."""
    yield from parameters.misfits(notebook, VOCABULARY)
    if not notebooks.tagged(notebook, PARAMETERS):
        yield f"found 0 cells tagged {PARAMETERS}, expected one; it may be empty"
    if notebooks.tagged(notebook, INJECTED):
        yield f"found a cell tagged {INJECTED}, expected none in a stored notebook"
    essay = Scenario.of(scenarios.load(scenarios.DEFAULT))
    for declared in notebooks.declared(notebook).values():
        complaint = "" if parameters.misfit_of(declared, VOCABULARY) else _disagreement(declared, essay)
        if complaint:
            yield complaint


def _disagreement(declared: Declared, essay: Scenario) -> str:
    parameter = VOCABULARY[declared.name]
    if declared.annotation == parameters.UNTYPED:
        wanted = f"{parameter.name}: {parameter.type.__name__} = {declared.default}"
        return f"parameter {parameter.name}: found no annotation, expected {wanted}"
    default, stated = parameter.check(ast.literal_eval(declared.default)), getattr(essay, parameter.name)
    if default != stated:
        return f"parameter {parameter.name}: found {default!r}, expected {stated!r} as in scenario {scenarios.DEFAULT}"
    if declared.comment != parameter.meaning:
        return f"parameter {parameter.name}: found the comment {declared.comment!r}, expected {parameter.meaning!r}"
    return ""
