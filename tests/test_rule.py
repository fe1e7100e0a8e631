from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steppe.quantity import Quantity
from steppe.rule import (
    SUPPORTING,
    WORDS,
    Rule,
    conjunction,
    deviation,
    judge_figure,
    judge_probability,
    nearest_flip,
    probability_greater,
    readings,
    settle,
)

positive = st.floats(1e-3, 1e9)
any_number = st.floats(-1e9, 1e9)
tolerances = st.floats(0.001, 0.25)
words = st.sampled_from(["holds", "roughly", "open", "overstated", "understated", "contradicted"])
MIRROR = {"overstated": "understated", "understated": "overstated"}
DISTANCE = {"holds": 0, "roughly": 1, "overstated": 2, "understated": 2, "contradicted": 3}


@given(any_number, any_number, tolerances)
def test_every_pair_of_figures_gets_exactly_one_word(stated, found, tolerance):
    assert judge_figure(stated, found, tolerance) in WORDS


@given(positive, positive, tolerances)
def test_too_much_and_too_little_are_judged_alike(stated, found, tolerance):
    word = judge_figure(stated, found, tolerance)
    assert judge_figure(found, stated, tolerance) == MIRROR.get(word, word)


@given(positive, st.floats(0, 3), st.floats(0, 3), tolerances)
def test_a_figure_further_off_never_gets_a_better_word(stated, a, b, tolerance):
    near, far = sorted((a, b))
    for found in (lambda off: stated * (1 + off), lambda off: stated / (1 + off)):
        assert (
            DISTANCE[judge_figure(stated, found(near), tolerance)]
            <= DISTANCE[judge_figure(stated, found(far), tolerance)]
        )


@given(positive, positive, tolerances, tolerances)
def test_a_wider_tolerance_never_gives_a_worse_word(stated, found, a, b):
    narrow, wide = sorted((a, b))
    assert DISTANCE[judge_figure(stated, found, wide)] <= DISTANCE[judge_figure(stated, found, narrow)]


@given(positive, positive, st.floats(1e-3, 1e3), tolerances)
def test_the_unit_of_a_figure_does_not_matter(stated, found, scale, tolerance):
    edges = (tolerance, 2 * tolerance, 1)
    assume(all(abs(deviation(stated, found) - edge) > 1e-9 for edge in edges))
    assert judge_figure(stated * scale, found * scale, tolerance) == judge_figure(stated, found, tolerance)


@pytest.mark.parametrize(
    ("stated", "found", "tolerance", "word"),
    [
        (21, 21.10, 0.10, "holds"),
        (2, 1.77, 0.10, "roughly"),
        (25, 27.37, 0.05, "roughly"),
        (100, 105, 0.05, "holds"),
        (100, 111, 0.05, "understated"),
        (100, 85, 0.05, "overstated"),
        (100, 200, 0.05, "contradicted"),
        (100, -100, 0.25, "contradicted"),
        (0, 0, 0.05, "holds"),
        (0, 1, 0.05, "contradicted"),
    ],
)
def test_the_rule_gives_the_words_of_its_table(stated, found, tolerance, word):
    assert judge_figure(stated, found, tolerance) == word


def test_figures_of_unlike_sign_are_infinitely_far_apart():
    assert deviation(1, -1) == deviation(0, 5) == inf


@given(st.tuples(positive, positive).map(sorted), positive)
def test_a_range_against_a_figure_open_to_one_side_has_bounds_on_its_probability(ends, edge):
    a = Quantity(ends[0], *ends, "persons")
    at_most, at_least = Quantity(edge, -inf, edge, "persons"), Quantity(edge, edge, inf, "persons")
    alone = probability_greater(a, Quantity.exact(edge, "persons"))[0]
    assert probability_greater(a, at_most) == (alone, 1)
    assert probability_greater(a, at_least) == (0, alone)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.51, 0.999))
def test_every_probability_gets_exactly_one_word(a, b, needed):
    low, high = sorted((a, b))
    word = judge_probability(low, high, needed)
    assert word in ("holds", "open", "contradicted")
    assert judge_probability(1 - high, 1 - low, needed) == {"holds": "contradicted", "contradicted": "holds"}.get(
        word, word
    )


@given(
    words.filter(lambda w: w != "open"), st.floats(0.1, 10), st.lists(st.tuples(words, st.floats(0.1, 10)), max_size=5)
)
def test_a_word_stands_only_while_the_weight_is_on_its_side(word, weight, others):
    outcomes = [(word, weight), *others]
    same = sum(w for other, w in outcomes if (other in SUPPORTING) == (word in SUPPORTING))
    share = same / sum(w for _, w in outcomes)
    assume(abs(share - 0.9) > 1e-6 and abs(share - 0.1) > 1e-6)
    settled = settle(word, outcomes, 0.9)
    if 0.1 < share < 0.9:
        assert settled == "open"
    else:
        assert (settled in SUPPORTING) == ((word in SUPPORTING) == (share > 0.5))
        assert settled == word or share < 0.5


def test_where_nearly_all_the_weight_lies_across_the_line_the_heaviest_word_there_stands():
    assert settle("holds", [("holds", 1), ("overstated", 7), ("contradicted", 4)], 0.9) == "overstated"


@given(st.lists(words, min_size=1))
def test_a_claim_of_parts_is_never_better_than_any_part(parts):
    weakness = ["holds", "roughly", "open", "overstated", "understated", "contradicted"].index
    rank = {w: min(weakness(w), 3) if w != "contradicted" else 4 for w in parts}
    assert rank[conjunction(parts)] == max(rank.values())


@given(st.lists(words, min_size=1))
def test_readings_that_disagree_leave_a_claim_open(parts):
    sides = {"open" if w == "open" else w in SUPPORTING for w in parts}
    assert (readings(parts) == "open") == (len(sides) > 1 or sides == {"open"})


@st.composite
def stretches(draw):
    low, high = sorted(draw(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6))))
    return Quantity((low + high) / 2, low, high, "persons")


@given(stretches(), stretches())
def test_of_two_ranges_one_is_greater_with_certainty_in_sum(a, b):
    assume(a.high - a.low > 1 or b.high - b.low > 1)
    (p, p_high), (q, q_high) = probability_greater(a, b), probability_greater(b, a)
    assert p == p_high and q == q_high
    assert p + q == pytest.approx(1, abs=1e-6)


@given(stretches(), stretches(), st.floats(0, 1e5))
def test_a_range_moved_up_is_never_less_probably_greater(a, b, rise):
    moved = a + Quantity.exact(rise, "persons")
    assert probability_greater(moved, b)[0] >= probability_greater(a, b)[0] - 1e-6


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_one_sided_figure_only_bounds_the_probability(at_least, other):
    low, high = probability_greater(Quantity(at_least, at_least, inf, "persons"), Quantity.exact(other, "persons"))
    assert high == 1
    assert low == (1 if at_least > other else 0)


def test_the_overlap_of_two_ranges_is_computed_by_hand():
    assert probability_greater(Quantity(1, 0, 2, "x"), Quantity(2, 1, 3, "x"))[0] == pytest.approx(1 / 8)


@given(positive, positive, tolerances)
def test_the_nearest_flip_changes_the_word_and_nothing_nearer_does(stated, found, tolerance):
    edges = (tolerance, 2 * tolerance, 1)
    assume(all(abs(deviation(stated, found) - edge) > 1e-6 for edge in edges))
    here = judge_figure(stated, found, tolerance)
    flip = nearest_flip(Quantity.exact(stated, "x"), Quantity.exact(found, "x"), tolerance)
    assert flip.word != here
    way = flip.at.value / found
    assert judge_figure(stated, found * way**0.999, tolerance) == here
    assert judge_figure(stated, found / way**0.999, tolerance) == here
    past = flip.at.value * (1 + 1e-6 if way > 1 else 1 - 1e-6)
    assert judge_figure(stated, past, tolerance) == flip.word


def test_half_and_double_tolerance_leave_the_probability_alone():
    assert Rule(0.05, 0.1, 0.9).scaled(2) == Rule(0.1, 0.2, 0.9)
