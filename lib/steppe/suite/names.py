"""The names of a notebook that a cell binds, and those that it reads from the cells before it."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from symtable import SymbolTable, symtable

from steppe.display.template import holes


@cache
def names_of(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that code binds at its top level, and those that it reads before it has certainly bound them.

    What a function reads counts as read where it is defined, unless it is local to the function. Names in the holes of
    a template are read too. What is changed in place (`rows["day"] = ...`) is both read and bound.

    >>> binds, loads = names_of("rows = []\\nfor day in days:\\n    rows.append(day)")
    >>> sorted(binds), sorted(loads)
    (['day', 'rows'], ['days'])
    """
    tree = ast.parse(source)
    return frozenset(_bound(tree)), frozenset(_read_first(tree.body, set()))


def _read_first(nodes: Iterable[ast.stmt], bound: set[str]) -> set[str]:
    """The names that statements read, one after the other, without those bound by then. Adds to those."""
    read: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.For | ast.If):
            is_loop = isinstance(node, ast.For)
            head = node.iter if is_loop else node.test
            own = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)} if is_loop else set()
            read |= _read(head) - bound
            bound |= _bound(head)
            read |= _read_first(node.body, bound | own) | _read_first(node.orelse, set(bound))
        else:
            read |= _read(node) - bound
            if not isinstance(node, ast.While | ast.With | ast.Try | ast.Match):  # they may end before they bind
                bound |= _bound(node)
    return read


def _bound(node: ast.AST) -> set[str]:
    """The names that code binds at its top level, and those that it reads to set an item or attribute.

    A name bound by `:=` in a comprehension is declared global there.
    """
    symbols = symtable(ast.unparse(node), "", "exec").get_symbols()
    names = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported() or s.is_declared_global()}
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Subscript | ast.Attribute))
    changed = {ast.unparse(part).split(".")[0].split("[")[0] for part in parts if isinstance(part.ctx, ast.Store)}
    return names | (changed & _read(node) if changed else set())


def _read(node: ast.AST) -> set[str]:
    """The names that code reads, in whatever order, without those of a function's or comprehension's own."""
    found = set(_global(symtable(ast.unparse(node), "", "exec")))
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            found |= holes(part.value)
        elif isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            found.add(part.target.id)
    return found


def _global(table: SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global(inner)
