"""What was counted at the border: by the day, in total, against the usual; never beyond the view."""

from dataclasses import replace
from itertools import pairwise

import pytest

from steppe import facts
from steppe.case import Case
from steppe.display import dates, flow_figures, flows
from steppe.display.figure import show
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
RATE = Quantity.exact(100_000, "persons")


def case(**values):
    return Case(FACTS, Scenario(**{"evidence": "best", **values}))


def test_the_totals_of_the_first_month_go_on_at_the_pace_of_the_first_week():
    weekly = [stretch.rate.value * 7 for stretch in flows.between_totals(case())]
    assert weekly == pytest.approx([98_000, 102_000, 100_000 / 6 * 7, 120_000 / 9 * 7])


def test_the_stretches_between_totals_leave_no_day_out():
    stretches = flows.between_totals(case())
    gaps = [(after.first - before.last).days for before, after in pairwise(stretches)]
    assert set(gaps) == {1}


def test_every_exit_count_and_every_usual_level_has_a_row_of_its_own():
    rows = flows.first_week_less(case())
    assert len({row.label for row in rows}) == len(rows)
    assert {33_766, 34_000} <= {row.figure.value for row in rows}


def test_a_quarter_is_not_taken_for_a_year():
    (quarter,) = [row.figure for row in flows.first_week_less(case()) if "Jan 2017" in row.label]
    assert quarter.value == pytest.approx(98_000 - 355_000 / 90 * 7)


def test_a_level_that_is_only_a_range_gets_no_point():
    usual = [row for row in flows.first_week_less(case()) if row.label.startswith("less usual days")]
    assert usual
    assert not any(row.has_point for row in usual)


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        ("2022-09-30", "no count of a single day"),
        ("2022-10-01", "14,900 on 30 September 2022. In total: 98,000 entries in the first week"),
        ("2022-12-31", "In total, entries a week from one published total to the next: from 70,000 to 151,667, up to"),
        ("2022-12-31", "7,000 on 3 October 2022, 7,800 on 4 October 2022 (given late in the morning; may be the"),
        ("2022-12-31", "from 8,000 to 9,000 entries a day, from 10,000 to 11,000 exits. Such entries lie within what"),
    ],
)
def test_whether_it_faded_is_told_as_far_as_was_public(as_of, says):
    assert says in str(flows.faded(case(as_of=as_of)))


def test_what_is_above_the_usual_is_not_said_to_lie_within_it():
    of_days = [s for s in FACTS.statements.values() if s.id == "kz_in_day_mid_oct"]
    raised = replace(FACTS, statements=FACTS.statements | {s.id: replace(s, high=13_000) for s in of_days})
    assert "lie not within what was called usual" in str(flows.faded(Case(raised, Scenario(evidence="best"))))


def test_every_published_total_is_set_beside_what_is_supposed_with_its_day():
    told = str(flows.counted_against_supposed(case()))
    assert all(dates.in_words(s.period.end) in told for s in flows.totals(case()))
    for words in ("98,000 up to 27 September", "101,379 up to 19 October"):
        assert words in told
    assert "from 40,000 to 44,000 up to 29 November 2022. The last of these over what is supposed: from 40.0%" in told


def test_a_total_without_a_last_day_is_none_of_those_in_order():
    assert "kz_in_ispanov" not in {s.id for s in flows.totals(case())}


def test_the_essay_is_no_witness_among_the_totals():
    assert "essay_arrivals" not in {s.id for s in flows.totals(case(evidence="essay"))}


def test_a_last_point_is_written_with_its_day_and_its_figure():
    figure = flow_figures.plot_totals(case(), {"the essay": RATE})
    written = " ".join(text.get_text().replace("\n", " ") for text in figure.axes[0].texts)
    assert "entries, 29 Nov: 400,000–440,000" in written
    assert "said to remain, 29 Nov: 100,000" in written


@pytest.mark.parametrize("as_of", ["2022-09-27", "2022-10-01", "2022-10-31", None])
@pytest.mark.parametrize("own", [0.0, 1000.0, 50_000.0, 2e6])
def test_the_figures_are_drawn_on_any_day_and_for_any_rate(as_of, own):
    here, rates = case(as_of=as_of), {"the essay": RATE, "this run": Quantity.exact(own, "persons")}
    for plot in (flow_figures.plot_first_week, flow_figures.plot_days, flow_figures.plot_totals):
        assert show(plot(here, rates), "A figure.").digest
