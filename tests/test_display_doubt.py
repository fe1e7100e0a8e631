"""Timeline, break-evens, tornado and chances as a reader sees them."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from matplotlib.dates import date2num

from steppe import scenarios
from steppe.breakeven import OF_THE_RULE, QUANTITATIVE, Words, break_evens
from steppe.case import Case
from steppe.claims import ESSAY_DATE, JUDGED, judge
from steppe.display import dates, say
from steppe.display.breakeven import LABELS, sentences, show_break_evens, unless
from steppe.display.breakeven_map import now, plot_breakeven_map
from steppe.display.chances import chances_of, plot_chances, show_chances
from steppe.display.errors import DisplayError
from steppe.display.figure import digest_of, show
from steppe.display.hindsight import plot_grounds
from steppe.display.matrix import LOOKS, plot_matrix
from steppe.display.publication import plot_strips
from steppe.display.scenario_matrix import matrices, plot_scenario_matrix
from steppe.display.timeline import plot_timeline, turns_in_words
from steppe.display.tornado import BAR, plot_tornado
from steppe.display.units import likely
from steppe.display.verdicts import verdict
from steppe.facts import load
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY, Scenario
from steppe.timeline import LAST_DAY
from steppe.tornado import tornado

FACTS = load()
CASE = Case(FACTS, scenarios.scenario("hindsight"))


def judged_by(id) -> list:
    return [FACTS.statements[read] for read in judge(FACTS, CASE.scenario, id).known.ids]


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
    assert "callup_est_mediazona_oct" in fresh.view.read


@pytest.mark.parametrize("name", scenarios.names())
def test_every_figure_and_parameter_that_may_flip_a_claim_has_its_words(name):
    scenario = scenarios.scenario(name)
    given = [p.name for p in VOCABULARY.values() if p.type in (int, float) and getattr(scenario, p.name) is not None]
    for id in QUANTITATIVE:
        words = Words(FACTS, scenario, id)
        assert {*words.figures(), *OF_THE_RULE, *filter(words.depend_on, given)} <= LABELS.keys()


def test_what_flips_a_claim_is_among_what_may():
    words = {id: Words(FACTS, CASE.scenario, id) for id in QUANTITATIVE}
    for id, of in words.items():
        found = {b.along for b in break_evens(FACTS, CASE.scenario, id)} - {*of.figures(), *OF_THE_RULE}
        assert all(map(of.depend_on, found))


def test_break_evens_read_as_plain_words():
    found = break_evens(FACTS, CASE.scenario, "C05")
    came = "fewer than 88,970 (then roughly) or more than 107,600 (then roughly) people came in the week"
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


@pytest.mark.parametrize("id", ["C01", "C05", "C09", "C11"])
def test_a_tornado_has_a_row_for_every_statement_and_the_farthest_reach_on_top_of_those_that_turn_no_word(id):
    axes, pulls = plot_tornado(CASE, id).axes[0], tornado(FACTS, CASE.scenario, id)
    assert len(axes.get_yticks()) == len(pulls)
    found = pulls[0].verdict.found.value
    bars = [line.get_xdata() for line in axes.lines if line.get_linewidth() == BAR]
    reaches = [max(abs(end - found) for end in bar) for bar, pull in zip(bars, pulls, strict=True) if not pull.turns]
    assert reaches == sorted(reaches, reverse=True)


def test_people_are_rounded_to_four_digits_on_the_side_that_keeps_the_word():
    people = next(b for b in break_evens(FACTS, CASE.scenario, "C09") if b.along == "arrivals")
    assert 86_666 < people.below.at.value < 86_667
    assert any("fewer than 86,670" in said for said in sentences([people], people.word))
    words = Words(FACTS, CASE.scenario, "C09")
    assert words.at({"arrivals": 86_670}) == words.at({"arrivals": 106_300}) == people.word
    assert any("fewer than 8,821,000" in said for said in sentences(break_evens(FACTS, CASE.scenario, "C08"), "open"))


def test_a_table_of_break_evens_carries_its_figures():
    shown = show_break_evens(CASE, "C09")._repr_mimebundle_()
    values = shown[say.MIME]["values"]
    assert values["arrivals"]["above"]["word"] == "holds"
    assert values["arrivals"]["above"]["at"] == pytest.approx(130_000 * (2 / 1.1 - 1))
    assert "Keeps it down to" in shown["text/plain"] and "106,300, then holds" in shown["text/plain"]


def test_a_map_of_words_marks_where_things_stand():
    figure = plot_breakeven_map(CASE, "C09", ("arrivals", 20_000, 200_000), ("citizens", 50_000, 250_000))
    assert {"✓ holds", "▲ overstated", "now: ≈ roughly"} <= set(texts(figure))
    assert len(show(figure, "A map.").png) < 60_000


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


@pytest.mark.parametrize("name", scenarios.names())
@pytest.mark.parametrize("id", MAPS)
def test_no_word_on_a_map_runs_into_another(id, name):
    figure = drawn_map(id, name)
    figure.canvas.draw()
    boxes = [said.get_window_extent() for said in figure.axes[0].texts]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_a_map_of_what_was_not_public_stands_nowhere():
    early = Case(FACTS, replace(CASE.scenario, as_of="2022-09-22"))
    assert now(early, "C09", ("arrivals", "citizens")) == {}


def test_every_field_of_a_map_that_has_room_says_its_word():
    said = texts(plot_breakeven_map(CASE, "C05", *MAPS["C05"]))
    assert said.count("✗ contradicted") == 2


def test_too_much_and_too_little_differ_without_their_colours_too():
    def grey(word):
        red, green, blue = bytes.fromhex(LOOKS[word][1][1:])
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert abs(grey("overstated") - grey("understated")) > 25


def test_a_map_takes_parameters_of_the_vocabulary_too():
    figure = plot_breakeven_map(CASE, "C09", ("arrivals", 20_000, 200_000), ("weekly_departure", 0, 1))
    assert "leave again\neach week" in figure.axes[0].get_ylabel()


def test_a_tornado_names_the_words_that_would_turn():
    assert "alone: overstated" in texts(plot_tornado(CASE, "C04"))
    with pytest.raises(DisplayError, match="found no statement that enters C16"):
        plot_tornado(CASE, "C16")


def test_the_chances_say_what_they_hang_on():
    shown = show_chances(CASE, "C02")
    headings = [heading for heading, _ in shown.grid.groups]
    assert headings == [None, "How it is read", "Whose figure counts for: men who left"]
    for id, chance in chances_of(CASE).items():
        assert ("about which source to believe" in repr(show_chances(CASE, id))) is (chance.by_source is not None)
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


DRAWN = {
    "matrix": lambda: plot_matrix(CASE),
    "scenarios": lambda: plot_scenario_matrix(matrices(CASE)),
    "chances": lambda: plot_chances(CASE),
    "grounds": lambda: plot_grounds(CASE),
    "strips": lambda: plot_strips({id: judged_by(id) for id in JUDGED}, ESSAY_DATE),
    "map of figures": lambda: plot_breakeven_map(CASE, "C05", *MAPS["C05"]),
    "map of parameters": lambda: plot_breakeven_map(CASE, "C11", *MAPS["C11"]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_of_verdicts_names_statements_at_its_foot(name):
    figure = DRAWN[name]()
    assert figure.statements
    assert set(figure.statements) <= set(FACTS.statements)
    assert f"Statements: {figure.statements[0]}" in figure.get_supxlabel()
