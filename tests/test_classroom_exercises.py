"""The exercises of the chapters are whole, their solutions run, and what is recorded of them is what they give now."""

import ast
import csv
import json
import re
import shutil
import sys

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conftest import put
from nbsuite.errors import Refused
from steppe import Quantity, paths
from steppe.classroom import answers, exercises
from steppe.suite.house import House
from steppe.units import UNITS

sys.path.append(str(paths.ROOT / "tools"))
import record_answers

HOUSE = House()
CHAPTERS = HOUSE.chapters()
EVERY = exercises.of_chapters(CHAPTERS)
VERBS = {
    "add", "apply", "argue", "assess", "check", "classify", "combine", "compare", "compute", "construct", "convert",
    "count", "decide", "derive", "describe", "design", "determine", "distinguish", "draw", "estimate", "evaluate",
    "examine", "explain", "extend", "find", "identify", "interpret", "judge", "justify", "locate", "measure",
    "name", "predict", "rank", "read", "recognise", "recompute", "relate", "select", "separate", "show", "state",
    "test", "trace", "translate", "verify", "weigh",
}  # fmt: skip

EXERCISE = "**Exercise 07.1** · vary · 10 minutes · easy · *compute a rate*\n\nPut the rate into `answer`, a number."
OWN_WORDS = "\n\n*In your own words:* Why is it so?"
HINT = "<details><summary>Hint 07.1</summary>\n\nDivide.\n\n</details>"
SOLUTION = """\
<details><summary>Solution 07.1</summary>

```python
rate = [total for total in totals][0] / days
answer = rate
```

It is a quotient.

Usual wrong answers:

- `totals[0]` — *another period*: the total was not divided.

</details>"""
THREE = EXERCISE + OWN_WORDS, HINT, SOLUTION


def cells(*texts, number=1):
    """Tagged cells of exercises: texts in the order of the tags, again and again."""
    made = []
    for at, text in enumerate(texts):
        source = text.replace("07.1", f"07.{number + at // len(exercises.TAGS)}")
        made.append(new_markdown_cell(source, metadata={"tags": [exercises.TAGS[at % len(exercises.TAGS)]]}))
    return made


def chapter(folder, made, name="07_a.ipynb", code="totals, days = [98_000], 7"):
    path = folder / name
    put(path, new_notebook(cells=[new_code_cell(code), *made]))
    return path


def refused(of, *arguments) -> str:
    """The one line with which bad input is refused."""
    with pytest.raises(Refused) as error:
        of(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_exercise_is_read_with_all_its_parts(tmp_path):
    (found,) = exercises.of_chapter(chapter(tmp_path, cells(*THREE)))
    assert found == exercises.Exercise(
        "07.1", "vary", 10, "easy", "compute a rate", "Put the rate into `answer`, a number.", OWN_WORDS.strip(),
        "Divide.", "rate = [total for total in totals][0] / days\nanswer = rate", "It is a quotient.",
        (exercises.Wrong("totals[0]", "another period", "the total was not divided."),), "07_a.ipynb, cell 4",
    )  # fmt: skip
    assert found.points == exercises.POINTS["easy"]
    assert exercises.of_chapter(chapter(tmp_path, [])) == []


def changed(at, old, new):
    """The three cells of an exercise, a text in one of them replaced."""
    texts = list(THREE)
    assert old in texts[at]
    texts[at] = texts[at].replace(old, new)
    return cells(*texts)


IN_FUNCTION = SOLUTION.replace("rate = ", "half = lambda: rate - ").replace("answer = rate", "answer = half()")
SECOND = changed(2, "rate", "ratio")
WRONG = "with one of the kinds type, unit"
BAD = {
    "a missing solution": (cells(*THREE[:2]), "3: found nothing, expected the solution of exercise 1"),
    "a missing solution before another exercise": (
        [*cells(*THREE[:2]), *cells(*THREE, number=2)], "4: found exercise, expected the solution of exercise 1"),
    "a missing hint": ([cells(*THREE)[at] for at in (0, 2)], "3: found solution, expected the hint of exercise 1"),
    "a hint alone": ([cells(*THREE)[1]], "2: found hint, expected the exercise of exercise 1"),
    "a repeated id": (cells(*THREE) + SECOND, "5: found exercise 07.1, expected 07.2, the next of the chapter"),
    "an id out of order": (cells(*THREE, number=2), "2: found exercise 07.2, expected 07.1, the next of the chapter"),
    "an id of another chapter": (changed(0, "07.1", "08.1"), "2: found exercise 08.1, expected 07.1, the next of the"),
    "an unknown kind": (changed(0, "vary", "varry"), "2: kind: found 'varry', did you mean 'vary'?"),
    "an unknown difficulty": (changed(0, "easy", "so-so"), r"2: found '\*\*Exercise 07.1"),
    "a difficulty nearly right": (changed(0, "easy", "eazy"), "2: difficulty: found 'eazy', did you mean 'easy'?"),
    "a first line without minutes": (changed(0, " minutes", ""), r"2: found '\*\*Exercise.*', expected a first line s"),
    "a hint with another number": (changed(1, "07.1", "07.2"), "3: found '<details><summary>Hint 07.2</summary>.*', e"),
    "a hint that is not folded": (changed(1, "</details>", ""), "3: found '<details>.*', expected '<details><summary>"),
    "a solution that begins with words": (changed(2, "```python", "See:\n\n```python"), "4: found 'See:.*, expected a"),
    "a long solution": (changed(2, "answer =", "\n" * 25 + "answer ="), "4: found '```.*, expected .* at most 25 line"),
    "no usual wrong answer": (changed(2, "Usual wrong", "Some wrong"), "4: found '```python.*', expected a block of"),
    "an empty list of usual wrong answers": (changed(2, SOLUTION[SOLUTION.index("- `"):-12], ""), "4: found '```"),
    "an unknown kind of wrong": (changed(2, "another period", "another week"), f"4: found '- `totals.* {WRONG}"),
    "a usual wrong answer without code": (changed(2, "`totals[0]`", "the total"), f"4: found '- the total.* {WRONG}"),
    "a tag on a code cell": (
        [new_code_cell("answer", metadata={"tags": ["solution"]})], "2: found solution as code, expected the exercise"),
}  # fmt: skip
BAD_CODE = {
    "a solution that is no Python": (changed(2, "/ days", "/ of days"), "4: found invalid syntax .*, expected Python"),
    "a solution that sets no answer": (changed(2, "answer =", "result ="), "4: found no `answer` in the solution, exp"),
    "a usual wrong answer that is no Python": (changed(2, "`totals[0]`", "`totals[`"), "4: found .*, expected Python"),
    "a name that another solution sets": (
        [*cells(*THREE), *cells(EXERCISE, HINT, SOLUTION.replace("rate = ", "half = rate - "), number=2)],
        "7: found rate, a name of solution 07.1, expected one of its own"),
    "a name that another solution sets, in a function": (
        [*cells(*THREE), *cells(EXERCISE, HINT, IN_FUNCTION, number=2)],
        "7: found rate, a name of solution 07.1, expected one of its own"),
    "a name that another solution changes": (
        [*cells(*THREE), *cells(EXERCISE, HINT, SOLUTION.replace("rate", "days"), number=2)],
        "4: found days, a name of solution 07.2, expected one of its own"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_in_one_line_with_file_and_cell(tmp_path, made, message):
    assert re.match(rf"07_a\.ipynb, cell {message}", refused(exercises.of_chapter, chapter(tmp_path, made)))


@pytest.mark.parametrize(("made", "message"), BAD_CODE.values(), ids=BAD_CODE)
def test_bad_code_is_refused_in_one_line_with_file_and_cell_before_anything_is_run(tmp_path, made, message):
    assert re.match(rf"07_a\.ipynb, cell {message}", refused(record_answers.solved, [chapter(tmp_path, made)]))


def test_names_inside_a_comprehension_or_function_and_those_of_the_chapter_may_be_in_several_solutions(tmp_path):
    other = SOLUTION.replace("rate", "ratio").replace("days", "(lambda rate: rate)(days)")
    several = exercises.of_chapter(chapter(tmp_path, [*cells(*THREE), *cells(EXERCISE, HINT, other, number=2)]))
    assert len(several) == 2 and record_answers.expect_own_names(several) is None


def test_a_taken_id_is_refused_with_both_places(tmp_path):
    paths = [chapter(tmp_path, cells(*THREE), name) for name in ("07_a.ipynb", "07_b.ipynb")]
    found = refused(exercises.of_chapters, paths)
    assert found == "07_b.ipynb, cell 4: found exercise 07.1, expected another id than that of 07_a.ipynb, cell 4"


def test_a_chapter_that_fails_or_a_solution_that_does_is_named_and_nothing_is_written(tmp_path):
    path = tmp_path / "checks.csv"
    record_answers.record([chapter(tmp_path, changed(2, "answer =", "print(rate)\nanswer ="))], path)
    before = path.read_bytes()
    failing = {
        "07_a.ipynb, cell 4: found NameError: name 'day' is not defined, expected code that runs":
            chapter(tmp_path, changed(2, "/ days", "/ day")),
        "07_b.ipynb: found ZeroDivisionError: division by zero, expected code that runs":
            chapter(tmp_path, cells(*THREE), "07_b.ipynb", "1 / 0"),
        "07_c.ipynb, cell 4: found an answer that is zero, missing or empty, expected another":
            chapter(tmp_path, changed(2, "= rate", "= 0 * rate"), "07_c.ipynb"),
    }  # fmt: skip
    assert [refused(record_answers.record, [made], path) for made in failing.values()] == list(failing)
    assert path.read_bytes() == before
    record_answers.record([chapter(tmp_path, cells(*THREE))], path)
    (*kept, text), (*again, other) = before.splitlines(), path.read_bytes().splitlines()
    assert again == kept, "an exercise keeps its salt, and what a solution prints is no answer"
    assert text != other and text[: text.rindex(b",")] == other[: other.rindex(b",")], "the text has its hash"
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"07_{x}.ipynb" for x in "abc"] + ["checks.csv"]


@pytest.mark.parametrize("answer", [0, 0.0, np.nan, Quantity.exact(0, "persons"), "", [], {}, pd.Series()], ids=repr)
def test_an_answer_of_zero_nan_or_nothing_is_refused(answer):
    assert record_answers.forms(answer, []) == "found an answer that is zero, missing or empty, expected another"


def test_an_answer_that_check_cannot_compare_is_refused():
    found = record_answers.forms(pd.DataFrame(), [])
    assert found.startswith("found an answer of the type DataFrame, expected a number, a Quantity")


@pytest.mark.parametrize(("value", "kind", "called"), [
    (14_004, "another period", "right"), ("many", "another group", "type"), (98_000, "another place", "gross for net"),
])  # fmt: skip
def test_a_usual_wrong_answer_that_check_tells_as_right_or_as_another_kind_is_refused(value, kind, called):
    usual = [("total", "gross for net", 98_000), ("code", kind, value)]
    assert json.loads(record_answers.forms(14_000, usual[:1]))["verdicts"]["9.80e+04"] == "gross for net"
    found = record_answers.forms(14_000, usual)
    assert found == f"found the usual wrong answer code, which check calls {called!r}, expected {kind!r}"


def test_there_are_forty_exercises_of_five_kinds_and_at_least_four_in_each_chapter():
    assert len(EVERY) >= 40
    assert {each.kind for each in EVERY.values()} == set(exercises.KINDS)
    assert {each.difficulty for each in EVERY.values()} == set(exercises.POINTS)
    numbers = [id[:2] for id in EVERY]
    assert {path.name[:2]: numbers.count(path.name[:2]) >= 4 for path in CHAPTERS} == dict.fromkeys(
        (f"{number:02}" for number in range(11)), True
    )
    assert sum(bool(each.own_words) for each in EVERY.values()) >= len(EVERY) / 4


@pytest.mark.parametrize("exercise", EVERY.values(), ids=EVERY)
def test_an_exercise_has_a_verb_as_its_objective_and_says_what_to_put_into_answer(exercise):
    assert exercise.objective.split()[0] in VERBS
    assert "`answer`" in exercise.text
    assert 2 <= exercise.minutes <= 45
    assert exercise.hint and exercise.explanation and exercise.code not in f"{exercise.text}{exercise.hint}"


SEVERAL = "\nfrom steppe import check\nprint([check({id!r}, each).kind for each in [answer, {wrong}]])"


def with_checks(exercise) -> str:
    """A cell that prints what is to be recorded of an answer, and then what `check` says of it and of wrong ones."""
    wrong = ", ".join(f"({each.code})" for each in exercise.wrong)
    return record_answers.capture(exercise) + SEVERAL.format(id=exercise.id, wrong=wrong)


@pytest.fixture(scope="module")
def ran() -> dict[str, list[str]]:
    """The last two lines that the cell of each exercise prints; every chapter is run once, as a student runs it."""
    return {each.id: text.splitlines()[-2:] for each, text in record_answers.printed(CHAPTERS, with_checks).items()}


@pytest.mark.parametrize("exercise", EVERY.values(), ids=EVERY)
def test_a_solution_passes_its_own_check_and_each_usual_wrong_answer_is_told_as_its_kind(exercise, ran):
    assert ast.literal_eval(ran[exercise.id][1]) == ["right", *(each.kind for each in exercise.wrong)]


def test_what_is_recorded_is_what_running_the_solutions_gives_now(ran):
    known = answers.read(answers.CHECKS)
    assert list(known) == list(EVERY), "run tools/record_answers.py"
    for id, (forms, _) in ran.items():
        type, unit, verdicts = json.loads(forms).values()
        verdicts |= {EVERY[id].written: record_answers.WRITTEN}
        hashes = {answers.hashed(known[id].salt, form): verdict for form, verdict in verdicts.items()}
        assert known[id] == (known[id].salt, type, unit, hashes), id


def test_nothing_of_an_answer_can_be_read_in_the_table_of_checks(ran):
    with answers.CHECKS.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    salts = {(row["exercise"], row["salt"]) for row in rows}
    assert len({salt for _, salt in salts}) == len(salts) == len(EVERY), "each exercise has a salt of its own"
    verdicts = {*answers.ERRORS, answers.RIGHT, record_answers.WRITTEN}
    for row in rows:
        assert tuple(row) == answers.COLUMNS
        assert re.fullmatch(r"[0-9a-f]{16}", row["salt"]) and re.fullmatch(r"[0-9a-f]{24}", row["hash"])
        assert row["type"] in answers.TYPES and row["verdict"] in verdicts
        assert row["unit"] in {"", *UNITS}
    assert len({row["hash"] for row in rows}) == len(rows), "the same answer to two exercises has two hashes"


def test_the_template_shows_the_format_and_its_exercise_counts_as_soon_as_it_is_a_chapter(tmp_path):
    copy = shutil.copyfile(HOUSE.notebooks / "_template.ipynb", tmp_path / "11_your_question.ipynb")
    assert [each.id for each in exercises.of_chapter(copy)] == ["11.1"]
    assert "11.1" in record_answers.solved([copy])
    assert HOUSE.notebooks / "_template.ipynb" not in CHAPTERS


def test_a_hash_depends_on_its_salt_and_takes_so_many_rounds_that_trying_all_numbers_is_slow():
    assert answers.hashed("00", "1.00e+00") != answers.hashed("01", "1.00e+00")
    assert answers.ROUNDS >= 5_000
