"""Verdict boxes, the matrix and the stamp, on the real evidence."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import steppe
from steppe.assertions import HALF, SMALL_SHARE
from steppe.case import Case
from steppe.claims import VANTAGES, judge_all, load_claims, part_of, vantage_case
from steppe.display import say, units
from steppe.display.census import evidence_of, with_hindsight
from steppe.display.figure import show
from steppe.display.matrix import LOOKS, plot_matrix
from steppe.display.rule import show_rule
from steppe.display.tables import show_sources
from steppe.display.verdicts import show_matrix, verdict
from steppe.facts import load
from steppe.quantity import Quantity
from steppe.rule import SUPPORTING, WORDS, judge_figure
from steppe.scenario import Scenario
from steppe.scenarios import scenario
from steppe.uncertainty import chances

MODULES = sorted(path.stem for path in (Path(steppe.__file__).parent / "display").glob("[a-z]*.py"))


@pytest.fixture(scope="module")
def case():
    return Case(load(), Scenario())


def bundle(shown):
    return shown._repr_mimebundle_()


def test_a_box_has_the_three_vantage_points_with_their_days(case):
    text = bundle(verdict(case, "C05"))["text/plain"]
    assert text.startswith("C05: That makes roughly one mile of border for every 21 arrivals.")
    assert "as knowable, 30 September 2022" in text
    assert "as known, 22 November 2026" in text
    assert "as knowable, 2 October 2022" in bundle(verdict(case, "C17"))["text/plain"]


def test_a_box_carries_what_was_found_and_how_far_the_flip_is(case):
    shown = bundle(verdict(case, "C05"))
    written = shown[say.MIME]["values"]["written"]
    assert written["word"] == "holds"
    assert written["found"]["value"] == 21.1014982064
    assert written["flip"]["word"] == "roughly"
    assert "roughly at 23.1 or more (9.5% away)" in re.sub(r"\s+", " ", bundle(verdict(case, "C05"))["text/html"])
    assert "essay_border" in shown["text/plain"]


def test_a_box_that_was_weighed_tells_the_share_of_all_from_that_of_what_takes_a_side(case):
    found = judge_all(case.facts, case.scenario)["C13"].known.found
    rows = {line.partition("  ")[0]: line for line in bundle(verdict(case, "C13"))["text/plain"].splitlines()}
    assert units.span(found) in rows["Weight that speaks for it, of all"]
    assert rows["... of what takes a side"].split()[-1].startswith(units.point(found))


def test_the_sources_name_what_a_verdict_rests_on_and_nothing_that_is_not_public_yet(case):
    early = Case(case.facts, replace(case.scenario, as_of="2022-09-25"))
    verdict(early, "C04")
    assert "cia_2015" in early.view.read
    assert "sovereign_limits" not in early.view.read
    assert "cia_2015" in repr(show_sources(early))


def test_judged_and_fragile_verdicts_are_marked(case):
    assert "open (judged)" in bundle(verdict(case, "C12"))["text/plain"]
    box = bundle(verdict(case, "C11"))["text/plain"]
    assert "(fragile)" in box
    assert "Fragile: another word at half or at double the tolerance." in box


def test_the_box_as_known_follows_the_parameter(case):
    later = Case(case.facts, replace(case.scenario, as_of="2022-12-31"))
    assert "as known, 31 December 2022" in bundle(verdict(later, "C05"))["text/plain"]


def test_a_probability_is_not_shown_as_a_figure(case):
    text = bundle(verdict(case, "C02"))["text/plain"]
    assert "Probability by the first reading" in text
    assert "\nFound" not in text


def rows_of(case, id):
    return {row[0].text: [cell.text for cell in row[1:]] for row in verdict(case, id).grid.rows}


@pytest.mark.parametrize(("id", "name"), [
    ("C02", "Probability by the first reading alone"),
    ("C06", "Probability that it is so"),
    ("C07", "Probability of the first part alone"),
    ("C08", "Probability of the first part alone"),
])
def test_a_probability_is_named_after_what_it_is_of(case, id, name):
    assert [row for row in rows_of(case, id) if row.startswith("Probability")] == [name]


def test_where_a_probability_is_of_one_part_the_chance_of_the_whole_stands_beside_it(case):
    for id in ("C02", "C07", "C08"):
        assert "Chance that all of it holds" in rows_of(case, id)


def test_every_judgement_that_is_reckoned_says_how_firm_it_is_and_how_far_a_flip_is_or_why_not(case):
    for id, judgement in judge_all(case.facts, case.scenario).items():
        rows = rows_of(case, id)
        for name in (
            "By the kindest, by the harshest figures", "At half, at double the tolerance", "Nearest flip"
        ):
            assert (name in rows) == (not judgement.claim.typed)
    assert rows_of(case, "C01")["Nearest flip"][-1] == "several figures decide"
    assert rows_of(case, "C15")["Nearest flip"][-1] == "no figure in it"


def test_before_anything_was_public_the_flip_is_wanting_for_want_of_evidence(case):
    early = Case(case.facts, replace(case.scenario, as_of="2022-09-20"))
    assert rows_of(early, "C03")["Nearest flip"][-1] == "no evidence"


def test_the_length_in_c04_has_exactly_the_weight_asked_for_and_a_lower_chance(case):
    """What book/method.md says of it in words."""
    hindsight = scenario("hindsight")
    claim = load_claims(case.facts)["C04"]
    length = part_of(vantage_case(case.facts, hindsight, claim, "known"), claim, "known").parts[0]
    total = sum(weight for _, weight in length.found.options)
    supporting = sum(
        weight
        for found, weight in length.found.options
        if judge_figure(length.stated.value, found.value, hindsight.tolerance_flat) in SUPPORTING
    )
    assert supporting / total == pytest.approx(hindsight.probability_needed)
    assert judge_all(case.facts, hindsight)["C04"].known.word == "holds"
    assert chances(case.facts, hindsight, "C04").holds.high < hindsight.probability_needed


def test_the_matrix_has_seventeen_rows_and_every_word(case):
    shown = show_matrix(case)
    assert len(shown.grid.rows) == 17
    values = bundle(shown)[say.MIME]["values"]
    for id, judgement in judge_all(case.facts, case.scenario).items():
        assert values[id]["known"][0] == judgement.known.word
    assert set(WORDS) == set(LOOKS)


def test_each_word_of_the_matrix_leads_to_the_box_of_its_claim(case):
    matrix, box = bundle(show_matrix(case))["text/html"], bundle(verdict(case, "C05"))["text/html"]
    assert matrix.count('<a href="04_the_border.ipynb#verdict-C05">') == 3
    assert matrix.count('<a href="04_the_border.ipynb#verdict-C04">') == 2
    assert '<strong id="verdict-C05">' in box


def test_each_word_and_each_figure_of_a_box_leads_to_its_statements(case):
    judgement = judge_all(case.facts, case.scenario)["C05"]
    grid = verdict(case, "C05").grid
    rows = {row[0].text: row[1:] for row in grid.rows}
    verdicts = [judgement.at(vantage) for vantage in VANTAGES]
    assert [cell.ids for cell in rows["Verdict"]] == [v.ids for v in verdicts]
    assert [cell.ids for cell in rows["Found"]] == [v.found.ids for v in verdicts]
    assert [cell.ids for cell in rows["The essay states"]] == [("essay_per_mile",)] * 3
    assert all(id in bundle(verdict(case, "C05"))["text/html"] for v in verdicts for id in v.ids)


def test_the_table_of_the_rule_names_the_lines_that_are_no_parameters(case):
    fixed = [[cell.text for cell in row] for row in show_rule(case).grid.rows if row[4].text == "fixed"]
    assert [row[1] == row[2] == row[3] for row in fixed] == [True] * 3
    assert {row[2] for row in fixed} == {"100.0%", units.point(SMALL_SHARE), units.point(HALF)}


def test_hindsight_takes_all_the_evidence_whatever_the_day(case):
    early = Case(case.facts, replace(case.scenario, as_of="2022-09-30"))
    assert len(evidence_of(early)) < len(evidence_of(with_hindsight(early))) == len(evidence_of(case))


def test_the_matrix_as_a_picture_changes_with_a_verdict(case):
    said = {"n": Quantity.exact(17, "ratio")}
    sceptical = Case(case.facts, replace(case.scenario, evidence="harshest", flow="net"))
    first, second = (show(plot_matrix(c), "{n} claims.", **said) for c in (case, sceptical))
    assert first.digest != second.digest
    assert len(first.png) < 100_000
