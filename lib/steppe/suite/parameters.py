"""Whether a parameters cell agrees with the one vocabulary."""

import ast
from collections.abc import Iterator

from nbsuite import notebooks, parameters
from nbsuite.notebooks import INJECTED, PARAMETERS
from steppe.scenario import VOCABULARY, Parameter, Scenario
from steppe.suite import scenarios


def complaints(notebook) -> Iterator[str]:
    """What is wrong with the parameters cell of a notebook that is stored, a line each."""
    misfits = list(parameters.misfits(notebook, VOCABULARY))
    yield from misfits
    if not notebooks.tagged(notebook, PARAMETERS):
        yield f"found 0 cells tagged {PARAMETERS}, expected one; it may be empty"
    if notebooks.tagged(notebook, INJECTED):
        yield f"found a cell tagged {INJECTED}, expected none in a stored notebook"
    essay = Scenario.of(scenarios.load(scenarios.DEFAULT))
    declared = {} if misfits else notebooks.declared(notebook)
    yield from filter(None, (_disagreement(VOCABULARY[name], seen, essay) for name, seen in declared.items()))


def _disagreement(parameter: Parameter, seen: dict, essay: Scenario) -> str:
    comment = seen["help"].lstrip("# ").strip()
    if seen["inferred_type_name"] == parameters.UNTYPED:
        wanted = f"{parameter.name}: {parameter.type.__name__} = {seen['default']}"
        return f"parameter {parameter.name}: found no annotation, expected {wanted}"
    default, stated = parameter.check(ast.literal_eval(seen["default"])), getattr(essay, parameter.name)
    if default != stated:
        return f"parameter {parameter.name}: found {default!r}, expected {stated!r} as in scenario {scenarios.DEFAULT}"
    if comment != parameter.meaning:
        return f"parameter {parameter.name}: found the comment {comment!r}, expected {parameter.meaning!r}"
    return ""
