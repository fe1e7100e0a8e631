from itertools import pairwise
from math import cos, dist, pi, radians

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from steppe import border, greatcircle
from steppe.border import (
    GEOD,
    LINES,
    SCALES,
    apart,
    growth,
    length,
    longest_pieces,
    name_of,
    off,
    read_rulers,
    ruler_for,
    walk,
    walks_of,
)
from steppe.lines import read_line, read_rivals
from steppe.paths import DATA
from steppe.quantity import Quantity

anywhere = st.tuples(st.floats(-180, 180), st.floats(-89, 89))
where_borders_run = st.tuples(st.floats(-170, 170), st.floats(17, 60))
lines = st.lists(anywhere, max_size=12)
unhurried = settings(deadline=None)


@st.composite
def short_lines(draw, corners=20):
    """Lines whose points lie within a few hundred kilometres, as those of a border do."""
    lon, lat = draw(st.tuples(st.floats(-150, 150), st.floats(17, 60)))
    steps = draw(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=corners))
    return [(lon, lat), *((lon + east, lat + north) for east, north in steps)]


@pytest.fixture(scope="module")
def rulers():
    return read_rulers()


# --- what a length is ------------------------------------------------------------------------------


@given(lines)
def test_a_length_is_never_negative_and_nothing_is_as_long_as_nothing(line):
    assert length(line).value >= 0
    assert length(line[:1]).value == 0
    assert length(line).unit == "km"


@given(lines, anywhere, lines)
def test_two_lines_joined_are_as_long_as_both(first, joint, second):
    whole = length([*first, joint, *second]).value
    assert whole == pytest.approx(length([*first, joint]).value + length([joint, *second]).value, abs=1e-6)


@given(lines)
def test_a_line_is_as_long_backwards(line):
    assert length(line[::-1]).value == pytest.approx(length(line).value, abs=1e-6)


@given(anywhere, anywhere, anywhere)
def test_a_detour_is_never_shorter(start, detour, end):
    assert length([start, detour, end]).value >= length([start, end]).value - 1e-6


@given(st.lists(where_borders_run, min_size=2, max_size=12))
def test_sphere_and_ellipsoid_agree_to_half_a_per_cent_where_the_borders_run(line):
    assert greatcircle.length_km(line) == pytest.approx(length(line).value, rel=0.005, abs=1e-6)


def test_every_shipped_line_is_as_long_on_the_sphere_to_half_a_per_cent(rulers):
    for ruler in rulers.values():
        assert greatcircle.length_km(ruler.line) == pytest.approx(ruler.length.value, rel=0.005)


def test_a_degree_of_the_equator_is_a_degree_of_its_circle():
    assert length([(10, 0), (11, 0)]).value == pytest.approx(GEOD.a / 1000 * pi / 180)


@pytest.mark.parametrize("latitude", [0, 30, 50, 89])
def test_a_degree_of_meridian_grows_towards_the_pole(latitude):
    middle = radians(latitude + 0.5)
    radius = GEOD.a / 1000 * (1 - GEOD.es) / (1 - GEOD.es * (1 - cos(middle) ** 2)) ** 1.5
    assert length([(70, latitude), (70, latitude + 1)]).value == pytest.approx(radius * pi / 180, rel=1e-5)


def test_from_equator_to_pole_are_ten_thousand_kilometres_as_the_metre_was_meant():
    assert length([(0, 0), (0, 90)]).value == pytest.approx(10_000, rel=2.5e-4)


# --- the shipped lines -----------------------------------------------------------------------------


def test_the_table_of_rulers_names_every_shipped_line_once(rulers):
    shipped = {path.stem for path in (DATA / "border").glob("*.csv")} - {"rivals_naturalearth"}
    assert set(rulers) == shipped
    assert len({ruler.label for ruler in rulers.values()}) == len(rulers)


def test_a_ruler_is_its_own_line_measured(rulers):
    for name, ruler in rulers.items():
        assert ruler.line == read_line(DATA, name)
        assert ruler.length == length(ruler.line)
        assert ruler.segment.value * (len(ruler.line) - 1) == pytest.approx(ruler.length.value)


@pytest.mark.parametrize("source", sorted({source for source, _ in LINES.values()}))
def test_the_maps_of_one_source_grow_longer_with_detail(rulers, source):
    of_source = [ruler for ruler in rulers.values() if ruler.source == source]
    assert all(coarse.length.value < fine.length.value for coarse, fine in pairwise(of_source))
    assert all(len(coarse.line) < len(fine.line) for coarse, fine in pairwise(of_source))


def test_all_lines_run_from_the_same_shore_to_the_same_corner(rulers):
    starts, ends = zip(*((ruler.line[0], ruler.line[-1]) for ruler in rulers.values()), strict=True)
    for together in (starts, ends):
        assert max(length([a, b]).value for a in together for b in together) < 25


@pytest.mark.parametrize("scale", SCALES)
def test_our_border_among_the_rivals_is_the_shipped_line(rulers, scale):
    ours = longest_pieces(scale)["kazakhstan_russia"]
    assert ours.value == pytest.approx(rulers[f"naturalearth_{scale}"].length.value, rel=1e-4)


@pytest.mark.parametrize("scale", SCALES)
def test_pieces_come_longest_first_and_the_sphere_ranks_them_alike(scale):
    pieces = longest_pieces(scale)
    assert all(a.value >= b.value for a, b in pairwise(pieces.values()))
    rivals = read_rivals(DATA, scale)
    on_sphere = {name: max(map(greatcircle.length_km, found)) for name, found in rivals.items()}
    assert list(pieces) == sorted(on_sphere, key=on_sphere.get, reverse=True)


# --- dividers --------------------------------------------------------------------------------------


@unhurried
@given(short_lines(), st.floats(1, 500))
def test_dividers_cut_corners_and_never_add_any(line, step):
    walked = walk(line, step)
    assert walked.high <= length(line).value + 1e-6
    ends = border._in_space([line[0], line[-1]])
    assert walked.low >= dist(*ends) - 1e-6


@unhurried
@given(short_lines(), st.floats(1, 500))
def test_it_does_not_matter_from_which_end_one_reads_a_walk(line, step):
    assert walk(line[::-1], step).value == pytest.approx(walk(line, step).value, abs=1e-6)


@unhurried
@given(short_lines())
def test_dividers_wider_than_the_line_measure_from_end_to_end(line):
    assert walk(line, 20_000).value == pytest.approx(dist(*border._in_space([line[0], line[-1]])), abs=1e-9)


@settings(unhurried, max_examples=25)
@example([(84.0, 17.0), (84.0, 17.5), (84.0, 17.5), (84.96875, 17.0), (84.0, 17.5)], 2.0)
@example([(0.0, 17.0), (1.0, 17.0), (0.0, 17.0), (1.0, 17.0), (0.0, 17.0)], 1.5)
@given(short_lines(corners=4), st.floats(0.5, 2))
def test_each_corner_costs_the_finest_dividers_two_steps_at_most(line, step):
    assert walk(line, step).low >= length(line).value * (1 - 1e-4) - 2 * len(line) * step


@pytest.mark.parametrize("step", [1.0, 7.3, 40.0])
def test_a_straight_line_has_one_length_for_every_ruler(step):
    straight = [(lon, 0.0) for lon in np.linspace(60, 61, 30)]
    assert walk(straight, step).value == pytest.approx(length(straight).value, rel=1e-4)


def test_wide_dividers_do_not_see_the_teeth_of_a_saw_and_narrow_ones_do():
    teeth, pitch = 100, 0.001
    saw = [(60 + k * pitch / 2, k % 2 * pitch) for k in range(2 * teeth + 1)]
    tooth, straight = length(saw[:3]).value / 5**0.5, length([saw[0], saw[-1]]).value
    assert walk(saw, 20 * tooth).value == pytest.approx(straight, rel=0.03)
    assert walk(saw, tooth / 60).value == pytest.approx(straight * 5**0.5, rel=0.03)


def test_the_coarsest_map_and_the_finest_agree_for_wide_dividers_and_part_for_narrow_ones(rulers):
    coarse, fine = rulers["naturalearth_110m"].line, rulers["osm_10m"].line
    assert walk(coarse, 500).value == pytest.approx(walk(fine, 500).value, rel=0.02)
    assert walk(fine, 2).value > 1.3 * walk(coarse, 2).value


@pytest.mark.parametrize("step", [0, -1.0, float("nan")])
def test_dividers_must_be_open(step):
    with pytest.raises(ValueError, match="expected more than zero"):
        walk([(60, 50), (61, 50)], step)


def test_nothing_walked_is_nothing():
    assert walk([], 1).value == walk([(60, 50)], 1).value == 0


def test_the_ruler_for_a_length_lies_between_the_steps_that_enclose_it():
    walks = [(s, Quantity.exact(x, "km")) for s, x in ((100.0, 1000.0), (10.0, 2000.0), (1.0, 4000.0))]
    assert ruler_for(walks, Quantity.exact(2000, "km")).value == pytest.approx(10)
    assert 1 < ruler_for(walks, Quantity.exact(3000, "km", ("a",))).value < 10
    assert ruler_for(walks, Quantity.exact(3000, "km", ("a",))).ids == ("a",)
    assert ruler_for(walks, Quantity.exact(5000, "km")) is None
    miles = ruler_for(walks, Quantity.exact(3000, "km").to("mi"))
    assert miles.value == pytest.approx(ruler_for(walks, Quantity.exact(3000, "km")).value)


def test_growth_spans_every_step_and_ends_with_the_last(rulers):
    walks = walks_of(rulers["naturalearth_110m"], [64, 32, 16])
    first, second, third = (q.value for _, q in walks)
    grown = growth(walks)
    assert [step for step, _ in walks] == [64, 32, 16]
    assert grown.value == pytest.approx(100 * (third / second - 1))
    steps = sorted(100 * (b / a - 1) for a, b in ((first, second), (second, third)))
    assert [grown.low, grown.high] == pytest.approx(steps)


# --- lengths side by side --------------------------------------------------------------------------

kilometres = st.floats(1, 1e5).map(lambda x: Quantity.exact(x, "km"))


@given(kilometres, kilometres)
def test_two_lengths_are_as_far_apart_whichever_comes_first(one, other):
    assert apart(one, other).value == pytest.approx(apart(other, one).value)
    assert apart(one, other).value >= 0
    assert apart(one, other.to("mi")).value == pytest.approx(apart(one, other).value, rel=1e-6, abs=1e-9)


@given(kilometres, st.floats(0.5, 2))
def test_off_is_the_share_by_which_a_length_differs_in_per_cent(stated, factor):
    assert off(stated * factor, stated).value == pytest.approx(100 * (factor - 1), abs=1e-9)


def test_a_border_is_named_after_both_countries():
    assert name_of("canada_united-states") == "Canada–United States"
    assert all("–" in name_of(each) for each in longest_pieces("110m"))
