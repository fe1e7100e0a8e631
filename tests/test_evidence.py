"""Witnesses: which row of an origin is read, with what width, and what is computed of them."""

from dataclasses import replace
from itertools import pairwise
from math import inf
from operator import sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts
from steppe.evidence import Evidence, Witness, combine, witnesses
from steppe.facts import WORDINGS, Period
from steppe.quantity import Quantity

PLAIN = facts.load().statements["kz_in_27sep"]
STATED = {"value": None, "low": None, "high": None}
FIGURES = WORDINGS[:5]
COLUMN = {"exact": "value", "about": "value", "more than": "low", "at least": "low", "almost": "high", "up to": "high"}


def put(id, figure, wording="exact", **cells):
    """A statement with a figure in the column of its wording."""
    stated = {"low": figure, "high": 2 * figure} if wording == "range" else {COLUMN[wording]: figure}
    return replace(PLAIN, **STATED | stated | {"id": id, "wording": wording} | cells)


def read(*statements):
    ordered = sorted(statements, key=facts.reading_order)
    return witnesses(ordered)


@pytest.mark.parametrize(
    ("figure", "wording", "low", "high"),
    [
        (98_000, "exact", 98_000, 98_000), (60_000, "about", 57_000, 63_000),
        (43_000, "more than", 43_000, 44_000), (200_000, "more than", 200_000, 220_000),
        (17, "more than", 17, 18), (2.5, "more than", 2.5, 2.6), (-2_000_000, "more than", -2_200_000, -2_000_000),
        (44_000, "almost", 43_000, 44_000), (1_000_000, "almost", 900_000, 1_000_000), (-3, "almost", -3, -2.7),
        (150_000, "at least", 150_000, inf), (30_000, "up to", -inf, 30_000), (100, "range", 100, 200),
    ],
)
def test_a_figure_has_the_width_of_its_wording(figure, wording, low, high):
    turned = {"high": figure, "low": None} if wording == "more than" and figure < 0 else {}
    turned |= {"low": figure, "high": None} if wording == "almost" and figure < 0 else {}
    found = put("a", figure, wording, **turned).figure
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.value == (150 if wording == "range" else figure)


@given(st.integers(1, 10**7), st.sampled_from(["more than", "almost"]))
def test_a_press_rounding_reaches_no_further_than_a_tenth_and_never_past_the_next_rounding(figure, wording):
    q = put("a", figure, wording).figure
    zeros = len(str(figure)) - len(str(figure).rstrip("0"))
    assert q.high - q.low <= min(figure / 10, 10**zeros) * (1 + 1e-9)
    assert q.value == figure == (q.low if wording == "more than" else q.high)


def test_all_rows_of_one_origin_about_one_thing_are_one_witness_and_the_others_are_its_copies():
    office, agency = put("office", 98_000), put("agency", 98_000, grade="B", said_by="an agency")
    rounded = put("rounded", 100_000, "about", grade="C", said_by="a broadcaster")
    (witness,) = read(rounded, agency, office)
    assert (witness.figure.ids, witness.printed) == (("office",), ("agency", "rounded"))
    assert witness.name == "Kazakh Interior Ministry (A)"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (put("z", 5, grade="C"), put("a", 5, "at least", grade="A")),
        (put("z", 5, "about", grade="A"), put("a", 5, grade="B")),
        *((put("z", 5, a), put("a", 5, b)) for a, b in pairwise(FIGURES)),
        (put("z", 5), put("a", 5, said_by="a newspaper")),
        (put("z", 5), put("a", 5, known_from=PLAIN.known_from.replace(day=26))),
        (put("a", 5), put("z", 5)),
    ],
    ids=["a figure before a bound", "grade", *map(" before ".join, pairwise(FIGURES)), "first-hand", "later", "id"],
)  # fmt: skip
def test_a_witness_is_read_at_its_best_row(better, worse):
    (witness,) = read(worse, better)
    assert witness.figure.ids[0] == better.id


def test_the_width_spans_the_figures_of_its_grade_that_do_not_agree_and_no_other():
    rounded = put("d", 150, "more than")
    (witness,) = read(put("a", 160), put("b", 169, "range"), put("c", 500, grade="B"), rounded)
    assert (witness.figure.low, witness.figure.high, witness.printed) == (160, 338, ("d", "c"))


@given(st.integers(1, 10**6), st.sampled_from("ABC"), st.sampled_from("ABC"))
def test_a_copy_of_no_better_grade_changes_nothing_but_where_it_was_printed(figure, grade, copied):
    first = put("first", figure, grade=grade)
    (alone,) = read(first)
    (both,) = read(first, put("copy", figure, grade=max(grade, copied), said_by="a newspaper"))
    assert both._replace(printed=()) == alone


def test_periods_are_told_apart_unless_they_are_one_side_of_a_comparison():
    other = put("other", 5, period=Period.parse("2022-10"))
    assert len(read(PLAIN, other)) == 2
    assert len(witnesses([PLAIN, other], one_thing=True)) == 1


def test_the_best_grade_with_a_figure_decides_for_each_thing_by_itself():
    day, month = ("day",), ("month",)

    def w(name, grade, thing, high=1, **more):
        return Witness(name, Quantity(1, 1, high, "persons"), grade, thing=thing, **more)

    found = [w("a", "A", day), w("b", "B", day), w("c", "C", month), w("d", "A", month, high=inf)]
    evidence = Evidence.of([*found, w("anonymous e", "A", day, is_anonymous=True)])
    assert [each.origin for each in evidence.deciding] == ["a", "c", "d"]
    assert [each.origin for each in evidence.others] == ["b", "anonymous e"]


def test_every_pairing_of_what_decides_is_a_witness_of_the_worse_grade():
    def side(*found):
        return Evidence.of(Witness(n, Quantity.exact(x, "persons"), g, thing=(n,)) for n, x, g in found)

    came, left = side(("ministry", 98, "A"), ("paper", 100, "B")), side(("ministry", 64, "B"))
    every = combine(sub, came, left)
    assert [(w.origin, w.figure.value, w.grade) for w in every] == [
        ("ministry", 34, "B"), ("paper and ministry", 36, "B"),
    ]  # fmt: skip
    assert [w.figure.value for w in combine(sub, came, left, of_one_origin=True)] == [34]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2022-09-21/2022-09-27", "same"), ("2022-09-21/2022-09-26", "same"), ("2022-09-21/2022-09-29", "same"),
        ("2022-09-21/2022-09-30", "longer"), ("2022-09-17/2022-09-26", "longer"), ("2022-09", "longer"),
        ("2022-09-23", "shorter"), ("2022-09-22/2022-09-28", "shorter"), ("2022-08", ""), ("2022-10-04", ""),
    ],
)  # fmt: skip
def test_counts_of_other_days_are_longer_or_shorter_or_of_no_use(text, kind):
    assert Period.parse(text).beside(Period.parse("2022-09-21/2022-09-27")) == kind
