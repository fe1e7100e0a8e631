"""Figures typed into code: as words that a reader will see, or as numbers that reach a sentence or a picture.

A digit in a text may stand where prose may have it too, and in what is no text for readers: an id, a period, a
colour, a file name, the opening of a map's scale, a regular expression, an encoding, a width, a picture, the name of
a hole, a documentation string. A number may stand where it counts, chooses or lays out and is no figure: nought, one
and two, a year, an index, the days of a slot, how many are listed, what a plot verb is told about its looks. A figure
made of the ends or the value of another names its statements.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from steppe.suite import numerals

NO_TEXT = [
    re.compile(r"[a-z][a-z0-9_]*"),
    re.compile(r"(?:\d{4}(?:-\d\d){0,2}|\.\.)(?:/(?:\d{4}(?:-\d\d){0,2}|\.\.))?"),
    re.compile(r"#[0-9A-Fa-f]{3,8}"),
    re.compile(r"[\w./*\[\]-]+\.(?:csv|ipynb|json|md|png|yml)"),
    re.compile(r"(?i)utf-8(?:-sig)?"),
    re.compile(r"(?s).*\\[dSsu1-9].*"),
    re.compile(r"1:"),
    re.compile(r"\d+(?:em|px)"),
    re.compile(r"[A-Za-z0-9+/=]{40,}"),
]
HOLE = re.compile(r"\{[a-z_]\w*(?::[a-z]+)?\}")
SMALL = (0, 1, 2)
YEARS = range(1500, 2101)
COUNTING_KEYWORDS = {"days"}
MATCHING = {"Decimal", "endswith", "removeprefix", "removesuffix", "startswith"}
LISTING = {"head", "most_common", "nlargest", "nsmallest", "round", "tail", "zfill"}
ARGUMENTS = {"Quantity": 5, "exact": 3}
ENDS = {"value", "low", "high"}
WORDING = {"Quantity", "exact", "amount", "digits"}
DRAWING = "plot_"


def unbound(source: str) -> list[tuple[int, str]]:
    """Line and figure of all that is typed in the code of a chapter; SyntaxError for no code."""
    tree = ast.parse(source)
    return sorted([*_texts(tree), *_numbers(tree), *_formats(tree), *_orphans(tree)])


def unbound_in_library(source: str) -> list[tuple[int, str]]:
    """The same for a module that words and draws: typed texts, and numbers given to a Quantity or to its wording."""
    tree = ast.parse(source)
    return sorted([*_texts(tree), *_quantities(tree)])


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    silent = {id(node) for part in ast.walk(tree) for node in _not_for_readers(part)}
    for node in ast.walk(tree):
        if id(node) in silent or not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if not any(pattern.fullmatch(node.value) for pattern in NO_TEXT):
            yield from ((node.lineno, figure) for figure in numerals.unbound(HOLE.sub(" ", node.value)))


def _not_for_readers(node: ast.AST) -> Iterator[ast.AST]:
    """Documentation strings, formats, and what is only matched or counted with."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
        yield node.body[0].value
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        yield from ast.walk(node.format_spec)
    if isinstance(node, ast.Call) and (_name(node) in MATCHING or _module(node) == "re"):
        yield from (part for given in node.args for part in ast.walk(given))


def _numbers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Numbers that are neither small nor a year, outside indices, counts and layout."""
    free = {id(node) for part in ast.walk(tree) for node in _no_figures(part)}
    for node in ast.walk(tree):
        if _is_number(node) and id(node) not in free and node.value not in (*SMALL, *YEARS):
            yield node.lineno, ast.unparse(node)


def _no_figures(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Subscript):
        yield from ast.walk(node.slice)
    if isinstance(node, ast.keyword) and node.arg in COUNTING_KEYWORDS:
        yield node.value
    if isinstance(node, ast.Compare) and any(isinstance(x, ast.Attribute) and x.attr == "days" for x in ast.walk(node)):
        yield from node.comparators
    if isinstance(node, ast.Call) and (_name(node) in LISTING or _name(node).startswith(DRAWING)):
        yield from _own(node)


def _own(call: ast.Call) -> Iterator[ast.AST]:
    """What stands in a call and not in another call within it."""
    waiting = [*call.args, *call.keywords]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


def _formats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Figures rounded by hand: the table of units does that."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            written = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
            if re.search(r"[,.]\d*[fgeEG%n]?$|[feEgGn%]$", written) and not written.startswith("%"):
                yield node.lineno, f"{{{ast.unparse(node.value)}:{written}}}"


def _orphans(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Quantities made from the numbers of others without their statements."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or len(node.args) >= ARGUMENTS.get(_name(node), 0) or _names_ids(node):
            continue
        if any(isinstance(x, ast.Attribute) and x.attr in ENDS for given in node.args for x in ast.walk(given)):
            yield node.lineno, ast.unparse(node)


def _names_ids(call: ast.Call) -> bool:
    return any(keyword.arg == "ids" for keyword in call.keywords)


def _quantities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    free = {id(part) for call in calls if _name(call) in LISTING for given in call.args for part in ast.walk(given)}
    for call in calls:
        if _name(call) in WORDING:
            for part in (part for given in call.args for part in ast.walk(given)):
                if _is_number(part) and id(part) not in free and part.value not in (0, 1, 100):
                    yield part.lineno, ast.unparse(part)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _module(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
