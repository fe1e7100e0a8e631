from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.assertions import ASSERTIONS
from steppe.claims import JUDGED, VANTAGES, judge_part, load_claims, part_of, vantage_case, verdict_at
from steppe.parts import Comparison, Figure, Joined, Remarks, Typed, named_inputs, supposing
from steppe.quantity import Quantity
from steppe.reckoning import Input, Reckoned
from steppe.rule import Rule, conjunction, readings

FACTS = facts.load()
SCENARIO = scenarios.scenario("hindsight")
miles = st.floats(1, 1e4)


def exact(value):
    return Quantity.exact(value, "mi")


def figure(stated, *found):
    return Figure(exact(stated), Reckoned.plain([(exact(f), 1.0) for f in found], "length"))


def part_known(id):
    claim = load_claims(FACTS)[id]
    return part_of(vantage_case(FACTS, SCENARIO, claim, "known"), claim, "known"), claim


@pytest.mark.parametrize("id", JUDGED)
@pytest.mark.parametrize("vantage", VANTAGES)
def test_a_claim_judged_from_its_parts_gets_the_word_of_the_claim(id, vantage):
    claim = load_claims(FACTS)[id]
    part = part_of(vantage_case(FACTS, SCENARIO, claim, vantage), claim, vantage)
    word = judge_part(part, claim, Rule.of(SCENARIO)).word if part else "-"
    assert word == verdict_at(FACTS, SCENARIO, id, vantage).word


@pytest.mark.parametrize("id", sorted(ASSERTIONS))
def test_supposing_the_figure_that_is_there_alone_changes_no_word_that_rests_on_it_alone(id):
    part, claim = part_known(id)
    alone = {name: i.options[0][0] for name, i in named_inputs(part).items() if len(i.options) == 1}
    assert judge_part(supposing(part, alone), claim, Rule()).word == judge_part(part, claim, Rule()).word


@given(miles, st.lists(miles, min_size=1, max_size=4), miles)
def test_a_supposed_figure_takes_the_place_of_all_that_were_found(stated, found, supposed):
    part = supposing(figure(stated, *found), {"length": exact(supposed)})
    assert part.judged(0.05, 0.9) == figure(stated, supposed).judged(0.05, 0.9)


@given(miles, miles, miles)
def test_one_input_that_enters_two_parts_is_varied_in_both(stated, found, supposed):
    length = Reckoned((Input.of([(exact(found), 1.0)], "length"),))
    rank = Comparison(((length, Reckoned.fixed(exact(100))),))
    part = supposing(Joined(conjunction, (Figure(exact(stated), length), rank)), {"length": exact(supposed)})
    assert [r.options[0][0] for r in part.reckoned()] == [exact(supposed), exact(supposed), exact(100)]


def test_parts_without_evidence_are_open():
    nothing = Comparison(())
    assert Figure(exact(1), Reckoned.plain([])).judged(0.05, 0.9).word == nothing.judged(0.05, 0.9).word == "open"
    assert Joined(readings, (nothing,)).judged(0.05, 0.9).word == "open"


def test_a_join_shows_the_figures_of_its_main_part_and_the_statements_of_all():
    first = figure(100, 100)
    second = Figure(exact(100), Reckoned.plain([(replace(exact(300), ids=("far",)), 1.0)]))
    verdict = Joined(conjunction, (first, second)).judged(0.05, 0.9)
    assert (verdict.word, verdict.found.value, verdict.ids) == ("contradicted", 100, ("far",))
    assert Joined(readings, (first, second), spanning=True).judged(0.05, 0.9).found.high == 300


@pytest.mark.parametrize(
    ("groups", "word"), [((("a",), ()), "roughly"), (((), ()), "open"), ((("a",), ("b",)), "holds")]
)
def test_remarks_hold_when_every_assurance_is_on_record(groups, word):
    assert Remarks(groups).judged(0.05, 0.9).word == word


def test_a_typed_word_is_marked_unless_it_says_that_there_is_no_test():
    assert Typed("open").judged(0.05, 0.9).judged
    assert not Typed("not testable").judged(0.05, 0.9).judged


@pytest.mark.parametrize("needed", [0.5, 0.9])
@pytest.mark.parametrize("tolerance", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("id", sorted(ASSERTIONS))
def test_the_word_alone_is_the_word_of_the_verdict(id, tolerance, needed):
    part, _ = part_known(id)
    assert part.word(tolerance, needed) == part.judged(tolerance, needed).word
