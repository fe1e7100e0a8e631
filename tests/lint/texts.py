"""The words that readers meet: cells, pages, columns of tables, descriptions of data, and texts in code.

Left out are `benchmarks/`, dated measurements of single runs, and what is generated, which `steppe check` compares.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml

from steppe.suite.verdicts import END, START

Texts = Iterator[tuple[str, str]]

COLUMNS = {
    "claims.csv": ("paraphrase", "test", "readings_because", "reason", "note"),
    "weighed.csv": ("because",),
    "survivors.csv": ("reason",),
}
MODULES = ("lib/steppe/scenario.py", "tools/build_book.py", "lib/steppe/display/*.py", "book/*.py")
SHOWING = {
    "annotate", "legend", "phrase", "say", "set_title", "set_xlabel", "set_ylabel", "show", "show_table", "suptitle",
    "text",
}  # fmt: skip
LABELS = {"alt", "caption", "label", "labels", "otherwise", "title", "xlabel", "ylabel"}
_HOLE_OR_NAME = re.compile(r"\{[a-z_]\w*(?::[^{}]*)?\}|\b[a-z]+_\w+|\\\d", re.I)
_CODE = re.compile(r"\w+ [<>=!]=? \w+|\\1 .*")  # what pandas and `re` read as code
_CODE_OF_SOLUTION = re.compile(r"^```python\n.*?^```$|`[^`\n]+`", re.S | re.M)
_GENERATED = re.compile(f"{START}.*{END}", re.S)


def of(root: Path) -> Texts:
    """All texts below the root of the project, each with its place."""
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
            place = f"{_name(root, path)}, cell {number}"
            written = _of_solution(cell.source) if "solution" in cell.metadata.get("tags", []) else cell.source
            yield from in_code(place, cell.source) if cell.cell_type == "code" else [(place, written)]
    for path in (root / "README.md", root / "data" / "README.md", *sorted((root / "book").glob("*.md"))):
        written = _GENERATED.sub(lambda table: "\n" * table[0].count("\n"), path.read_text(encoding="utf-8"))
        yield _name(root, path), written
    for path in (path for pattern in MODULES for path in sorted(root.glob(pattern))):
        yield from in_code(_name(root, path), path.read_text(encoding="utf-8"))
    yield from _of_data(root / "data")
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    yield "CITATION.cff, abstract", citation["abstract"]


def _of_solution(source: str) -> str:
    """The prose of a solution, its code left out: numbers may stand there as in any code."""
    return _CODE_OF_SOLUTION.sub(lambda code: "\n" * code[0].count("\n"), source)


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _of_data(data: Path) -> Texts:
    for path in sorted((data / "scenarios").glob("*.yml")):
        yield f"data/scenarios/{path.name}", path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
    for name, columns in COLUMNS.items():
        with (data / name).open(encoding="utf-8", newline="") as table:
            for number, row in enumerate(csv.DictReader(table), start=2):
                for column in columns:
                    yield f"{name} row {number} ({next(iter(row.values()))}), {column}", row[column] or ""
    for resource in json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        for part in (resource, *resource.get("schema", {}).get("fields", [])):
            yield f"datapackage.json, {resource['name']}, {part['name']}", part.get("description", "")


def in_code(place: str, source: str) -> Texts:
    """The words in some code, without holes: texts of several words, and all that a call shows to readers.

    Numbers are free, and so are documentation and patterns to compile.
    """
    nodes = list(ast.walk(ast.parse(source, place)))
    alone = {node.value for node in nodes if isinstance(node, ast.Expr)}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    alone |= {pattern for call in calls if _called(call) == "compile" for pattern in ast.walk(call)}
    passed = [argument for call in calls if _called(call) in SHOWING for argument in call.args]
    passed += [keyword.value for call in calls for keyword in call.keywords if keyword.arg in LABELS]
    shown = {part for argument in passed for part in ast.walk(argument)}
    for text in filter(_is_text, nodes):
        if text not in alone and (text in shown or (" " in text.value and not _CODE.fullmatch(text.value))):
            yield f"{place}, line {text.lineno}", _HOLE_OR_NAME.sub(" ", text.value).replace("\n", " ")


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def lost(source: str) -> list[str]:
    """The texts of a cell that stand alone as a statement and document no function or class."""
    nodes = list(ast.walk(ast.parse(source)))
    documentation = [node.body[0] for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    alone = (node for node in nodes if isinstance(node, ast.Expr) and node not in documentation)
    return [ast.unparse(node) for node in alone if isinstance(node.value, ast.JoinedStr) or _is_text(node.value)]
