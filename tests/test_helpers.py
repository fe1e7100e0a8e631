"""The helper library as a notebook uses it: its examples run, and a mistake is answered in one line that helps."""

import doctest
import importlib
import inspect

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import steppe
from steppe import (
    Quantity,
    judge,
    leave_one_out,
    open_facts,
    plot_ranges,
    say,
    show,
    show_table,
    span,
    verdict,
    verdict_timeline,
)
from steppe.facts import load
from steppe.opened import OpenedFacts
from steppe.quantity import QuantityError

FACTS = open_facts({"evidence": "best"})
CROSSED = "border_crossings", "entries", "russian_citizens"
COUNTS = FACTS.about(*CROSSED, during="2022-09-17/2022-09-28", min_days=6)
OURS, FINLAND = (COUNTS.set_index("id")["figure"][id] for id in ("kz_in_27sep", "fi_in_21_26sep"))
MILES = FACTS.essay("essay_border")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("module", sorted({steppe._HOMES[name] for name in steppe.__all__}))
def test_the_examples_of_the_public_names_run(module):
    names = {"open_facts": open_facts, "facts": open_facts({}), "judge": judge, "Quantity": Quantity, "pd": pd}
    assert doctest.testmod(importlib.import_module(module), extraglobs=names).failed == 0


def test_there_are_at_most_25_public_names_each_documented_and_at_least_25_mistakes():
    assert len(steppe.__all__) <= 25 <= len(MISTAKES)
    for name in steppe.__all__:
        assert name == "VOCABULARY" or ">>> " in inspect.getdoc(getattr(steppe, name)), name


MISTAKES = {
    "a misspelt quantity": (lambda: FACTS.about("border_crosings", "entries"), "did you mean 'border_crossings'"),
    "a misspelt measure": (lambda: FACTS.about("border_crossings", "entrys"), "did you mean 'entries'"),
    "a misspelt group": (lambda: FACTS.about(*CROSSED[:2], "russian_citizen"), "did you mean 'russian_citizens'"),
    "a misspelt place": (lambda: FACTS.about(*CROSSED, "kazakstan"), "did you mean 'kazakhstan'"),
    "a place in words for readers": (lambda: FACTS.about(*CROSSED, "Kazakhstan"), "did you mean 'kazakhstan'"),
    "a period in words": (lambda: FACTS.about(*CROSSED, during="September 2022"), "such as '2022-09-21/2022-09-27'"),
    "a period that runs backwards": (lambda: FACTS.about(*CROSSED, during="2022-09/2022-08"), "expected days"),
    "a misspelt statement": (lambda: FACTS.statement("kz_in_27_sep"), "did you mean 'kz_in_27sep'"),
    "a misspelt statement of the essay": (lambda: FACTS.essay("essay_arrival"), "did you mean 'essay_arrivals'"),
    "a statement that was not public yet": (lambda: FACTS.at("2022-09-22").statement("kz_in_27sep"), "2022-09-22"),
    "a claim that does not exist": (lambda: judge(FACTS, "C99"), "expected one of C01"),
    "a claim of several parts": (lambda: judge(FACTS, "C03"), "expected one of C03.1, C03.2"),
    "a box of no claim": (lambda: verdict(FACTS, "c03"), "expected one of C01"),
    "a quantity plus a number": (lambda: OURS + 500, "write Quantity.exact(500, 'persons')"),
    "a number less a quantity": (lambda: 500 - OURS, "write Quantity.exact(500, 'persons')"),
    "a quantity plus a text": (lambda: OURS + "500", "expected two quantities"),
    "a quantity times a text": (lambda: OURS * "two", "expected two quantities"),
    "two units added": (lambda: OURS + MILES, "found persons + mi"),
    "two units multiplied": (lambda: OURS * MILES, "found persons times mi"),
    "two units compared": (lambda: OURS > MILES, "found persons compared with mi"),
    "a quantity compared with a number": (lambda: OURS > 5, "expected two quantities"),
    "overlapping ranges compared": (lambda: Quantity.exact(43_500, "persons") > FINLAND, "which overlap"),
    "a range as one number": (lambda: float(FINLAND), "use .value, .low or .high"),
    "a unit that cannot be": (lambda: OURS.to("mi"), "cannot be turned into 'mi'"),
    "a range upside down": (lambda: Quantity(5, 6, 7, "persons"), "expected low <= value <= high"),
    "an unknown column": (lambda: COUNTS["figures"], "did you mean 'figure'"),
    "the range of a column of words": (lambda: COUNTS["grade"].range, "expected a column of Quantities"),
    "the span of nothing": (lambda: span(COUNTS["figure"].iloc[:0]), "found no figure"),
    "the span of two units": (lambda: span([OURS, MILES]), "expected one unit"),
    "a figure typed in a sentence": (lambda: say("There were 98,000."), "expected a value such as {name}"),
    "a hole without a value": (lambda: say("There were {nobody_knows_it}."), "no value for {nobody_knows_it}"),
    "a misspelt hole": (lambda: say("There were {ourz}.", ours=OURS), "did you mean 'ours'"),
    "a number without a unit in a sentence": (lambda: say("There were {n}.", n=98_000.5), "expected a Quantity"),
    "an unknown form": (lambda: say("There were {n:round}.", n=OURS), "expected one of range, both, low, high"),
    "a figure without data": (lambda: show(plt.figure(), "Nothing."), "expected data=[...]"),
    "a figure with numbers as data": (lambda: show(plt.figure(), "Nothing.", data=[5]), "expected a DataFrame"),
    "a value without a hole": (lambda: say("There were {n}.", n=OURS, m=MILES), "found a value for {m}"),
    "a unit of no column": (lambda: show_table(COUNTS, share="percent"), "expected one of the columns"),
    "ranges of nothing": (lambda: plot_ranges(COUNTS["figure"].iloc[:0]), "found no figure"),
    "ranges of plain numbers": (lambda: plot_ranges(pd.Series([3, 4])), "found 3 without a unit and 4 without a unit"),
    "a grade for all": (lambda: plot_ranges(COUNTS["figure"], grades="A"), "found 1 grades, expected one for each of"),
    "ranges of two units": (lambda: plot_ranges(pd.Series([OURS, MILES])), "found persons and mi"),
    "a misspelt parameter": (lambda: FACTS.under(tolerance=0.1), "tolerance"),
    "a day that is none": (lambda: FACTS.at("30 September"), "such as '2022-09-30'"),
    "a value out of bounds": (lambda: FACTS.under(horizon_weeks=0), "expected 1 to 260"),
    "a sentence with a judgement": (lambda: say("{j}", j=judge(FACTS, "C01")), "type Judgement, expected"),
    "a sentence with a table": (lambda: say("{t}", t=COUNTS), "use one cell, or span(...)"),
    "a sentence with a column": (lambda: say("{c}", c=COUNTS["figure"]), "use one cell, or span(...)"),
    "statements on a part that does not exist": (lambda: FACTS.weighed("C99"), "C14"),
    "statements on a part with figures": (lambda: FACTS.weighed("C03.1"), "C14"),
    "a misspelt vantage point": (lambda: leave_one_out(FACTS, "C03.1", vantage="knowm"), "did you mean 'known'"),
    "the greatest of overlapping ranges": (lambda: pd.Series([FINLAND, FINLAND]).max(), "compare .value"),
    "a misspelt figure of the essay as evidence": (
        lambda: open_facts({"evidence": "essay"}).about(*CROSSED, essay="essay_arrival"), "mean 'essay_arrivals'",
    ),
    "a timeline from a day that is none": (lambda: verdict_timeline(FACTS, "C01", "yesterday"), "such as '2022-09-30'"),
    "facts opened with a day": (lambda: open_facts("2022-09-30"), "expected globals() or a dictionary"),
    "facts opened with a function": (lambda: open_facts(globals), "expected globals() or a dictionary"),
    "a table as a figure": (lambda: show(COUNTS, "A.", data=[]), "found DataFrame, expected a figure"),
    "a column as a figure": (lambda: show(COUNTS["figure"], "A.", data=[]), "found Series, expected a figure"),
    "ranges of a list": (lambda: plot_ranges([OURS]), "found list, expected a column of Quantities"),
    "a name that does not exist": (lambda: steppe.plot_range, "did you mean 'plot_ranges'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_answered_in_one_line_that_helps(name):
    mistake, hint = MISTAKES[name]
    with pytest.raises(Exception) as caught:  # noqa: PT011
        mistake()
    said = str(caught.value)
    assert hint in said
    assert "\n" not in said
    assert len(said) < 400


@pytest.mark.parametrize("name", ["a claim that does not exist", "a claim of several parts", "a box of no claim"])
def test_a_wrong_claim_is_no_traceback_in_a_notebook(name):
    with pytest.raises(KeyError) as caught:
        MISTAKES[name][0]()
    assert caught.value._render_traceback_() == [f"ClaimError: {caught.value}"]


def test_a_measure_of_another_quantity_is_an_empty_table_with_a_warning_that_helps():
    with pytest.warns(UserWarning, match="no 'exits' of 'population'.*; expected .*count of all"):
        rows = FACTS.about("population", "exits")
    assert rows.empty
    with pytest.warns(UserWarning, match="'by_air'; did you mean .*; expected") as caught:
        FACTS.about("border_crossings", "entries", "by_air")
    assert len(str(caught[0].message)) < 200


def test_a_chapter_goes_on_where_every_row_of_a_measure_is_gone():
    gone = {s.id for s in FACTS.facts.statements.values() if s.quantity == "traffic_multiple"}
    facts = OpenedFacts(FACTS.facts.without(gone), FACTS.scenario)
    with pytest.warns(UserWarning, match="facts.csv has no 'multiple' of 'traffic_multiple'"):
        rows = facts.about("traffic_multiple", "multiple")
    assert rows.empty
    assert rows["days"].sum() == 0


def test_a_division_by_a_column_with_a_range_around_zero_is_refused_in_one_line():
    around_zero = pd.Series([Quantity(0, -1, 1, "persons")])
    for divide in (lambda: OURS / around_zero, lambda: pd.Series([OURS]) / around_zero):
        with pytest.raises(QuantityError, match=r"a division by .* expected a range that does not include zero"):
            divide()


def test_the_table_of_mistakes_has_at_least_25():
    assert len(MISTAKES) >= 25


def test_about_gives_a_row_for_each_witness_and_names_its_copies():
    rows = FACTS.about(*CROSSED, "kazakhstan", during="2022-09-21/2022-09-27", min_days=7)
    assert rows["origin"].is_unique
    first = rows.iloc[0]
    assert first["id"] == "kz_in_27sep"
    assert "kz_in_27sep_up" in first["copies"]
    assert set(first["figure"].ids) <= {first["id"], *first["copies"]}


@pytest.mark.parametrize(("evidence", "first"), [("essay", "essay_arrivals"), ("best", "kz_in_27sep")])
def test_the_essays_own_figure_is_evidence_under_essay_alone(evidence, first):
    facts = open_facts({"evidence": evidence})
    rows = facts.about(*CROSSED, "kazakhstan", during="2022-09-21/2022-09-27", min_days=7, essay="essay_arrivals")
    assert rows["id"][0] == first
    assert rows["decides"].tolist()[0]
    assert "essay_arrivals" not in facts.about(*CROSSED, "kazakhstan")["id"].tolist()


@pytest.mark.parametrize(("evidence", "choose"), [("kindest", min), ("harshest", max)])
def test_under_kindest_and_harshest_one_figure_decides(evidence, choose):
    rows = open_facts({"evidence": evidence}).about(*CROSSED, "kazakhstan", during="2022-09", essay="essay_arrivals")
    away = (rows["figure"].range.value - FACTS.essay("essay_arrivals").value).abs()
    assert rows["decides"].tolist() == [True] + [False] * (len(rows) - 1)
    assert away.iloc[0] == choose(away)


def test_nothing_published_later_is_in_a_table():
    early = FACTS.at("2022-09-26")
    assert early.about(*CROSSED, "kazakhstan", during="2022-09-21/2022-09-27", min_days=7).empty
    assert set(early.table()["id"]) < set(FACTS.table()["id"])
    assert all(load().statements[id].known_from.isoformat() <= "2022-09-26" for id in early.table()["id"])


def test_a_missing_cell_stays_missing_in_arithmetic():
    column = pd.Series([OURS, None], index=["a", "b"])
    assert (column - FINLAND).isna().tolist() == [False, True]
    assert (FINLAND - column).isna().tolist() == [False, True]
    assert (column / 7).isna().tolist() == [False, True]


def test_a_range_that_was_published_without_a_point_is_said_as_a_range():
    usual = Quantity(8_500, 8_000, 9_000, "persons/day", ("a",), has_point=False)
    assert str(say("{usual} a day", usual=usual)) == "8,000 to 9,000 a day"
    assert str(say("{week}", week=usual * Quantity.exact(7, "day"))) == "56,000 to 63,000"
    assert str(say("{usual:low}", usual=usual)) == "8,000"


def test_holes_are_filled_from_the_names_of_the_caller_and_keywords_win():
    first, second = OURS, FINLAND  # noqa: F841
    assert str(say("{first}, {second:range}")) == "98,000, from 43,000 to 44,000"
    assert str(say("{first}", first="none")) == "none"


def test_the_statements_of_what_was_drawn_travel_with_the_figure():
    shown = show(plot_ranges(COUNTS["figure"]), "Entries.", data=[COUNTS["figure"], OURS])
    assert set(shown.statements) == {id for q in COUNTS["figure"] for id in q.ids}
