"""Thirty notebooks are collected and graded by nbgrader for real: every grade as expected, nobody's work lost."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

import hand_ins
from hand_ins import CHAPTER, POINTS, SENT
from nbsuite.cli import USAGE
from nbsuite.errors import Refused
from steppe import cli
from steppe.classroom import collecting, grading
from steppe.suite.house import House

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install 'steppe-count[grading]'")

NUMBER = CHAPTER.name[:2]
TIMEOUT = 30  # seconds: two cells run that long; no other takes a hundredth of it
NOT_COLLECTED = ("old", "otto")
PROGRAMS = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
GRADED = {"pia": ("answer_07_2", -1), "quy": ("check_07_1", 0), "ray": ("answer_07_3", -1)}  # which of the copies
LOOK_AT = {  # what the teacher is told at the end; of everybody else, nothing; why it was not collected comes between
    "ada": [
        f"{CHAPTER.name}: {collecting.UNREADABLE}found a byte order mark, expected UTF-8 without one, as in all JSON",
        "07 (1).ipynb: found no cell that is graded, expected the notebook of this chapter",
        "07.ipynb: older than the one that is graded",
    ],
    "ben": ["check_07_4: no points, since something warned: WARNING:root:mind"],
    "gil": ["answer_07_2: stopped at the time limit"],
    "han": ["answer_07_1: stopped at the time limit"],
    "ida": ["answer_07_3: ended its kernel"],
    "jan": ["answer_07_2: ended its kernel"],
    "kim": [f"check_07_{number}: changed; graded as released" for number in range(1, 6)],
    "lee": ["check_of_mine: no such cell was released", "check_07_2: deleted or renamed; put back"],
    "mia": ["answer_of_mine: no such cell was released", "answer_07_2: deleted or renamed"],
    "ned": ["check_07_3: deleted or renamed; put back"],
    "old": ["not collected", f"not graded: found no {CHAPTER.name}"],
    "otto": ["not collected", f"not graded: found no {CHAPTER.name}"],
    "oda": [
        "answer_07_4: deleted or renamed", "check_07_4: deleted or renamed; put back",
        "own_words_07_4: deleted or renamed; put back",
    ],
    "pia": ["answer_07_2: found 2 times; cell {} is graded"],
    "quy": ["check_07_1: found 2 times; cell {} is graded"],
    "ray": ["answer_07_3: found 2 times; cell {} is graded"],
}  # fmt: skip


def told(step, *arguments) -> tuple[int, list[str]]:
    """What a step returned, and the lines that it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = step(*arguments)
    return status, said.getvalue().splitlines()


def contents(folder: Path) -> dict[Path, str]:
    return {path: sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def run(*command, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=os.environ | {"PATH": PROGRAMS})


def rows_of(course: Path) -> dict[str, dict[str, str]]:
    with (course / f"grades_{NUMBER}.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def graded(course: Path, student: str):
    return nbformat.read(course / "autograded" / student / NUMBER / CHAPTER.name, 4)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory) -> SimpleNamespace:
    """Editions, thirty hand-ins, the course after both commands, and what these printed."""
    folder = tmp_path_factory.mktemp("lesson")
    house = hand_ins.house_of_the_chapter(folder)
    source, student = (folder / "build" / "classroom" / edition / CHAPTER.name for edition in ("teacher", "student"))
    handed_in, course = folder / "handed in", folder / "course"
    hand_ins.hand_in(student, handed_in)
    before = contents(handed_in)
    which = "--course", str(course)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("steppe.suite.house.House", lambda: house)
        patch.setenv("PATH", "")  # as where `steppe` is called by its path
        not_collected, collected = told(cli.main, ["classroom", "collect", NUMBER, str(handed_in), *which])
        not_graded, said = told(cli.main, ["classroom", "grade", NUMBER, "--timeout", str(TIMEOUT), *which])
    return SimpleNamespace(**locals())


@pytest.fixture
def small(lesson, tmp_path) -> Path:
    """The same course with three students: one with own words, one who got nothing, one without a hand-in any more."""
    course = tmp_path / "course"
    shutil.copytree(lesson.course, course)
    for folder in (course / "submitted").iterdir():
        if folder.name not in ("ada", "eva"):
            shutil.rmtree(folder)
    return course


@pytest.mark.parametrize("student", SENT)
def test_every_student_has_the_points_of_the_exercises_that_are_right(lesson, student):
    row = rows_of(lesson.course)[student]
    points = {number: float(row[f"check_{number.replace('.', '_')}"]) for number in POINTS}
    right = SENT[student][2]
    assert points == {number: POINTS[number] * (number[-1] in right) for number in POINTS}
    assert float(row["points"]) == sum(points.values()) and float(row["of"]) == sum(POINTS.values()) + 3 * 2


def test_the_table_has_a_row_a_student_and_a_column_a_graded_cell_in_the_order_of_the_chapter(lesson):
    """Those whose notebook could not be collected are in it, without points."""
    rows = rows_of(lesson.course)
    assert list(rows) == sorted([*SENT, *NOT_COLLECTED])
    assert [set(rows[name].values()) - {name} for name in NOT_COLLECTED] == [{""}] * 2
    ids = [its["grade_id"] for cell in nbformat.read(lesson.student, 4).cells if (its := cell.metadata.get("nbgrader"))]
    wanted = [id for id in ids if not id.startswith("answer")]
    assert list(rows["ada"]) == ["student", *wanted, "points", "of"]


def test_own_words_wait_for_the_teacher_only_where_there_are_some(lesson):
    """A trailing space is no answer, though nbgrader alone takes it for one."""
    rows = rows_of(lesson.course)
    assert {rows["ada"][f"own_words_07_{number}"] for number in (1, 4, 5)} == {""}
    assert {rows[name][f"own_words_07_{number}"] for name in ("xia", "fay", "oda") for number in (1, 4, 5)} == {"0.0"}


def test_the_teacher_is_told_of_each_student_to_look_at_and_of_no_other(lesson):
    lines = [line.removeprefix("look at ").split(": ", 1) for line in lesson.said if line.startswith("look at ")]
    expected = dict(LOOK_AT)
    for name, (id, which) in GRADED.items():
        cells = enumerate(nbformat.read(lesson.handed_in / f"{name}.ipynb", 4).cells, start=1)
        places = [at for at, cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == id]
        expected[name] = [remark.format(places[which]) for remark in LOOK_AT[name]]
    told = {name: [said for student, said in lines if student == name] for name, _ in lines}
    assert [told[name].pop(1).split(":")[0] for name in NOT_COLLECTED] == ["old.ipynb", "07.ipynb"]
    assert told == expected


def test_both_commands_tell_of_each_student_in_a_line_and_of_all_at_the_end(lesson):
    assert (lesson.not_collected, lesson.not_graded) == (1, 1)
    for name in SENT:
        about = f"classroom: {name}: "
        assert [line for line in lesson.said if line.startswith(about)] == [f"{about}graded"]
        assert len([line for line in lesson.collected if line.startswith(about)]) == 1
    assert lesson.collected[-1].startswith("classroom: 30 students collected, 2 refused, 2 files left out: ")
    words = ", ".join(f"own_words_07_{number} of 1" for number in (1, 4, 5))
    assert lesson.said[-2].startswith("classroom: 30 of 32 graded: ")
    assert lesson.said[-1] == f"classroom: points are not final; to grade by hand: {words}"


def test_what_is_no_notebook_of_a_student_is_named(lesson):
    expected = "expected a notebook with the name of a student"
    assert f"classroom: left out notes.txt: {expected}" in lesson.collected
    assert f"classroom: left out {CHAPTER.name}: {expected}" in lesson.collected
    for refused in (
        "classroom: otto: not collected; 07.ipynb: found no cell that is graded, ",
        f"classroom: old: not collected; old.ipynb: {collecting.UNREADABLE}not a notebook (",
    ):
        assert len([line for line in lesson.collected if line.startswith(refused)]) == 1


def test_nothing_that_was_handed_in_is_changed(lesson):
    assert contents(lesson.handed_in) == lesson.before


def test_every_word_and_line_of_a_student_is_in_the_graded_notebook(lesson):
    """Only what was changed in a check is not; and a cell that was put back is added."""
    for name in sorted(SENT.keys() - {"kim", "dov", "cai"}):
        sent = [cell.source.split() for cell in nbformat.read(lesson.handed_in / f"{name}.ipynb", 4).cells]
        kept = [cell.source.split() for cell in graded(lesson.course, name).cells]
        assert [source for source in sent if source not in kept] == [], name


def test_a_check_shows_no_result_since_nbgrader_gives_full_points_for_false_or_a_numpy_zero(lesson):
    for name in SENT:
        for cell in graded(lesson.course, name).cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("check_"):
                assert {output.output_type for output in cell.outputs} <= {"stream", "error"}


def test_the_release_has_the_cells_of_the_edition_for_students(lesson):
    released = nbformat.read(lesson.course / "release" / NUMBER / CHAPTER.name, 4)
    pairs = zip(released.cells, nbformat.read(lesson.student, 4).cells, strict=True)
    for ours, theirs in pairs:
        ours.metadata.get("nbgrader", {}).pop("checksum", None)
        assert (ours.source, ours.cell_type, ours.metadata) == (theirs.source, theirs.cell_type, theirs.metadata)


def test_feedback_is_one_page_with_points_and_what_the_check_said(lesson):
    places = {name: lesson.course / "feedback" / name / NUMBER / f"{CHAPTER.stem}.html" for name in SENT}
    pages = {name: place.read_text(encoding="utf-8") for name, place in places.items()}
    for name, row in rows_of(lesson.course).items():
        assert name in NOT_COLLECTED or f"(Score: {row['points']} / 16.0)" in pages[name]
    assert sorted(lesson.course.glob("feedback/*/*/*")) == sorted(places.values()), "nothing but the page"
    assert "07.2: not right" in pages["dov"]


def test_nbgrader_itself_validates_the_edition_and_exports_the_same_points(lesson, tmp_path):
    right = nbformat.read(lesson.handed_in / "cy.ipynb", 4)
    nbformat.write(right, tmp_path / "right.ipynb")
    shutil.copy(lesson.student, tmp_path / "empty.ipynb")
    assert "Success" in run("nbgrader", "validate", "right.ipynb", cwd=tmp_path).stdout
    assert "VALIDATION FAILED ON 5 CELL(S)" in run("nbgrader", "validate", "empty.ipynb", cwd=tmp_path).stdout
    assert run("nbgrader", "export", "--to", str(tmp_path / "all.csv"), cwd=lesson.course).returncode == 0
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as table:
        exported = {row["student_id"]: row["score"] for row in csv.DictReader(table)}
    assert exported == {name: row["points"] for name, row in rows_of(lesson.course).items() if row["points"]}


def test_nbgrader_alone_stops_at_a_copied_answer_and_grades_nobody_after_it(lesson, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(lesson.course, course, ignore=shutil.ignore_patterns("submitted", "autograded", "feedback"))
    for name in ("pia", "zzz"):
        folder = course / "submitted" / name / NUMBER
        folder.mkdir(parents=True)
        shutil.copy(lesson.handed_in / "pia.ipynb", folder / CHAPTER.name)
    alone = run("nbgrader", "autograde", NUMBER, cwd=course)
    assert alone.returncode == 1 and "old version" in alone.stderr and not list(course.glob(f"autograded/*/{NUMBER}"))


def test_graded_again_only_what_was_handed_in_anew_and_points_given_by_hand_stay(lesson, small):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{small / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("own_words_07_1", CHAPTER.stem, NUMBER, "ada").manual_score = 1.5
        gradebook.find_grade("own_words_07_1", CHAPTER.stem, NUMBER, "ada").needs_manual_grade = False
        gradebook.db.commit()
    handed_in = small.parent / "again"
    handed_in.mkdir()
    shutil.copy(lesson.handed_in / "ada.ipynb", handed_in)
    shutil.copy(lesson.handed_in / "cy.ipynb", handed_in / "eva.ipynb")
    released = contents(small / "release")
    changed = nbformat.read(lesson.source, 4)
    more = nbformat.from_dict(hand_ins.cell(changed, "check", "07.1"))
    more.metadata.nbgrader.grade_id = more.id = "check_07_9"
    changed.cells.append(more)
    source = small.parent / "teacher" / CHAPTER.name
    source.parent.mkdir()
    nbformat.write(changed, source)
    before = {name: (small / "autograded" / name / NUMBER / CHAPTER.name).stat().st_ino for name in ("ada", "eva")}
    assert told(collecting.collect, source, handed_in, small)[0] == 0
    assert told(grading.grade, CHAPTER, small, TIMEOUT)[0] == 0
    assert contents(small / "release") == released  # nbgrader would remove it, and refuse to make another
    after = {name: (small / "autograded" / name / NUMBER / CHAPTER.name).stat().st_ino for name in ("ada", "eva")}
    assert after["ada"] == before["ada"] and after["eva"] != before["eva"]
    rows = rows_of(small)
    assert (rows["ada"]["own_words_07_1"], rows["ada"]["points"], rows["eva"]["points"]) == ("1.5", "11.5", "10.0")


def test_one_that_nbgrader_cannot_grade_is_named_with_the_reason_and_the_others_are_graded(small):
    (small / "submitted" / "eva" / NUMBER / CHAPTER.name).write_text("{}", encoding="utf-8")
    status, said = told(grading.grade, CHAPTER, small, TIMEOUT)
    assert status == 1 and "classroom: ada: graded" in said and said[-2].startswith("classroom: 1 of 2 graded: ")
    assert [line for line in said if line.startswith("look at eva: not graded: ") and "Error: " in line]
    assert rows_of(small)["eva"] == dict.fromkeys(rows_of(small)["ada"], "") | {"student": "eva"}


def test_an_answer_that_raises_is_not_taken_from_the_exercise_before():
    """Else two exercises with the same answer would give points for the first one twice."""
    test = "assert answer == 'open'"
    sources = ["answer = 'open'", test, "answer = undefined", test, "answer = 'open'\nundefined", test]
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"nbgrader": {"solution": source != test}}) for source in sources
    ]
    executing = grading._preprocessors("", [])[0]()
    executing.preprocess(nbformat.v4.new_notebook(cells=cells), {})
    failed = [any(output.output_type == "error" for output in cell.outputs) for cell in cells]
    assert failed == [False, False, True, True, True, False]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("anna_petrova.ipynb", "anna_petrova"),
        ("Anna Petrova_4711_assignsubmission_file/07.ipynb", "Anna_Petrova_4711_assignsubmission_file"),
        (f"{CHAPTER.stem}_anna.ipynb", "anna"),
        (f"{CHAPTER.stem}.ipynb", ""),
        ("07 anna (1).ipynb", "07_anna"),
        ("07.ipynb", ""),
        ("anna-07.ipynb", "anna-07"),
        ("А\u0438\u0306гуль*[1].ipynb", "А\u0439гуль_1"),
        ("s1807.ipynb", "s1807"),
        ("student_07.ipynb", "student_07"),
        ("Downloads/Anna/07.ipynb", "Anna"),
        ("group1/jan.ipynb", "jan"),
    ],
)
def test_a_student_is_named_by_the_file_or_where_that_is_the_chapter_by_its_folder(name, student):
    assert ["", *collecting.names_of(Path(name), CHAPTER.stem)][-1] == student


def test_a_notebook_of_another_chapter_is_refused_by_name(lesson):
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    released = nbformat.read(lesson.student, 4)
    with pytest.raises(Refused, match="found no cell that is graded, expected the notebook of this chapter"):
        collecting.checked(nbformat.from_dict(other), released)
    other.cells[0].metadata.nbgrader = {"grade_id": "check_08_1"}
    with pytest.raises(Refused, match="found the notebook of chapter 08, expected the notebook of this chapter"):
        collecting.checked(other, released)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["collect", "07", "empty"], "empty: found no notebook, expected one a student, such as anna_petrova.ipynb"),
        (["collect", "08", "empty"], "notebook: found '08', did you mean "),
        (["grade", "07"], "course: found no submission of 07, expected `steppe classroom collect 07` first"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(lesson, tmp_path, monkeypatch, capsys, arguments, said):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("steppe.suite.house.House", lambda: lesson.house)
    assert cli.main(["classroom", *arguments]) == USAGE
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and error.startswith(f"steppe: {said}") and not (tmp_path / "course").exists()


def test_a_time_limit_below_a_second_is_refused_in_one_line(capsys):
    with pytest.raises(SystemExit, match=str(USAGE)):
        cli.main(["classroom", "grade", "07", "--timeout", "0"])
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "--timeout: found '0', expected a whole number from 1" in error


def test_where_the_editions_are_not_built_the_command_that_builds_them_is_named(tmp_path, monkeypatch, capsys):
    shutil.copytree(CHAPTER.parent, tmp_path / "notebooks")
    monkeypatch.setattr("steppe.suite.house.House", lambda: House(notebooks=tmp_path / "notebooks"))
    assert cli.main(["classroom", "collect", NUMBER, str(tmp_path)]) == USAGE
    assert capsys.readouterr().err.endswith("expected that of `steppe classroom build`\n")


def test_without_nbgrader_both_commands_say_how_to_install_it(lesson, tmp_path, monkeypatch):
    monkeypatch.setattr(grading, "find_spec", lambda name: None)
    for step, arguments in (
        (collecting.collect, (lesson.source, lesson.handed_in, tmp_path / "course")),
        (grading.grade, (CHAPTER, lesson.course, TIMEOUT)),
    ):
        with pytest.raises(Refused, match=r"pip install 'steppe-count\[grading\]'"):
            told(step, *arguments)
    assert not (tmp_path / "course").exists()
