"""The call-up, the force and those who left: every statement has its place, and the essay is no witness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts
from steppe.case import Case
from steppe.display import callup
from steppe.quantity import Quantity
from steppe.rule import judge_figure
from steppe.scenario import Scenario

FACTS = facts.load()
OWN = {"callup", "invasion_force", "left_russia", "uk_statement", "detentions", "returned"}


def case(as_of=None):
    return Case(FACTS, Scenario(), as_of=as_of)


def test_every_statement_of_the_chapter_has_its_place_in_the_picture_of_publications():
    drawn = [s.id for statements in callup.published(case()).values() for s in statements]
    told = {s.id for s in FACTS.statements.values() if s.quantity in OWN and s.source.id != facts.ESSAY}
    assert len(drawn) == len(set(drawn))
    assert told <= set(drawn)


@pytest.mark.parametrize("measure", callup.CALLUP)
def test_the_essay_is_no_witness_of_the_call_up_even_where_its_figures_are_evidence(measure):
    assert all(s.source.id != facts.ESSAY for s in callup.callup(case(), measure))


def test_taking_the_separatists_off_moves_a_range_and_does_not_widen_it():
    ((s, less),) = callup.without_separatists(case())
    assert less.high - less.low == s.high - s.low
    assert less.high == 160_000


@pytest.mark.parametrize(("as_of", "there"), [("2022-09-27", 0), ("2022-09-28", 1), ("2022-09-30", 5), (None, 5)])
def test_a_sum_of_the_week_is_there_once_it_was_printed(as_of, there):
    assert len(callup.sums_of_the_week(case(as_of))) == there


def test_what_is_left_of_the_sums_spans_every_count_of_exits():
    rest = callup.less_kazakh_exits(case())
    assert (rest.low, rest.high) == (190_000 - 64_234, 200_000 - 40_000)
    assert callup.less_kazakh_exits(case("2022-09-27")) is None


def test_a_later_figure_stands_below_an_earlier_one():
    labels = [row.label for row in callup.called_up(case())["Called up, as told at the end"]]
    assert labels == ["Russian defence minister, to 28 Oct 2022", "Russian president, to 4 Nov 2022"]


@pytest.mark.parametrize(("as_of", "longer"), [(None, ["callup_est_reznikov"]), ("2022-10-24", [])])
def test_an_estimate_that_runs_on_after_the_last_count_is_marked_as_of_a_longer_period(as_of, longer):
    assert [s.id for kind, s in callup.read_as(case(as_of)) if kind == "estimated, longer period"] == longer


def test_at_least_counts_at_its_figure_where_a_range_is_spanned():
    least, most = (FACTS.statements[id] for id in ("fled_ap_194k", "fled_forbes_700k"))
    assert callup.spanned([least, most]).high == 700_000
    assert callup.spanned([]) is None


@given(st.floats(1, 1e9), st.floats(0.001, 0.25))
def test_the_bands_are_those_of_the_rule(stated, tolerance):
    bands = callup.tolerated(Quantity.exact(stated, "persons"), tolerance)
    for band, word in zip(bands, ("holds", "roughly"), strict=True):
        assert judge_figure(stated, band.low, tolerance) == judge_figure(stated, band.high, tolerance) == word
        assert judge_figure(stated, band.high * 1.001, tolerance) != word
