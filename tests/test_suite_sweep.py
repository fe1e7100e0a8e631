"""A grid of parameters, expanded into runs."""

import csv
import io
from math import prod

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.claims import JUDGED, VANTAGES
from steppe.scenario import ParameterError
from steppe.suite import sweep, verdicts
from steppe.suite.house import House
from steppe.suite.notebooks import Refused

axes = st.fixed_dictionaries(
    {},
    optional={
        "weekly_arrivals": st.lists(st.integers(1, 10**6), min_size=1, max_size=4, unique=True),
        "weekly_decline": st.lists(st.sampled_from([0, 0.1, 0.25, 0.9]), min_size=1, max_size=3, unique=True),
        "flow": st.lists(st.sampled_from(["gross", "net", "excess"]), min_size=1, max_size=3, unique=True),
    },
).filter(bool)


@pytest.fixture
def write(tmp_path):
    def writing(text: object):
        path = tmp_path / "grid.yml"
        path.write_text(text if isinstance(text, str) else yaml.safe_dump(text), encoding="utf-8")
        return path

    return writing


@pytest.fixture(scope="module")
def grids(tmp_path_factory):
    return tmp_path_factory.mktemp("grids") / "grid.yml"


@given(axes)
def test_every_combination_is_one_point_and_each_has_a_folder_of_its_own(grids, asked):
    grids.write_text(yaml.safe_dump({"parameters": asked, "notebooks": ["07"]}), encoding="utf-8")
    grid = sweep.read(grids)
    points = [tuple(point.values()) for point in grid.points()]
    assert len(set(points)) == len(points) == len(grid) == prod(map(len, asked.values()))
    jobs = sweep.jobs(grid, House().chapters(), grids.parent)
    assert len({job.target for job in jobs}) == len(jobs) == len(grid)
    assert all(job.target.is_relative_to(grids.parent) for job in jobs)


def test_a_range_is_even_and_has_both_its_ends(write):
    grid = sweep.read(write("parameters: {weekly_decline: {from: 0, to: 0.5, steps: 6}, horizon_weeks: [26, 52]}"))
    assert grid.axes == {"weekly_decline": [0, 0.1, 0.2, 0.3, 0.4, 0.5], "horizon_weeks": [26, 52]}


def test_the_table_has_the_words_that_the_library_finds_at_each_point(write):
    grid = sweep.read(write("parameters: {weekly_arrivals: [1000, 95000]}\nscenario: hindsight"))
    rows = list(csv.DictReader(io.StringIO(sweep.table(grid, facts.load()))))
    assert [row["weekly_arrivals"] for row in rows] == ["1000.0", "95000.0"]
    for row, point in zip(rows, grid.points(), strict=True):
        words = verdicts.words(verdicts.of(facts.load(), scenarios.load("hindsight") | point))
        assert {f"{id} {vantage}": words[id, vantage] for id in JUDGED for vantage in VANTAGES}.items() <= row.items()
    assert rows[0]["C11 known"] != rows[1]["C11 known"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "found NoneType, expected parameters"),
        ("- 1", "found list, expected parameters"),
        ("parameters: [", "found no YAML"),
        ("parameters: !!python/object/apply:os.system [ls]", "found no YAML"),
        ("weekly_arrivals: [1]", "found weekly_arrivals, expected parameters"),
        ("parameters: 3", "parameters: found 3, expected names with their values"),
        ("parameters: {weekly_arivals: [1]}", "'weekly_arivals': not in the vocabulary; did you mean"),
        ("parameters: {weekly_arrivals: []}", "parameter weekly_arrivals: found \\[\\], expected values, each once"),
        ("parameters: {weekly_arrivals: [1, 1.0]}", "found \\[1, 1.0\\], expected values, each once"),
        ("parameters: {weekly_arrivals: [many]}", "parameter weekly_arrivals: found 'many', expected a number"),
        ("parameters: {horizon_weeks: [.inf]}", "parameter horizon_weeks: found inf, expected"),
        ("parameters: {weekly_decline: {from: 0, to: 1}}", "expected a list, or from, to and steps"),
        ("parameters: {weekly_decline: {from: 0, to: .nan, steps: 3}}", "expected a list, or from, to and steps"),
        ("parameters: {weekly_decline: {from: 0, to: 0.9, steps: 1}}", "[(]two or more[)]"),
        ("parameters: {horizon_weeks: {from: 1, to: 2, steps: 3}}", "found 1.5, expected a whole number"),
        ("parameters: {horizon_weeks: [2], second_wave_week: [3]}", "second_wave_week: found 3, expected less than"),
        ("parameters: {flow: [net]}\nscenario: esay", "scenario: found 'esay', did you mean 'essay'"),
        ("parameters: {flow: [net]}\nnotebooks: 07", "notebooks: found 7, expected a list"),
        (
            "parameters: {weekly_arrivals: {from: 0, to: 100000, steps: 2000}, weekly_decline: "
            "{from: 0, to: 0.9, steps: 2000}}",
            "found 4,000,000 points, expected 1,000,000 at most",
        ),
    ],
)
def test_a_grid_that_cannot_be_is_refused_in_one_line_that_names_the_file(write, text, reason):
    with pytest.raises((Refused, ParameterError), match=f"^grid.yml: .*{reason}") as refused:
        sweep.read(write(text))
    assert "\n" not in str(refused.value)


def test_a_parameter_that_no_chosen_notebook_declares_is_refused(write):
    grid = sweep.read(write("parameters: {citizens_before: [1000]}\nnotebooks: [04]"))
    with pytest.raises(ParameterError, match="parameter citizens_before: not used by 04_the_border"):
        sweep.jobs(grid, House().chapters(), write("").parent)
