"""Verdict boxes and the matrix, on the real evidence."""

from dataclasses import replace

import pytest

from steppe.case import Case
from steppe.display import template
from steppe.display.tables import show_sources
from steppe.display.verdicts import _amount, _edges, verdict
from steppe.facts import load
from steppe.judging import VANTAGES, judge_all, load_claims, parts_of
from steppe.scenario import Scenario
from steppe.whatif import break_evens


@pytest.fixture(scope="module")
def case():
    return Case(load(), Scenario())


def bundle(shown):
    return shown._repr_mimebundle_()


def text_of(shown):
    return bundle(shown)["text/plain"]


def rows_of(case, id):
    return {row[0].text: [cell.text for cell in row[1:]] for row in verdict(case, id).rows}


def test_a_box_has_the_three_vantage_points_with_their_days(case):
    text = text_of(verdict(case, "C05"))
    assert text.startswith('C05: That makes "roughly" one mile of border for every 21 arrivals.')
    assert "as knowable, 30 September 2022" in text
    assert "as known, 22 November 2026" in text
    assert "as knowable, 2 October 2022" in text_of(verdict(case, "C17"))


def test_a_box_of_a_claim_has_all_its_parts_and_that_of_a_part_only_its_own(case):
    whole, part = verdict(case, "C03"), verdict(case, "C03.2")
    assert [row[0].text.partition(":")[0] for row in whole.rows if len(row) == 1] == ["C03.1", "C03.2"]
    assert [row for row in part.rows if len(row) == 1] == []


def test_a_box_carries_what_was_found_with_its_range_and_its_statements(case):
    shown = bundle(verdict(case, "C05"))
    written = shown[template.MIME]["values"]["parts"]["C05"]["written"]
    assert written["word"] == "holds"
    assert written["found"]["value"] == 21.1014982064
    assert rows_of(case, "C01")["Found"][-1] == "300,000 persons"
    assert rows_of(case, "C02.1")["Compared with"][-1] == "the invasion force: 130,000 to 190,000 (130,000) persons"
    assert "essay_border" in shown["text/plain"]


def test_a_box_names_who_speaks_for_and_against_what_is_missing_and_who_contests(case):
    assert rows_of(case, "C12")["For"][-1] and rows_of(case, "C12")["Against it"][-1]
    rows = rows_of(case, "C02.2")
    assert rows["Missing"][-1].startswith("a count, by a named source")
    assert rows["Contested by"][-1] == "anonymous Western officials (C)"
    assert "open (contested)" in text_of(verdict(case, "C02.2"))
    assert "holds (fragile)" in text_of(verdict(case, "C11"))


def test_a_box_tells_every_reading_with_its_word(case):
    told = rows_of(case, "C08.2")["By each reading"][-1]
    assert "recorded departures: open" in told and "the fall of the count: holds" in told


def test_a_part_that_cannot_be_tested_says_no_more_than_that(case):
    assert list(rows_of(case, "C16")) == ["Verdict"]


def test_the_sources_name_what_a_verdict_rests_on_and_nothing_that_is_not_public_yet(case):
    early = Case(case.facts, replace(case.scenario, as_of="2022-09-25"))
    verdict(early, "C04")
    assert "cia_2015" in early.view.read
    assert "sovereign_limits" not in early.view.read
    assert "cia_2015" in repr(show_sources(early))


def test_the_box_as_known_follows_the_parameter(case):
    later = Case(case.facts, replace(case.scenario, as_of="2022-12-31"))
    assert "as known, 31 December 2022" in text_of(verdict(later, "C05"))


def test_each_word_and_each_figure_of_a_box_leads_to_its_statements(case):
    judgement = judge_all(case.facts, case.scenario)["C05"]
    grid = verdict(case, "C05")
    rows = {row[0].text: row[1:] for row in grid.rows}
    verdicts = [judgement.at(vantage) for vantage in VANTAGES]
    assert [cell.ids for cell in rows["Verdict"]] == [v.ids for v in verdicts]
    assert [cell.ids for cell in rows["Found"]] == [v.found.ids for v in verdicts]
    assert [cell.ids for cell in rows["The essay states"]] == [("essay_per_mile",)] * 3
    assert all(id in bundle(verdict(case, "C05"))["text/html"] for v in verdicts for id in v.ids)


def test_a_box_prints_what_is_tested_in_words_and_the_function_that_does_it(case):
    html = bundle(verdict(case, "C05"))["text/html"]
    part = load_claims(case.facts)["C05"]
    assert part.test in html
    assert "<summary>The test as code</summary><pre>def c05(case: EssayCase, part: Claim) -&gt; Assertion:" in html
    assert "The test as code" not in bundle(verdict(case, "C16"))["text/html"]


def test_a_box_says_what_would_change_the_word_one_figure_at_a_time(case):
    shown = bundle(verdict(case, "C09"))
    citizens = "citizens 130,000: roughly at 50,650 or less"
    assert "Another word, as known, one figure at a time:" in shown["text/html"] and citizens in shown["text/html"]
    assert shown[template.MIME]["values"]["parts"]["C09"]["flips"]["citizens"] == [50_649, None]
    assert "weekly departure 0.0%: contradicted at 100.0% or more" in shown["text/plain"]
    assert "tolerance" not in shown["text/plain"].partition("one figure at a time:")[2]


def test_where_one_figure_alone_gives_another_word_than_the_verdict_the_box_says_so(case):
    (entries, *_) = break_evens(case.facts, case.scenario, "C03.1")
    edges = "roughly at 90,910 or less, roughly at 110,000 or more"
    assert _edges(entries, "holds") == f"entries 98,000: {edges}"
    assert _edges(entries, "open") == f"entries 98,000 (holds by this figure alone): {edges}"


def test_people_are_told_in_four_digits_near_the_edge_and_the_present_figure_in_full(case):
    for id in parts_of(case.facts):
        for b in break_evens(case.facts, case.scenario, id):
            for edge in filter(None, (b.below, b.above)):
                if edge.unit == "persons":
                    told = _amount(edge, digits=4).replace(",", "")
                    assert abs(float(told) - edge.value) <= max(0.5, 0.0005 * edge.value)
                    assert len(told.strip("0")) <= 4
