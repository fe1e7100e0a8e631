"""Folders of hand-ins as they come: one level more, archives, empty folders, older copies, another time limit."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest

import hand_ins
from hand_ins import CHAPTER
from nbsuite.errors import Refused
from steppe.classroom import collecting, grading

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install 'steppe-count[grading]'")


@pytest.fixture(scope="module")
def editions(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("editions")
    hand_ins.house_of_the_chapter(folder)
    return folder / "build" / "classroom"


def collected(editions: Path, folder: Path, *names: str) -> int:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(editions / "student" / CHAPTER.name, folder / name)
    return collecting.collect(editions / "teacher" / CHAPTER.name, folder, folder / "course")


def test_students_one_folder_deeper_stay_apart_and_the_course_is_no_student(editions, tmp_path, capsys):
    names = *(f"Downloads/{name}/{CHAPTER.name}" for name in ("Anna", "Boris")), "x/work.ipynb", "y/work.ipynb"
    assert collected(editions, tmp_path, *names, "group/jan.ipynb", "UP.IPYNB") == 0
    students = {"Anna", "Boris", "jan", "UP", "x_work", "y_work"}
    assert {path.name for path in (tmp_path / "course" / "submitted").iterdir()} == students
    assert collected(editions, tmp_path) == 0
    assert "6 students collected, 0 refused, 0 files left out: " in capsys.readouterr().out


def test_what_is_left_out_is_counted_and_an_older_notebook_replaces_none(editions, tmp_path, capsys):
    (tmp_path / "carl.zip").touch()
    (tmp_path / "empty").mkdir()
    assert collected(editions, tmp_path, "anna.ipynb", CHAPTER.name) == 2
    said = capsys.readouterr().out
    assert "left out carl.zip" in said and "left out empty" in said
    assert said.splitlines()[-1].startswith("classroom: 1 students collected, 0 refused, 3 files left out: ")
    (tmp_path / "anna.ipynb").write_text((tmp_path / "anna.ipynb").read_text().replace("answer = ...", "answer = 1"))
    os.utime(tmp_path / "anna.ipynb", (1, 1))
    collected(editions, tmp_path)
    assert "what was collected before is newer, or sound, and kept" in capsys.readouterr().out
    assert "answer = 1" not in (tmp_path / "course" / "submitted" / "anna" / "07" / CHAPTER.name).read_text()


def test_a_cell_that_may_change_a_check_and_text_in_a_new_cell_are_named(editions):
    released, notebook = (nbformat.read(editions / "student" / CHAPTER.name, 4) for _ in range(2))
    hand_ins.cell(notebook, "answer", "07.1").source = "import steppe.classroom.answers"
    notebook.cells.append(nbformat.v4.new_markdown_cell("My words, in the classroom."))
    remarks = collecting.checked(notebook, released)[1]
    assert len(remarks) == 2 and "mentions classroom, by which a check can be changed" in remarks[0]
    said = "text in a cell of the student's own, for which there are no points: read it, and give them in nbgrader to "
    assert remarks[1] == f"cell {len(notebook.cells)}: {said}the question that it answers"


def test_settings_and_gradebook_that_are_lost_are_made_again_and_settings_with_an_error_named(editions, tmp_path):
    collected(editions, tmp_path, "anna.ipynb")
    course = tmp_path / "course"
    for name in (grading.SETTINGS, grading.GRADEBOOK):
        (course / name).unlink()
    collected(editions, tmp_path)
    assert (course / grading.SETTINGS).is_file() and (course / grading.GRADEBOOK).is_file()
    (course / grading.GRADEBOOK).unlink()
    (course / grading.SETTINGS).write_text("c = (")
    with pytest.raises(Refused, match="never closed"):
        collected(editions, tmp_path)
