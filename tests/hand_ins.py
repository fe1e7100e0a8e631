"""Thirty notebooks of one chapter as students hand them in: some sound, the others wrong each in its own way."""

import codecs
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from steppe.classroom import editions, exercises
from steppe.paths import NOTEBOOKS
from steppe.suite.house import House

CHAPTER = next(NOTEBOOKS.glob("07_*.ipynb"))
SOLUTIONS = {exercise.id: exercise.code for exercise in exercises.of_chapter(CHAPTER)}
POINTS = {exercise.id: exercise.points for exercise in exercises.of_chapter(CHAPTER)}
FIRST, SECOND, THIRD, FOURTH, LAST = SOLUTIONS
LATE = 4_000_000_000  # seconds since 1970: newer than what is written now
LOOP = "while True:\n    pass"
DEAF_LOOP = "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n    except BaseException:\n        pass"
LOUD = """import logging, warnings

class Level(float):
    def __float__(self):
        {}("mind")
        return super().__float__()

answer = Level((supposed / (supposed + stayed)).value)"""


def house_of_the_chapter(folder: Path) -> House:
    """A house with the one chapter, and its editions."""
    chapters = folder / "chapters"
    chapters.mkdir()
    shutil.copy(CHAPTER, chapters)
    house = House(notebooks=chapters)
    editions.build(house, house.root / "build" / "classroom")
    return house


def cell(notebook, name: str, exercise: str):
    """The cell of an exercise: its `answer`, its `check` or its `own_words`."""
    id = f"{name}_{exercise.replace('.', '_')}"
    return next(each for each in notebook.cells if each.metadata.get("nbgrader", {}).get("grade_id") == id)


def place(notebook, found) -> int:
    return next(at for at, each in enumerate(notebook.cells) if each is found)


def copied(original):
    """As JupyterLab copies a cell: with its metadata, under another cell id."""
    return nbformat.from_dict({**original, "id": f"{original.id}_copied"})


def answer(notebook, **of) -> None:
    """Writes code into answer cells: `_1` and so on, or all solutions where nothing is said."""
    for number, code in enumerate(SOLUTIONS.values(), start=1):
        cell(notebook, "answer", f"{FIRST[:2]}.{number}").source = of.get(f"_{number}", code)


def tampered(notebook) -> None:
    for number in SOLUTIONS:
        cell(notebook, "answer", number).source = "answer = 1"
        cell(notebook, "check", number).source = "pass"
        cell(notebook, "check", number).metadata.nbgrader.points = 50


def renamed_check(notebook) -> None:
    cell(notebook, "check", SECOND).metadata.nbgrader.grade_id = "check_of_mine"


def renamed_answer(notebook) -> None:
    cell(notebook, "answer", SECOND).metadata.nbgrader.grade_id = "answer_of_mine"


def deleted_check(notebook) -> None:
    notebook.cells.remove(cell(notebook, "check", THIRD))


def deleted_exercise(notebook) -> None:
    for name in ("answer", "check", "own_words"):
        notebook.cells.remove(cell(notebook, name, FOURTH))


def copied_answer(notebook) -> None:
    """Tried first in a copy below the answer, both with the id."""
    original = cell(notebook, "answer", SECOND)
    copy = copied(original)
    original.source = "answer = 5"
    notebook.cells.insert(place(notebook, original) + 1, copy)


def copied_check(notebook) -> None:
    notebook.cells.append(copied(cell(notebook, "check", FIRST)))


def split_answer(notebook) -> None:
    """As JupyterLab splits a cell: the metadata in both halves."""
    original = cell(notebook, "answer", THIRD)
    lines = original.source.splitlines()
    half = copied(original)
    half.source, original.source = "\n".join(lines[:2]), "\n".join(lines[2:])
    notebook.cells.insert(place(notebook, original), half)


def as_markdown(notebook) -> None:
    at = place(notebook, cell(notebook, "answer", FIRST))
    old = notebook.cells[at]
    notebook.cells[at] = new_markdown_cell(old.source, metadata=old.metadata)


def old_format(notebook) -> None:
    for each in notebook.cells:
        del each["id"]
    notebook.nbformat_minor = 2


def stripped_metadata(notebook) -> None:
    cell(notebook, "check", FIRST).metadata.nbgrader = {"grade_id": f"check_{FIRST.replace('.', '_')}"}


def own_cells(notebook) -> None:
    """The answer is worked out in cells of the student's own, below the cell that was meant for it."""
    original = cell(notebook, "answer", SECOND)
    notebook.cells.insert(place(notebook, original) + 1, new_code_cell(original.source))
    original.source = "answer = ..."


def own_words(notebook, text: str = "Because the parameter is another supposition.") -> None:
    for each in notebook.cells:
        if each.metadata.get("nbgrader", {}).get("grade_id", "").startswith("own_words"):
            each.source = each.source.removesuffix("...") + text


def no_facts(notebook) -> None:
    """The cell that opens the facts is gone."""
    notebook.cells.remove(next(each for each in notebook.cells if "open_facts(" in each.source))


def a_space(notebook) -> None:
    own_words(notebook, "... \n")


def nothing(notebook) -> None:
    answer(notebook, **{f"_{number}": "answer = ..." for number in range(1, len(SOLUTIONS) + 1)})


SENT: dict[str, tuple[dict[str, str], Callable | None, str]] = {  # answers, what else was done, the exercises right
    "ada": ({}, own_words, "12345"),
    "ben": ({"_4": LOUD.format("logging.warning")}, None, "1235"),
    "cai": ({"_3": "answer = ...", "_4": "answer = ...", "_5": "answer = ..."}, None, "12"),
    "dov": ({"_1": "answer = ...", "_2": "answer = 77"}, None, "345"),
    "eva": ({}, nothing, ""),
    "fay": ({f"_{number}": "answer = ['many']" for number in range(1, 6)}, None, ""),
    "gil": ({"_2": LOOP}, None, "1345"),
    "han": ({"_1": DEAF_LOOP}, None, "2345"),
    "ida": ({"_3": "import os\nos._exit(1)"}, None, "1245"),
    "jan": ({"_2": "exit()"}, None, "1345"),
    "kim": ({}, tampered, ""),
    "lee": ({}, renamed_check, "12345"),
    "mia": ({}, renamed_answer, "12345"),
    "ned": ({}, deleted_check, "12345"),
    "oda": ({}, deleted_exercise, "1235"),
    "pia": ({}, copied_answer, "12345"),
    "quy": ({}, copied_check, "12345"),
    "ray": ({}, split_answer, "12345"),
    "sam": ({}, as_markdown, "12345"),
    "tea": ({}, old_format, "12345"),
    "uli": ({}, stripped_metadata, "12345"),
    "vic": ({}, own_cells, "12345"),
    "wim": ({"_4": "print(undefined)"}, no_facts, ""),
    "xia": ({"_5": "raise SystemExit(3)"}, a_space, "1234"),
    "yan": ({"_4": LOUD.format("warnings.warn")}, None, "12345"),
    "zoe": ({"_1": "for number in range(20_000):\n    print(number)\n" + SOLUTIONS[FIRST]}, None, "12345"),
    "Анна_Ким": ({"_4": "answer = input('The level?')"}, None, "1235"),
    "bo": ({"_3": SOLUTIONS[FIRST], "_4": "answer = None"}, None, "125"),
    "cy": ({"_5": "check = None\n" + SOLUTIONS[LAST]}, None, "12345"),
    "di": ({"_5": "answer = judge"}, None, "1234"),
}


def hand_in(student: Path, folder: Path) -> None:
    """Writes thirty notebooks and what else lies in a folder of hand-ins; student: the edition for students."""
    for name, (answers, change, _) in SENT.items():
        notebook = nbformat.read(student, 4)
        answer(notebook, **answers)
        if change:
            change(notebook)
        path = folder / f"{name}.ipynb"
        if name == "cai":
            path = folder / "cai" / student.name
        if name == "dov":
            path = folder / f"{student.stem}_dov.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    (folder / "notes.txt").write_text("my notes", encoding="utf-8")
    (folder / "old.ipynb").write_text("{}", encoding="utf-8")
    (folder / "otto").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[new_code_cell("1")]), folder / "otto" / "07.ipynb")
    shutil.copy(student, folder)
    earlier, later, marked = (folder / "ada" / name for name in ("07.ipynb", "07 (1).ipynb", student.name))
    earlier.parent.mkdir()
    shutil.copy(student, earlier)
    os.utime(earlier, (1, 1))
    shutil.copy(folder / "otto" / "07.ipynb", later)
    marked.write_bytes(codecs.BOM_UTF8 + earlier.read_bytes())
    checkpoint = folder / "cai" / ".ipynb_checkpoints" / "07-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    shutil.copy(student, checkpoint)
    for path in (later, marked, checkpoint):
        os.utime(path, (LATE, LATE))
