import pytest

from steppe import units
from steppe.border import longest_pieces, name_of, read_rulers, walks_of
from steppe.display.borders import plot_border, plot_ranking, plot_rulers
from steppe.display.figure import digest_of
from steppe.display.style import OSM_CREDIT
from steppe.quantity import Quantity

STATED = Quantity(3000, 2500, 3500, "mi", ("a_statement",))


@pytest.fixture(scope="module")
def rulers():
    return read_rulers()


@pytest.fixture(scope="module")
def walks(rulers):
    return {name: walks_of(rulers[name], [256, 32, 4]) for name in ("naturalearth_10m", "naturalearth_110m")}


def words(figure) -> str:
    from matplotlib.text import Text

    return " ".join(text.get_text().replace("\u00a0", " ") for text in figure.findobj(Text))


def test_a_map_names_its_lines_places_and_lengths(rulers):
    drawn = [rulers["osm_1km"], rulers["naturalearth_110m"]]
    figure = plot_border(drawn, (72, 54), ("north", "south"), ("west", "east"))
    measured = [units.amount(ruler.length.to("mi").value, "mi") for ruler in drawn]
    for wanted in ("north", "south", "west", "east", "OpenStreetMap 1 km", *measured, "500 km", OSM_CREDIT):
        assert wanted in words(figure)


def test_a_map_without_openstreetmap_does_not_credit_it(rulers):
    figure = plot_border([rulers["naturalearth_110m"]], (72, 54), ("north", "south"), ("west", "east"))
    assert OSM_CREDIT not in words(figure)


def test_a_kilometre_is_as_long_up_as_across(rulers):
    figure = plot_border([rulers["naturalearth_110m"]], (72, 54), ("north", "south"), ("west", "east"))
    assert all(axes.get_aspect() == 1 for axes in figure.axes)


def test_dividers_close_from_left_to_right_over_a_scale_from_zero(walks):
    axes, = plot_rulers(walks, {"stated": STATED}, STATED).axes
    assert axes.get_xlim() == (256, 4)
    assert axes.get_ylim()[0] == 0


def test_a_walk_that_measures_more_draws_another_figure(walks):
    longer = walks | {"naturalearth_10m": [(step, q * 1.001) for step, q in walks["naturalearth_10m"]]}
    once, again, moved = (digest_of(plot_rulers(each, {"stated": STATED}, STATED)) for each in (walks, walks, longer))
    assert once == again != moved


def test_a_ranking_leaves_out_what_is_not_in_print():
    found = longest_pieces("110m")
    lengths = {name_of(border): [q, None] for border, q in found.items()}
    lengths["Kazakhstan–Russia"] = [found["kazakhstan_russia"], STATED]
    figure = plot_ranking(lengths, ["map", "in print"], notes="A note.")
    assert all(name.replace(" ", "") in words(figure).replace(" ", "").replace("\n", "") for name in lengths)
    assert "A note." in words(figure) and "a_statement" in words(figure)


def test_no_line_runs_from_the_maps_to_what_is_in_print():
    found = longest_pieces("110m")["kazakhstan_russia"]
    axes, = plot_ranking({"ours": [found, found, STATED]}, ["one", "two", "in print"]).axes
    joined = [line.get_xdata() for line in axes.lines if len(set(line.get_xdata())) > 1]
    assert max(at for across in joined for at in across) == 1
