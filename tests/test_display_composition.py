"""Who was ahead and since when: like with like, both bases, nothing dated that nobody observed."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import judge
from steppe.display import composition, composition_figures, headcounts, remarks
from steppe.display.composition import KAZAKHS, LAST_SOVIET_CENSUS, RUSSIANS, SHARE
from steppe.display.figure import show
from steppe.facts import ESSAY, NotYetKnown, Period
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
HINDSIGHT = Case(FACTS, Scenario(evidence="best"))
everywhere = pytest.mark.parametrize("case", [Case(FACTS, scenarios.scenario(name)) for name in scenarios.names()])


def percent(low, high=None):
    return Quantity(low, low, low if high is None else high, "percent")


def changed(id, **columns):
    """The facts with one statement altered, or without it."""
    statements = dict(FACTS.statements)
    if columns:
        statements[id] = replace(statements[id], **columns)
    else:
        del statements[id]
    return Case(replace(FACTS, statements=statements), Scenario(evidence="best"))


series = st.lists(st.sampled_from([-3.0, -1.0, 1.0, 2.0]), max_size=12).map(
    lambda values: {f"{1900 + at}": percent(value) for at, value in enumerate(values)}
)


@given(series)
def test_a_crossing_stands_between_neighbours_on_opposite_sides(days):
    found = composition.crossings(days)
    signs = [q.value > 0 for q in days.values()]
    assert len(found) == sum(a != b for a, b in pairwise(signs))
    assert all(days[a].value * days[b].value < 0 and int(b) == int(a) + 1 for a, b in found)


def test_a_figure_that_reaches_both_sides_brackets_nothing():
    days = {"1979": percent(-5), "1984": percent(-1, 1), "1989": percent(2), "1991": percent(-0.0)}
    assert composition.crossings(days) == [("1979", "1989")]


@everywhere
def test_shares_differ_by_percentage_points_and_counts_by_persons(case):
    assert {q.unit for q in composition.leads(case).values()} == {"percentage points"}
    counts = (composition.by_day(composition.stated(case, composition.COUNT, who)) for who in (KAZAKHS, RUSSIANS))
    assert {q.unit for q in composition.differences(*counts).values()} == {"persons"}


@everywhere
def test_the_leads_keep_both_bases_of_1989_and_never_mix_them(case):
    lead = composition.leads(case)[LAST_SOVIET_CENSUS]
    assert (lead.low, lead.high) == pytest.approx((1.9, 2.7))


@everywhere
def test_the_verdict_on_the_first_years_agrees_with_the_leads_of_those_years(case):
    window = Period.parse("1989-01-01/1995-12-31")
    leads = [q for day, q in composition.leads(case).items() if Period.parse(day).within(window)]
    assert leads and all(q.low > 0 for q in leads)
    assert judge(FACTS, case.scenario, "C06").known.found.high < 1


@everywhere
def test_the_essay_counts_nobody(case):
    rows = [h.figure for who in (KAZAKHS, RUSSIANS) for h in headcounts.headcounts(case, who).values()]
    ids = {id for q in [*rows, *headcounts.totals(case).values()] for id in q.ids}
    assert not any(FACTS.statements[id].source.id == ESSAY for id in ids)


def test_a_headcount_spans_the_printed_count_and_the_share_of_the_population():
    q, printed = headcounts.headcounts(HINDSIGHT, RUSSIANS)[LAST_SOVIET_CENSUS]
    assert printed
    assert (q.value, q.high) == (6_227_000, 6_227_000)
    assert q.low == pytest.approx(16_199_100 * 0.374)


def test_no_half_unit_of_rounding_widens_a_headcount_that_nobody_printed():
    q, printed = headcounts.headcounts(HINDSIGHT, KAZAKHS)["1979-01-17"]
    assert not printed
    assert q.is_exact
    assert q.value == pytest.approx(0.36 * 14_688_300)


def test_groups_on_the_register_are_set_against_the_population_of_the_register():
    assert headcounts.totals(HINDSIGHT)["2022-01-01"].value == 19_122_000


def test_the_figures_of_the_old_base_say_so_in_their_notes():
    about = "Before the 2021 census was applied"
    assert {s.id for s in FACTS.statements.values() if (s.note or "").startswith(about)} == set(headcounts.OLD_BASE)


@everywhere
def test_putting_the_russians_of_1989_back_takes_the_fall_off_the_lead(case):
    standings = headcounts.standings(case)
    assert standings
    for s in standings.values():
        assert s.lead_anyway.value == pytest.approx(s.lead.value - s.gone.value)
        assert s.share_anyway.high < s.share.low


def test_the_last_count_is_told_with_who_gave_it():
    assert headcounts.fall(HINDSIGHT).said_by == "Kazakh Bureau of National Statistics"
    then = headcounts.fall(headcounts.by(HINDSIGHT, date(2022, 9, 30)))
    assert then.said_by.startswith("Sergei Stankevich")


def test_no_more_is_known_by_a_day_than_the_case_knows():
    early = Case(FACTS, Scenario(as_of="2022-09-27"))
    assert headcounts.by(early, date(2022, 9, 30)).view.as_of == early.view.as_of


@pytest.mark.parametrize(
    ("id", "ask"),
    [
        ("total_1999_kz_agency", lambda case: headcounts.standings(case)["1999-02-25"]),
        ("liquisearch_kazakhs_1959", lambda case: composition.leads(case)["1959-01-15"]),
        ("kazakh_share_1997", lambda case: composition.shares(case, KAZAKHS)["1997"]),
    ],
)
def test_a_figure_that_is_missing_is_told_in_one_line(id, ask):
    ask(HINDSIGHT)
    with pytest.raises(NotYetKnown, match=r"^[^\n]+: nothing public as of [^\n]+$"):
        ask(changed(id))


@everywhere
def test_rankings_fall_and_the_third_is_smaller_than_the_second(case):
    ranked = composition.rankings(case, "2009")
    for _, sizes in ranked:
        values = [q.value for q in sizes.values()]
        assert values == sorted(values, reverse=True)
    assert 0 < composition.third_over_second(ranked).value < 1


def test_a_lead_is_said_with_its_side():
    assert composition.ahead(percent(2, 3)) == ("ahead", percent(2, 3))
    assert composition.ahead(percent(-3, -2))[0] == "behind"
    assert composition.ahead(percent(-1, 1))[0] == "ahead or behind"


def test_every_remark_has_one_reading_and_every_reading_its_remark():
    stated = {s.id for s in FACTS.statements.values() if s.quantity == "largest_group"}
    assert stated == set(remarks.READINGS)


@everywhere
def test_a_remark_is_set_between_a_figure_before_and_one_after(case):
    for r in remarks.remarks(case):
        assert Period.parse(r.before[0]).start <= r.statement.period.end < Period.parse(r.after[0]).start


def test_a_remark_from_before_1991_meets_the_figures_around_1991():
    said = {r.statement.id: r for r in remarks.remarks(HINDSIGHT)}
    assert said["contrary_russians_slightly_more"].before[0] == LAST_SOVIET_CENSUS
    assert said["year_numbers_equal"].before[0] == "1979-01-17"


@pytest.mark.parametrize(
    ("plot", "id", "columns"),
    [
        (composition_figures.plot_shares, "kazakh_share_1989_v3", {"value": 40.2}),
        (composition_figures.plot_shares, "contrary_indem_1998_russian_share", {"low": 38.0}),
        (composition_figures.plot_shares, "liquisearch_russians_1897", {}),
        (composition_figures.plot_headcounts, "kazakhs_1995_count", {"value": 8_000_000.0}),
        (composition_figures.plot_headcounts, "wb_kaz_2024", {}),
    ],
)
def test_a_statement_that_changes_is_drawn_differently(plot, id, columns):
    assert show(plot(HINDSIGHT), "Drawn.").digest != show(plot(changed(id, **columns)), "Drawn.").digest


def test_no_line_joins_a_range_without_a_figure():
    whole = composition_figures.plot_shares(HINDSIGHT).axes[0]
    joined = [line for line in whole.lines if len(line.get_xdata()) > 2]
    share = composition.by_day(s for s in composition.stated(HINDSIGHT, SHARE, RUSSIANS) if s.figure.is_exact)
    assert [len(line.get_xdata()) for line in joined][1] == len(share)


def test_every_population_on_record_has_its_mark():
    (axes,) = composition_figures.plot_headcounts(HINDSIGHT).axes
    marks = [line for line in axes.lines if line.get_marker() == "^"]
    assert len(marks) == len(headcounts.others(HINDSIGHT, headcounts.POPULATION))
