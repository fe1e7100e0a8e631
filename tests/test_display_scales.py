"""The scales as a table and as a picture: order, sides, and what it would take to tip them."""

from dataclasses import replace
from datetime import date

import pytest

from steppe import facts
from steppe.case import Case
from steppe.claims import ESSAY_DATE
from steppe.display.figure import digest_of
from steppe.display.scales import plot_scales, shares, show_scales, weigh, weight, weight_to_tip
from steppe.quantity import Quantity
from steppe.scenario import Scenario
from steppe.weighing import AGAINST, FOR, SIDES

FACTS = facts.load()
NEEDED = Quantity.exact(90, "percent")
WHEN = {"the essay": ESSAY_DATE}


def case(**values):
    return Case(FACTS, replace(Scenario(evidence="best"), **values))


@pytest.mark.parametrize("claim", ["C12", "C13", "C14"])
def test_the_table_shows_every_statement_once_with_its_side(claim):
    scales = weigh(case(), claim)
    bundle = show_scales(scales)._repr_mimebundle_()
    sides = bundle["application/vnd.steppe.say+json"]["values"]
    assert {id: told["side"] for id, told in sides.items()} == {s.id: w.side for s, w in scales.entries}
    for _, weighed in scales.entries:
        assert weighed.because in bundle["text/html"].replace("&#x27;", "'")


def test_the_share_after_the_last_publication_is_the_share():
    scales = weigh(case(), "C12")
    assert shares(scales)[-1] == scales.share
    assert len(shares(scales)) == len(scales.entries)


def test_what_is_said_to_be_missing_tips_the_scales_exactly():
    scales = weigh(case(), "C12")
    pro, contra = (weight(scales, side).value for side in (FOR, AGAINST))
    pro += weight_to_tip(scales, NEEDED).value
    assert pro / (pro + contra) == pytest.approx(0.9)


def test_what_takes_no_side_counts_once_for_and_once_against_in_what_is_missing():
    scales = weigh(case(), "C12")
    pro, contra, idle = (weight(scales, side).value for side in SIDES)
    missing = weight_to_tip(scales, NEEDED)
    assert (pro + idle + missing.low) / (pro + idle + contra + missing.low) == pytest.approx(0.9)
    assert (pro + missing.high) / (pro + contra + idle + missing.high) == pytest.approx(0.9)


def test_nothing_is_missing_where_all_is_on_one_side_and_nothing_is_known_of_empty_scales():
    missing = weight_to_tip(weigh(case(), "C14"), NEEDED)
    assert missing.low == missing.value == 0 < missing.high
    empty = weigh(case(as_of="2022-09-21"), "C12")
    assert (empty.entries, weight_to_tip(empty, NEEDED)) == ((), None)


def test_a_picture_of_empty_scales_says_so():
    figure = plot_scales(weigh(case(as_of="2022-09-21"), "C12"), WHEN)
    assert "nothing published yet" in [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("id", weigh(case(), "C12").ids)
def test_no_statement_can_be_left_out_of_the_picture_unseen(id):
    without = replace(FACTS, statements={key: s for key, s in FACTS.statements.items() if key != id})
    here, there = (Case(f, Scenario(evidence="best")) for f in (FACTS, without))
    assert digest_of(plot_scales(weigh(here, "C12"), WHEN)) != digest_of(plot_scales(weigh(there, "C12"), WHEN))


def test_the_line_of_a_day_is_drawn_only_between_statements():
    scales = weigh(case(), "C12")
    drawn = [plot_scales(scales, {"day": day}) for day in (ESSAY_DATE, date(2022, 9, 1), date(2030, 1, 1))]
    assert [any("day," in text.get_text() for text in figure.axes[0].texts) for figure in drawn] == [True, False, False]
    assert set(SIDES) >= {w.side for _, w in scales.entries}


@pytest.mark.parametrize("claim", ["C12", "C13", "C14"])
def test_no_name_is_cut_and_no_two_rows_read_the_same(claim):
    scales = weigh(case(), claim)
    words = [text.get_text() for text in plot_scales(scales, {}).axes[0].texts if text.get_ha() == "right"]
    rows = list(zip(words[::2], words[1::2], strict=True))
    assert [name.replace("\n", " ") for name, _ in rows] == [s.said_by for s, _ in scales.entries]
    assert len(set(rows)) == len(rows)


def test_two_days_between_the_same_rows_are_both_drawn():
    figure = plot_scales(weigh(case(), "C12"), {"one": date(2022, 9, 29), "two": ESSAY_DATE})
    assert {"one", "two"} <= {text.get_text().partition(",")[0] for text in figure.axes[0].texts}
