"""The Russian community: what one week makes of it, what it would take, who stayed; never beyond the view."""

from dataclasses import replace

import pytest

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import judge
from steppe.display import community, community_figures, community_words, kept, marks, multiples, weeks
from steppe.display.figure import show
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
DOUBLE = Quantity.exact(2, "ratio")


def case(**values):
    return Case(FACTS, Scenario(**{"evidence": "best", **values}))


def ends(q):
    return q.value, q.low, q.high


@pytest.mark.parametrize("name", scenarios.names())
def test_the_multiple_of_a_run_is_the_figure_that_is_judged(name):
    scenario = scenarios.scenario(name)
    found = judge(FACTS, scenario, "C09").known.found
    same = scenario if scenario.evidence != "essay" else replace(scenario, evidence="best")
    assert ends(multiples.multiple_of(Case(FACTS, same))) == pytest.approx(ends(found))


def test_what_the_flow_leaves_of_the_speech_has_no_lower_bound():
    still = community.remainder(case())
    assert (still.value, still.high) == (10_000, 10_000)
    assert still.low == -float("inf")


@pytest.mark.parametrize("values", [{}, {"weekly_departure": 0.2}, {"citizens_before": 2e5}, {"flow": "net"}])
def test_the_arrivals_needed_bring_exactly_the_multiple(values):
    needed = community.needed(case(**values), 1.8)
    brought = multiples.multiple_of(case(**values, weekly_arrivals=needed.arrivals.value))
    assert brought.value == pytest.approx(1.8)


@pytest.mark.parametrize("values", [{}, {"weekly_departure": 0.2}, {"flow": "net"}])
def test_with_the_most_citizens_allowed_the_week_brings_exactly_the_multiple(values):
    needed = community.needed(case(**values), 1.8)
    assert multiples.multiple_of(case(**values, citizens_before=needed.citizens.value)).value == pytest.approx(1.8)


def test_if_the_share_needed_stays_the_week_brings_exactly_the_multiple():
    needed = community.needed(case(weekly_arrivals=150_000.0), 1.8)
    leaving = 1 - needed.staying.value / 100
    run = case(weekly_arrivals=150_000.0, weekly_departure=leaving)
    assert multiples.multiple_of(run).value == pytest.approx(1.8)
    assert not needed.more_than_all


def test_no_arrivals_do_where_nobody_stays_and_no_share_does_where_nobody_comes():
    assert community.needed(case(weekly_departure=1.0), 1.8).arrivals is None
    assert community.needed(case(weekly_arrivals=0.0), 1.8).more_than_all


def test_every_figure_of_the_speech_is_drawn_with_its_days():
    (axes,) = community_figures.plot_speech(case()).axes
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert all("2022" in label for label in labels)
    assert "asked for citizenship, 1 Jan to 13 Apr 2022" in labels


def test_growth_is_taken_from_figures_of_one_office_for_the_same_days():
    rows = {row.label: row for row in kept.kept(case())}
    assert ends(rows["21 to 27 Sep 2022"].more) == (33_766, 33_766, 58_000)
    assert ends(rows["21 Sep to 29 Nov 2022"].more) == (80_000, 80_000, 100_000)
    assert rows["men, 21 Sep to 19 Oct 2022"].more.value == 91_046
    assert rows["Georgia, 21 Sep to 13 Nov 2022"].share.value == pytest.approx(100 / 7)


def test_single_days_and_lone_counts_have_no_growth():
    periods = [row.period for row in kept.kept(case())]
    assert min(period.days for period in periods) > 5
    assert "2022-09-21/2022-10-10" not in {period.text for period in periods}


def test_the_essay_bears_no_witness():
    runs = [case(evidence="essay"), case()]
    first, second = ({id for q in weeks.average_weeks(run).values() for id in q.ids} for run in runs)
    assert first == second
    assert not [id for id in first if id.startswith("essay")]


def test_an_open_bound_stays_open_where_it_stands_alone():
    week = {row.label: row for row in multiples.multiples(case())["With one week of arrivals"]}
    assert week["less a week of Jul 2022"].is_open
    assert not week["less exits"].is_open


def test_an_end_that_is_only_a_bound_is_said_to_be_one():
    rows = multiples.multiples(case())[multiples.WITH_ONE_WEEK]
    assert multiples.stretch(rows).text == "from 0.91 or less to 1.77"
    assert multiples.stretch(row for row in rows if not row.is_open).text == "from 1.06 to 1.77"
    assert "at least 1.84" in str(community_words.by_the_same_sum(case(), DOUBLE))


@pytest.mark.parametrize("values", [{}, {"flow": "net"}, {"weekly_arrivals": 1e6}])
def test_the_readings_of_an_arrival_are_those_of_the_evidence_whatever_a_run_takes(values):
    assert multiples.by_reading(case(**values)).text == multiples.by_reading(case()).text
    assert "less exits from 1.26 to 1.46" in multiples.by_reading(case()).text


@pytest.mark.parametrize("as_of", [None, "2022-09-27", "2022-10-05"])
@pytest.mark.parametrize("name", scenarios.names())
def test_a_range_said_is_the_range_drawn(name, as_of):
    here = Case(FACTS, scenarios.scenario(name), as_of=as_of)
    rows = {row.label: row for row in multiples.multiples(here)[multiples.WITH_ONE_WEEK][1:]}
    said = str(multiples.by_reading(here).text)
    assert f"By entries {multiples.stretch([rows.pop('entries as counted')]).text}" in said
    assert f"less exits {multiples.stretch([rows.pop('less exits')]).text}" in said
    assert not rows or f"less ordinary traffic {multiples.stretch(rows.values()).text}" in said


@pytest.mark.parametrize("flow", ["gross", "net", "excess"])
def test_the_multiple_of_a_run_lies_within_the_rows_of_its_reading(flow):
    run, *rows = multiples.multiples(case(flow=flow))[multiples.WITH_ONE_WEEK]
    assert [row for row in rows if row.figure.low <= run.figure.low and run.figure.high <= row.figure.high]


def test_a_reckoned_multiple_has_no_grade_and_a_point_only_where_it_has_no_range():
    rows = [row for group in multiples.multiples(case()).values() for row in group]
    assert {row.grade for row in rows} == {marks.RECKONED}
    assert all(row.has_point == row.figure.is_exact for row in rows)


def test_a_reading_without_evidence_is_left_out():
    assert "ordinary" not in multiples.by_reading(case(as_of="2022-09-27")).text


def test_with_the_larger_stock_the_week_makes_fewer_times_as_many():
    assert "1.41 times as many, and the word for 1.41 would be: overstated" in str(
        community_words.at_the_end_of_the_year(case(evidence="essay"))
    )


def test_those_there_later_stand_by_every_day_counted_to():
    assert "53,000 by 4 October 2022" in str(community_words.by_the_day(case()))
    assert "October" not in str(community_words.by_the_day(case(as_of="2022-09-30")))


def test_the_same_sum_is_put_to_the_busiest_stretch_public_before_the_callup():
    assert "July 2022" in str(community_words.by_the_same_sum(case(), DOUBLE))
    assert "24 February to 11 April 2022" in str(community_words.by_the_same_sum(case(as_of="2022-09-30"), DOUBLE))


@pytest.mark.parametrize(
    ("verb", "nothing"),
    [
        (community_words.at_the_end_of_the_year, "had not been published by 30 September 2022"),
        (community_words.quarrels, "no two totals"),
        (community_words.who_remained, "had not been published"),
    ],
)
def test_what_was_not_public_is_said_to_be_unknown(verb, nothing):
    assert nothing in str(verb(case(as_of="2022-09-30")))
    assert nothing not in str(verb(case()))


def test_what_a_reader_passes_is_said_to_be_passed():
    passed = community_words.basis(case(citizens_before=1e5))
    assert "a number of citizens passed by the reader and otherwise on the best" in passed
    assert community_words.basis(case(evidence="essay")) == "On the essay's own figures"


def test_a_figure_of_the_speech_that_is_missing_is_named_in_one_line():
    without = {id: s for id, s in FACTS.statements.items() if id != "kz_out_24feb_11apr"}
    with pytest.raises(facts.NotYetKnown, match="'left again' of the speech"):
        community.speech(Case(replace(FACTS, statements=without), Scenario(evidence="best")))


@pytest.mark.parametrize(
    "values",
    [{"as_of": "2022-09-27"}, {"as_of": "2022-10-05", "weekly_arrivals": 2e6}, {"citizens_before": 1e4}],
)
def test_the_figures_are_drawn_on_any_day(values):
    here = case(**values)
    for plot in (community_figures.plot_multiples, community_figures.plot_needed):
        assert show(plot(here, DOUBLE), "A figure.").digest
    for plot in (community_figures.plot_speech, community_figures.plot_kept):
        assert show(plot(here), "A figure.").digest
