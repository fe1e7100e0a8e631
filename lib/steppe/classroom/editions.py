"""`steppe classroom build`: the chapters as notebooks for students, without verdicts and solutions, and for teachers.

That for teachers has the solutions between the marks of nbgrader; what `collect` releases reads as students see it.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbsuite import files, notebooks, store
from nbsuite.errors import Refused
from steppe.classroom import answers, exercises, order, slides
from steppe.classroom.exercises import Exercise
from steppe.language import ENGLISH, current, translated, use
from steppe.suite.house import House

UNANSWERED, OWN_WORDS_POINTS = "...", 2
DATA = ("README.md", "facts.csv", "sources.csv")  # the others state verdicts, or what they rest on
SOLUTION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"


def build(house: House, out: Path, language: str = ENGLISH) -> None:
    """Derives the editions of all chapters into the folder `out`: beside it first, so that it is whole or as it was.

    Raises Refused for a chapter or an exercise that is not as it should be, LanguageError for an unknown language.
    """
    use(language)
    chapters = house.chapters()
    known = exercises.of_chapters(chapters)
    for one in known.values():
        if not (recorded := answers.read(answers.CHECKS).get(one.id)) or not recorded.says(one.written):
            raise Refused(f"{one.place}: found solution {one.id} unrecorded, expected tools/record_answers.py first")
    files.expect_writable(out.parent)
    with tempfile.TemporaryDirectory(prefix=".classroom-", dir=out.parent) as folder:
        fresh = Path(folder, "fresh")
        for chapter in chapters:
            cells = arranged(chapter)
            for name, is_solved in (("student", False), ("teacher", True)):
                files.write(fresh / name / chapter.name, store.dumps(edition(cells, known, is_solved)))
            slides.write(fresh / "slides" / f"{chapter.stem}.html", cells)
            print(f"classroom: {chapter.name}", flush=True)
        for name in DATA:
            files.write(fresh / "student" / "data" / name, (house.data / name).read_bytes())
        page = order.text("exercises.md", exercises=list(known.values()), own_words=OWN_WORDS_POINTS)
        files.write(fresh / "teacher" / "README.md", f"{page}\n")
        shutil.copytree(slides.DECK / "reveal", fresh / "slides" / "reveal")
        files.swap(fresh, out)
    print(f"classroom: {len(known)} exercises of {len(chapters)} chapters: {out}")


def arranged(chapter: Path) -> list[NotebookNode]:
    """The cells of a chapter in the order of a class, headings and parameters in the language in use."""
    cells = order.arranged(chapter)
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"^(#+ )(.+)$", lambda found: found[1] + translated(found[2]), cell.source, flags=re.M)
        elif notebooks.PARAMETERS in cell.metadata.get("tags", []) and current() != ENGLISH:
            cell.source += f'\nlanguage: str = "{current()}"'
    if current() != ENGLISH:
        note = translated("What is not translated yet is in English, as are names of sources and remarks on the data.")
        cells[0].source += f"\n\n*{note}*"
    return cells


def edition(cells: Sequence[NotebookNode], known: Mapping[str, Exercise], is_solved: bool) -> NotebookNode:
    """The notebook of arranged cells for teachers, with outputs and solutions, or that for students, with neither."""
    notebook, made = store.normalise(from_dict({"cells": cells})), []
    told = [cell for cell in notebook.cells if order.JUDGED in cell.metadata.get("tags", []) and "outputs" not in cell]
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "exercise" in tags:
            exercise = known[re.match(r"\*\*\w+ (\S+)\*\*", cell.source)[1]]
            cell.source = cell.source.removesuffix(exercise.own_words).rstrip()
        if cell in told[:1] and not is_solved:
            cell.source = order.text("judgement.md")
        if cell.cell_type == "code" and not is_solved:
            cell.outputs, cell.execution_count = [], None
        made += _answer(exercise, is_solved) if "solution" in tags else [cell] * (is_solved or cell not in told[1:])
    notebook.cells = made
    return notebook


def _answer(exercise: Exercise, is_solved: bool) -> list[NotebookNode]:
    """The cells to answer an exercise in: code, its check and, where they are asked for, own words."""
    code, words, number = f"answer = {UNANSWERED}", UNANSWERED, exercise.id.replace(".", "_")
    if is_solved:
        code, words = order.text("solution.py", exercise=exercise), SOLUTION.format(exercise.explanation)
    made = [
        _graded(new_code_cell(code, id=f"answer_{number}"), is_answer=True),
        _graded(new_code_cell(order.text("check.py", id=exercise.id), id=f"check_{number}"), points=exercise.points),
    ]
    if exercise.own_words:
        cell = new_markdown_cell(f"{exercise.own_words}\n\n{words}", id=f"own_words_{number}")
        made.append(_graded(cell, is_answer=True, points=OWN_WORDS_POINTS))
    return made


def _graded(cell: NotebookNode, is_answer: bool = False, points: int = 0) -> NotebookNode:
    """A cell as nbgrader knows it: an answer, a check with points, or own words to which a teacher gives points."""
    about = {
        "schema_version": 3, "grade_id": cell.id, "cell_type": cell.cell_type, "grade": points > 0, "task": False,
        "solution": is_answer, "locked": not is_answer, **({"points": points} if points else {}),
    }  # fmt: skip
    kept = {} if is_answer else {"editable": False, "tags": ["raises-exception"]}
    cell.metadata = from_dict({"deletable": False, "nbgrader": about, **kept})
    return cell
