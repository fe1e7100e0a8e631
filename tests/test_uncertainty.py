from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.claims import JUDGED
from steppe.parts import Comparison, Figure, Joined, Typed
from steppe.quantity import PER_CENT, RATIO, Quantity
from steppe.reckoning import Input, Reckoned
from steppe.rule import conjunction, judge_figure, readings, within
from steppe.uncertainty import DRAWS, Stretch, chances, sample

FACTS = facts.load()
lengths = st.integers(1_000, 100_000).map(lambda thousandths: thousandths / 1000)
ends = st.tuples(lengths, lengths).map(sorted)
two_sided = ends.map(lambda e: Quantity((e[0] + e[1]) / 2, *e, "mi"))
one_sided = lengths.flatmap(
    lambda x: st.sampled_from([Quantity(x, x, inf, "mi"), Quantity(x, -inf, x, "mi"), Quantity.exact(x, "mi")])
)
weights = st.sampled_from([0.25, 0.5, 1.0])
sources = st.lists(st.tuples(two_sided | one_sided, weights), min_size=1, max_size=4)
ERROR = 4 * sqrt(0.25 / DRAWS)


def exact(x):
    return Quantity.exact(x, "mi")


def plain(*options, name="length"):
    return Reckoned.plain([(q, 1.0) for q in options], name)


@given(sources, sources)
def test_a_comparison_is_as_probable_as_the_rule_reckons_it(first, second):
    part = Comparison(((Reckoned.plain(first, "first"), Reckoned.plain(second, "second")),))
    holds = sample(part, 0.05).holds
    assert holds.low == pytest.approx(part.found.low, abs=ERROR)
    assert holds.high == pytest.approx(part.found.high, abs=ERROR)


@given(st.lists(st.tuples(st.tuples(two_sided, weights), st.tuples(two_sided, weights)), min_size=1, max_size=4))
def test_several_contests_weigh_as_the_rule_weighs_them(pairs):
    part = Comparison(tuple((Reckoned.plain([a]), Reckoned.plain([b])) for a, b in pairs))
    assert sample(part, 0.05).holds.value == pytest.approx(part.found.value, abs=ERROR)


@given(st.floats(1, 100), sources, st.floats(0.01, 0.25))
def test_exact_figures_hold_with_the_weight_of_their_sources(stated, found, tolerance):
    found = [(exact(q.value), weight) for q, weight in found]
    holding = sum(weight for q, weight in found if judge_figure(stated, q.value, tolerance) == "holds")
    part = Figure(exact(stated), Reckoned.plain(found, "length"))
    assert sample(part, tolerance).holds.value == pytest.approx(holding / sum(w for _, w in found), abs=ERROR)


@given(st.floats(0.1, 1e6), st.floats(1e-3, 1e3), st.floats(0.001, 0.25))
def test_what_lies_within_the_tolerance_is_what_the_rule_says_holds(stated, times, tolerance):
    low, high = within(stated, tolerance)
    found = stated * times
    assert (low <= found <= high) == (judge_figure(stated, found, tolerance) == "holds")


@given(st.floats(1, 100), sources, st.floats(0.01, 0.12), st.floats(0.01, 0.12))
def test_a_wider_tolerance_never_makes_a_claim_less_probable(stated, found, a, b):
    part = Figure(exact(stated), Reckoned.plain(found, "length"))
    narrow, wide = (sample(part, t) for t in sorted((a, b)))
    assert narrow.holds.low <= wide.holds.low
    assert narrow.holds.high <= wide.holds.high
    assert narrow.holds.high <= narrow.supported.high


@given(sources, st.floats(1, 50), st.floats(1, 50))
def test_more_to_beat_is_never_more_probable(first, a, b):
    less, more = sorted((a, b))
    chance = {x: sample(Comparison(((Reckoned.plain(first), Reckoned.fixed(exact(x))),)), 0.05) for x in (less, more)}
    assert chance[more].holds.low <= chance[less].holds.low
    assert chance[more].holds.high <= chance[less].holds.high


def test_a_one_sided_figure_gives_bounds_and_not_a_guess():
    at_least = Figure(exact(100), plain(Quantity(100, 100, inf, "mi")))
    assert (sample(at_least, 0.05).holds.low, sample(at_least, 0.05).holds.high) == (0, 1)
    too_many = Figure(exact(100), plain(Quantity(150, 150, inf, "mi")))
    assert (sample(too_many, 0.05).holds.low, sample(too_many, 0.05).holds.high) == (0, 0)


def test_sources_that_disagree_stay_apart():
    part = Figure(exact(100), plain(exact(90), exact(110)))
    assert sample(part, 0.05).holds.high == 0


def test_one_source_chosen_for_two_parts_is_the_same_in_both():
    length = plain(exact(100), exact(50))
    rank = Comparison(((length, Reckoned.fixed(exact(75))),))
    both = sample(Joined(conjunction, (Figure(exact(100), length), rank)), 0.05)
    alone = sample(Figure(exact(100), length), 0.05)
    assert both.holds == alone.holds


def test_several_readings_bound_what_one_could_mean():
    part = Joined(readings, (Figure(exact(1), plain(exact(1), name="a")), Figure(exact(1), plain(exact(5), name="b"))))
    found = sample(part, 0.05)
    assert (found.holds.low, found.holds.high) == (0, 1)
    assert [(r.name, r.holds.value) for r in found.readings] == [("a", 1), ("b", 0)]


def test_it_says_what_the_probability_hangs_on():
    length, width = plain(exact(100), exact(200)), plain(exact(1), exact(1.001), name="width")
    area = Reckoned((*length.inputs, *width.inputs), lambda a, b: a / b)
    found = sample(Figure(Quantity.exact(100, RATIO), area), 0.05)
    assert [(d.name, d.spread) for d in found.depends] == [("length", 1), ("width", pytest.approx(0, abs=0.05))]
    assert [c.holds.value for c in found.depends[0].choices] == [1, 0]
    assert found.by_source == pytest.approx(1)


def test_where_one_source_gives_a_range_none_of_the_doubt_is_of_sources():
    found = sample(Figure(exact(100), plain(Quantity(100, 50, 150, "mi"))), 0.05)
    assert 0 < found.holds.value < 1
    assert found.by_source == pytest.approx(0)


def test_where_an_open_bound_decides_the_doubt_is_not_shared_out():
    sources = plain(exact(100), Quantity(90, 90, inf, "mi"))
    found = sample(Figure(exact(100), sources), 0.05)
    assert found.holds.low < found.holds.high
    assert found.by_source is None


def test_what_was_weighed_has_no_probability():
    assert sample(Typed("open"), 0.05) is None
    assert sample(Joined(conjunction, (Figure(exact(1), plain(exact(1))), Typed("open"))), 0.05) is None
    assert sample(Comparison(()), 0.05) is None


operators = st.sampled_from([lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b])


@given(ends, ends, operators)
def test_stretches_reckon_as_quantities_do(a, b, operator):
    a, b = (Quantity(e[0], *e, RATIO) for e in (a, b))
    found = operator(*(Stretch(np.array([q.low]), np.array([q.high])) for q in (a, b)))
    assert (found.low[0], found.high[0]) == pytest.approx((operator(a, b).low, operator(a, b).high))


def test_constants_enter_a_formula_of_samples():
    inputs = tuple(Input.of([(exact(x), 1.0)]) for x in (1, 2))
    half = Figure(Quantity.exact(50, "percent"), Reckoned(inputs, lambda a, b: a / b * PER_CENT))
    assert sample(half, 0.05).holds.value == 1


@pytest.mark.parametrize("id", JUDGED)
def test_the_same_seed_gives_the_same_figures_and_another_seed_the_same_to_half_a_per_cent(id):
    scenario = scenarios.scenario("hindsight")
    here, again, other = (chances(FACTS, scenario, id, seed=seed) for seed in (1, 1, 2))
    assert here == again
    if here:
        for a, b in ((here.holds, other.holds), (here.supported, other.supported)):
            assert (a.low, a.high) == pytest.approx((b.low, b.high), abs=0.005)


@settings(max_examples=20)
@given(st.sampled_from(scenarios.names()), st.sampled_from(JUDGED))
def test_a_chance_is_a_chance_of_what_is_judged(name, id):
    chance = chances(FACTS, scenarios.scenario(name), id)
    assert (chance is None) == (id in ("C12", "C13", "C14", "C15", "C16", "C17"))
    if chance:
        assert 0 <= chance.holds.low <= chance.holds.high <= 1
        assert chance.holds.low <= chance.supported.low
        assert chance.by_source is None or -1e-9 <= chance.by_source <= 1 + 1e-9
