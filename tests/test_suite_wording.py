"""What a sentence must not do: type a verdict, lose a text, leave out a value."""

import ast

import pytest

from conftest import chapter, complaints, edit, failures
from steppe.suite.wording import thrown_away, unsaid, verdicts_typed

CHAPTER = "notebooks/07_tiny.ipynb"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("So the verdict on C03 is `contradicted`.", ["`contradicted`"]),
        ("C04 shows it. With all in, its length has the share asked for, and the word is `holds`.", ["`holds`"]),
        ("For C06 and C08, the two that all the evidence contradicts, most was in print.", ["contradicts"]),
        ("C02 stays open, and nothing\ncan be done.", ["open"]),
        ("* C16 is not testable\n* C17 as well", ["not testable"]),
    ],
)
def test_a_verdict_beside_its_claim_is_found(text, found):
    assert verdicts_typed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "`holds` and `roughly` support a claim. Some are `not testable`.",
        "This is claim C03.\n\nWhere sources quarrel, the word is `open`.",
        "What it takes for C04 to hold is asked below.",
        "The rule is the same for C05. An end that is open counts.",
        "Roughly one mile for so many people (claim C05).",
        "* C03 is a rank.\n* A door is open.",
    ],
)
def test_a_word_of_the_rule_elsewhere_is_none(text):
    assert verdicts_typed(text) == []


WAYS = {
    f"{CHAPTER}, cell 3: ": lambda house: in_cell(house, 2, "The verdict on C03 is `contradicted`."),
    f"{CHAPTER}, cell 6, line 2: ": lambda house: in_cell(house, 5, "n = 1\nsay('C03 is contradicted by {n}.', n=n)"),
    "README.md: ": lambda house: house.readme.write_text(
        house.readme.read_text(encoding="utf-8").replace("More.", "C03 is contradicted."), encoding="utf-8"
    ),
}


@pytest.mark.parametrize("place", WAYS)
def test_a_verdict_pasted_into_prose_or_a_template_turns_the_check_red(house, place):
    assert not failures(house, "no_verdict_is_typed")
    WAYS[place](house)
    (line,) = complaints(house, "no_verdict_is_typed")
    assert line.startswith(place)


def in_cell(house, at, source):
    edit(chapter(house), lambda notebook: notebook.cells[at].update(source=source))


BROKEN = """\
known = "Births brought {natural}, and the population grew by "
"{growth}. What is left is {left}."
say(known if natural else "Nothing is known.", natural=natural, growth=growth, left=left)"""


def test_a_sentence_that_fell_apart_is_found_by_its_lost_text_and_by_its_lost_values(house):
    in_cell(house, 5, BROKEN)
    lost, place = "'{growth}. What is left is {left}.'", f"{CHAPTER}, cell 6, line"
    assert failures(house, "no_text_is_thrown_away", "every_value_is_said") == {
        "every_value_is_said": [
            f"{place} 3: found the value 'growth', expected {{growth}} in a template of its sentence",
            f"{place} 3: found the value 'left', expected {{left}} in a template of its sentence",
        ],
        "no_text_is_thrown_away": [f"{place} 2: found {lost} on its own, expected a text that is used"],
    }


@pytest.mark.parametrize("source", ["'A text.'", "n = 1\nf'{n} came'", "if n:\n    'A text.'", "'A text.'\nf()"])
def test_a_text_on_its_own_is_thrown_away(source):
    assert len(thrown_away(ast.parse(source))) == 1


@pytest.mark.parametrize("source", ["def f():\n    'A text.'", "n = 'A text.'", "f('A text.')", "n"])
def test_a_text_that_is_used_or_documents_is_not(source):
    assert thrown_away(ast.parse(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "say('{n} came.', n=n)",
        "say('{n:range} came.', n=n)",
        "say('{n} came.' if n else 'None by {day}.', n=n, day=day)",
        "known = '{n} came'\nknown += ' by {day}.'\nsay(known, n=n, day=day)",
        "a, b = '{n} came.', '{m} went.'\nsay(a if n else b, n=n, m=m)",
        "say(f'{{n}} came {tail}', n=n)",
        "show(fig, alt='{n} came.', n=n)",
        "say('{n} came.', **values)",
        "say('{a}, {b}', **{key: q[key] for key in ('a', 'b')})",
    ],
)
def test_a_value_that_some_template_names_is_said(source):
    assert unsaid(ast.parse(source)) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("say('Some came.', n=n)", "n"),
        ("show(fig, alt='Some came.', n=n)", "n"),
        ("say('{n} came.', n=n, day=day)", "day"),
        ("say('{{n}} came.', n=n)", "n"),
        ("other = '{n}'\nsay('Some came.', n=n)", "n"),
        ("say('{a}', **{key: q[key] for key in ('a', 'b')})", "b"),
    ],
)
def test_a_value_that_no_template_names_is_not(source, name):
    assert unsaid(ast.parse(source)) == [(source.count("\n") + 1, name)]
