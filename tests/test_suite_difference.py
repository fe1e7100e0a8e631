"""What differs between two runs, ranked, for people, reviews and machines."""

import json
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from conftest import put
from nbsuite import compare
from nbsuite.compare import Side, effect
from steppe import facts
from steppe.cli import main
from steppe.display.template import MIME as SAY
from steppe.judging import VANTAGES, parts_of
from steppe.paths import DATA
from steppe.suite import verdicts
from steppe.suite.difference import between
from steppe.suite.house import House
from steppe.suite.verdicts import Recorded

numbers = st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9)
ends = numbers | st.none()
bounds = st.fixed_dictionaries(dict.fromkeys(("value", "low", "high"), ends))
leaves = numbers | bounds | st.text(max_size=9)
values = st.dictionaries(st.sampled_from("abcdef"), leaves, max_size=6)


def notebook(bound: dict, parameters: str = "", injected: str = ""):
    """One cell that binds values, under parameters and what was injected over them."""
    cells = [new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    if injected:
        cells.append(new_code_cell(injected, metadata={"tags": ["injected-parameters"]}))
    output = new_output("display_data", {"text/plain": "", SAY: {"values": bound}})
    return new_notebook(cells=[*cells, new_code_cell("say()", outputs=[output], execution_count=7)])


def side(name: str, bound: dict, **more) -> Side:
    return Side(name, {"07_tiny.ipynb": notebook(bound, **more)})


@given(values)
def test_a_run_does_not_differ_from_itself(bound):
    found = between(side("a", bound), side("b", bound))
    assert not found
    assert compare.report(found, "text", 20) == "No difference between a and b."


@given(values, values)
def test_every_value_that_differs_is_named_once_the_largest_effect_first_and_what_is_no_figure_last(old, new):
    found = between(side("a", old), side("b", new)).values
    assert sorted(change.name for change in found) == sorted(n for n in old | new if old.get(n) != new.get(n))
    effects = [change.effect for change in found]
    figures = [moved for moved in effects if moved is not None]
    assert effects == sorted(figures, reverse=True) + [None] * (len(effects) - len(figures))


@given(leaves, leaves)
def test_an_effect_is_the_same_from_either_side_and_never_more_than_all_of_it(old, new):
    assert effect(old, new) == effect(new, old)
    assert (effect(old, new) or 0) <= 1


@given(st.floats(1, 1e9), st.floats(1.01, 100), st.floats(0.001, 1000))
def test_an_effect_is_a_share_whatever_the_unit(old, times, scale):
    assert isclose(effect(old, old * times), effect(old * scale, old * scale * times), rel_tol=1e-9)
    assert isclose(effect(old, old * times), 1 - 1 / times, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("old", "new"), [({"value": 5, "low": 5, "high": 5}, {"value": 5, "low": 5, "high": None}), (-1, 1), (None, 7)]
)
def test_an_end_that_opens_a_change_of_sign_and_what_appears_count_as_all_of_it(old, new):
    assert effect(old, new) == effect(new, old) == 1


@given(st.floats(-1e-12, 1e-12), st.floats(-1e9, 1e9))
def test_a_move_within_rounding_is_none_also_from_nothing(error, figure):
    assert effect(0, error) == effect(figure, figure * (1 + error / 2)) == 0


def test_a_figure_that_appears_or_vanishes_comes_before_one_that_moved_and_rounding_after_it():
    old, new = {"dust": 0, "moved": 1, "gone": 3}, {"dust": 1e-12, "said": "text", "moved": 2, "here": 1e-15}
    ranked = [(change.name, change.effect) for change in between(side("a", old), side("b", new)).values]
    assert ranked == [("gone", 1), ("here", 1), ("moved", 0.5), ("dust", 0), ("said", None)]


def test_what_was_injected_counts_over_what_was_declared():
    plain = side("a", {}, parameters="evidence: str = 'essay'\nhorizon_weeks: int = 52")
    own = side("b", {}, parameters="evidence: str = 'essay'\nhorizon_weeks: int = 52", injected="horizon_weeks = 26")
    assert between(plain, own).parameters == [("horizon_weeks", "52", "26")]


def test_a_notebook_of_one_run_only_is_named_with_its_run():
    more = Side("b", {"07_tiny.ipynb": notebook({}), "08_more.ipynb": notebook({})})
    assert between(side("a", {}), more).only == [("08_more.ipynb", "b")]


def test_two_stored_scenarios_differ_in_the_verdicts_that_the_record_says():
    stored = between(compare.side("essay", House()), compare.side("sceptic", House()))
    words = Recorded.read(DATA).words
    assert stored.verdicts
    assert stored.verdicts == verdicts.differences(words["essay"], words["sceptic"])
    assert len(words["essay"]) == len(parts_of(facts.load())) * len(VANTAGES)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("| [x](javascript:alert()) <script>", r"\| \[x\]\(javascript:alert\(\)\) &lt;script&gt;"),
        ("~~gone~~ &lt;img&gt; $a$ #1 @b https://x.org/",
         r"\~\~gone\~\~ &amp;lt;img&amp;gt; <span>&#36;</span>a<span>&#36;</span> \#1 \@b https\://x.org/"),
    ],
)
def test_text_from_a_notebook_reaches_a_markdown_table_as_text(text, cell):
    found = between(side("a", {"n": "one"}), side("b", {"n": text}))
    (row,) = [line for line in compare.report(found, "markdown", 20).splitlines() if cell in line]
    assert row.replace(r"\|", "").count("|") == 5


def test_neither_a_bound_name_nor_that_of_a_run_steers_a_terminal_or_adds_a_line():
    found = between(side("a", {"a": 1}), side("b\x1b[2J\n<script>", {"\x1b[2Jk\n| x |": 3}))
    for form in ("text", "markdown"):
        lines = compare.report(found, form, 20).split("\n")
        assert all(line.isprintable() for line in lines)
        assert len([line for line in lines if "2J" in line]) == 2
    assert compare.report(found, "markdown", 20).startswith(r"## From a to b<span>&#92;</span>x1b\[2J &lt;script&gt;")


def test_machines_get_json_whatever_moves():
    found = between(side("a", {"a": -1e308, "b": 5e-324}), side("b", {"a": 1e308, "b": 0}))
    assert [value["effect"] for value in json.loads(compare.report(found, "json", 20))["values"]] == [1, 0]


@pytest.mark.parametrize(
    "content",
    [[1], "x", None, {"values": [1]}, {"digest": [1], "values": {}}, {"values": {"claim": 5, "parts": {"C01": 5}}},
     {"values": {"claim": "C01", "parts": {"C01": dict.fromkeys(VANTAGES, "x")}}},
     {"values": {"a": {"value": 1, "low": []}}}, {"values": {"a": {"value": 1, "unit": 5}}},
     {"values": {"a": float("nan")}}, {"values": {"a": {"b": float("inf")}}}, {"values": {"a": 10**400}}],
)  # fmt: skip
def test_whatever_a_cell_carries_for_programs_is_compared_as_it_is(content):
    other = notebook({"a": 1})
    other.cells[-1].outputs[0].data[SAY] = content
    for found in (between(side("a", {"a": 1}), Side("b", {"07_tiny.ipynb": other})),
                  between(Side("b", {"07_tiny.ipynb": other}), side("a", {"a": 1}))):
        assert found.values or found.drawings
        for form in ("text", "markdown", "json"):
            assert compare.report(found, form, 20)


def test_two_notebooks_by_themselves_are_compared_whatever_they_are_called(tmp_path):
    paths = [put(tmp_path / f"{at}.ipynb", notebook({"n": at})) for at in (1, 2)]
    found = between(*(compare.side(str(path), House()) for path in paths))
    assert [(change.name, change.before, change.after) for change in found.values] == [("n", "1", "2")]
    assert not found.only


def test_what_failed_is_named_on_the_side_where_it_failed_and_not_as_missing(tmp_path):
    for name in ("a/07_tiny.ipynb", "a/08_tiny.ipynb", "b/07_tiny.FAILED.ipynb", "b/08_tiny.ipynb"):
        put(tmp_path / name, notebook({}))
    whole, half = (compare.side(str(tmp_path / name), House()) for name in "ab")
    assert (list(half.notebooks), half.failed) == (["08_tiny.ipynb"], ("07_tiny.ipynb",))
    found = between(whole, half)
    assert (found.failed, found.only) == ([("07_tiny.ipynb", half.name)], [])
    assert "Failed: 1\n  07_tiny.ipynb  " in compare.report(found, "text", 20)
    assert "## Failed: 1\n" in compare.report(found, "markdown", 20)
    assert json.loads(compare.report(found, "json", 20))["failed"] == [["07_tiny.ipynb", half.name]]


def test_a_run_of_which_all_failed_is_a_run_and_a_failed_notebook_by_itself_says_so(tmp_path):
    for name in ("a/07_tiny.ipynb", "b/07_tiny.FAILED.ipynb"):
        put(tmp_path / name, notebook({}))
    for word in (tmp_path / "b", tmp_path / "b" / "07_tiny.FAILED.ipynb"):
        sides = [compare.side(str(each), House()) for each in (tmp_path / "a", word)]
        assert between(*sides).failed == [("07_tiny.ipynb", str(word))]
        assert not between(*sides).only


def test_a_cell_that_was_never_run_has_an_empty_place():
    runs = [side(name, {"n": name}) for name in "ab"]
    for run in runs:
        run.notebooks["07_tiny.ipynb"].cells[-1].execution_count = None
    assert "07_tiny.ipynb [ ]" in compare.report(between(*runs), "text", 20)


def test_the_command_says_it_for_people_reviews_and_machines(capsys):
    said = {}
    for form in ("text", "markdown", "json"):
        assert main(["diff", "essay", "sceptic", "--format", form, "--most", "3"]) == 0
        said[form] = capsys.readouterr().out
    found = json.loads(said["json"])
    assert ["evidence", "'essay'", "'harshest'"] in [[str(part) for part in row] for row in found["parameters"]]
    for form in ("text", "markdown"):
        assert f"Values that differ, the largest effect first: {len(found['values'])}" in said[form]
        assert f"{len(found['values']) - 3} more" in said[form]
