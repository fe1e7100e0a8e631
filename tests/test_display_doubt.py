"""Timeline, break-evens and the figures of verdicts as a reader sees them."""

from dataclasses import replace
from functools import cache

import pytest
from matplotlib.dates import date2num

from steppe import scenarios
from steppe.breakeven import OF_THE_RULE, Words, break_evens
from steppe.case import Case
from steppe.claims import parts_of
from steppe.display import dates, say
from steppe.display.breakeven import LABELS, sentences, show_break_evens, unless
from steppe.display.breakeven_map import now, plot_breakeven_map
from steppe.display.figure import digest_of, show
from steppe.display.matrix import LOOKS, plot_matrix
from steppe.display.scenario_matrix import matrices, plot_scenario_matrix
from steppe.display.timeline import plot_timeline, turns_in_words
from steppe.display.verdicts import verdict
from steppe.facts import load
from steppe.scenario import VOCABULARY, Scenario
from steppe.timeline import LAST_DAY

FACTS = load()
CASE = Case(FACTS, scenarios.scenario("hindsight"))
TESTED = [id for id, part in parts_of(FACTS).items() if not part.verdict]


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_the_turns_are_told_in_order_with_day_and_statement():
    told = turns_in_words(CASE)
    assert told[0] == "C10.4 from open to contradicted on 26 September 2022 (kz_pr_apps_1_24sep)"
    assert "C03.1 from open to holds on 27 September 2022 (kz_in_27sep)" in told


def test_the_timeline_says_each_word_and_its_day():
    said = texts(plot_timeline(CASE))
    assert "✓ holds from 27 Sep" in said
    assert said.count("not testable") == 3


def test_a_timeline_shows_nothing_after_the_day_of_the_run():
    early = Case(FACTS, replace(CASE.scenario, as_of="2022-09-26"))
    assert not any("C03.1" in turn for turn in turns_in_words(early))
    assert digest_of(plot_timeline(early)) != digest_of(plot_timeline(CASE))
    assert "kz_in_27sep" not in early.view.read


@pytest.mark.parametrize("as_of", ["2022-09-21", "2022-09-30", "2022-11-01", None])
def test_the_timeline_ends_where_the_run_does_and_says_the_day(as_of):
    case = Case(FACTS, replace(CASE.scenario, as_of=as_of))
    axes = plot_timeline(case).axes[0]
    last = min(LAST_DAY, case.view.as_of)
    assert axes.get_xlim()[1] == date2num(last) + 1
    assert all(tick <= date2num(last) for tick in axes.get_xticks())
    assert dates.shortened(last) in [text.get_text() for text in axes.texts]


def test_what_turned_a_word_counts_as_read():
    fresh = Case(FACTS, CASE.scenario)
    turns_in_words(fresh)
    assert "kz_in_27sep" in fresh.view.read


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


def test_a_table_of_break_evens_carries_its_figures():
    shown = show_break_evens(CASE, "C09")._repr_mimebundle_()
    values = shown[say.MIME]["values"]
    assert values["arrivals"]["above"]["word"] == "roughly"
    assert values["arrivals"]["above"]["at"] == pytest.approx(130_000 * (2 / 1.2 - 1))
    assert "Keeps it down to" in shown["text/plain"] and "86,660, then roughly" in shown["text/plain"]


MAPS = {
    "C09": (("arrivals", 0, 200_000), ("citizens", 50_000, 250_000)),
    "C05": (("arrivals", 0, 200_000), ("border", 3_000, 6_000)),
    "C11": (("weekly_decline", 0, 0.006), ("weekly_departure", 0, 0.006)),
}


@cache
def drawn_map(id, name):
    return plot_breakeven_map(Case(FACTS, scenarios.scenario(name)), id, *MAPS[id])


@pytest.mark.parametrize("name", scenarios.names())
@pytest.mark.parametrize("id", MAPS)
def test_the_ring_stands_at_the_values_that_a_sentence_can_bind_and_has_the_colour_of_its_word(id, name):
    case, (along, across) = Case(FACTS, scenarios.scenario(name)), MAPS[id]
    standing = now(case, id, (along[0], across[0]))
    values = [q.value / 100 if q.unit == "percent" else q.value for q in standing.values()]
    word = Words(FACTS, case.scenario, id).at(dict(zip(standing, values, strict=True)))
    axes = drawn_map(id, name).axes[0]
    ring = axes.lines[-1]
    drawn = [ring.get_xdata()[0], ring.get_ydata()[0]]
    assert drawn == [min(max(at, low), high) for at, (_, low, high) in zip(values, (along, across), strict=True)]
    assert ring.get_markerfacecolor() == LOOKS[word][1]
    assert any(said.get_text().startswith(f"now: {LOOKS[word][0]} {word}") for said in axes.texts)


@pytest.mark.parametrize("id", MAPS)
def test_the_key_of_a_map_has_every_word_in_its_colour(id):
    axes = drawn_map(id, "hindsight").axes[0]
    legend = axes.get_legend()
    key = {text.get_text(): box for text, box in zip(legend.texts, legend.get_patches(), strict=True)}
    drawn = {box.get_facecolor() for box in axes.patches if box not in key.values()}
    assert drawn == {box.get_facecolor() for box in key.values()}
    assert set(key) <= {f"{sign} {word}" for word, (sign, *_) in LOOKS.items()}
    assert len(show(drawn_map(id, "hindsight"), "A map.").png) < 60_000


def test_a_map_of_what_was_not_public_stands_nowhere():
    early = Case(FACTS, replace(CASE.scenario, as_of="2022-09-22"))
    assert now(early, "C09", ("arrivals", "citizens")) == {}


def test_too_much_and_too_little_differ_without_their_colours_too():
    def grey(word):
        red, green, blue = bytes.fromhex(LOOKS[word][1][1:])
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert abs(grey("overstated") - grey("understated")) > 25


def test_a_map_takes_parameters_of_the_vocabulary_too():
    figure = plot_breakeven_map(CASE, "C09", ("arrivals", 20_000, 200_000), ("weekly_departure", 0, 1))
    assert "leave again\neach week" in figure.axes[0].get_ylabel()


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


DRAWN = {
    "matrix": lambda: plot_matrix(CASE),
    "scenarios": lambda: plot_scenario_matrix(matrices(CASE)),
    "map of figures": lambda: plot_breakeven_map(CASE, "C05", *MAPS["C05"]),
    "map of parameters": lambda: plot_breakeven_map(CASE, "C11", *MAPS["C11"]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_of_verdicts_names_statements_at_its_foot(name):
    figure = DRAWN[name]()
    assert figure.statements
    assert set(figure.statements) <= set(FACTS.statements)
    assert f"Statements: {figure.statements[0]}" in figure.get_supxlabel()
