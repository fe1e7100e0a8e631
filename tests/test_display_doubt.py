"""Break-evens and firmness of verdicts as a reader sees them."""


import pytest

from steppe import scenarios
from steppe.breakeven import OF_THE_RULE, Words, break_evens
from steppe.case import Case
from steppe.display import say
from steppe.display.breakeven import LABELS, sentences, unless
from steppe.display.verdicts import verdict
from steppe.facts import load
from steppe.judging import parts_of
from steppe.scenario import VOCABULARY, Scenario

FACTS = load()
CASE = Case(FACTS, scenarios.scenario("hindsight"))
TESTED = [id for id, part in parts_of(FACTS).items() if not part.verdict]


@pytest.mark.parametrize("name", scenarios.names())
def test_every_figure_and_parameter_that_may_flip_a_part_has_its_words(name):
    scenario = scenarios.scenario(name)
    given = [p.name for p in VOCABULARY.values() if p.type in (int, float) and getattr(scenario, p.name) is not None]
    for id in TESTED:
        words = Words(FACTS, scenario, id)
        assert {*words.figures(), *OF_THE_RULE, *filter(words.depend_on, given)} <= LABELS.keys()


def test_what_flips_a_part_is_among_what_may():
    for id in TESTED:
        words = Words(FACTS, CASE.scenario, id)
        found = {b.along for b in break_evens(FACTS, CASE.scenario, id)} - {*words.figures(), *OF_THE_RULE}
        assert all(map(words.depend_on, found))


def test_break_evens_read_as_plain_words():
    found = break_evens(FACTS, CASE.scenario, "C03.1")
    (said,) = sentences(found, "holds")
    assert said.startswith("Holds unless fewer than 90,9") and said.endswith("people entered Kazakhstan in the week.")
    assert sentences(found, "open")[0].startswith("With 98,000 taken as certain: holds unless fewer than")


def test_people_are_rounded_to_four_digits_on_the_side_that_keeps_the_word():
    people = next(b for b in break_evens(FACTS, CASE.scenario, "C09") if b.along == "arrivals")
    assert 86_666 < people.above.at.value < 86_667
    assert any("more than 86,660" in said for said in sentences([people], people.word))
    words = Words(FACTS, CASE.scenario, "C09")
    assert words.at({"arrivals": 86_660}) == words.at({"arrivals": people.now.value}) == people.word


def test_a_verdict_says_how_firm_it_is_and_what_would_flip_it():
    shown = verdict(CASE, "C09")._repr_mimebundle_()
    values = shown[say.MIME]["values"]["parts"]["C09"]
    assert values["written"]["beside"]["half"] == "overstated"
    assert values["flips"]["citizens"]["below"]["word"] == "roughly"
    for words in ("At half, at double the tolerance", "As known, one figure at a time:"):
        assert words in shown["text/html"]


def test_whatever_a_reader_passes_has_its_break_even_in_words():
    passed = {"weekly_arrivals": 50_000.0, "population": 2e7, "citizens_before": 1e5, "second_wave_arrivals": 1_000.0}
    own = Scenario(**passed, weekly_decline=0.01, weekly_departure=0.01)
    assert all(unless(found) for id in TESTED for found in break_evens(CASE.facts, own, id))
