"""The cells of a chapter in the order of a class: evidence, then the student's own word, then answer and verdicts."""

import ast
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, PackageLoader
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbsuite import notebooks
from nbsuite.errors import Refused
from steppe import facts, judging
from steppe.language import current, in_parts, translated
from steppe.suite.names import names_of

TELLING = {"judge", "verdict", "verdict_table", "verdict_timeline", "leave_one_out", "break_even"}
WORDS = ("holds", "roughly", "mixed", "open", "overstated", "understated", "contradicted", "not testable")
ANSWER, EVERY_PART, JUDGED = "## The answer", "verdict_table(facts", "judgement"  # a heading, code, a tag
DRAWS, GROWS = "plt.", ("append", "extend", "insert", "update")  # by which a cell draws, and by which a name changes
A_CLAIM = re.compile(r"\"([CN]\d\d(?:\.\d)?)\"")
TEXTS = Environment(loader=PackageLoader("steppe.classroom", "texts"), trim_blocks=True, lstrip_blocks=True)
TEXTS.globals |= {"t": translated, "in_parts": in_parts, "language": current}


def text(name: str, **about: object) -> str:
    """The text of a cell or page, from its template in `texts/`, in the language in use."""
    return TEXTS.get_template(f"{name}.j2").render(about).strip()


def arranged(chapter: Path) -> list[NotebookNode]:
    """The cells of a chapter, with the cell that sets `my_words` before the first section that tells of a verdict.

    Behind it come what the answer tells of one, and code tagged as judgement. Refused without an answer or a verdict.
    """
    cells = [piece for cell in notebooks.read(chapter).cells for piece in _sections(cell)]
    heads = [at for at, cell in enumerate(cells) if cell.cell_type == "markdown" and cell.source.startswith("## ")]
    start, end = next((pair for pair in pairwise(heads) if cells[pair[0]].source.startswith(ANSWER)), (0, 0))
    telling = _telling(cells)
    first = min((at for at in telling if at >= end), default=0)
    if not end or not first:
        raise Refused(f"{chapter.name}: found no section {ANSWER!r} with a verdict after it, expected both")
    gate = max(at for at in heads if at <= first)
    if gate == end or first == min(telling):  # there is no evidence in between, or the answer tells of no verdict
        start = gate if gate > end else start
        return [*_to_gate(chapter, cells, cells[:start]), *cells[start:]]
    head, _, prose = cells[start].source.partition("\n\n")
    stay, move = [new_markdown_cell(f"## {translated('The evidence in brief')}\n\n{prose}")], [new_markdown_cell(head)]
    for at, cell in enumerate(cells[start + 1 : gate], start + 1):
        lines = cell.source.splitlines()
        kept = lines[: 0 if "outputs" in cell and JUDGED in cell.metadata.get("tags", []) else telling.get(at)]
        if told := lines[len(kept) :]:
            move += [stay.pop()] if not kept and stay[-1].cell_type == "markdown" and len(stay) > 1 else []
            move.append(new_code_cell("\n".join(told), outputs=cell.outputs, metadata=cell.metadata))
            cell = new_code_cell("\n".join(kept), metadata=cell.metadata)
        stay += [cell] if kept else []
    return [*_to_gate(chapter, cells, [*cells[:start], *stay]), *move, *cells[gate:]]


def _sections(cell: NotebookNode) -> list[NotebookNode]:
    """A Markdown cell cut before the headings of sections; any other as it is."""
    texts = re.split(r"\n+(?=## )", cell.source) if cell.cell_type == "markdown" else []
    return [new_markdown_cell(text) for text in texts] if len(texts) > 1 else [cell]


def _telling(cells: Sequence[NotebookNode]) -> dict[int, int]:
    """The places of cells that show what a name holds of a verdict, each with the number of lines before those."""
    held, telling = set(TELLING), {}
    for at, cell in enumerate(cells):
        for node in ast.parse(cell.source).body if cell.cell_type == "code" else ():
            binds, loads = names_of(ast.unparse(node))
            if held.isdisjoint(loads):
                held -= set() if isinstance(node, ast.ImportFrom) else binds
                continue
            attributes = (part for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr in GROWS)
            held |= binds | {part.value.id for part in attributes if isinstance(part.value, ast.Name)}
            if isinstance(node, ast.Expr):
                telling[at] = 0 if DRAWS in cells[at].source else node.lineno - 1  # a figure shows at the end
    return {at: before for at, before in telling.items() if cells[at].outputs}


def _to_gate(chapter: Path, cells: Sequence[NotebookNode], before: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The cells `before`, and those that ask for the student's word on the testable parts, or on all that are shown."""
    sources = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    parts, named = judging.parts_of(facts.load()).values(), {*A_CLAIM.findall(sources)}
    named = [part for part in parts if named & {part.id, part.claim} and not part.verdict]
    asked = [part for part in named if part.chapter == chapter.name[:2]] or named
    has_evidence = any(cell.get("outputs") for cell in before)
    if EVERY_PART in sources and not has_evidence:
        asked, (title, _, about) = [*parts], before[0].source.partition("\n\n")
        before = [new_markdown_cell(text("after_all_others.md", title=title, about=about)), *before[1:]]
    about = {"asked": asked, "has_evidence": has_evidence, "words": [translated(word) for word in WORDS]}
    return [*before, new_markdown_cell(text("my_words.md", **about)), new_code_cell(text("my_words.py", **about))]
