"""Whether a parameters cell agrees with the one vocabulary."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from steppe import scenarios
from steppe.scenario import VOCABULARY, ParameterError, Scenario, expect_known
from steppe.suite import notebooks
from steppe.suite.door import DEFAULT_SCENARIO
from steppe.suite.notebooks import INJECTED, PARAMETERS, Declared


def complaints(notebook) -> Iterator[str]:
    """What is wrong with the parameters cell of a notebook node, a line each."""
    places = notebooks.tagged(notebook, PARAMETERS)
    if len(places) != 1:
        yield f"found {len(places)} cells tagged {PARAMETERS}, expected one"
        return
    if notebooks.tagged(notebook, INJECTED):
        yield f"found a cell tagged {INJECTED}, expected none in a stored notebook"
    source = notebook.cells[places[0]].source
    seen = notebooks.declared(notebook)
    essay = Scenario.of(scenarios.load(DEFAULT_SCENARIO))
    for name in _assigned(source):
        if name not in seen:
            yield f"parameter {name}: papermill does not see it; expected a plain annotation and one = on the line"
    for declared in seen.values():
        complaint = _complaint(declared, essay)
        if complaint:
            yield complaint


def _assigned(source: str) -> list[str]:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [
        target.id
        for line in body
        for target in getattr(line, "targets", [getattr(line, "target", None)])
        if isinstance(target, ast.Name)
    ]


def _complaint(declared: Declared, essay: Scenario) -> str:
    name = declared.name
    try:
        expect_known(name)
        parameter = VOCABULARY[name]
        if declared.annotation != parameter.type.__name__:
            return f"parameter {name}: found {declared.annotation}, expected the annotation {parameter.type.__name__}"
        default = parameter.check(ast.literal_eval(declared.default))
    except ParameterError as error:
        return str(error)
    except (ValueError, SyntaxError):
        return f"parameter {name}: found {declared.default}, expected a plain value"
    stated = getattr(essay, name)
    if default != stated:
        return f"parameter {name}: found {default!r}, expected {stated!r} as in scenario {DEFAULT_SCENARIO}"
    if declared.comment != parameter.meaning:
        return f"parameter {name}: found the comment {declared.comment!r}, expected {parameter.meaning!r}"
    return ""
