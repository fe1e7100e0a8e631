"""The editions of the chapters for a class, run for real: what they show, what they hide, that they are whole."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from conftest import put
from nbsuite import notebooks, warm, workers
from nbsuite.cli import USAGE
from nbsuite.errors import Refused
from steppe import cli, facts, judging, language
from steppe.classroom import editions, exercises, order
from steppe.suite.house import House

HOUSE = House()
CHAPTERS = HOUSE.chapters()
NAMES = [path.name for path in CHAPTERS]
KNOWN = exercises.of_chapters(CHAPTERS)
VERDICT = re.compile(rf"Judgement\(|Verdict|verdict|[Aa]s known|\b({'|'.join(order.WORDS)})\b")
AGREES = r"[Tt]olerance|near the essay's|[Ff]ewer Russians than|below the highest sum"  # as figures say what is judged
IN_A_FIGURE = re.compile(f"{VERDICT.pattern}|{AGREES}")
PRAISE = re.compile(r"In fairness|essay got right|of the right size")  # as chapters word what they judge
FIGURES_SPEAK = """
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from steppe.display import figure

figure.render = getattr(figure.render, "keywords", {"render": figure.render})["render"]  # each time, not from the cache

def draw(canvas, drawn=FigureCanvasAgg.draw):
    print("In a figure:", *(text.get_text() for text in canvas.figure.findobj(Text)), sep="\\n")
    return drawn(canvas)

FigureCanvasAgg.draw = draw
"""
OUTPUTS = ("text/plain", "text/html", "image/png")
SHORT = 20  # characters: a shorter line of code, or sentence, may well stand elsewhere


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("editions") / "classroom"
    editions.build(HOUSE, out)
    return out


@pytest.fixture(scope="module")
def ran(built, tmp_path_factory) -> dict[tuple[str, str], tuple[str, list]]:
    """By chapter: why the student edition ended, and its cells; `as_is`, and `judged` with words filled in."""
    folder = tmp_path_factory.mktemp("ran")
    for kind in ("as_is", "judged"):
        shutil.copytree(built / "student", folder / kind)
    for path in (folder / "as_is").glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        notebook.cells.insert(0, new_code_cell(FIGURES_SPEAK))
        put(path, notebook)
    for path in (folder / "judged").glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        gate = notebook.cells[gate_of(notebook.cells)]
        gate.source = gate.source.replace(": ...", ': "open"')
        put(path, notebook)
    with warm.kernels(preload=House.preload) as environment, workers.pool(workers.default_count(), environment) as pool:
        kinds = [(name, kind) for kind in ("judged", "as_is") for name in NAMES]
        runs = {(name, kind): pool.submit(folder / kind / name, {}) for name, kind in kinds}
        results = {key: run.result() for key, run in runs.items()}
    return {key: (reason, nbformat.reads(text, 4).cells) for key, (reason, text, _) in results.items()}


def gate_of(cells) -> int:
    return next(at for at, cell in enumerate(cells) if cell.source.startswith("my_words = "))


def texts_of(cells) -> list[str]:
    """All that code cells show, but no pictures."""
    outputs = [each for cell in cells for each in cell.get("outputs", [])]
    shown = [(kind, text) for each in outputs for kind, text in each.get("data", {}).items()]
    return [str(text) for kind, text in shown if kind != "image/png"] + [str(each.get("text", "")) for each in outputs]


@pytest.mark.parametrize("name", NAMES)
def test_run_all_stops_where_the_student_is_to_judge_and_nothing_before_tells_a_verdict(ran, name):
    reason, cells = ran[name, "as_is"]
    gate = gate_of(cells)
    assert re.match("AssertionError: C.* expected one of the words holds, roughly", reason)
    assert all(cell.execution_count is None for cell in cells[gate + 1 :] if cell.cell_type == "code")
    assert [text for text in texts_of(cells[:gate]) if VERDICT.search(text)] == []
    outputs = [each for cell in cells[:gate] for each in cell.get("outputs", [])]
    pictures = [each for each in outputs if "image/png" in each.get("data", {})]
    figures = [text for text in texts_of(cells[:gate]) if "In a figure:" in text]
    assert bool(figures) == bool(pictures)  # titles, legends and labels were read
    assert [text for text in figures if IN_A_FIGURE.search(text)] == []


def is_judgement(cell) -> bool:
    return cell.cell_type == "markdown" and order.JUDGED in cell.metadata.get("tags", [])


@pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)
def test_no_text_of_the_student_edition_tells_what_the_chapter_judges_and_one_line_says_where_it_stands(built, path):
    judging_cells = [cell for cell in notebooks.read(path).cells if is_judgement(cell)]
    told = [sentence for cell in judging_cells for sentence in sentences(" ".join(cell.source.split()))]
    shown = [cell for cell in nbformat.read(built / "student" / path.name, 4).cells if cell.cell_type == "markdown"]
    everything = " ".join(" ".join(cell.source for cell in shown).split())
    assert [sentence for sentence in told if sentence in everything] == []
    assert not PRAISE.search(everything)
    assert everything.count("The chapter's own judgement stands in the book") == bool(judging_cells)
    teacher = nbformat.read(built / "teacher" / path.name, 4).cells
    assert [cell.source for cell in teacher if is_judgement(cell)] == [cell.source for cell in judging_cells]


def test_chapters_are_found_to_judge_in_text_and_in_code():
    cells = [cell for chapter in CHAPTERS for cell in notebooks.read(chapter).cells]
    tagged = [cell for cell in cells if order.JUDGED in cell.metadata.get("tags", [])]
    assert len([cell for cell in tagged if is_judgement(cell)]) >= 14
    assert all("show(" in cell.source for cell in tagged if cell.cell_type == "code")


def test_the_gate_asks_for_the_parts_of_the_chapter_that_can_be_tested_and_says_what_becomes_of_the_word(built):
    asked, texts = {}, {}
    for name in NAMES:
        cells = nbformat.read(built / "student" / name, 4).cells
        gate = gate_of(cells)
        for part, words in re.findall(r'"(C.+?)": \.\.\.,  # (.+)', cells[gate].source):
            assert f"| {part} | {words} |" in cells[gate - 1].source
            assert words.startswith("What will the witnesses say about this: ") == (part[:3] in ("C12", "C13", "C14"))
        asked[name[:2]], texts[name[:2]] = re.findall(r'"(C.+?)": \.\.\.', cells[gate].source), cells[gate - 1].source
    assert asked["07"] == ["C11"] and asked["04"] == ["C04.1", "C04.2", "C05"]
    assert asked["00"] == asked["09"] == asked["10"] == list(judging.parts_of(facts.load()))  # they show all verdicts
    beginnings = {name[:2]: nbformat.read(built / "student" / name, 4).cells[0].source for name in NAMES}
    assert {number for number, text in beginnings.items() if "after all others" in text} == {"00", "09", "10"}
    assert all("is for you alone and is not graded" in text and "put `...` back" in text for text in texts.values())
    first, seen = ({name for name in texts if said in texts[name]} for said in ("As a first guess", "seen so far"))
    assert first == texts.keys() - seen == {"00", "08", "09", "10"}


@pytest.mark.parametrize("name", NAMES)
def test_once_judged_every_cell_runs_and_only_unanswered_checks_complain(ran, name):
    _, cells = ran[name, "judged"]
    errors = [(cell, each) for cell in cells for each in cell.get("outputs", []) if each.output_type == "error"]
    own = [id for id in KNOWN if id.startswith(name[:2])]
    assert [error.evalue for _, error in errors] == [f"{id}: not answered yet" for id in own]
    assert [cell.source for cell, _ in errors] == [order.text("check.py", id=id) for id in own]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_student_sees_in_the_end_is_what_the_chapter_shows_though_some_of_it_comes_later(ran, name):
    def shown(cells):
        outputs = [each.get("data", {}) for cell in cells for each in cell.get("outputs", [])]
        texts = [text for data in outputs for kind, text in data.items() if kind in OUTPUTS]
        # the list of sources has statements in the order in which they were read
        return sorted(" ".join(sorted(re.findall(r"\w+", text))) if "Publisher" in text else text for text in texts)

    assert shown(ran[name, "judged"][1]) == shown(notebooks.read(HOUSE.notebooks / name).cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_student_edition_has_no_outputs_and_the_cells_of_the_edition_for_teachers(built, name):
    student, teacher = (nbformat.read(built / kind / name, 4) for kind in ("student", "teacher"))
    for notebook in (student, teacher):
        nbformat.validate(notebook)
    codes = [cell for cell in student.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in codes)
    secret = re.compile(f"{editions.SOLUTION.partition('{}')[0]}.*?{editions.SOLUTION.partition('{}')[2]}", re.S)
    first, *others = [cell.id for cell in teacher.cells if is_judgement(cell)] or [None]
    theirs_but_judgements = [cell for cell in teacher.cells if cell.id not in others]
    for ours, theirs in zip(student.cells, theirs_but_judgements, strict=True):
        assert ours.id == theirs.id
        if theirs.id == first:
            continue
        stub = "answer = ..." if theirs.cell_type == "code" else "..."
        assert ours.source == secret.sub(lambda _, stub=stub: stub, theirs.source)
        assert ours.metadata == theirs.metadata
        assert "nbgrader" not in ours.metadata or ours.id == theirs.id == ours.metadata.nbgrader.grade_id


def sentences(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"(?<=[.!?])\s+|\n\n+", text) if len(each.strip()) >= SHORT]


def test_no_text_of_a_solution_stands_in_the_student_edition_or_on_slides(built):
    """Lines of code and sentences; what the chapter itself, a text or a hint says is no secret."""
    cells = [cell for chapter in CHAPTERS for cell in notebooks.read(chapter).cells]
    open_cells = [cell.source for cell in cells if "solution" not in cell.metadata.get("tags", [])]
    public, secrets = " ".join(" ".join(open_cells).split()), []
    for exercise in KNOWN.values():
        lines = [line.strip() for line in exercise.code.splitlines() if len(line.strip()) >= SHORT]
        reveals = [text for wrong in exercise.wrong for text in (wrong.reveals, wrong.code)]
        told = [*lines, *sentences(exercise.explanation), *(text for text in reveals if len(text) >= SHORT)]
        secrets += [text for text in (" ".join(text.split()) for text in told) if text not in public]
    assert len(secrets) > 3 * len(KNOWN)
    files = [*(built / "student").rglob("*.ipynb"), *(built / "slides").glob("*.html")]
    assert len(files) == 2 * len(CHAPTERS)
    for path in files:
        if path.suffix == ".ipynb":
            text = "\n".join(cell.source for cell in nbformat.read(path, 4).cells)
        else:
            text = re.sub(r"<[^>]*>|base64,[^\"]*", "", path.read_text(encoding="utf-8"))
        text = " ".join(text.split())
        assert [secret for secret in secrets if secret in text] == [], path.name


def test_the_edition_for_teachers_has_every_solution_error_minute_and_objective(built):
    texts = {path.name[:2]: " ".join(cell.source for cell in nbformat.read(path, 4).cells)
             for path in (built / "teacher").glob("*.ipynb")}  # fmt: skip
    index = (built / "teacher" / "README.md").read_text(encoding="utf-8")
    for id, exercise in KNOWN.items():
        words = " ".join(texts[id[:2]].replace("\n# ", " ").split())
        for told in (exercise.explanation, *(wrong.reveals for wrong in exercise.wrong), *exercise.code.splitlines()):
            assert " ".join(told.split()) in words, id
        assert re.search(rf"\| \[{id}\]\({id[:2]}_\w+\.ipynb\) \| {exercise.kind} \| {exercise.minutes} \|", index)
        assert exercise.objective in index


def test_editions_derived_twice_have_the_same_bytes(built, tmp_path):
    editions.build(HOUSE, tmp_path / "again")
    names, again = (
        sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
        for out in (built, tmp_path / "again")
    )
    assert names == again
    assert filecmp.cmpfiles(built, tmp_path / "again", names, shallow=False) == (names, [], [])


def test_the_student_edition_runs_wherever_it_is_copied_and_has_the_facts_beside_it_to_read(built):
    assert filecmp.cmp(built / "student" / "data" / "facts.csv", HOUSE.data / "facts.csv", shallow=False)


def test_a_chapter_that_cannot_be_read_leaves_the_old_editions_whole(tmp_path, capsys):
    folder, out = tmp_path / "notebooks", tmp_path / "build" / "classroom"
    shutil.copytree(HOUSE.notebooks, folder)
    house = replace(HOUSE, notebooks=folder)
    out.mkdir(parents=True)
    (out / "old").write_text("old")
    broken = nbformat.read(folder / NAMES[-1], 4)
    broken.cells = [cell for cell in broken.cells if not cell.source.startswith("## The answer")]
    put(folder / NAMES[-1], broken)
    with pytest.raises(Refused, match=f"^{NAMES[-1]}: found no section '## The answer' with a verdict after it"):
        editions.build(house, out)
    assert [path.name for path in out.iterdir()] == ["old"] and list(out.parent.iterdir()) == [out]
    assert capsys.readouterr().out.count("\n") == len(CHAPTERS) - 1  # progress, a line for each that was derived


@pytest.mark.parametrize(
    ("old", "new"),
    [("```python\n", "```python\n1\n"), ("Usual wrong answers:\n\n- `", "Usual wrong answers:\n\n- `0 + ")],
)
def test_a_solution_that_was_changed_since_its_answers_were_recorded_is_refused_by_name(tmp_path, old, new):
    folder, out = tmp_path / "notebooks", tmp_path / "build" / "classroom"
    shutil.copytree(HOUSE.notebooks, folder)
    changed = nbformat.read(folder / NAMES[7], 4)
    at, cell = next((at, cell) for at, cell in enumerate(changed.cells, 1) if "<summary>Solution 07.2<" in cell.source)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    put(folder / NAMES[7], changed)
    with pytest.raises(Refused) as error:
        editions.build(replace(HOUSE, notebooks=folder), out)
    wanted = "found solution 07.2 unrecorded, expected tools/record_answers.py first"
    assert str(error.value) == f"{NAMES[7]}, cell {at}: {wanted}" and not out.exists()


def test_a_chapter_whose_answers_were_never_recorded_is_refused_by_name(tmp_path):
    folder = tmp_path / "notebooks"
    shutil.copytree(HOUSE.notebooks, folder)
    shutil.copyfile(folder / "_template.ipynb", folder / "11_your_question.ipynb")
    with pytest.raises(
        Refused,
        match=r"^11_your_question.ipynb, cell \d+: found solution 11.1 unrecorded, expected tools",
    ):
        editions.build(replace(HOUSE, notebooks=folder), tmp_path / "classroom")


def test_an_unknown_language_is_refused_in_one_line(capsys):
    with pytest.raises(SystemExit) as status:
        cli.main(["classroom", "build", "--language", "xx"])
    assert status.value.code == USAGE
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1 and "'xx' (choose from" in complaint


def test_the_decks_name_their_language_and_the_page_for_teachers_says_what_is_not_translated(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    shutil.copy(CHAPTERS[7], tmp_path / "notebooks")
    house = House(notebooks=tmp_path / "notebooks")
    notes = []
    for code in (language.ENGLISH, "kk"):
        editions.build(house, tmp_path / code, code)
        deck = tmp_path / code / "slides" / CHAPTERS[7].with_suffix(".html").name
        assert f'<html lang="{code}">' in deck.read_text("utf-8")
        notes.append((tmp_path / code / "teacher" / "README.md").read_text("utf-8").splitlines()[2])
    language.use(language.ENGLISH)
    assert notes[0].startswith("The notebooks beside") and re.match(r"\*[А-ЯӘҒҚҢӨҰҮҺІ]", notes[1])


@pytest.mark.parametrize("code", [code for code in language.known() if code != language.ENGLISH])
def test_an_edition_in_another_language_has_headings_gate_and_outputs_in_it(tmp_path, monkeypatch, code):
    monkeypatch.setenv(language.VARIABLE, code)
    student = editions.edition(editions.arranged(CHAPTERS[7]), KNOWN, is_solved=False)
    monkeypatch.delenv(language.VARIABLE)
    headings = [cell.source.partition("\n")[0] for cell in student.cells if cell.source.startswith("#")]
    assert len(headings) > 10 and [heading for heading in headings if re.search("[A-Za-z]{4}", heading)] == []
    gate = gate_of(student.cells)
    with warm.kernels(preload=House.preload) as environment, workers.pool(1, environment) as pool:
        reason, text, _ = pool.submit(put(tmp_path / NAMES[7], student), {}).result()
    assert re.match("AssertionError: C11: [^a-z]+$", reason)
    said = texts_of(nbformat.reads(text, 4).cells[:gate])
    assert len([each for each in said if re.search("[а-я]{4}", each)]) > 20


@pytest.mark.parametrize("name", [NAMES[0], NAMES[7]])
def test_nbgrader_makes_the_student_edition_of_the_edition_for_teachers(built, tmp_path, monkeypatch, name):
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install 'steppe-count[grading]'")
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # it calls a program beside it
    stubs = {"code_stub": {"python": f"answer = {editions.UNANSWERED}"}, "text_stub": editions.UNANSWERED}
    course = {"root": str(tmp_path), "db_url": f"sqlite:///{tmp_path / 'gradebook.db'}"}
    put(tmp_path / "source" / "lesson" / name, nbformat.read(built / "teacher" / name, 4))
    settings = Config({"ClearSolutions": stubs, "CourseDirectory": course})
    made = NbGraderAPI(config=settings).generate_assignment("lesson")
    assert made["success"], made
    released = nbformat.read(tmp_path / "release" / "lesson" / name, 4)
    for cell in released.cells:
        cell.metadata.get("nbgrader", {}).pop("checksum", None)
    student = nbformat.read(built / "student" / name, 4)
    assert list(map(is_judgement, student.cells)).count(True) == 1  # nbgrader knows nothing of judgements in text
    assert [cell for cell in released.cells if not is_judgement(cell)] == [
        cell for cell in student.cells if not is_judgement(cell)
    ]
