"""The checks that a sentence says what was meant: no verdict typed, no text thrown away, no value left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from steppe import verdicts
from steppe.suite import binding, literals
from steppe.suite.stored import Stored

CLAIM = re.compile(r"\bC[0-9]{2}\b")
QUOTED = re.compile(rf"(?<!`)`(?:{'|'.join(word for word in verdicts.WORDS if word != verdicts.NO_ARITHMETIC)})`(?!`)")
SPOKEN = re.compile(r"\b(?:contradict(?:s|ed)?|holds|open|overstated|understated|not testable)\b", re.I)
TEMPLATES, SETTINGS = ("alt", "otherwise"), ("data", "osm")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[*|#-]|\d+\.)\s)")
_SENTENCE = re.compile(r"(?<=[.!?:;])[*_\"”)]*\s+")
_HOLE = re.compile(r"(?<!\{)\{([a-z_]\w*)(?::[a-z]+)?\}", re.I)


def no_verdict_is_typed(stored: Stored) -> Iterator[str]:
    for place, text in (*binding.prose(stored), *_texts(stored)):
        for word in verdicts_typed(text):
            yield f"{place}: found {word!r} typed beside a claim, expected a bound verdict or none"


def verdicts_typed(text: str) -> list[str]:
    """Words of the rule beside the id of a claim: in backticks in one paragraph, as plain words in one sentence."""
    found = []
    for paragraph in filter(CLAIM.search, _PARAGRAPH.split(text)):
        found += QUOTED.findall(paragraph)
        for sentence in filter(CLAIM.search, _SENTENCE.split(QUOTED.sub(" ", paragraph))):
            found += SPOKEN.findall(sentence)
    return found


def no_text_is_thrown_away(stored: Stored) -> Iterator[str]:
    for place, cell in stored.cells("code", stored.chapters):
        for line, text in thrown_away(_tree(cell.source)):
            yield f"{place}, line {line}: found {text} on its own, expected a text that is used"


def thrown_away(tree: ast.AST) -> list[tuple[int, str]]:
    """The texts of a cell that stand alone as a statement and document no class or function; each with its line."""
    functions = (node for node in ast.walk(tree) if not isinstance(node, ast.Module))
    kept = {id(text) for node in functions for text in literals.documentation(node)}
    alone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and id(node.value) not in kept)
    return [(text.lineno, ast.unparse(text)) for text in alone if isinstance(text, ast.Constant | ast.JoinedStr)]


def every_value_is_said(stored: Stored) -> Iterator[str]:
    for place, tree in _code(stored):
        for line, name in unsaid(tree):
            yield f"{place}, line {line}: found the value {name!r}, expected {{{name}}} in a template of its sentence"


def unsaid(tree: ast.AST) -> list[tuple[int, str]]:
    """The values given to a sentence that none of its templates has a hole for; each with its line.

    A sentence may choose between templates: all texts of its arguments count, and all that the names in them are
    given in the same code.
    """
    texts = _given(tree)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and literals.called(node) in literals.SAYING)
    return [
        (call.lineno, name)
        for call in calls
        for name in _value_names(call)
        if name not in _holes([*call.args, *(k.value for k in call.keywords if k.arg in TEMPLATES)], texts)
    ]


def _given(tree: ast.AST) -> dict[str, list[ast.AST]]:
    """What each name is given in a piece of code."""
    given: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr) and node.value:
            for target in getattr(node, "targets", None) or [node.target]:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        given.setdefault(name.id, []).append(node.value)
    return given


def _value_names(call: ast.Call) -> Iterator[str]:
    """The names of the values, also where `**` spreads a comprehension over names that are spelt out."""
    for keyword in call.keywords:
        if keyword.arg and keyword.arg not in {*TEMPLATES, *SETTINGS}:
            yield keyword.arg
        elif isinstance(keyword.value, ast.DictComp) and isinstance(keyword.value.key, ast.Name):
            yield from (part.value for part in getattr(keyword.value.generators[0].iter, "elts", ()))


def _holes(nodes: Iterable[ast.AST], given: dict[str, list[ast.AST]]) -> set[str]:
    waiting, followed, found = list(nodes), set(), set()
    while waiting:
        for part in ast.walk(waiting.pop()):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found |= set(_HOLE.findall(part.value))
            elif isinstance(part, ast.Name) and part.id not in followed:
                followed.add(part.id)
                waiting += given.get(part.id, [])
    return found


def _texts(stored: Stored) -> Iterator[tuple[str, str]]:
    for place, tree in _code(stored):
        kept = {id(text) for node in ast.walk(tree) for text in literals.documentation(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in kept:
                yield f"{place}, line {node.lineno}", node.value


def _code(stored: Stored) -> Iterator[tuple[str, ast.AST]]:
    """The code of the chapters and of the modules that word, with its place."""
    for place, cell in stored.cells("code", stored.chapters):
        yield place, _tree(cell.source)
    for path in stored.house.for_readers:
        yield stored.name(path), _tree(path.read_text(encoding="utf-8"))


def _tree(source: str) -> ast.AST:
    """The code as a tree, an empty one for what is no code, which another check tells."""
    with suppress(SyntaxError):
        return ast.parse(source)
    return ast.Module([], [])
