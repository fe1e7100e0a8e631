"""What the lessons name exists, their minutes add up, they can be walked, and they state no result of the audit."""

import csv
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from conftest import put
from lint import figures, verdicts
from nbsuite import cli as nbsuite_cli
from steppe import cli, paths
from steppe.classroom import editions, exercises
from steppe.suite.house import House
from steppe.typed import blanked

sys.path.append(str(paths.ROOT / "tools"))
import walk_lesson
from walk_lesson import rows_of, table

MAKEFILE = (paths.ROOT / "Makefile").read_text("utf-8")
IGNORED = (paths.ROOT / ".gitignore").read_text("utf-8").splitlines()
PAGES = sorted((paths.ROOT / "classroom").glob("*.md"))
LESSONS = {"lesson-45.md": 45, "lesson-90.md": 90}  # minutes
STUDENTS_OWN = frozenset(["The evidence in brief", "Your own word"])  # sections of the student edition alone
UNIT, UNIT_LESSON = "unit-four-weeks.md", 90
OTHER_TASK, HOMEWORK = "other-task.md", "Homework"
OTHER_LESSONS = {"lesson-45.md": "The lesson of 45 minutes", "lesson-90.md": "The lesson of 90 minutes"}
OTHER_UNIT = "The unit of four weeks"
KINDS = {"figure with text": (4, 12), "figure": (1, 5), "text": (2, 8)}  # points and minutes of what is no exercise
SECTIONS = (
    "For whom", "Objectives", "Before the lesson", "Materials", "Timetable", "On the board", "Cells and files",
    "Discussion", "Misunderstandings", "Homework", "Rubric", "Plan B",
)  # fmt: skip
VERBS = {
    "apply", "audit", "check", "choose", "compare", "compute", "decide", "derive", "distinguish", "explain", "find",
    "judge", "name", "predict", "read", "separate", "state", "trace", "vary", "weigh", "write",
}  # fmt: skip
HANDED_IN = {"anna_petrova.ipynb"}  # an example
EXAMPLE = re.compile(r"^`(\w+)`\n\n````markdown\n(.*?)\n````$", re.M | re.S)
FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.M | re.S)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\((?!https:)([^)\s#]*)(?:#([\w-]+))?\)")
ITALIC = re.compile(r"(?<!\*)\*([^*\n|]+)\*(?!\*)")
NO_SECTIONS = frozenset([  # other texts in italics that begin with a capital letter
    "Kernel", "Restart Kernel", "Run", "Run All Above Selected Cell", "View", "Table of Contents", "Formgrader",
    "A", "E", "H", "P", "U", "X", "Kazakhstan", "Russian citizens", "Nbgrader", "Manual Grading", "Next",
    "Exercise", "Hint", "In your own words:", "In your own words", "Another word",
    "Fade out", "Went to", "I am changing to the other task",
    "Which row says so, and who is the witness?", "Is that about the figure, or about the people?",
    "What would have to be published for the verdict to change?",
])  # fmt: skip
CHAPTERS = re.compile(r"[Cc]hapters? (\d\d(?:(?:, | and | to )\d\d)*)\b")
STEPS = re.compile(r"\b[Ss]teps? (\d+(?:(?:, | and | to )\d+)*)\b(?!\.\d)")
TARGET = re.compile(r"(?:[Rr]un|[Cc]hapter \d\d)(?: to| the cells below the title,)? ((?:\*[^*|]+\*(?: and )?)+)")
EXERCISE = re.compile(r"(?<![\w.])\d\d\.\d{1,2}\b(?! seconds)")
CLAIM = re.compile(r"\b[CN]\d\d(?:\.\d)?\b")
COMMAND = re.compile(r"(?:steppe|make) .+|python tools/\w+\.py.*")
FILE = re.compile(r"[\w./-]*(?:/|\.(?:ipynb|md|csv|py|yml))")
DERIVED = re.compile(r"(?:build/classroom/(?:student|teacher)|class)/(?=\d)")
PLANNING = [  # what a timetable counts is no result of the audit
    re.compile(r"(?<=\| )\d+(?:–\d+|, \d)?(?= \|)"),
    re.compile(r"(?<=\| )\d\d(?:, \d\d)*(?= \|)"),
    re.compile(r"\b\d+(?:\.\d+)? (?:minutes?|points?|s)\b"),
    re.compile(r"(?i)\b(?:thirty|forty-five|ninety|fifteen|twenty) (?:laptops?|students|minutes|for)\b"),
    re.compile(r"(?i)\b(?:steps?|lessons?) \d+(?:(?:, \d+)* (?:to|and) \d+)?(?:, \d+ and \d+)?\b(?![,.]\d)"),
    re.compile(r"\b\d+(?:\.\d+)? MB\b|\bin class and \d at home\b"),
    re.compile(r"(?<=^```python\n).*?(?=^```$)", re.M | re.S),
    re.compile(r"\bOtter-Grader \d+\b"),
    re.compile(r"\b(?:easy|medium|hard) [1-3]\b"),
    re.compile(r"(?i)\bchapters? \d\d(?:, \d\d)*(?: (?:and|to) \d\d)?\b"),
    EXERCISE,
]


@cache
def headings(path: Path) -> frozenset[str]:
    """The headings of a page or a chapter, as they are written."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return frozenset(re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M))


@cache
def every_exercise() -> dict[str, exercises.Exercise]:
    return exercises.of_chapters(House().chapters())


@cache
def claims() -> frozenset[str]:
    with (paths.DATA / "claims.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


def unknown(page: Path, text: str) -> list[str]:
    """What a page names and what does not exist: exercises, claims, sections, files, links, commands."""
    prose = FENCE.sub("", text)
    spans = SPAN.findall(prose)
    lines = [line for _, language, block in FENCE.findall(text) if not language for line in block.splitlines()]
    found = [id for id in EXERCISE.findall(prose) if id not in every_exercise()]
    found += [id for id in CLAIM.findall(prose) if id not in claims()]
    known = STUDENTS_OWN.union(NO_SECTIONS, *map(headings, [*PAGES, *House().chapters()]))
    said = (name for name in ITALIC.findall(prose) if name[0].isupper() and not name.endswith("."))
    found += [name for name in said if name not in known]
    numbers = {path.name[:2] for path in House().chapters()}
    found += [f"chapter {each}" for names in CHAPTERS.findall(prose) for each in numbered(names) if each not in numbers]
    timed = [text, *(each.read_text("utf-8") for each in PAGES if f"]({each.name})" in text)]
    steps = {row["Step"] for each in timed for row in table(each, "Timetable") if "Step" in row}
    found += [f"step {each}" for names in STEPS.findall(prose) for each in numbered(names) if each not in steps]
    found += [span for span in spans if FILE.fullmatch(span) and not exists(span)]
    found += [line for line in [*spans, *lines] if COMMAND.fullmatch(line) and not is_command(line)]
    for target, anchor in LINK.findall(prose):
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in map(slug, headings(path))):
            found.append(f"{target}#{anchor}")
    return found


def numbered(names: str) -> list[str]:
    """The numbers in a list such as "2 to 4, 6 and 7", with those between the ends of a range."""
    ranges = (each.split(" to ") for each in re.split(", | and ", names))
    return [str(n).zfill(len(ends[0])) for ends in ranges for n in range(int(ends[0]), int(ends[-1]) + 1)]


def out_of_step(lesson: str) -> list[str]:
    """The sections that the timetable runs to and the table of cells has not in that step, and the other way round."""
    told: dict[str, str] = {}
    for row in table(lesson, "Timetable"):
        step = row.get("Step") or row["Lesson"]
        told[step] = told.get(step, "") + f" {row['What']} |"
        for name in re.findall(r"\]\((lesson-\d+\.md)\)", row["What"]):
            told[step] += " | ".join(each["What"] for each in table(page(name)[1], "Timetable"))
    run: dict[str, set[str]] = {}
    for row in rows_of(lesson):
        if row.section and row.step != HOMEWORK:
            run.setdefault(row.step, set()).add(row.section)
    found = [f"{step}: {name}" for step in run for name in run[step] if f"*{name}*" not in told.get(step, "")]
    for row in table(lesson, "Timetable"):
        step = row.get("Step") or row["Lesson"]
        for names in TARGET.findall(row["What"]):
            last = ITALIC.findall(names)[-1]
            found += [] if last in run.get(step, set()) else [f"{step}: {last}"]
    return found


def exists(name: str) -> bool:
    """Whether a file or folder is there, or the chapter it is derived from; folders that are made need not be there."""
    derived = DERIVED.sub("notebooks/", name)
    if derived == name and f"/{name.split('/')[0]}/" in IGNORED:
        return True
    return name in HANDED_IN or any((folder / derived).exists() for folder in (paths.ROOT, paths.NOTEBOOKS))


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def is_command(line: str) -> bool:
    """Whether the parser of `steppe` or the Makefile knows a command, or the tool is there."""
    program, *arguments = shlex.split(line)
    if program == "steppe":
        try:
            nbsuite_cli.parser(cli.PROGRAM).parse_args(arguments)
        except SystemExit as end:
            return end.code == 0
        return True
    if program == "make":
        return all(re.search(rf"^{target}:", MAKEFILE, re.M) for target in arguments if "=" not in target)
    return (paths.ROOT / arguments[0]).is_file()


def minutes(row: dict[str, str]) -> tuple[int, int]:
    first, _, last = row["Minutes"].partition("–")
    return int(first), int(last)


def ill_timed(rows: list[dict[str, str]], total: int) -> list[str]:
    """The rows of a timetable that do not begin where the one before ended, and the end that is not the total."""
    ends = [0, *(minutes(row)[1] for row in rows)]
    gaps = [row["Minutes"] for row, end in zip(rows, ends, strict=False) if minutes(row)[0] != end]
    return gaps + ([] if ends[-1] == total else [f"{ends[-1]} minutes, expected {total}"])


def too_short(lesson: str) -> list[str]:
    """The steps that are shorter than the exercises solved in them."""
    lengths = {row["Step"]: minutes(row)[1] - minutes(row)[0] for row in table(lesson, "Timetable")}
    needed = {row.step: sum(every_exercise()[id].minutes for id in row.exercises) for row in rows_of(lesson)}
    return [step for step, needs in needed.items() if step != HOMEWORK and lengths.get(step, -1) < needs]


def page(name: str) -> tuple[Path, str]:
    path = paths.ROOT / "classroom" / name
    return path, path.read_text(encoding="utf-8")


def points(task: str) -> int:
    """The points of exercises and of figures and texts besides, which a cell of a table names."""
    solved = [every_exercise()[id] for id in EXERCISE.findall(task)]
    own_words = editions.OWN_WORDS_POINTS * sum(bool(each.own_words) for each in solved)
    return sum(each.points for each in solved) + own_words + sum(KINDS[kind][0] for kind in besides(task))


def besides(task: str) -> list[str]:
    return re.findall(rf"\(({'|'.join(KINDS)})\)", task)


def points_of(lesson: str) -> dict[str, tuple[int, int]]:
    """The points that each step of a table of cells earns in class, and those at home that follow it."""
    earned: dict[str, tuple[int, int]] = {}
    for row in rows_of(lesson):
        step = list(earned)[-1] if row.step == HOMEWORK else row.step
        had = earned.get(step, (0, 0))
        more = points(" ".join(row.exercises))
        earned[step] = (had[0], had[1] + more) if row.step == HOMEWORK else (had[0] + more, had[1])
    return earned


@pytest.fixture(scope="module")
def student(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "classroom"
    editions.build(House(), folder)
    return folder / "student"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_everything_that_a_lesson_names_exists(path):
    assert unknown(path, path.read_text(encoding="utf-8")) == []


NAMES = {
    "Exercise 07.99": "07.99", "Claim C99 and C03.9": "C99", "See section *Who left?*": "Who left?",
    "Sections *Verdict* and *None*": "None", "Run to *No such section*": "No such section", "chapter 42": "chapter 42",
    "Chapters 00, 09 and 43": "chapter 43", "prompt of step 99": "step 99",
    "`notebooks/07_a_year.ipynb`": "notebooks/07_a_year.ipynb",
    "`build/classroom/student/07_b.ipynb`": "build/classroom/student/07_b.ipynb", "`steppe classroom bild`": "bild",
    "`steppe run 07 --fast`": "--fast", "`make labs`": "make labs", "`python tools/walk.py`": "tools/walk.py",
    "[a](lesson-10.md)": "lesson-10.md", "[a](README.md#the-rooms)": "the-rooms", "[a](#nowhere)": "nowhere",
}  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_each_name_that_does_not_exist_is_found(text):
    path, whole = page("README.md")
    assert any(NAMES[text] in found for found in unknown(path, f"{whole}\n{text}\n"))


@pytest.mark.parametrize("title", ["Timetable", "Misunderstandings", "Plan B"])
@pytest.mark.parametrize("name", [*LESSONS, UNIT])
def test_a_section_a_chapter_and_a_step_that_do_not_exist_are_found_in_each_table(name, title):
    path, text = page(name)
    nonsense = "Run to *No such section* of chapter 42, as in steps 1 to 99"
    spoilt = text.replace(f"\n## {title}\n", f"\n## {title}\n\n{nonsense}\n")
    assert {"No such section", "chapter 42", "step 99"} <= set(unknown(path, spoilt))


@pytest.mark.parametrize("name", [*LESSONS, UNIT])
def test_the_timetable_runs_to_the_sections_of_the_table_of_cells(name):
    _, text = page(name)
    assert out_of_step(text) == []


def test_a_section_that_only_one_of_both_tables_names_is_found():
    _, text = page("lesson-90.md")
    assert out_of_step(text.replace("Run to *Did the wave fade?*", "Run on")) == ["6: Did the wave fade?"]
    early = text.replace("Run to *Did the wave fade?*", "Run to *Who stayed?*, or to *Did the wave fade?*")
    assert out_of_step(early) == ["6: Who stayed?"]


@pytest.mark.parametrize("name", [*LESSONS, UNIT])
def test_a_lesson_has_every_section_in_order(name):
    _, text = page(name)
    order = [heading for heading in re.findall(r"^## (.+)$", FENCE.sub("", text), re.M) if heading in SECTIONS]
    assert order == list(SECTIONS)


@pytest.mark.parametrize("name", [*LESSONS, UNIT])
def test_objectives_begin_with_verbs(name):
    objectives = re.findall(r"^- (\w+)", page(name)[1].partition("## Objectives")[2].partition("\n## ")[0], re.M)
    assert len(objectives) >= 4 and set(objectives) <= VERBS


@pytest.mark.parametrize("name", LESSONS)
def test_a_timetable_adds_up_and_no_step_is_shorter_than_its_exercises(name):
    _, text = page(name)
    assert ill_timed(table(text, "Timetable"), LESSONS[name]) == []
    assert too_short(text) == []
    assert {row.step for row in rows_of(text)} - {HOMEWORK} <= {row["Step"] for row in table(text, "Timetable")}
    assert {row["Time"].split()[0] for row in table(text, "Timetable")} <= {"estimate", "exercise"}


def test_each_lesson_of_the_unit_adds_up_and_its_exercises_fit():
    _, text = page(UNIT)
    rows = table(text, "Timetable")
    lessons = {row["Lesson"] for row in rows}
    assert len(lessons) == 8 and {row.step for row in rows_of(text)} - {HOMEWORK} < lessons
    for lesson in lessons:
        own = [row for row in rows if row["Lesson"] == lesson]
        assert ill_timed(own, UNIT_LESSON) == []
        for row in own:
            ids = EXERCISE.findall(row["What"])
            assert sum(every_exercise()[id].minutes for id in ids) <= minutes(row)[1] - minutes(row)[0]


def test_a_gap_a_wrong_total_and_a_step_too_short_are_found():
    _, text = page("lesson-90.md")
    rows = table(text, "Timetable")
    assert ill_timed(rows[:-1], 90) and ill_timed([rows[0], *rows[2:]], 90)
    exercise = next(row for row in rows_of(text) if row.exercises)
    assert too_short(text.replace(f"| {exercise.step} | `{exercise.chapter}`", f"| 1 | `{exercise.chapter}`")) == ["1"]


def unplaced(lesson: str) -> list[str]:
    """The exercises before the student's own word of which the timetable does not say where they stand."""
    rows = rows_of(lesson)
    [gate] = [at for at, row in enumerate(rows) if row.section == "Your own word"]
    what = {row["Step"]: row["What"] for row in table(lesson, "Timetable")}
    return [id for row in rows[:gate] for id in row.exercises if "in section *Exercises*" not in what[row.step]]


@pytest.mark.parametrize("name", LESSONS)
def test_an_exercise_before_the_own_word_is_named_with_where_it_stands(name):
    _, text = page(name)
    assert unplaced(text) == []
    assert unplaced(text.replace("in section *Exercises*", ""))


def test_the_walk_explains_itself_and_names_a_lesson_that_is_not_there():
    command = [sys.executable, walk_lesson.__file__]
    told = subprocess.run([*command, "--help"], capture_output=True, text=True)
    assert told.returncode == 0 and told.stdout.startswith("usage: walk_lesson.py")
    missing = subprocess.run([*command, "none.md"], capture_output=True, text=True)
    assert (missing.returncode, missing.stderr) == (1, "walk_lesson: none.md: No such file or directory\n")


@pytest.mark.parametrize("name", LESSONS)
def test_the_rubric_has_the_points_of_every_exercise_of_the_lesson(name):
    _, text = page(name)
    points = {row["Exercise"]: (row["`check`"], row["Own words"]) for row in table(text, "Rubric")}
    assert {id for row in rows_of(text) for id in row.exercises} <= set(points)
    for id, (checked, own_words) in points.items():
        exercise = every_exercise()[id]
        assert checked == str(exercise.points)
        assert own_words == (str(editions.OWN_WORDS_POINTS) if exercise.own_words else "–")


@pytest.mark.parametrize("name", [*LESSONS, UNIT])
def test_every_prompt_is_tied_to_a_claim(name):
    prompts = table(page(name)[1], "Discussion")
    assert len(prompts) >= 5 and {row["Claim"] for row in prompts} <= claims()


@pytest.mark.parametrize("name", [*LESSONS, UNIT, OTHER_TASK])
def test_the_sections_of_a_table_of_cells_are_in_their_chapters(student, name):
    for row in rows_of(page(name)[1]):
        assert not row.section or row.section in headings(student / row.chapter)


def test_the_example_of_an_exercise_is_one_that_is_accepted(tmp_path):
    _, text = page("README.md")
    cells = [new_markdown_cell(source, metadata={"tags": [tag]}) for tag, source in EXAMPLE.findall(text)]
    put(tmp_path / "07_a.ipynb", new_notebook(cells=cells))
    [exercise] = exercises.of_chapter(tmp_path / "07_a.ipynb")
    assert exercise.own_words and exercise.wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_lesson_states_no_figure_and_no_verdict_of_the_audit(path):
    text = EXAMPLE.sub("", path.read_text(encoding="utf-8"))
    assert figures.typed(blanked(text, PLANNING)) == []
    assert verdicts.typed(text) == []


def test_a_figure_or_a_verdict_in_a_lesson_is_found():
    assert figures.typed(blanked("In step 3, after 12 minutes, 98,000 came, 26.5%.", PLANNING))
    assert verdicts.typed("So C11 holds.")


@pytest.mark.parametrize("name", [*LESSONS, UNIT, OTHER_TASK])
def test_a_lesson_can_be_walked_cell_by_cell_in_the_student_edition(student, name):
    rows = rows_of(page(name)[1])
    walked = list(walk_lesson.walked(rows, student))
    assert len(walked) == len(rows) and all(each.seconds for each in walked)


@pytest.mark.parametrize("name", LESSONS)
def test_the_other_task_of_a_lesson_adds_up_and_earns_as_many_points(name):
    _, text = page(OTHER_TASK)
    rows = table(text, OTHER_LESSONS[name])
    assert ill_timed(rows, LESSONS[name]) == []
    for row in rows[:-1]:
        task = row["What"].partition("Homework:")[0]
        needed = sum(every_exercise()[id].minutes for id in EXERCISE.findall(task))
        assert needed + sum(KINDS[kind][1] for kind in besides(task)) <= minutes(row)[1] - minutes(row)[0]
    in_class = sum(points(row["What"].partition("Homework:")[0]) for row in rows)
    below = text.partition(f"\n## {OTHER_LESSONS[name]}\n")[2].partition("\n## ")[0]
    at_home = points(re.split("Homework[:,]", below)[1])
    earned = points_of(page(name)[1]).values()
    assert (in_class, at_home) == (sum(each[0] for each in earned), sum(each[1] for each in earned))
    assert re.search(rf"^{in_class} points? in class and {at_home} at home", below, re.M)


def test_the_other_task_of_each_lesson_of_the_unit_earns_as_many_points():
    rows = table(page(OTHER_TASK)[1], OTHER_UNIT)
    earned = points_of(page(UNIT)[1])
    assert [row["Lesson"] for row in rows] == [str(lesson) for lesson in range(1, 9)]
    for row in rows:
        in_class, at_home = earned.get(row["Lesson"], (0, 0))
        assert (points(row["Class work"]), points(row["Second homework"])) == (in_class, at_home)
        assert (row["Points in class"], row["Points at home"]) == (str(in_class or "–"), str(at_home or "–"))


def test_the_lines_for_the_teacher_of_the_other_task_compute_what_they_say(student):
    _, text = page(OTHER_TASK)
    [row] = rows_of(text)
    walk = walk_lesson.Walk(student / row.chapter)
    try:
        walk.take(row)
        [lines] = [block for _, language, block in FENCE.findall(text) if language == "python"]
        for line in lines.splitlines():
            assert walk.take(row._replace(section="", exercises=[], typed=line)).seconds
    finally:
        walk.close()
