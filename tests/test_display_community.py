"""The Russian community: what the speech said, who stayed, other weeks; never beyond the view."""

from dataclasses import replace

import pytest

from steppe import facts
from steppe.case import Case
from steppe.display import community, kept, weeks
from steppe.scenario import Scenario

FACTS = facts.load()


def case(**values):
    return Case(FACTS, Scenario(**{"evidence": "best", **values}))


def ends(q):
    return q.value, q.low, q.high


def test_growth_is_taken_from_figures_of_one_origin_for_the_same_days():
    rows = {row.label: row for row in kept.kept(case())}
    assert rows["21 to 27 Sep 2022"].more.value == 33_766
    assert ends(rows["21 Sep to 19 Oct 2022"].more) == (110_000, 110_000, 110_000)
    assert rows["men, 21 Sep to 19 Oct 2022"].more.value == 91_046


def test_single_days_and_lone_counts_have_no_growth():
    periods = [row.period for row in kept.kept(case())]
    assert min(period.days for period in periods) > 5
    assert "2022-09-21/2022-10-10" not in {period.text for period in periods}


def test_a_count_whose_last_day_is_unknown_has_an_open_period():
    (row,) = [row for row in kept.kept(case()) if row.period.text == "2022-09-21/.."]
    assert row.more.value == 57_000


def test_the_essay_bears_no_witness():
    runs = [case(evidence="essay"), case()]
    first, second = ({id for q in weeks.average_weeks(run).values() for id in q.ids} for run in runs)
    assert first == second
    assert not [id for id in first if id.startswith("essay")]


def test_a_level_of_a_first_quarter_is_spread_over_a_quarter():
    (week,) = [q for label, q in weeks.average_weeks(case()).items() if "first quarter" in label]
    assert week.low == pytest.approx(350_000 / (365 / 4) * 7)


def test_a_figure_of_the_speech_that_is_missing_is_named_in_one_line():
    without = {id: s for id, s in FACTS.statements.items() if id != "kz_out_24feb_11apr"}
    with pytest.raises(facts.NotYetKnown, match="'left again' of the speech"):
        community.speech(Case(replace(FACTS, statements=without), Scenario(evidence="best")))
