"""Figures typed into the words that a chapter's code shows: sentences, alternative texts, titles, labels, captions.

Numbers in code are free: a size, a colour, seven days of a week. `say`, `show` and tables take values only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from steppe.suite import numerals

SAYING = {"phrase", "say", "show"}
WORDING = SAYING | {"annotate", "legend", "set_title", "set_xlabel", "set_ylabel", "show_table", "suptitle", "text"}
LABELS = {"alt", "caption", "label", "labels", "otherwise", "title", "xlabel", "ylabel"}
_HOLE = re.compile(r"\{[a-z_]\w*(?::[^{}]*)?\}", re.I)


def unbound(source: str) -> list[tuple[int, str]]:
    """Line and figure of all that is typed in words for readers; SyntaxError for no code."""
    found = {(text.lineno, figure) for text in _texts(ast.parse(source)) for figure in _figures(text.value)}
    return sorted(found)


def unbound_in_texts(source: str) -> list[tuple[int, str]]:
    """The same for a module that writes pages: in every text of several words but documentation."""
    tree = ast.parse(source)
    silent = {id(text) for node in ast.walk(tree) for text in documentation(node)}
    texts = [node for node in ast.walk(tree) if _is_text(node) and " " in node.value and id(node) not in silent]
    return sorted((text.lineno, figure) for text in texts for figure in _figures(text.value))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _figures(text: str) -> list[str]:
    return numerals.unbound(_HOLE.sub(" ", text))


def _texts(tree: ast.AST) -> Iterator[ast.Constant]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        words = [k.value for k in call.keywords if k.arg in LABELS] + (call.args if called(call) in WORDING else [])
        for part in (part for word in words for part in ast.walk(word)):
            if _is_text(part):
                yield part


def documentation(node: ast.AST) -> Iterator[ast.AST]:
    """The documentation string of a module, a class or a function."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
        yield node.body[0].value


def called(call: ast.Call) -> str:
    """The bare name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
