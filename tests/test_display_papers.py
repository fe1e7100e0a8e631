"""Permits, the register and returns: rates by the day, shares, sums that quarrel; never beyond the view."""

import pytest

from steppe import facts
from steppe.case import Case
from steppe.claims import judge
from steppe.display import papers, papers_figures, register
from steppe.display.figure import show
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
LINE = Quantity.exact(5, "percent")


def case(**values):
    return Case(FACTS, Scenario(**{"evidence": "best", **values}))


def test_every_pace_times_its_days_is_the_count():
    for pace in papers.paces(case()):
        assert pace.rate.value * pace.statement.period.days == pytest.approx(pace.statement.figure.value)


def test_later_years_and_stocks_are_no_paces_of_2022():
    assert {pace.statement.period.start.year for pace in papers.paces(case())} == {2022}
    assert {pace.measure for pace in papers.paces(case())} == {papers.ASKED, papers.GRANTED}


def test_the_starred_shares_are_on_the_two_sides_of_the_line_that_leave_the_claim_open():
    people, permits, *_ = papers.small_against(case()).values()
    assert people.value < LINE.value < permits.value
    assert judge(FACTS, case().scenario, "C10").known.word == "open"


def test_the_table_of_work_and_the_paces_share_no_count():
    rows = papers.at_work(case())
    timed = {pace.statement.id for pace in papers.paces(case())}
    assert not timed & {id for q in rows["Persons"] for id in q.ids}
    assert list(rows["By the day"].isna()) == [what.endswith("on the day") for what in rows["What was counted"]]


def test_sums_that_quarrel_are_told_as_far_as_public():
    assert "155,000. For the whole year another report gives 146,000, less" in str(papers.id_numbers(case()))
    assert "155,000" not in str(papers.id_numbers(case(as_of="2022-09-30")))
    assert "19,200 for the other three quarters" in str(papers.temporary(case()))


def test_rising_is_told_on_the_day_after_the_callup_and_later():
    assert "After the call-up" not in str(papers.rising(case(as_of="2022-09-30")))
    assert "After the call-up 382" in str(papers.rising(case()))


def test_what_was_usual_is_told_as_each_report_gives_it():
    told = str(papers.rising(case()))
    assert "almost 3.00 times an average quarter" in told
    assert "from 2.64 to 3.01 times" in told


def test_those_who_asked_are_set_against_the_count_whose_days_are_nearest():
    assert "to 4 October 2022, is at least 200,000" in str(papers.asked_of_those_who_came(case()))
    assert "to 27 September 2022, is 98,000" in str(papers.asked_of_those_who_came(case(as_of="2022-10-03")))
    assert "asked to 2 Oct, of entries to 4 Oct" in papers.small_against(case())


def test_a_share_within_one_year_is_labelled_as_such():
    labels = [label for label in register.shares_returned(case()) if "back within" in label]
    assert labels == ["OutRush survey, back within Jul 2023 to Jul 2024"]


def test_the_register_keeps_releases_and_directions_apart():
    rows = {row.period.text: row.stated for row in register.moves(case())["All countries"]}
    assert [s.id for s in rows["2022"]["entries"]] == ["kz_2022_in_total", "kz_2022_in_total_first"]
    assert {*rows["2023"]} == {"entries", "exits", "net"}


def test_the_balance_with_russia_is_said_with_its_sign():
    assert "from 12,800 to 13,500 more left than came" in str(register.registered_with_russia(case()))


def test_those_gone_from_almaty_are_a_share_of_gone_and_settled():
    gone = register.gone_from_almaty(case())
    assert (gone.low, gone.high) == pytest.approx((100 / 1.55, 100 / 1.5))
    assert register.gone_from_almaty(case(as_of="2022-12-31")) is None


@pytest.mark.parametrize("as_of", ["2022-09-27", "2023-02-28"])
def test_the_figures_are_drawn_on_any_day(as_of):
    here = case(as_of=as_of)
    assert show(papers_figures.plot_small(here, LINE), "A figure.").digest
    for plot in (papers_figures.plot_paces, register.plot_register):
        assert show(plot(here), "A figure.").digest


UNTIL_LATER = (
    register.told_apart, register.registered_with_russia, papers.more_traffic_fewer_stays,
    papers.asked_of_those_who_came,
)


@pytest.mark.parametrize("verb", UNTIL_LATER)
def test_what_was_not_public_is_said_to_be_unknown(verb):
    told = str(verb(case(as_of="2022-09-30")))
    assert "30 September 2022" in told
    assert told != str(verb(case()))
