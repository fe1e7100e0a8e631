"""What the parameters cell of a notebook declares, and whether values can be passed to it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import ParameterError, Refused, shown
from nbsuite.execution import reason_of
from nbsuite.notebooks import KERNEL, PARAMETERS, UNREADABLE, Declared
from nbsuite.parameters import KINDS, Parameter, expect_known

UNTYPED = "None"  # papermill's word for a default without an annotation
EXPECTED = "one assignment for each name, such as horizon_weeks: int = 52"
TYPES = {kind.__name__: kind for kind in KINDS}

Vocabulary = Mapping[str, Parameter]


def declared(path: Path, vocabulary: Vocabulary | None = None) -> dict[str, Parameter]:
    """The parameters of a notebook in the order of its cell: those of a vocabulary, else as the cell itself has them.

    There the type is that of the annotation, else that of the default. Raises `Refused` or DataError for no notebook.
    """
    notebook = notebooks.plain(path)
    annotations = notebooks.annotations(notebook)
    own = {
        name: Parameter(name, _type(annotations.get(name, ""), default), default)
        for name, default in notebooks.defaults(notebook).items()
    }
    return own | {name: parameter for name, parameter in (vocabulary or {}).items() if name in own}


def _type(annotation: str, default: object) -> type:
    word = annotation.partition("|")[0].strip()
    if word in TYPES:
        return TYPES[word]
    return type(default) if type(default) in KINDS else object


def expect_fit(path: Path, vocabulary: Vocabulary | None = None) -> None:
    """Refused, with the first of its misfits, for a notebook that has any."""
    for misfit in misfits(notebooks.read(path), vocabulary):
        raise Refused(f"{path.name}: {misfit}")


def misfits(notebook, vocabulary: Vocabulary | None = None) -> Iterator[str]:
    """Why no value could be passed to a notebook, or its own are none that a vocabulary knows, a line each.

    Without a vocabulary its parameters cell is its own affair. One without such a cell is run as it is.
    """
    language = _language(notebook.metadata)
    if not language.casefold().startswith(KERNEL["language"]):
        yield f"found the kernel language {shown(language)}, expected {KERNEL['language']}, the only one that is run"
        return
    places = notebooks.tagged(notebook, PARAMETERS)
    if len(places) > 1:
        yield f"found {len(places)} cells tagged {PARAMETERS}, expected one: put all of them into the first"
    if vocabulary is None or len(places) != 1:
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
    yield from (misfit for each in seen.values() if (misfit := misfit_of(each, vocabulary)))


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


def misfit_of(declared: Declared, vocabulary: Vocabulary) -> str:
    """Why one line of a parameters cell is not as a vocabulary has it; empty where it is.

    A default without an annotation has its own type.
    """
    name = declared.name
    try:
        expect_known(name, vocabulary)
        parameter = vocabulary[name]
        if declared.annotation not in (UNTYPED, parameter.type.__name__):
            return f"parameter {name}: found {declared.annotation}, expected the annotation {parameter.type.__name__}"
        parameter.check(ast.literal_eval(declared.default))
    except ParameterError as error:
        return str(error)
    except UNREADABLE:
        return f"parameter {name}: found {shown(declared.default)}, expected a plain value"
    return ""
