"""Whether a parameters cell agrees with the one vocabulary."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from steppe import scenarios
from steppe.refusal import shown
from steppe.scenario import VOCABULARY, ParameterError, Scenario, expect_known
from steppe.suite import notebooks
from steppe.suite.notebooks import INJECTED, PARAMETERS, Declared, Refused

LANGUAGE = "python"


def complaints(notebook) -> Iterator[str]:
    """What is wrong with the parameters cell of a notebook that is stored, a line each."""
    yield from misfits(notebook)
    if notebooks.tagged(notebook, INJECTED):
        yield f"found a cell tagged {INJECTED}, expected none in a stored notebook"
    essay = Scenario.of(scenarios.load(scenarios.DEFAULT))
    for declared in notebooks.declared(notebook).values():
        complaint = "" if _misfit(declared) else _disagreement(declared, essay)
        if complaint:
            yield complaint


def expect_fit(path: Path) -> None:
    """Refused, with the first of its misfits, for a notebook that has any."""
    for misfit in misfits(notebooks.read(path)):
        raise Refused(f"{path.name}: {misfit}")


def misfits(notebook) -> Iterator[str]:
    """Why no value could be passed to a notebook, or its own are none that the vocabulary knows, a line each."""
    language = notebook.metadata.get("kernelspec", {}).get("language", LANGUAGE)
    if language != LANGUAGE:
        yield f"found a notebook in {shown(language)}, expected one in {LANGUAGE}"
        return
    places = notebooks.tagged(notebook, PARAMETERS)
    if len(places) != 1:
        yield f"found {len(places)} cells tagged {PARAMETERS}, expected one"
        return
    source = notebook.cells[places[0]].source
    seen = notebooks.declared(notebook)
    for name in _assigned(source):
        if name not in seen:
            yield f"parameter {name}: papermill does not see it; expected a plain annotation and one = on the line"
    yield from filter(None, map(_misfit, seen.values()))


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


def _misfit(declared: Declared) -> str:
    name = declared.name
    try:
        expect_known(name)
        parameter = VOCABULARY[name]
        if declared.annotation != parameter.type.__name__:
            return f"parameter {name}: found {declared.annotation}, expected the annotation {parameter.type.__name__}"
        parameter.check(ast.literal_eval(declared.default))
    except ParameterError as error:
        return str(error)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return f"parameter {name}: found {shown(declared.default)}, expected a plain value"
    return ""


def _disagreement(declared: Declared, essay: Scenario) -> str:
    parameter = VOCABULARY[declared.name]
    default, stated = parameter.check(ast.literal_eval(declared.default)), getattr(essay, parameter.name)
    if default != stated:
        return f"parameter {parameter.name}: found {default!r}, expected {stated!r} as in scenario {scenarios.DEFAULT}"
    if declared.comment != parameter.meaning:
        return f"parameter {parameter.name}: found the comment {declared.comment!r}, expected {parameter.meaning!r}"
    return ""
