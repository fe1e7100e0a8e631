"""The rule, as properties of made-up witnesses."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import WORDS
from steppe.evidence import Evidence, Witness
from steppe.quantity import Quantity
from steppe.rule import (
    AGAINST,
    FOR,
    Comparison,
    Figure,
    OnRecord,
    Readings,
    Voice,
    Weighing,
    deviation,
    judge_figure,
    side,
    verdict_on,
)

positive = st.floats(1e-3, 1e6)
any_number = st.floats(-1e9, 1e9)
tolerances = st.floats(0.001, 0.25)
grades = st.sampled_from("ABC")
sides = st.sampled_from(["for", "against", "neither"])
MIRROR = {"overstated": "understated", "understated": "overstated"}
DISTANCE = {"holds": 0, "roughly": 1, "overstated": 2, "understated": 2, "contradicted": 3}


@st.composite
def witnesses(draw, kinds=("figure", "floor", "ceiling"), grade=grades):
    """One witness: a figure with a width, or a bound."""
    low = draw(positive)
    high = low * draw(st.floats(1, 3))
    kind = draw(st.sampled_from(kinds))
    ends = {"figure": (low, high), "floor": (low, inf), "ceiling": (-inf, low)}[kind]
    name = draw(st.sampled_from(["a ministry", "an agency", "a newspaper", "a poll"]))
    q = Quantity(low, *ends, "persons", (f"{name} {low:.6g}",))
    is_anonymous = draw(st.sampled_from([False] * 9 + [True]))
    return Witness(name, q, draw(grade), is_anonymous=is_anonymous)


figures = witnesses(kinds=("figure",))
named = figures.filter(lambda w: not w.is_anonymous)
better_ones = named.filter(lambda w: w.grade < "C")
lower_ones = witnesses(grade=st.just("C"))
bounds = witnesses(kinds=("floor", "ceiling"))
several = st.lists(witnesses(), max_size=5)


def stated(x):
    return Quantity.exact(x, "persons")


def word_of(x, found, tolerance=0.05):
    return Figure(stated(x), Evidence.of(found)).judged(tolerance).word


def compared(ours, *rivals):
    pairs = {f"rival {n}": (ours, Evidence.of(found)) for n, found in enumerate(rivals)}
    return Comparison(pairs).judged(0.05)


# --- exactly one word -----------------------------------------------------------------------------


@given(any_number, any_number, tolerances)
def test_every_pair_of_figures_gets_exactly_one_word(said, found, tolerance):
    assert judge_figure(said, found, tolerance) in WORDS


@given(positive, several, tolerances, st.booleans())
def test_every_figure_gets_exactly_one_word_whatever_the_witnesses(said, found, tolerance, at_least):
    verdict = verdict_on(Figure(stated(said), Evidence.of(found), at_least=at_least), tolerance)
    assert verdict.word in WORDS
    assert (verdict.word == "open") == bool(verdict.missing)


@given(several, st.lists(several, min_size=1, max_size=4))
def test_every_comparison_gets_exactly_one_word_and_an_open_or_mixed_one_names_somebody(ours, rivals):
    verdict = compared(Evidence.of(ours), *rivals)
    assert verdict.word in ("holds", "contradicted", "mixed", "open")
    assert (verdict.word == "open") == bool(verdict.missing)
    assert verdict.word != "mixed" or (verdict.pro and verdict.contra)


@given(st.lists(st.tuples(sides, grades), max_size=6))
def test_every_weighing_gets_exactly_one_word(voices):
    verdict = Weighing(tuple(Voice(f"v{n}", side, grade, (f"s{n}",)) for n, (side, grade) in enumerate(voices)))
    word = verdict.judged(0.05).word
    pro, contra = (sum(s == side and g < "C" for s, g in voices) for side in ("for", "against"))
    expected = "mixed" if pro and contra else "holds" if pro > 1 else "contradicted" if contra > 1 else "open"
    assert word == expected


@given(positive, st.lists(several, min_size=1, max_size=3), tolerances)
def test_readings_give_the_milder_word_of_one_side_and_else_open_or_mixed(said, found, tolerance):
    readings = {str(n): Figure(stated(said), Evidence.of(each)) for n, each in enumerate(found)}
    words = [reading.judged(tolerance).word for reading in readings.values()]
    word = Readings(readings).judged(tolerance).word
    if "open" in words:
        assert word == "open"
    elif set(words) <= FOR or set(words) == {"contradicted"}:
        assert word == max(words, key=DISTANCE.__getitem__)
    elif not set(words) <= AGAINST:
        assert word == "mixed"


def test_announcements_hold_only_where_all_are_on_record():
    assert OnRecord({"one": ("a",), "other": ("b",)}).judged(0.05).word == "holds"
    assert OnRecord({"one": ("a",), "other": ()}).judged(0.05).missing == ("an assurance about other",)


# --- too much and too little ----------------------------------------------------------------------


@given(positive, st.lists(figures, min_size=1, max_size=4), tolerances)
def test_mirroring_stated_and_found_swaps_overstated_and_understated_and_nothing_else(said, found, tolerance):
    def mirrored(w):
        q = w.figure
        return w._replace(figure=Quantity(said**2 / q.value, said**2 / q.high, said**2 / q.low, q.unit, q.ids))

    ends = [deviation(said, end) for w in found for end in (w.figure.low, w.figure.high)]
    assume(all(abs(off - edge) > 1e-6 for off in ends for edge in (0, tolerance, 2 * tolerance, 1)))
    word = word_of(said, found, tolerance)
    assert word_of(said, list(map(mirrored, found)), tolerance) == MIRROR.get(word, word)


@given(positive, st.floats(0, 3), st.floats(0, 3), tolerances)
def test_a_figure_further_off_never_gets_a_better_word(said, a, b, tolerance):
    near, far = sorted((a, b))
    for found in (lambda off: said * (1 + off), lambda off: said / (1 + off)):
        words = [judge_figure(said, found(off), tolerance) for off in (near, far)]
        assert DISTANCE[words[0]] <= DISTANCE[words[1]]


@given(positive, positive, tolerances, tolerances)
def test_a_wider_tolerance_never_gives_a_worse_word(said, found, a, b):
    narrow, wide = sorted((a, b))
    assert DISTANCE[judge_figure(said, found, wide)] <= DISTANCE[judge_figure(said, found, narrow)]


@pytest.mark.parametrize(
    ("said", "found", "tolerance", "word"),
    [
        (21, 21.10, 0.10, "holds"), (2, 1.77, 0.10, "roughly"), (25, 27.37, 0.05, "roughly"),
        (100, 105, 0.05, "holds"), (100, 111, 0.05, "understated"), (100, 85, 0.05, "overstated"),
        (100, 200, 0.05, "contradicted"), (100, -100, 0.25, "contradicted"), (0, 0, 0.05, "holds"),
        (0, 1, 0.05, "contradicted"), (-100, -85, 0.05, "overstated"),
    ],
)
def test_the_rule_gives_the_words_of_its_table(said, found, tolerance, word):
    assert judge_figure(said, found, tolerance) == word


def test_a_width_is_met_at_its_nearest_point_and_a_bound_makes_no_figure_hold():
    about = Witness("a ministry", Quantity(60, 57, 63, "persons"))
    assert word_of(63, [about]) == "holds"
    assert word_of(60, [Witness("a ministry", Quantity(60, 60, inf, "persons"))]) == "open"
    assert word_of(30, [Witness("a ministry", Quantity(60, 60, inf, "persons"))]) == "contradicted"


def test_overstated_by_one_and_understated_by_another_is_mixed_and_so_is_twice_contradicted_both_ways():
    low, high = (Witness(name, stated(x)) for name, x in (("one", 80), ("other", 120)))
    assert word_of(100, [low, high]) == "mixed"
    assert word_of(100, [low._replace(figure=stated(40)), high._replace(figure=stated(300))]) == "mixed"


# --- witnesses ------------------------------------------------------------------------------------


@given(positive, better_ones, lower_ones, tolerances)
def test_where_a_better_grade_has_a_figure_a_lower_grade_only_contests(said, better, lower, tolerance):
    alone, both = (
        Figure(stated(said), Evidence.of(found)).judged(tolerance) for found in ([better], [better, lower])
    )
    assert replace(both, contested=(), ids=()) == replace(alone, contested=(), ids=())
    own = Figure(stated(said), Evidence((lower,))).judged(tolerance).word
    assert bool(both.contested) == (side(own) not in (0, side(both.word)))


@given(better_ones, lower_ones, several)
def test_in_a_comparison_too_a_lower_grade_only_contests(better, lower, theirs):
    alone, both = (compared(Evidence.of(found), theirs) for found in ([better], [better, lower]))
    assert both.word == alone.word


def test_a_single_anonymous_voice_decides_nothing_but_may_contest():
    voice = Witness("anonymous officials", stated(400), "C", is_anonymous=True)
    verdict = compared(Evidence.of([voice]), [Witness("a government", stated(190), "B")])
    assert (verdict.word, verdict.contested) == ("open", ("anonymous officials (C)",))


# --- bounds ---------------------------------------------------------------------------------------


@given(positive, several, bounds, tolerances)
def test_a_bound_on_the_near_side_changes_no_word_for_a_figure(said, found, bound, tolerance):
    q = bound.figure
    assume(q.low * (1 + 2 * tolerance) <= said <= q.high / (1 + 2 * tolerance) or q.low <= said <= q.high)
    assert word_of(said, [*found, bound], tolerance) == word_of(said, found, tolerance)


@given(several, several, bounds, st.booleans())
def test_a_bound_that_does_not_lie_beyond_the_other_side_changes_no_comparison(ours, theirs, bound, is_ours):
    sides = [ours, theirs]
    q, other = bound.figure, Evidence.of(sides[is_ours])
    assume(all(q.low <= w.figure.high and q.high >= w.figure.low for w in other))
    before = compared(Evidence.of(ours), theirs).word
    sides[not is_ours] = [*sides[not is_ours], bound]
    assert compared(Evidence.of(sides[0]), sides[1]).word == before


def test_a_floor_above_one_figure_of_the_other_side_and_not_above_another_decides_nothing():
    force = [Witness("one", stated(130), "B"), Witness("other", Quantity(180, 169, 190, "persons"), "B")]
    floor = Witness("a newspaper", Quantity(150, 150, inf, "persons"), "B")
    assert compared(Evidence.of([floor]), force).word == "open"
    assert compared(Evidence.of([floor._replace(figure=Quantity(200, 200, inf, "persons"))]), force).word == "holds"


def test_a_floor_above_the_other_side_decides_and_more_than_a_figure_lies_above_that_figure():
    force = [Witness("a government", Quantity(190, 169, 190, "persons"))]
    floor = Witness("a newspaper", Quantity(190, 190, inf, "persons"))
    assert compared(Evidence.of([floor]), force).word == "open"
    assert compared(Evidence.of([floor._replace(is_beyond=True)]), force).word == "holds"


# --- rivals ---------------------------------------------------------------------------------------


@given(named, st.lists(several, max_size=3), st.floats(0.01, 0.99), grades)
def test_adding_a_rival_with_a_count_below_ours_changes_nothing(ours, rivals, share, grade):
    low = Witness("another country", stated(ours.figure.low * share), grade)
    evidence = Evidence.of([ours])
    if rivals:
        assert compared(evidence, *rivals, [low]).word == compared(evidence, *rivals).word
    else:
        assert compared(evidence, [low]).word == "holds"


@given(named, st.lists(several, max_size=3), st.floats(1.01, 9))
def test_one_rival_surely_above_contradicts_whatever_is_unknown_of_the_others(ours, rivals, times):
    above = Witness("another country", stated(ours.figure.high * times))
    assert compared(Evidence.of([ours]), *rivals, [above]).word == "contradicted"


def test_a_rival_without_a_count_leaves_a_rank_open_and_a_lower_bound_below_ours_does_not_change_that():
    ours = Evidence((Witness("a ministry", stated(98)),))
    floor = Witness("somebody", Quantity(50, 50, inf, "persons"), "C")
    for found in ([], [floor]):
        verdict = compared(ours, [Witness("another", stated(50))], found)
        assert (verdict.word, verdict.missing) == ("open", ("a published figure for rival 1",))
    ceiling = floor._replace(figure=Quantity(60, -inf, 60, "persons"))
    assert compared(ours, [ceiling]).word == "holds"
