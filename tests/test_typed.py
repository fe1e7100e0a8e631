"""What may stand in a text stands there with a reason, and is true."""

import re

import pytest

from steppe import facts, judging, typed
from steppe.display.template import expect_no_figure
from steppe.refusal import DisplayError


@pytest.mark.parametrize("phrase", typed.PHRASES)
def test_a_phrase_would_be_a_figure_but_for_its_reason(phrase, monkeypatch):
    assert typed.PHRASES[phrase]
    assert typed.figures(phrase) == []
    monkeypatch.setattr(typed, "MAY_STAND", typed.MAY_STAND[len(typed.PHRASES) :])
    assert typed.figures(phrase)


def test_a_phrase_frees_itself_alone():
    text = "seventeen thousand claims, and a third of them"
    assert typed.figures(text) == [(0, "seventeen thousand"), (31, "a third")]


def test_what_the_phrases_count_is_so():
    assert len({part.claim for part in judging.parts_of(facts.load()).values()}) == 17


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nine out of ten of those who came had left again", "Nine out of ten"),
        ("nine of every ten sources agree", "nine of every ten"),
        ("observed in nine of ten years", "nine of ten"),
        ("one in five stayed", "one in five"),
        ("one of its three divisions comes out", "one of its three"),
        ("three people in every twenty", "in every twenty"),
        ("nine people\nout of ten", "out of ten"),
        ("every tenth came back", "every tenth"),
    ],
)
def test_a_share_in_words_is_a_figure(text, found):
    assert [figure for _, figure in typed.figures(text)] == [found]


@pytest.mark.parametrize("text", ["two of them", "one of the pages", "ten of its pages", "out of reach", "every one"])
def test_a_count_of_what_is_in_sight_is_none(text):
    assert typed.figures(text) == []


@pytest.mark.parametrize("text", ["In C05, by 30 September 2022, since 1989", "`kz_in_27sep`", "1:10m", "18 to 60"])
def test_what_may_stand_in_prose_may_stand_in_a_template(text):
    assert typed.figures(text) == []
    expect_no_figure("say", text, "typed")


def test_a_label_that_is_made_with_a_year_may_keep_it():
    expect_no_figure("show", "counted 1989; on the register 2022", "typed")
    assert typed.figures("counted 1989; on the register 2022")


@pytest.mark.parametrize("text", ["98,000", "2000 men", "½ of them"])
def test_what_may_not_stand_in_prose_may_not_stand_in_a_template(text):
    with pytest.raises(DisplayError, match=f"found '{re.escape(text.split()[0])}' typed"):
        expect_no_figure("say", text, "typed")
