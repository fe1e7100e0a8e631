"""Timeline, break-evens, tornado and chances as a reader sees them."""

from dataclasses import replace

import pytest

from steppe import scenarios
from steppe.breakeven import OF_THE_RULE, QUANTITATIVE, break_evens
from steppe.case import Case
from steppe.claims import judge
from steppe.display import say
from steppe.display.breakeven import LABELS, sentences, show_break_evens, unless
from steppe.display.breakeven_map import plot_breakeven_map
from steppe.display.chances import chances_of, plot_chances, show_chances
from steppe.display.errors import DisplayError
from steppe.display.figure import digest_of, show
from steppe.display.timeline import plot_timeline, turns_in_words
from steppe.display.tornado import plot_tornado
from steppe.display.units import likely
from steppe.display.verdicts import verdict
from steppe.facts import load
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = load()
CASE = Case(FACTS, scenarios.scenario("hindsight"))


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_the_turns_are_told_in_order_with_day_and_statement():
    told = turns_in_words(CASE)
    assert told[-1] == "C01 from holds to open on 24 October 2022 (callup_est_mediazona_oct)"
    assert "kz_in_27sep" in told[0]


def test_the_timeline_says_each_word_and_its_day():
    said = texts(plot_timeline(CASE))
    assert "? open from 24 Oct" in said
    assert said.count("not testable") == 2


def test_a_timeline_shows_nothing_after_the_day_of_the_run():
    early = Case(FACTS, replace(CASE.scenario, as_of="2022-10-01"))
    assert not any("C01" in turn for turn in turns_in_words(early))
    assert digest_of(plot_timeline(early)) != digest_of(plot_timeline(CASE))
    assert "callup_est_mediazona_oct" not in early.view.read


def test_what_turned_a_word_counts_as_read():
    fresh = Case(FACTS, CASE.scenario)
    turns_in_words(fresh)
    assert "callup_est_mediazona_oct" in fresh.view.read


@pytest.mark.parametrize("name", scenarios.names())
def test_every_figure_and_parameter_that_flips_a_claim_has_its_words(name):
    for id in QUANTITATIVE:
        assert {b.along for b in break_evens(FACTS, scenarios.scenario(name), id)} <= LABELS.keys()


def test_break_evens_read_as_plain_words():
    found = break_evens(FACTS, CASE.scenario, "C05")
    came = "fewer than 88,970 (then roughly) or more than 107,652 (then roughly) people came in the week"
    assert f"Holds unless {came}." in sentences(found, "holds")
    assert f"With 98,000 taken as certain: holds unless {came}." in sentences(found, "open")


def test_a_rank_among_peoples_flips_when_all_that_was_published_of_one_is_moved():
    (lead,) = sentences(break_evens(FACTS, CASE.scenario, "C06"), "contradicted")
    assert lead.startswith("Contradicted unless Russians were more than 1")
    assert lead.endswith("of what was published, with Kazakhs as published.")
    first, second = (b for b in break_evens(FACTS, CASE.scenario, "C07") if b.along not in OF_THE_RULE)
    assert first.below.at.value < 0.5 and second.below.at.value < 0.5
    assert judge(FACTS, CASE.scenario, "C07").known.found.value == 1


@pytest.mark.parametrize("id", QUANTITATIVE)
def test_every_reckoned_claim_says_in_plain_words_what_would_flip_it(id):
    assert "As known, one figure at a time:" in verdict(CASE, id)._repr_mimebundle_()["text/plain"]


def test_a_tornado_of_a_probability_draws_its_two_bounds():
    figure = plot_tornado(CASE, "C02")
    found = judge(FACTS, CASE.scenario, "C02").known.found
    drawn = {line.get_xdata()[0] for line in figure.axes[0].lines}
    assert {found.low, found.high} <= drawn
    assert found.value not in drawn


def test_people_are_counted_whole_on_the_side_that_keeps_the_word():
    people = next(b for b in break_evens(FACTS, CASE.scenario, "C09") if b.along == "arrivals")
    assert 86_666 < people.below.at.value < 86_667
    assert any("fewer than 86,667" in said for said in sentences([people], people.word))


def test_a_table_of_break_evens_carries_its_figures():
    shown = show_break_evens(CASE, "C09")._repr_mimebundle_()
    values = shown[say.MIME]["values"]
    assert values["arrivals"]["above"]["word"] == "holds"
    assert values["arrivals"]["above"]["at"] == pytest.approx(130_000 * (2 / 1.1 - 1))
    assert "106,363: holds" in shown["text/plain"]


def test_a_map_of_words_marks_where_things_stand():
    figure = plot_breakeven_map(CASE, "C09", ("arrivals", 20_000, 200_000), ("citizens", 50_000, 250_000))
    assert {"✓ holds", "▲ overstated", "now: roughly"} <= set(texts(figure))
    assert len(show(figure, "A map.").png) < 60_000


def test_a_map_takes_parameters_of_the_vocabulary_too():
    figure = plot_breakeven_map(CASE, "C09", ("arrivals", 20_000, 200_000), ("weekly_departure", 0, 1))
    assert "leave again each week" in figure.axes[0].get_ylabel()


def test_a_tornado_names_the_words_that_would_turn():
    assert "alone: overstated" in texts(plot_tornado(CASE, "C04"))
    with pytest.raises(DisplayError, match="found no statement that enters C16"):
        plot_tornado(CASE, "C16")


def test_the_chances_say_what_they_hang_on():
    shown = show_chances(CASE, "C02")
    headings = [heading for heading, _ in shown.grid.groups]
    assert headings == [None, "How it is read", "Whose figure counts for: men who left"]
    assert "about which source to believe" in repr(shown)
    assert len(plot_chances(CASE).axes[0].get_yticks()) == len(chances_of(CASE))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0, 0, "0%"), (1, 1, "100%"), (0.004, 0.004, "under 1%"), (0.2, 0.999, "20% to over 99%"), (0.5, 0.5, "50%")],
)
def test_a_chance_is_told_in_whole_per_cent_and_never_rounded_to_certainty(low, high, words):
    assert likely(Quantity((low + high) / 2, low, high, "probability")) == words


def test_a_verdict_says_how_sure_how_firm_and_what_would_flip_it():
    shown = verdict(CASE, "C09")._repr_mimebundle_()
    values = shown[say.MIME]["values"]
    assert values["known"]["supported"]["value"] == 1
    assert values["known"]["beside"]["half"] == "overstated"
    assert values["flips"]["citizens"]["below"]["word"] == "holds"
    for words in ("Chance that all of it holds", "At half, at double the tolerance", "As known, one figure at a time:"):
        assert words in shown["text/html"]


def test_a_verdict_that_was_weighed_claims_no_chance():
    box = repr(verdict(CASE, "C12"))
    assert "Chance" not in box and "harshest" not in box
    assert judge(FACTS, CASE.scenario, "C12").known.judged


def test_whatever_a_reader_passes_has_its_break_even_in_words():
    passed = {"weekly_arrivals": 50_000.0, "population": 2e7, "citizens_before": 1e5, "second_wave_arrivals": 1_000.0}
    own = Scenario(**passed, weekly_decline=0.01, weekly_departure=0.01)
    assert all(unless(found) for id in QUANTITATIVE for found in break_evens(CASE.facts, own, id))
