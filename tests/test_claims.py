import re
import shutil
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import WORDS
from nbsuite.errors import DataError
from steppe import facts, judging
from steppe.case import Case
from steppe.judging import VANTAGES, judge, judge_all, load_claims, parts_of, vantage_case, verdict_at
from steppe.paths import DATA
from steppe.rule import NO_ARITHMETIC
from steppe.scenario import VOCABULARY, Scenario
from steppe.suite import scenarios
from steppe.testing import CASE, TESTS, WITH_ARITHMETIC, names

FACTS = facts.load()
PARTS = list(parts_of(FACTS))
CLAIMS = [f"C{n:02}" for n in range(1, 18)]
BEST = Scenario(evidence="best")
# The single words of the essay that a paraphrase may quote.
QUOTED = {"about", "almost", "because", "continuous", "millions", "roughly", "small", "throughout"}


@pytest.fixture(scope="module")
def hindsight():
    return judge_all(FACTS, scenarios.scenario("hindsight"))


def words(every=FACTS, scenario=BEST):
    return {(id, v): j.at(v).word for id, j in judge_all(every, scenario).items() for v in VANTAGES}


# --- the table of claims --------------------------------------------------------------------------


def test_every_part_of_the_claims_of_the_essay_is_judged_in_order_and_claims_of_ones_own_after_them(hindsight):
    assert list(hindsight) == PARTS == sorted(PARTS)
    assert sorted({part.partition(".")[0] for part in PARTS})[: len(CLAIMS)] == CLAIMS


def test_a_part_is_tested_by_one_short_function_or_says_why_nothing_tests_it():
    for id, part in parts_of(FACTS).items():
        assert (id in TESTS) == (part.verdict is None), id
        assert part.test if id in TESTS else part.reason, id


def test_what_is_named_but_not_judged_has_a_reason_and_no_test():
    named = [c for c in load_claims(FACTS).values() if not c.is_judged]
    assert len(named) == 5
    assert all(c.reason and not c.test for c in named)


def test_words_in_quotation_marks_stand_in_the_essay():
    quoted = [w for c in load_claims(FACTS).values() for w in re.findall(r'"([^"]*)"', c.paraphrase)]
    assert {w.lower() for w in quoted} <= QUOTED
    assert not any(re.search(r"[“”'‘’]", c.paraphrase) for c in load_claims(FACTS).values())


def test_what_the_essay_overreaches_on_stands_in_its_paraphrase():
    paraphrases = {id: part.paraphrase.lower() for id, part in parts_of(FACTS).items()}
    for id, word in (("C04.2", "continuous"), ("C08.1", "because"), ("C10.4", "throughout"), ("C17", "one russian")):
        assert word in paraphrases[id]


def test_the_readings_that_claims_csv_declares_are_those_that_decide():
    for id, part in parts_of(FACTS).items():
        if part.readings:
            assertion = TESTS[id](vantage_case(FACTS, BEST, part, "known"), part)
            assert tuple(assertion.deciding) == part.readings, id
            assert part.readings_because


def changed(folder, old, new):
    shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns("border"))
    path = folder / "data" / "claims.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return facts.load(folder / "data")


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("{essay_callup}", "{essay_calup}", r"row 2, column paraphrase: found the placeholder \{essay_calup\}"),
        ("\nC15.2,", "\nC99.2,", r"row 32, column id: found the part C99.2 without its claim, expected a row C99"),
        ("\nC13.2,", "\nC13.1,", r"row 28, column id: found 'C13.1' a second time \(first in row 27\)"),
        ("2022-09-19/2022-09-28", "2022-09-19/then", r"row 4, column periods: found"),
        ("The number announced on 21 September 2022, by the tolerance.", "", r"row 2, column test: found an empty"),
        ("What moved the president is not on record.", "", r"column reason: found an empty cell"),
        ("C05,", "C5,", r"column id: found 'C5'"),
    ],
)
def test_a_bad_row_is_refused_by_row_and_column(tmp_path, old, new, refused):
    with pytest.raises(DataError, match=r"claims\.csv.*" + refused) as error:
        load_claims(changed(tmp_path, old, new))
    assert "\n" not in str(error.value)


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "vantage"), list(product(scenarios.names(), VANTAGES)))
def test_every_part_gets_exactly_one_word_under_every_scenario(name, vantage):
    found = [j.at(vantage).word for j in judge_all(FACTS, scenarios.scenario(name)).values()]
    assert len(found) == len(PARTS)
    assert set(found) <= WORDS


@pytest.mark.parametrize("name", scenarios.names())
def test_no_part_is_open_or_mixed_without_naming_what_is_missing_or_who_disagrees(name):
    for id, judgement in judge_all(FACTS, scenarios.scenario(name)).items():
        for verdict in (judgement.knowable, judgement.known):
            assert verdict.word != "open" or verdict.missing, id
            assert verdict.word != "mixed" or (verdict.pro and verdict.contra), id


def test_each_part_of_a_claim_has_its_own_word_and_the_claim_none():
    assert {id: verdict_at(FACTS, BEST, id, "known").word for id in parts_of(FACTS, "C03")} == {
        "C03.1": "holds", "C03.2": "open"
    }
    with pytest.raises(KeyError, match="C03 has several parts"):
        judge(Case(FACTS, BEST), "C03")


@pytest.mark.parametrize(("id", "word"), [("C05", "holds"), ("C09", "roughly"), ("C11", "holds")])
def test_the_essays_own_arithmetic_is_judged_as_written(hindsight, id, word):
    assert hindsight[id].written.word == word


def test_parts_without_arithmetic_of_their_own_have_a_dash_as_written(hindsight):
    tested = {id for id, j in hindsight.items() if j.written.word not in (NO_ARITHMETIC, "not testable")}
    assert tested == set(WITH_ARITHMETIC)


def test_the_essay_alone_speaks_as_written(hindsight):
    for judgement in hindsight.values():
        assert all(FACTS.statements[id].source.id == "essay" for id in judgement.written.ids)


@pytest.mark.parametrize("name", scenarios.names())
def test_the_essay_is_never_evidence_for_itself(name):
    for judgement in judge_all(FACTS, scenarios.scenario(name)).values():
        for verdict in (judgement.knowable, judgement.known):
            assert all(FACTS.statements[id].source.id != "essay" for id in verdict.ids)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([id for id in PARTS if id in TESTS]), st.dates(facts.date(2022, 9, 21), FACTS.compiled))
def test_nothing_published_after_the_vantage_day_is_ever_read(id, day):
    part = load_claims(FACTS)[id]
    case = vantage_case(FACTS, replace(BEST, as_of=day.isoformat()), part, "known")
    TESTS[id](case, part).judged(0.05)
    read = [s for s in case.view.read if FACTS.statements[s].source.id != "essay"]
    assert all(FACTS.statements[s].known_from <= day for s in read)
    assert day == FACTS.compiled or all(FACTS.statements[s].published for s in read)


def test_no_verdict_as_knowable_rests_on_what_came_later(hindsight):
    for judgement in hindsight.values():
        by = judgement.claim.knowable_by
        assert all(FACTS.statements[id].known_from <= by for id in judgement.knowable.ids)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["2022-09-21", "2022-09-25", "2022-09-30", "2022-10-05", "2022-12-31", "2024-01-01"]))
def test_as_of_moves_the_last_vantage_point_and_no_other(day):
    here, all_of_it = judge_all(FACTS, replace(BEST, as_of=day)), judge_all(FACTS, BEST)
    for id in PARTS:
        assert here[id].written == all_of_it[id].written
        assert here[id].knowable == all_of_it[id].knowable


def test_with_the_evidence_of_30_september_known_is_what_was_knowable():
    for id, judgement in judge_all(FACTS, scenarios.scenario("knowable")).items():
        if id != "C17":
            assert judgement.known == judgement.knowable


def test_a_fragile_verdict_is_one_that_changes_with_the_tolerance(hindsight):
    for factor in (0.5, 2):
        both = {f"tolerance_{how}": factor * getattr(BEST, f"tolerance_{how}") for how in ("flat", "hedged")}
        scaled = judge_all(FACTS, replace(BEST, **both))
        for id, vantage in product(PARTS, VANTAGES):
            if scaled[id].at(vantage).word != hindsight[id].at(vantage).word:
                assert hindsight[id].at(vantage).fragile, (id, vantage)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(PARTS),
    st.fixed_dictionaries(
        {
            "evidence": st.sampled_from(VOCABULARY["evidence"].choices),
            "flow": st.none() | st.sampled_from(VOCABULARY["flow"].choices),
            "weekly_arrivals": st.none() | st.floats(0, 1e7),
            "weekly_decline": st.floats(0, 0.999),
            "weekly_departure": st.floats(0, 1),
            "horizon_weeks": st.integers(1, 260),
            "population": st.none() | st.floats(1e6, 1e8),
            "citizens_before": st.none() | st.floats(1, 1e7),
            "tolerance_flat": st.floats(0.001, 0.25),
            "tolerance_hedged": st.floats(0.001, 0.25),
            "as_of": st.none() | st.dates(judging.ESSAY_DATE).map(lambda d: min(d.isoformat(), "2100-12-31")),
        }
    ),
)
def test_every_part_can_be_judged_under_any_parameters_within_bounds(id, values):
    judgement = judge(Case(FACTS, Scenario.of(values)), id)
    assert {judgement.at(v).word for v in VANTAGES} <= WORDS


@pytest.mark.parametrize("day", ["2022-09-21", "2022-09-22", "2022-09-26"])
def test_every_part_can_be_judged_on_the_first_days(day):
    for judgement in judge_all(FACTS, replace(BEST, as_of=day)).values():
        assert judgement.known.word in WORDS


@pytest.mark.parametrize("quantity", sorted({s.quantity for s in FACTS.statements.values()}))
def test_a_part_is_judged_whatever_evidence_is_missing(quantity):
    gone = {s.id for s in FACTS.statements.values() if s.quantity == quantity and s.source.id != "essay"}
    assert set(words(FACTS.without(gone)).values()) <= WORDS


# --- what must not move a word --------------------------------------------------------------------


def test_the_order_of_the_rows_is_irrelevant():
    turned = replace(FACTS, statements=dict(reversed(FACTS.statements.items())))
    assert {id: j.known for id, j in judge_all(turned, BEST).items()} == {
        id: j.known for id, j in judge_all(FACTS, BEST).items()
    }


def with_row(like, **cells):
    """The facts with one more row, like one that is there."""
    row = replace(FACTS.statements[like], id="one_more", **cells)
    return replace(FACTS, statements=FACTS.statements | {row.id: row})


STATED = {"value": None, "low": None, "high": None}


@pytest.mark.parametrize(
    "facts_with",
    [
        with_row("fi_in_week", place="armenia", **STATED | {"low": 50}, wording="at least", grade="C"),
        with_row("kz_in_27sep", source=FACTS.sources["meduza_2022_09_27"],
                 said_by="a newspaper", grade="B"),
        with_row("fled_western_400k", measure="entries", who="all", origin="anonymous officials"),
        *(FACTS.without({id}) for id in ("wikipedia_2020", "olympic_committee", "cia_1994", "worldatlas_miles")),
    ],
    ids=["Armenia, at least 50", "a copied count", "a rumour", "a border page", "another", "a third", "a fourth"],
)  # fmt: skip
def test_a_harmless_row_more_or_less_changes_no_word(facts_with):
    assert words(facts_with) == words()


def test_copies_of_a_yearbook_add_nothing_but_where_its_figure_was_printed():
    border = CASE(FACTS, BEST).read("border")
    (cia,) = [w for w in border if w.origin == "CIA World Factbook"]
    assert cia.figure.ids == ("cia_2022",)
    assert {"border_km_7644", "worldatlas_miles", "wikipedia_2020"} <= set(cia.printed)


# --- single parts ---------------------------------------------------------------------------------


def test_the_days_of_georgia_add_up_to_what_the_ministry_printed():
    days = {
        measure: [s for s in FACTS.statements.values() if s.place == "georgia" and s.measure == measure
                  and s.quantity == "border_crossings" and s.period.days == 1 and s.source.id == "rustavi2_2022_09_27"]
        for measure in ("entries", "exits")
    }  # fmt: skip
    assert sum(s.value for s in days["entries"]) == FACTS.statements["ge_in_17_26sep"].value
    assert sum(s.value for s in days["exits"]) == FACTS.statements["ge_out_17_26sep"].value
    since = [s.value for s in days["entries"] if s.period.text >= "2022-09-21"]
    assert sum(since) == FACTS.statements["ge_in_cnn"].value


def test_a_month_stands_for_a_week_only_where_nobody_counted_the_days(hindsight):
    case = CASE(FACTS, BEST)
    turkey, georgia = (names["entries_in_week"](case, place) for place in ("turkey", "georgia"))
    month = FACTS.statements["tr_in_sep2022"].value
    assert turkey.deciding[0].figure.value == pytest.approx(month * 7 / 30)
    days = tuple(f"ge_in_{day}sep" for day in range(21, 27))
    assert [w.figure.ids for w in georgia if not w.figure.is_bound] == [days, ("ge_in_cnn",)]
    rank = hindsight["C03.2"].known.readings
    assert (rank["gross entries"].word, rank["entries above the usual"].word) == ("contradicted", "open")


def test_those_who_are_there_decide_the_doubling_unless_a_scenario_sets_the_flow():
    assert verdict_at(FACTS, BEST, "C09", "known").word == "overstated"
    assert {flow: verdict_at(FACTS, replace(BEST, flow=flow), "C09", "known").word
            for flow in ("gross", "excess", "net")} == {"gross": "roughly", "excess": "overstated", "net": "overstated"}




def test_ordinary_traffic_and_exits_are_never_both_taken_off():
    figures = {
        flow: CASE(FACTS, replace(BEST, flow=flow)).arrivals().figure
        for flow in ("gross", "excess", "net")
    }
    assert figures["net"].value == 98_000 - 64_234
    quantities = {
        flow: {FACTS.statements[id].quantity + "/" + FACTS.statements[id].measure for id in figure.ids}
        for flow, figure in figures.items()
    }
    assert quantities["gross"] == {"border_crossings/entries"}
    assert quantities["excess"] == {
        "border_crossings/entries", "ordinary_traffic/entries", "traffic_multiple/multiple"
    }
    assert quantities["net"] == {"border_crossings/entries", "border_crossings/exits"}


def test_what_the_essay_does_not_state_takes_its_neutral_value():
    for flow in ("excess", "net"):
        assert CASE(FACTS.essay, Scenario(flow=flow)).arrivals().figure.value == 100_000


def test_a_passed_figure_wins_and_rests_on_no_statement():
    case = CASE(FACTS, Scenario.of({"weekly_arrivals": 50_000, "population": 20e6, "citizens_before": 7}))
    figures = [case.arrivals().figure, case.read("population").figure, case.read("citizens").figure]
    assert [q.value for q in figures] == [50_000, 20e6, 7]
    assert [q.ids for q in figures] == [(), (), ()]


def test_the_supposition_is_judged_as_supposed_whatever_counts_as_an_arrival():
    flows = ("gross", "excess", "net")
    found = {flow: judge(Case(FACTS, replace(BEST, flow=flow)), "C11").known for flow in flows}
    assert len({v.found for v in found.values()}) == 1
    assert found["net"].found.value == pytest.approx(100 * 5_200_000 / 19_644_067)


def test_a_readers_own_rate_takes_the_place_of_the_supposition():
    found = judge(Case(FACTS, Scenario.of({"weekly_arrivals": 50_000})), "C11").known.found
    assert found.value == pytest.approx(100 * 2_600_000 / 19_644_067)


def test_the_written_vantage_point_ignores_every_assumption():
    wild = Scenario.of({"evidence": "harshest", "flow": "net", "weekly_arrivals": 5, "weekly_decline": 0.5})
    for id in PARTS:
        assert judge(Case(FACTS, wild), id).written == judge(Case(FACTS, Scenario()), id).written


def test_each_vantage_point_sees_its_own_day():
    claim = load_claims(FACTS)["C03.1"]
    days = [vantage_case(FACTS, Scenario(), claim, v).view.as_of.isoformat() for v in VANTAGES]
    assert days == ["2022-09-30", "2022-09-30", FACTS.compiled.isoformat()]
