"""`steppe new`: what is right is written and told, what is not is refused where it was typed."""

import pytest

from conftest import contents, steppe
from test_init import ELSEWHERE, audit, made  # noqa: F401

FACT = {
    "id": "essay_c01", "quantity": "height", "measure": "measured", "who": "all", "place": "first", "period": "2001",
    "value": "44", "low": "", "high": "", "wording": "", "says": "", "unit": "m", "published": "2001",
    "said_by": "A writer", "origin": "", "source": "essay", "replaces": "", "grade": "C", "note": "",
}  # fmt: skip
OTHERS = {"id": "survey_2000", "period": "2000", "value": "41", "wording": "exact", "source": "survey", "grade": "A"}
CLAIM = {"id": "C01.1", "paraphrase": "A part.", "kind": "figure", "test": "A figure."}


def new(folder, kind, answers="", /, **fields):
    given = [word for name, text in fields.items() if text for word in ("--field", f"{name}={text}")]
    return steppe("new", kind, *given, cwd=folder, env=ELSEWHERE, input=answers)


@pytest.fixture
def sourced(audit):  # noqa: F811
    """An audit with the source of the text and another."""
    for id in ("essay", "survey"):
        done = new(audit, "source", id=id, publisher="An office")
        assert (done.stdout, done.stderr) == (f"data/sources.csv: {id}\nno verdict moved\n", "")
    return audit


def test_a_fact_is_written_as_the_row_that_a_hand_would_write_and_the_verdicts_that_move_are_told(sourced):
    assert new(sourced, "fact", **FACT).stdout == "data/facts.csv: essay_c01\nno verdict moved\n"
    assert new(sourced, "fact", **FACT | OTHERS).stdout.splitlines() == [
        "data/facts.csv: survey_2000",
        *(f"{name}: C01 as {day}: open -> roughly" for name in ("essay", "hindsight") for day in ("knowable", "known")),
    ]
    _, *rows = (sourced / "data" / "facts.csv").read_text("utf-8").splitlines()
    assert rows == [
        "essay_c01,height,measured,all,first,2001,44,,,,,m,2001,A writer,,essay,,C,",
        "survey_2000,height,measured,all,first,2000,41,,,exact,,m,2001,A writer,,survey,,A,",
    ]


def test_on_the_terminal_an_answer_that_is_not_right_is_told_in_one_line_and_asked_for_again(sourced):
    answers = FACT | {"period": "20001\n2001", "published": "May\n2001", "grade": "D\nC"}
    done = new(sourced, "fact", "".join(f"{text}\n" for text in answers.values()))
    assert done.returncode == 0, done.stderr
    for column, found in (("period", "20001"), ("published", "May"), ("grade", "D")):
        assert done.stdout.count(f"facts.csv, column {column}: found {found!r}, expected") == 1
    assert done.stdout.endswith("data/facts.csv: essay_c01\nno verdict moved\n")


def test_where_only_the_whole_row_is_wrong_the_cell_in_question_is_asked_for_again(sourced):
    answers = [*(FACT | OTHERS | {"wording": "range", "source": "nowhere"}).values(), "exact", "survey"]
    done = new(sourced, "fact", "".join(f"{text}\n" for text in answers))
    assert "facts.csv row 2, column source: found 'nowhere', expected an id of sources.csv" in done.stdout
    assert "facts.csv row 2, column wording: found 'range' with value, expected low and high filled" in done.stdout
    assert done.stdout.endswith("data/facts.csv: survey_2000\nno verdict moved\n")


@pytest.mark.parametrize(
    ("kind", "fields", "refused"),
    [
        ("fact", FACT | {"value": "4O"}, "facts.csv, column value: found '4O', expected a number"),
        ("fact", FACT | {"source": "essya", "wording": "exact"}, "facts.csv row 2, column source: found 'essya'"),
        ("fact", FACT | {"unit": ""}, "facts.csv row 2, column unit: found an empty cell, expected the unit of the"),
        ("fact", FACT | {"valeu": "4"}, "--field: found 'valeu', did you mean 'value'?"),
        ("claim", CLAIM | {"id": "C01"}, "claims.csv row 3, column id: found 'C01' a second time (first in row 2)"),
        ("claim", CLAIM | {"id": "C04"}, "claims.csv row 5, column chapter: found an empty cell, expected a value"),
        ("claim", CLAIM | {"kind": "rank"}, "claims.csv row 3, column id: found C01.1, which nothing tests"),
        ("claim", CLAIM | {"paraphrase": "{x}"}, "claims.csv row 3, column paraphrase: found the placeholder {x}"),
        ("scenario", {"name": "essay"}, "scenario, column name: found 'essay', expected a new name"),
        ("scenario", {"name": "a", "purpose": "A."}, "scenario, column evidence: found no value, expected one of"),
        ("scenario", {"name": "a", "purpose": "A.", "as_of": "May"}, "parameter as_of: found 'May', expected a date"),
        ("chapter", {"title": "A", "claims": "C09"}, "claim: found 'C09', did you mean"),
        ("chapter", {"title": "?", "claims": "C01"}, "chapter, column title: found '?', expected a title"),
        ("chapter", {}, "new: found the end of the answers, expected title; nothing was written"),
    ],
)
def test_what_is_not_right_is_refused_in_one_line_and_nothing_is_written(sourced, kind, fields, refused):
    before = contents(sourced)
    done = new(sourced, kind, **fields)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"steppe: {refused}")
    assert contents(sourced) == before


def test_a_claim_goes_where_its_number_belongs(sourced):
    assert new(sourced, "claim", **CLAIM).returncode == 0
    rows = (sourced / "data" / "claims.csv").read_text("utf-8").splitlines()
    assert [row.partition(",")[0] for row in rows] == ["id", "C01", "C01.1", "C02", "C03"]


def test_a_scenario_is_written_as_its_parameters_are_and_told_against_hindsight(sourced):
    fields = {"purpose": "What was known by then.", "evidence": "best", "as_of": "2001-01-01"}
    done = new(sourced, "scenario", name="early", **fields)
    assert done.stdout == "data/scenarios/early.yml: What was known by then.\nno verdict moved\n"
    text = (sourced / "data" / "scenarios" / "early.yml").read_text("utf-8")
    assert text == "# What was known by then.\nas_of: '2001-01-01'\nevidence: best\n"


def test_a_chapter_gets_the_next_number_and_runs(sourced):
    assert new(sourced, "chapter", title="The second question", claims="C01 C03").returncode == 0
    done = steppe("run", "02", cwd=sourced, env=ELSEWHERE)
    assert done.returncode == 0, done.stderr
    assert (sourced / "notebooks" / "02_the_second_question.ipynb").is_file()
