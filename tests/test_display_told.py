"""What was told is drawn as it was told: bounds as bounds, refusals as refusals, gaps as gaps."""

from math import inf

import pytest

from steppe import facts
from steppe.case import Case
from steppe.display.errors import DisplayError
from steppe.display.figure import show
from steppe.display.ranges import plot_ranges
from steppe.display.told import Told, plot_told, quotes, told
from steppe.quantity import Quantity
from steppe.scenario import Scenario

FACTS = facts.load()
CASE = Case(FACTS, Scenario())


def persons(value, low=None, high=None):
    return Quantity(value, value if low is None else low, value if high is None else high, "persons")


def written(figure):
    return [text.get_text().replace("\n", " ") for axes in figure.axes for text in axes.texts]


def test_a_denial_gets_a_row_without_a_figure():
    row = told("spokesman", FACTS.statements["callup_secret_clause_denial"])
    figure = plot_told({"ceilings": [row, Told("source", persons(1e6))]})
    assert row.figure is None
    assert "no figure" in written(figure)


def test_a_group_without_rows_says_that_nothing_was_published():
    figure = plot_told({"before": [Told("one", persons(5))], "after": []})
    assert written(figure).count("nothing published yet") == 1


def test_a_bound_is_written_as_a_bound_and_drawn_with_an_arrow():
    exact, least = (
        plot_told({"left": [Told("one", persons(5e5)), Told("two", persons(2e5, high=high))]}) for high in (2e5, inf)
    )
    assert any(words.startswith("≥") for words in written(least))
    assert show(exact, "A figure.").digest != show(least, "A figure.").digest


def test_a_share_that_may_be_smaller_says_so():
    row = Told("one", Quantity(80, 65, 95, "percent"), point=False, less=True)
    assert any(words.endswith("or less") for words in written(plot_told({"needed": [row]})))


@pytest.mark.parametrize("plot", [lambda rows: plot_told({"told": [told(*row) for row in rows.items()]}), plot_ranges])
def test_a_row_with_a_range_has_it_written_and_not_its_point(plot):
    figure = plot({"reckoned": persons(5, 4, 7), "exact": persons(6)})
    words = written(figure)
    assert "4–7" in words and "6" in words and "5" not in words
    assert "Marks: ■ reckoned." in figure.get_supxlabel()


@pytest.mark.parametrize("plot", [lambda rows: plot_told({"told": [told(*row) for row in rows.items()]}), plot_ranges])
def test_what_was_reckoned_has_another_shape_than_what_was_stated(plot):
    stated = FACTS.statements["kz_in_27sep"]
    figure = plot({"stated": stated, "reckoned": stated.figure * 2})
    shapes = [line.get_marker() for line in figure.axes[0].lines if line.get_marker() in ("o", "s")]
    assert shapes == ["o", "s"]
    assert "● grade A, ■ reckoned" in figure.get_supxlabel()


def test_statements_without_a_range_say_so_and_one_range_is_enough_not_to():
    stated = FACTS.statements["kz_in_27sep"]
    assert "One statement each: no range published." in plot_ranges({"one": stated}).get_supxlabel()
    assert "range" not in plot_ranges({"one": stated, "two": persons(5, 4, 7)}).get_supxlabel()


def test_figures_of_two_units_share_no_scale():
    with pytest.raises(DisplayError, match="figures of one unit"):
        plot_told({"mixed": [Told("one", persons(5))]}, mark={"share": Quantity.exact(5, "percent")})


@pytest.mark.parametrize("value", [-3e5, 0.0, 3e5, 3e8])
def test_a_figure_of_any_size_and_sign_is_drawn(value):
    assert show(plot_told({"told": [Told("one", persons(value)), Told("two", persons(2e5))]}), "A figure.").digest


def test_quoting_names_who_said_it_and_when_and_keeps_the_wording():
    words = str(quotes(CASE, [FACTS.statements[id] for id in ("fled_ap_194k", "fled_uk_mod_statement")]))
    assert "AP, 28 September 2022: at least 194,000. " in words
    assert "UK Ministry of Defence, 29 September 2022: Those who left" in words


def test_a_quoted_figure_says_what_it_is_of_and_when():
    spoken = [FACTS.statements[id] for id in ("return_share_outrush_year", "return_kz_more_likely")]
    words = str(quotes(CASE, spoken, {"share": "of those who left gone back, {period}", "remark": "unused"}))
    assert "8.0% of those who left gone back, July 2023 to July 2024. " in words
    assert words.endswith("from other countries.")


def test_where_nobody_spoke_there_is_nothing_to_quote():
    assert str(quotes(CASE, [])).startswith("Nothing on this was public by")
