"""Grading again: points by hand stay, an odd student stops nobody, a lost gradebook and broken settings are named."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

import hand_ins
import nbsuite.cli
from hand_ins import CHAPTER
from steppe import cli
from steppe.classroom import answers, collecting, grading

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install 'steppe-count[grading]'")
from nbgrader.api import Gradebook

NUMBER = CHAPTER.name[:2]
WAITING = "classroom: points are not final; to grade by hand: "


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> SimpleNamespace:
    """The editions, and a course of two students, both graded: ada with own words, eva with no answer."""
    folder = tmp_path_factory.mktemp("first")
    house = hand_ins.house_of_the_chapter(folder)
    editions, handed_in, course = folder / "build" / "classroom", folder / "handed_in", folder / "course"
    handed_in.mkdir()
    for name, change in (("ada", hand_ins.own_words), ("eva", hand_ins.nothing)):
        notebook = nbformat.read(editions / "student" / CHAPTER.name, 4)
        hand_ins.answer(notebook)
        change(notebook)
        nbformat.write(notebook, handed_in / f"{name}.ipynb")
    teacher = editions / "teacher" / CHAPTER.name
    assert collecting.collect(teacher, handed_in, course) == 0 and grading.grade(CHAPTER, course, 30) == 0
    return SimpleNamespace(folder=folder, house=house, teacher=teacher, rows=rows_of(course))


@pytest.fixture
def lesson(first, tmp_path, monkeypatch) -> SimpleNamespace:
    """A copy of the course and of what was handed in, and the chapter's house for the command line."""
    for name in ("course", "handed_in"):
        shutil.copytree(first.folder / name, tmp_path / name)
    monkeypatch.setattr("steppe.suite.house.House", lambda: first.house)
    monkeypatch.chdir(tmp_path)
    return SimpleNamespace(course=tmp_path / "course", handed_in=tmp_path / "handed_in", rows=first.rows)


def collect() -> int:
    return cli.main(["classroom", "collect", NUMBER, "handed_in"])


def grade(timeout: int = 30) -> int:
    return cli.main(["classroom", "grade", NUMBER, "--timeout", str(timeout)])


def rows_of(course: Path) -> dict[str, dict[str, str]]:
    with (course / f"grades_{NUMBER}.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def by_hand(course: Path, **points: float) -> None:
    """What Formgrader does as a teacher gives points to ada."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for name, score in points.items():
            given = gradebook.find_grade(name, CHAPTER.stem, NUMBER, "ada")
            given.manual_score, given.needs_manual_grade = score, False
        gradebook.db.commit()


def waiting(course: Path) -> set[str]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(CHAPTER.stem, NUMBER, "ada")
        return {each.name for each in notebook.grades if each.needs_manual_grade}


def changed(path: Path, change) -> None:
    notebook = nbformat.read(path, 4)
    change(notebook)
    nbformat.write(notebook, path)


def other_timeout(lesson, monkeypatch) -> int:
    return 29


def other_checks(lesson, monkeypatch) -> int:
    table = lesson.course.parent / "checks.csv"
    table.write_bytes(answers.CHECKS.read_bytes() + b"99.1,00,a text,,right,00\n")
    monkeypatch.setattr(grading, "CHECKS", table)
    return 30


def other_answer(lesson, monkeypatch) -> int:
    def change(notebook):
        hand_ins.cell(notebook, "answer", "07.1").source += "  # thought over"

    changed(lesson.handed_in / "ada.ipynb", change)
    assert collect() == 0
    return 30


@pytest.mark.parametrize("change", [other_timeout, other_checks, other_answer])
def test_points_given_by_hand_stay_in_gradebook_feedback_and_table_while_the_own_words_do(lesson, monkeypatch, change):
    by_hand(lesson.course, own_words_07_1=1.5, own_words_07_4=2, own_words_07_5=0)
    before = (lesson.course / "autograded" / "ada" / NUMBER / CHAPTER.name).stat().st_ino
    assert grade(change(lesson, monkeypatch)) == 0
    assert (lesson.course / "autograded" / "ada" / NUMBER / CHAPTER.name).stat().st_ino != before, "graded again"
    row = rows_of(lesson.course)["ada"]
    assert [row[f"own_words_07_{number}"] for number in (1, 4, 5)] == ["1.5", "2.0", "0.0"]
    assert waiting(lesson.course) == set() and row["points"] == "13.5"
    page = (lesson.course / "feedback" / "ada" / NUMBER / f"{CHAPTER.stem}.html").read_text(encoding="utf-8")
    assert "(Score: 13.5 / 16.0)" in page


def test_points_given_by_hand_wait_for_the_teacher_where_the_own_words_are_others_and_nowhere_else(lesson, capsys):
    by_hand(lesson.course, own_words_07_1=1.5, own_words_07_4=2)
    changed(lesson.handed_in / "ada.ipynb", lambda its: hand_ins.cell(its, "own_words", "07.4").update(source="No."))
    assert collect() == 0
    for timeout in (30, 29):
        assert grade(timeout) == 0
        row = rows_of(lesson.course)["ada"]
        assert [row[f"own_words_07_{number}"] for number in (1, 4, 5)] == ["1.5", "", ""]
        assert f"{WAITING}own_words_07_4 of 1, own_words_07_5 of 1\n" in capsys.readouterr().out


def test_a_check_graded_by_hand_keeps_its_points_until_the_student_hands_in_something_else(lesson, monkeypatch):
    by_hand(lesson.course, check_07_2=0.5)
    assert grade(29) == 0 and rows_of(lesson.course)["ada"]["check_07_2"] == "0.5"
    assert grade(other_answer(lesson, monkeypatch)) == 0 and rows_of(lesson.course)["ada"]["check_07_2"] == ""


def test_points_given_by_hand_outlast_a_grading_that_failed(lesson):
    by_hand(lesson.course, own_words_07_1=1.5)
    sound = lesson.course / "submitted" / "ada" / NUMBER / CHAPTER.name
    kept = sound.read_bytes()
    sound.write_text("{}")
    assert grade() == 1 and not list((lesson.course / "autograded" / "ada").rglob("*.ipynb"))
    sound.write_bytes(kept)
    assert grade() == 0 and rows_of(lesson.course)["ada"]["own_words_07_1"] == "1.5"


def test_what_is_to_be_graded_by_hand_is_told_in_one_line_for_all(lesson, capsys):
    assert grade() == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "by hand" in line]
    assert lines == [f"{WAITING}own_words_07_1 of 1, own_words_07_4 of 1, own_words_07_5 of 1"]


def an_empty_folder(folder: Path) -> None:
    (folder / "zoe" / NUMBER).mkdir(parents=True)


def a_file_for_a_folder(folder: Path) -> None:
    (folder / "zoe").mkdir()
    (folder / "zoe" / NUMBER).touch()


def remarks_in_another_encoding(folder: Path) -> None:
    shutil.copytree(folder / "eva", folder / "zoe")
    (folder / "zoe" / NUMBER / grading.REMARKS).write_bytes(b"\xff")


@pytest.mark.parametrize("odd", [an_empty_folder, a_file_for_a_folder, remarks_in_another_encoding])
def test_a_submission_that_cannot_be_read_concerns_its_student_alone(lesson, capsys, odd):
    odd(lesson.course / "submitted")
    assert grade() == 1
    said = capsys.readouterr()
    assert not said.err and "classroom: 2 of 3 graded: " in said.out
    assert len([line for line in said.out.splitlines() if line.startswith("look at zoe: not graded: ")]) == 1
    assert rows_of(lesson.course) == lesson.rows | {"zoe": dict.fromkeys(lesson.rows["ada"], "") | {"student": "zoe"}}


def test_a_submission_without_remarks_is_graded_and_said_not_to_be_checked(lesson, capsys):
    (lesson.course / "submitted" / "ada" / NUMBER / grading.REMARKS).unlink()
    assert grade() == 0 and rows_of(lesson.course) == lesson.rows
    assert "look at ada: found no remarks.txt; collect it\n" in capsys.readouterr().out


def test_a_student_whose_notebook_could_not_be_collected_has_a_row_without_points_and_a_remark(lesson, capsys):
    (lesson.handed_in / "zoe.ipynb").write_text("{}")
    assert collect() == 1 and grade() == 1
    row = rows_of(lesson.course)["zoe"]
    assert set(row) == set(lesson.rows["ada"]) and {row[name] for name in row if name != "student"} == {""}
    said = capsys.readouterr().out
    assert "look at zoe: not collected\n" in said
    assert f"look at zoe: zoe.ipynb: {collecting.UNREADABLE}not a notebook (" in said
    shutil.copy(lesson.handed_in / "ada.ipynb", lesson.handed_in / "zoe.ipynb")
    assert collect() == 0 and grade() == 0, "one that is handed in later is graded as any other"
    assert rows_of(lesson.course)["zoe"] == lesson.rows["ada"] | {"student": "zoe"}
    (lesson.handed_in / "zoe.ipynb").write_text("{}")
    assert collect() == 1 and "; what was collected before is newer, or sound, and kept; " in capsys.readouterr().out
    assert grade() == 0 and rows_of(lesson.course)["zoe"]["points"] == lesson.rows["ada"]["points"]


def test_without_the_gradebook_grade_says_what_to_do_and_collect_makes_it_again(lesson, capsys):
    (lesson.course / grading.GRADEBOOK).unlink()
    assert grade() == nbsuite.cli.USAGE
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"the gradebook has no {NUMBER}, expected `steppe classroom collect {NUMBER}` first" in error
    assert not (lesson.course / grading.GRADEBOOK).exists()
    assert collect() == 0 and grade() == 0 and rows_of(lesson.course) == lesson.rows


def test_an_empty_gradebook_as_nbgrader_makes_one_is_taken_for_none(lesson, monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # it calls a program beside it
    (lesson.course / grading.GRADEBOOK).unlink()
    Gradebook(f"sqlite:///{lesson.course / grading.GRADEBOOK}").close()
    assert grade() == nbsuite.cli.USAGE and collect() == 0
    assert grade() == 0 and rows_of(lesson.course) == lesson.rows


@pytest.mark.parametrize("url", ["sqlite:///{course}/own.db", "sqlite:///own.db"])
def test_a_course_with_a_database_of_its_own_is_released_once_and_graded_once(lesson, url):
    settings = lesson.course / grading.SETTINGS
    settings.write_text(f"{settings.read_text()}\nc.CourseDirectory.db_url = {url.format(course=lesson.course)!r}\n")
    (lesson.course / grading.GRADEBOOK).unlink()
    release = lesson.course / "release" / NUMBER / CHAPTER.name
    assert collect() == 0 and grade() == 0 and (lesson.course / "own.db").is_file()
    before = release.stat().st_ino, (lesson.course / "autograded" / "ada" / NUMBER / CHAPTER.name).stat().st_ino
    assert collect() == 0 and grade() == 0 and rows_of(lesson.course) == lesson.rows
    after = release.stat().st_ino, (lesson.course / "autograded" / "ada" / NUMBER / CHAPTER.name).stat().st_ino
    assert after == before and not (lesson.course / grading.GRADEBOOK).exists()


@pytest.mark.parametrize(
    ("added", "line", "found"),
    [
        ("c.Exchange.root = (", 1, "SyntaxError: '(' was never closed"),
        ("# a comment\nimport nowhere", 2, "ModuleNotFoundError: No module named 'nowhere'"),
        ("raise SystemExit('no\\nmore')", 1, "SystemExit: no"),
    ],
)
@pytest.mark.parametrize("step", [collect, grade])
def test_settings_with_an_error_are_named_by_file_and_line(lesson, capsys, step, added, line, found):
    settings = lesson.course / grading.SETTINGS
    line += len(settings.read_text().splitlines())
    with settings.open("a") as file:
        file.write(added)
    assert step() == nbsuite.cli.USAGE
    error = capsys.readouterr().err
    assert error == f"steppe: {settings}, line {line}: found {found}, expected what nbgrader reads\n"


def test_a_gradebook_that_is_no_database_is_named_in_one_line(lesson, capsys):
    (lesson.course / grading.GRADEBOOK).write_text("no database, but long enough to be taken for one" * 99)
    assert grade() == nbsuite.cli.USAGE
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and error.startswith(f"steppe: {lesson.course}: ") and "file is not a data" in error
