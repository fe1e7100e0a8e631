"""Whether a parameters cell agrees with the one vocabulary."""

import ast
from collections.abc import Iterator
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import ParameterError, Refused, shown
from nbsuite.execution import reason_of
from nbsuite.notebooks import INJECTED, KERNEL, PARAMETERS, UNREADABLE, Declared
from steppe.scenario import VOCABULARY, Scenario, expect_known
from steppe.suite import scenarios

EXPECTED = "one assignment for each name, such as horizon_weeks: int = 52"


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
    language = _language(notebook.metadata)
    if not language.startswith(KERNEL["language"]):
        yield f"found a notebook in {shown(language)}, expected one in {KERNEL['language']}"
        return
    places = notebooks.tagged(notebook, PARAMETERS)
    if len(places) != 1:
        yield f"found {len(places)} cells tagged {PARAMETERS}, expected one"
        return
    source = notebook.cells[places[0]].source
    try:
        body = notebooks.parsed(source)
    except UNREADABLE as error:
        yield f"{PARAMETERS} cell: found no Python ({reason_of(error)}), expected {EXPECTED}"
        return
    assigned, others = _assigned(body)
    for statement in others:
        found = shown(ast.get_source_segment(source, statement))
        yield f"{PARAMETERS} cell, line {statement.lineno}: found {found}, expected {EXPECTED}"
    seen = notebooks.declared(notebook)
    for name in sorted(assigned ^ seen.keys()):
        yield f"parameter {name}: papermill does not see it as Python does; expected name: type = value on a line"
    yield from filter(None, map(_misfit, seen.values()))


def _assigned(body: list[ast.stmt]) -> tuple[set[str], list[ast.stmt]]:
    """The names that statements set, and those of them that do not set one name for the first time, nor only say."""
    names, others = set(), []
    for statement in body:
        match statement:
            case ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name), value=ast.expr()) if name not in names:
                names.add(name)
            case _:
                others.append(statement)
    return names, others


def _language(about: dict) -> str:
    """The language of a notebook as its metadata have it; where they are silent, what its kernel is called."""
    kernel = about.get("kernelspec", KERNEL)
    return str(kernel.get("language") or about.get("language_info", kernel)["name"])


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
    except UNREADABLE:
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
