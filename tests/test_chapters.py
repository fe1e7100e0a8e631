"""What a chapter may be: short, open, drawn where it is read, and most of the analysis in it."""

import ast
import io
import tokenize
from functools import cache

import nbformat
import pytest

import steppe
from steppe.display import template
from steppe.suite.house import EXERCISES, House

HOUSE = House()
CHAPTERS = HOUSE.chapters()
ENGINE = {"suite", "cli", "__main__"}
CELLS, FIGURES, PROSE, GENERATED, NAMES = 29, 5, 1_500, 400, 15
FIGURES_A_CHAPTER = 45 / 11  # on average, so that a chapter more does not use up what others have left
ONE_CELL = 25
PLAIN = pytest.mark.parametrize("path", HOUSE.stored(), ids=lambda path: path.stem)


@cache
def cells(path, kind):
    """The cells of a kind, but those of exercises."""
    notebook = nbformat.read(path, as_version=4)
    cells = (cell for cell in notebook.cells if cell.cell_type == kind)
    return [cell for cell in cells if not {*EXERCISES}.intersection(cell.metadata.get("tags", []))]


def outputs(path, mime):
    return [o.data[mime] for c in cells(path, "code") for o in c.outputs if mime in o.get("data", {})]


def code_lines(source):
    """Lines with code: no blank ones, no comments, no documentation."""
    tree = ast.parse(source)
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len({line for line in lines if source.splitlines()[line - 1 : line] != [""]})


@PLAIN
def test_a_chapter_has_no_more_cells_figures_and_words_than_a_reader_takes(path):
    # The boxes of verdicts are left out: a claim more in a chapter is a box more.
    assert len([cell for cell in cells(path, "code") if not cell.source.startswith("verdict(")]) <= CELLS
    assert max(len(cell.source.splitlines()) for cell in cells(path, "code")) <= ONE_CELL
    assert len(outputs(path, "image/png")) <= FIGURES
    assert sum(len(cell.source.split()) for cell in cells(path, "markdown")) <= PROSE
    sentences = [o for c in cells(path, "code") for o in c.outputs if template.MIME in o.get("data", {})]
    said = [o.data["text/plain"].partition("\nStatements: ")[0] for o in sentences if "text/html" not in o.data]
    assert sum(len(text.split()) for text in said) <= GENERATED


@PLAIN
def test_a_chapter_takes_at_most_15_names_and_all_of_them_from_the_top_of_the_library(path):
    nodes = (node for cell in cells(path, "code") for node in ast.walk(ast.parse(cell.source)))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    taken = [node for node in imports if node.module.partition(".")[0] == "steppe"]
    assert {node.module for node in taken} == {"steppe"}
    names = {alias.name for node in taken for alias in node.names}
    assert names <= set(steppe.__all__)
    assert len(names) <= NAMES


@PLAIN
def test_a_chapter_draws_with_matplotlib_in_its_own_cells(path):
    drawn = [cell for cell in cells(path, "code") if "show(" in cell.source and "ax" in cell.source]
    assert len(drawn) >= min(1, len(outputs(path, "image/png")))


@PLAIN
def test_every_code_cell_follows_words_that_say_why(path):
    kinds = [c.cell_type for c in nbformat.read(path, as_version=4).cells]
    alone = [at for at, kind in enumerate(kinds[3:], 3) if kind == "code" and kinds[at - 2 : at] == ["code", "code"]]
    assert alone == []


def test_most_of_the_analysis_is_in_the_notebooks_which_have_few_figures():
    assert sum(len(outputs(path, "image/png")) for path in CHAPTERS) <= FIGURES_A_CHAPTER * len(CHAPTERS)
    modules = {p: p.relative_to(HOUSE.library).with_suffix("").parts[0] for p in HOUSE.library.rglob("*.py")}
    library = sum(code_lines(p.read_text(encoding="utf-8")) for p, part in modules.items() if part not in ENGINE)
    notebooks = sum(code_lines(cell.source) for path in CHAPTERS for cell in cells(path, "code"))
    assert notebooks >= 0.45 * (notebooks + library)
