"""Figures typed into code: as words that a reader will see, or as numbers that reach a sentence or a picture.

A digit in a text may stand where prose may have it too, and in what is no text for readers: an id, a period, a
colour, a file name, the opening of a map's scale, an encoding, a width, a picture, the name of a hole, a documentation
string. In a chapter a number may stand where it counts, chooses or lays out and is no figure: nought, one and two, an
index, the days of a slot, how many are listed, what a plot verb is told about its looks; given to a sentence by name,
none may. A figure made of the ends or the value of another names its statements. In a module that words and draws a
number may lay out, but none may be large, worded, or drawn as it is. Of the modules beneath them the words count alone.
Exceptions are in `NAMED`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Set
from typing import TypeAlias

from steppe.suite import numerals

SCALES = dict.fromkeys(("10m", "50m", "110m"), "name of a Natural Earth scale")
NAMED = {
    "assertions.py": {"10m": SCALES["10m"]},
    "composition_figures.py": {"22000000": "the height of a scale"},
    "facts.py": {"-01-01": "the first day of a year"},
    "lines.py": SCALES | dict.fromkeys(("1", "5", "10", "100", "250"), "an opening, by which a line is named"),
    "markup.py": {"&#36": "the dollar sign in HTML", "&#92": "the backslash in HTML"},
    "method.py": {"1234.5678": "shows how each unit rounds"},
    "plainyaml.py": {"tag:yaml.org,2002": "names the types of YAML"},
}
PERIOD = re.compile(r"(?:\d{4}(?:-\d\d){0,2}|\.\.)(?:/(?:\d{4}(?:-\d\d){0,2}|\.\.))?")
NO_TEXT = [
    PERIOD,
    re.compile(r"[a-z]+\d{0,2}|[a-z][a-z0-9]*(?:_[a-z0-9]+)+"),
    re.compile(r"#[0-9A-Fa-f]{3,8}"),
    re.compile(r"[\w./*\[\]-]+\.(?:csv|ipynb|json|md|png|yml)"),
    re.compile(r"(?i)utf-8(?:-sig)?"),
    re.compile(r"1:"),
    re.compile(r"\d+(?:em|px)"),
    re.compile(r"[A-Za-z0-9+/=]{40,}"),
]
HOLE = re.compile(r"\{[a-z_]\w*(?::[a-z]+)?\}|\\[a-zS1-9]|\{\d\}")
SMALL = (0, 1, 2)
FIRST_YEAR, LAST_YEAR = 1800, 2100
INDICES = range(100)
LARGE = 1000
LAYOUT = (*SMALL, 0.5, 100, LARGE)
MATCHING = {"Decimal", "endswith", "removeprefix", "removesuffix", "startswith"}
LISTING = {"head", "most_common", "nlargest", "nsmallest", "tail", "zfill"}
ARGUMENTS = {"Quantity": 5, "exact": 3}
ENDS = {"value", "low", "high"}
SAYING = {"phrase", "say", "show"}
WORDING = {"Quantity", "amount", "digits", "exact", "format", "str"}
DRAWN = {
    **dict.fromkeys(("axhline", "axhspan", "axvline", "axvspan", "hlines", "vlines"), slice(None)),
    **dict.fromkeys(("bar", "barh", "plot", "scatter"), slice(2)),
    "annotate": slice(1),
    "text": slice(2, None),
}
PLAIN = {"abs", "float", "int", "round", "str"}
DRAWING = "plot_"

Nodes: TypeAlias = list[ast.AST]


def unbound(source: str) -> list[tuple[int, str]]:
    """Line and figure of all that is typed in the code of a chapter; SyntaxError for no code."""
    nodes = _nodes(source)
    return sorted([*_texts(nodes), *_numbers(nodes), *_formats(nodes), *_orphans(nodes)])


def unbound_in_library(source: str, named: Collection[str] = ()) -> list[tuple[int, str]]:
    """The same for a module that words and draws: typed texts, and numbers that are large, worded or drawn."""
    nodes = _nodes(source)
    numbers = {id(node): node for node in (*_large(nodes), *_worded(nodes), *_drawn(nodes))}.values()
    found = [*_texts(nodes), *((node.lineno, ast.unparse(node)) for node in numbers)]
    return sorted((line, figure) for line, figure in found if figure not in named)


def unbound_in_words(source: str, named: Collection[str] = ()) -> list[tuple[int, str]]:
    """The same for a module of which only words are shown: typed texts, but those of errors."""
    nodes = _nodes(source)
    errors = {id(part) for node in nodes if isinstance(node, ast.Raise) for part in ast.walk(node)}
    return sorted((line, figure) for line, figure in _texts(nodes, errors) if figure not in named)


def _nodes(source: str) -> Nodes:
    """All nodes of a module, walked once for all that look at them; SyntaxError for no code."""
    return list(ast.walk(ast.parse(source)))


def _texts(nodes: Nodes, left_out: Set[int] = frozenset()) -> Iterator[tuple[int, str]]:
    silent = {id(node) for part in nodes for node in _not_for_readers(part)}
    said = {id(node) for part in nodes for node in _given_by_name(part)}
    unread = silent | left_out
    for node in nodes:
        if id(node) in unread or not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if not any(pattern.fullmatch(node.value) for pattern in ([PERIOD] if id(node) in said else NO_TEXT)):
            yield from ((node.lineno, figure) for figure in numerals.unbound(HOLE.sub(" ", node.value)))


def _not_for_readers(node: ast.AST) -> Iterator[ast.AST]:
    """Documentation strings, formats, and what is only matched or counted with."""
    yield from documentation(node)
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        yield from ast.walk(node.format_spec)
    if isinstance(node, ast.Call) and (called(node) in MATCHING or _module(node) == "re"):
        yield from (part for given in node.args for part in ast.walk(given))


def documentation(node: ast.AST) -> Iterator[ast.AST]:
    """The documentation string of a module, a class or a function."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
        yield node.body[0].value


def _given_by_name(node: ast.AST) -> Iterator[ast.AST]:
    """What a sentence is given as it stands: it would be read as a figure."""
    if isinstance(node, ast.Call) and called(node) in SAYING:
        yield from (part for keyword in node.keywords for part in _as_it_stands(keyword.value))


def _as_it_stands(value: ast.AST) -> Iterator[ast.Constant]:
    """The constants of a value, or of a part of a list, that is computed from nothing else."""
    if isinstance(value, ast.List | ast.Tuple):
        yield from (constant for part in value.elts for constant in _as_it_stands(part))
    elif not any(isinstance(part, ast.Name) and part.id not in PLAIN for part in ast.walk(value)):
        yield from (part for part in ast.walk(value) if isinstance(part, ast.Constant))


def _numbers(nodes: Nodes) -> Iterator[tuple[int, str]]:
    """Numbers outside indices, counts and layout, small ones only where a sentence is given them."""
    free = {id(node) for part in nodes for node in _no_figures(part)}
    said = {id(node) for part in nodes for node in _given_by_name(part)}
    for node in nodes:
        if _is_number(node) and id(node) not in free and (node.value not in SMALL or id(node) in said):
            yield node.lineno, ast.unparse(node)


def _no_figures(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Subscript):
        yield from (part for part in ast.walk(node.slice) if _is_number(part) and part.value in INDICES)
    if isinstance(node, ast.Compare) and any(isinstance(x, ast.Attribute) and x.attr == "days" for x in ast.walk(node)):
        yield from node.comparators
    if isinstance(node, ast.Call):
        yield from _counts(node)
        if called(node).startswith(DRAWING):
            yield from _own([*node.args, *node.keywords])


def _counts(call: ast.Call) -> Iterator[ast.AST]:
    """What is told how many or how long: the length of a list, the digits of a rounding, the days of a slot."""
    if called(call) in LISTING:
        yield from _own(call.args)
    if called(call) == "round":
        yield from _own(call.args[1:])
    if called(call) == "Slot":
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "days")


def _own(waiting: list[ast.AST]) -> Iterator[ast.AST]:
    """What stands in arguments and not in another call within them."""
    waiting = list(waiting)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


def _formats(nodes: Nodes) -> Iterator[tuple[int, str]]:
    """Figures rounded by hand: the table of units does that."""
    for node in nodes:
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            written = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
            if re.search(r"[,.]\d*[fgeEG%n]?$|[feEgGn%]$", written) and not written.startswith("%"):
                yield node.lineno, f"{{{ast.unparse(node.value)}:{written}}}"


def _orphans(nodes: Nodes) -> Iterator[tuple[int, str]]:
    """Quantities made from the numbers of others without their statements."""
    for node in nodes:
        if not isinstance(node, ast.Call) or len(node.args) >= ARGUMENTS.get(called(node), 0) or _names_ids(node):
            continue
        if any(isinstance(x, ast.Attribute) and x.attr in ENDS for given in node.args for x in ast.walk(given)):
            yield node.lineno, ast.unparse(node)


def _names_ids(call: ast.Call) -> bool:
    return any(keyword.arg == "ids" for keyword in call.keywords)


def _large(nodes: Nodes) -> Iterator[ast.Constant]:
    """Numbers from a thousand on that are no year, no threshold and no days of a slot."""
    free = {id(node) for part in nodes if isinstance(part, ast.Call) for node in _counts(part)}
    free |= {id(node) for part in nodes if isinstance(part, ast.Compare) for node in ast.walk(part)}
    for node in (node for node in nodes if _is_number(node) and id(node) not in free):
        if node.value > LARGE and not FIRST_YEAR <= node.value <= LAST_YEAR:
            yield node


def _worded(nodes: Nodes) -> Iterator[ast.Constant]:
    """Numbers that become a Quantity or words, or stand in a text with holes."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    free = {id(part) for call in calls for given in _counts(call) for part in ast.walk(given)}
    given = [part for call in calls if called(call) in WORDING for value in call.args for part in ast.walk(value)]
    holes = [node.value for node in nodes if isinstance(node, ast.FormattedValue)]
    for part in (*given, *(part for value in holes for part in _as_it_stands(value))):
        if _is_number(part) and id(part) not in free and part.value not in (*SMALL, 100, LARGE):
            yield part


def _drawn(nodes: Nodes) -> Iterator[ast.Constant]:
    """Numbers that are drawn or written as they stand."""
    for call in (node for node in nodes if isinstance(node, ast.Call) and called(node) in DRAWN):
        for part in (part for value in call.args[DRAWN[called(call)]] for part in _as_it_stands(value)):
            if _is_number(part) and part.value not in LAYOUT:
                yield part


def called(call: ast.Call) -> str:
    """The bare name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _module(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
