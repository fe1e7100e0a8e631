"""A grid of parameters, expanded into runs."""

import csv
import re
from math import prod
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import counted, ran
from nbsuite import notebooks
from nbsuite.errors import DataError, ParameterError, Refused
from nbsuite.run import read_grid
from steppe import facts
from steppe.cli import main
from steppe.judging import VANTAGES, parts_of
from steppe.suite import scenarios, verdicts
from steppe.suite.house import House

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


def table(out: Path) -> list[dict[str, str]]:
    with (out / "sweep.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(axes)
def test_every_combination_is_one_point_and_each_has_a_folder_of_its_own(tmp_path_factory, asked):
    grids = tmp_path_factory.getbasetemp() / "grid.yml"
    grids.write_text(yaml.safe_dump({"parameters": asked, "notebooks": ["07"]}), encoding="utf-8")
    grid = read_grid(grids, House())
    points = [tuple(point.values()) for _, point in grid.points()]
    assert len(set(points)) == len(points) == len(grid) == prod(map(len, asked.values()))
    jobs = grid.jobs(House(), grids.parent)
    assert len({job.target for job in jobs}) == len(jobs) == len(grid)
    assert all(job.target.is_relative_to(grids.parent) for job in jobs)


def test_a_range_is_even_and_has_both_its_ends(write):
    text = "parameters: {weekly_decline: {from: 0, to: 0.5, steps: 6}, horizon_weeks: [26, 52]}"
    grid = read_grid(write(text), House())
    assert grid.axes == {"weekly_decline": [0, 0.1, 0.2, 0.3, 0.4, 0.5], "horizon_weeks": [26, 52]}


def test_a_sweep_runs_each_point_keeps_its_words_and_is_done_once(write, tiny, tmp_path, capsys):
    path = write(f"parameters: {{weekly_arrivals: [1000, 95000]}}\nscenario: hindsight\nnotebooks: ['{tiny}']")
    command = ["sweep", str(path), "--out", str(tmp_path / "out")]
    assert main(command) == 0
    said = capsys.readouterr().out
    rows = table(tmp_path / "out")
    for _, point in read_grid(path, House()).points():
        found = [row for row in rows if row["weekly_arrivals"] == str(point["weekly_arrivals"])]
        (name,) = {row["run"] for row in found}
        words = verdicts.words(verdicts.of(facts.load(), scenarios.load("hindsight") | point))
        every = {f"{id} {at}": words[id, at] for id in parts_of(facts.load()) for at in VANTAGES}
        assert {row["name"]: row["value"] for row in found if not row["notebook"]} == every
        output = notebooks.read(tmp_path / "out" / name / tiny.name)
        assert notebooks.effective(output)["weekly_arrivals"] == point["weekly_arrivals"]
        shown = {row["name"]: row for row in found if row["notebook"]}
        assert shown["stdout, line 1"]["value"] == "one"
        assert {"value", "low", "high"} < shown["total"].keys() and shown["total"]["unit"] == "persons"
    (turn,) = [line for line in said.splitlines() if line.startswith("C11 known: ")]
    assert re.fullmatch(r"C11 known: \w+ at weekly_arrivals = 1000; \w+ at weekly_arrivals = 95000", turn)
    assert "2 of 2 notebooks done: " in said
    assert main(command) == 0
    assert "2 of 2 notebooks done, 2 of them unchanged" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "out")]) == 0


def test_a_grid_that_grows_or_shrinks_repeats_no_point_and_each_keeps_its_folder(write, tmp_path, capsys):
    mine = counted(tmp_path / "mine", "mine")
    places = []
    for values, runs in (["essay"], 1), (["best", "essay"], 2), (["essay"], 2):
        path = write({"parameters": {"evidence": values}, "notebooks": [str(mine)]})
        assert main(["sweep", str(path), "--out", str(tmp_path / "out")]) == 0
        assert len(ran(mine.parent)) == runs
        places.append({row["evidence"]: row["run"] for row in table(tmp_path / "out")})
    assert places[0] == places[2] == {"essay": places[1]["essay"]}
    assert main(["verify", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "found no values, expected"),
        ("parameters: [", "found no YAML"),
        ("parameters: {? [flow] : [net]}", "found '\\[flow\\]' as a name, expected plain names"),
        ("parameters: !!python/object/apply:os.system [ls]", "found the tag"),
        ("weekly_arrivals: [1]", "found weekly_arrivals, expected parameters"),
        ("parameters: 3", "parameters: found 3, expected names with their values"),
        ("parameters: {}", "parameters: found {}, expected names with their values"),
        ("parameters: {weekly_arivals: [1]}", "'weekly_arivals': not in the vocabulary; did you mean"),
        ("parameters: {weekly_arrivals: []}", "parameter weekly_arrivals: found \\[\\], expected values, each once"),
        ("parameters: {weekly_arrivals: [1, 1.0]}", "found \\[1, 1.0\\], expected values, each once"),
        ("parameters: {weekly_arrivals: [many]}", "parameter weekly_arrivals: found 'many', expected a number"),
        ("parameters: {horizon_weeks: [.inf]}", "found '.inf', expected a number in plain decimals"),
        ("parameters: {weekly_decline: {from: 0, to: 1}}", "expected a list, or from, to and steps"),
        ("parameters: {weekly_decline: {from: 0, to: .nan, steps: 3}}", "found '.nan', expected a number in plain"),
        ("parameters: {weekly_decline: {from: 0, to: 0.9, steps: 1}}", "[(]2 to 1,000,000[)]"),
        ("parameters: {weekly_decline: {from: 0, to: 0.9, steps: 100000000000}}", "[(]2 to 1,000,000[)]"),
        ("parameters: {horizon_weeks: {from: 1, to: 2, steps: 3}}", "found 1.5, expected a whole number"),
        ("parameters: {horizon_weeks: [2], second_wave_week: [3]}", "second_wave_week: found 3, expected less than"),
        ("parameters: {flow: [net]}\nscenario: esay", "scenario: found 'esay', did you mean 'essay'"),
        ("parameters: {flow: [net]}\nnotebooks: 7", "notebooks: found 7, expected a list"),
        (
            "parameters: {weekly_arrivals: {from: 0, to: 100000, steps: 2000}, weekly_decline: "
            "{from: 0, to: 0.9, steps: 2000}}",
            "found 4,000,000 points, expected 1,000,000 at most",
        ),
    ],
)
def test_a_grid_that_cannot_be_is_refused_in_one_line_that_names_the_file(write, text, reason):
    with pytest.raises((Refused, ParameterError, DataError), match=f"^grid.yml( row 1)?: .*{reason}") as refused:
        read_grid(write(text), House())
    assert "\n" not in str(refused.value)


def test_a_parameter_that_no_chosen_notebook_declares_is_refused(write):
    with pytest.raises(ParameterError, match="parameter citizens_before: not used by 04_the_border"):
        read_grid(write("parameters: {citizens_before: [1000]}\nnotebooks: [4]"), House())
