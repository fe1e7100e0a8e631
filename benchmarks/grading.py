"""What grading thirty notebooks of a chapter costs, beside nbgrader as it is: the same submissions of one course.

A third of them is right, a third half right, a third empty. `steppe classroom grade` writes the feedback too; once it
is measured without, as a course can have it by its `nbgrader_config.py`. All run with bytecode, as pip installs it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import nbformat

from measure import chapters, keep, options, python, take_turns
from steppe.classroom import collecting, editions, exercises, grading
from steppe.suite.house import House

STUDENTS = 30
WITHOUT = "without_feedback"  # kept beside the ways: what nbgrader autograde does, and no more
NO_FEEDBACK = """
from nbgrader.converters import GenerateFeedback
GenerateFeedback.convert_notebooks = lambda self: None
"""
GRADE = "from steppe.cli import main; raise SystemExit(main(['classroom', 'grade', *__import__('sys').argv[1:]]))"


def hand_in(student: Path, solutions: list[str], folder: Path) -> None:
    """Notebooks of students who have solved all exercises, every other one, none, in turn."""
    folder.mkdir()
    for number in range(STUDENTS):
        notebook = nbformat.read(student, 4)
        cells = [cell for cell in notebook.cells if cell.get("id", "").startswith("answer_")]
        for at, (cell, solution) in enumerate(zip(cells, solutions, strict=True)):
            if number % 3 == 0 or (number % 3 == 1 and at % 2 == 0):
                cell.source = solution
        nbformat.write(notebook, folder / f"student_{number:02}.ipynb")


def main() -> None:
    parser = options(__doc__, rounds=1)
    parser.add_argument("--chapter", default="07", metavar="NOTEBOOK", help="default: 07")
    asked = parser.parse_args()
    [chapter] = chapters([asked.chapter])
    with tempfile.TemporaryDirectory(prefix="steppe-") as place:
        folder = Path(place)
        (folder / "chapters").mkdir()
        shutil.copy(chapter, folder / "chapters")
        collected, handed_in = folder / "collected", folder / "handed_in"
        with contextlib.redirect_stdout(None):
            editions.build(House(notebooks=folder / "chapters"), folder / "editions")
            solutions = [exercise.code for exercise in exercises.of_chapter(chapter)]
            hand_in(folder / "editions" / "student" / chapter.name, solutions, handed_in)
            collecting.collect(folder / "editions" / "teacher" / chapter.name, handed_in, collected)

        bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}

        def nbgrader(step: str, course: Path) -> None:
            if not course.exists():
                shutil.copytree(collected, course)
            where, path = f"--CourseDirectory.root={course}", f"{os.path.dirname(os.sys.executable)}:/bin"
            python("-m", "nbgrader", step, chapter.name[:2], where, PATH=path, **bytecode)

        def steppe(course: Path, settings: str = "") -> None:
            shutil.copytree(collected, course)
            with (course / grading.SETTINGS).open("a", encoding="utf-8") as file:
                file.write(settings)
            python("-c", GRADE, chapter.name[:2], "--course", course, **bytecode)

        ways = {
            "nbgrader autograde": lambda shared: nbgrader("autograde", shared / "plain"),
            "nbgrader generate_feedback": lambda shared: nbgrader("generate_feedback", shared / "plain"),
            WITHOUT: lambda shared: steppe(shared / "bare", NO_FEEDBACK),
            "steppe classroom grade": lambda shared: steppe(shared / "ours"),
        }
        steppe(folder / "first")  # compiles what is imported
        seconds = take_turns(ways, asked.rounds)
    bare = round(seconds.pop(WITHOUT), 3)
    rows = [{"way": name, "seconds": round(taken, 3)} for name, taken in seconds.items()]
    found = {"students": STUDENTS, "chapter": chapter.stem, "ways": rows, WITHOUT: bare}
    keep(asked.results, "grading", asked.rounds, found)


if __name__ == "__main__":
    main()
