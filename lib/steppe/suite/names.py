"""The names of a notebook that a cell binds, and those that it reads."""

from __future__ import annotations

import ast

from steppe.display.template import holes

_SCOPES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)


def names_of(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that code binds at its top level, and those that it reads, there or in functions.

    Names in the holes of a template are read too. Names that belong to a comprehension or a lambda alone are neither.
    A function or a class reads whatever stands in it.
    """
    binds, loads = _names(ast.parse(source))
    return frozenset(binds), frozenset(loads)


def _names(node: ast.AST) -> tuple[set[str], set[str]]:
    binds: set[str] = set()
    loads: set[str] = set()
    if isinstance(node, ast.Name):
        (loads if isinstance(node.ctx, ast.Load) else binds).add(node.id)
    elif isinstance(node, ast.arg):
        binds.add(node.arg)
    elif isinstance(node, ast.alias):
        binds.add((node.asname or node.name).partition(".")[0])
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        loads.add(node.target.id)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        loads |= holes(node.value)
    for child in ast.iter_child_nodes(node):
        bound, loaded = _names(child)
        binds |= bound
        loads |= loaded
    if isinstance(node, _SCOPES):
        walrus = {n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr)}
        return binds & walrus, loads - (binds - walrus)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}, loads
    return binds, loads
