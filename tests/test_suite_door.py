"""The door: a wrong request is refused in one line before anything starts."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import put, tiny_notebook
from nbsuite import notebooks, runner
from nbsuite.errors import Refused
from nbsuite.jobs import Job, admit, folder, inside
from nbsuite.run import read_grid
from steppe import cli, paths
from steppe.suite import verdicts
from steppe.suite.house import House


@pytest.fixture
def chapters(tmp_path) -> list[Path]:
    folder = tmp_path / "notebooks"
    put(folder / "04_the_border.ipynb", tiny_notebook({"evidence": '"essay"'}))
    put(folder / "07_a_year_at_this_rate.ipynb", tiny_notebook())
    return sorted(folder.glob("*.ipynb"))


def ask(chapters, words=(), names=(), given=()):
    return admit(replace(House(), notebooks=chapters[0].parent), words, names, given, Path("runs"))


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a\\b", "", "../x", "x\n", "-x"])
def test_no_scenario_name_leaves_the_output_folder(name):
    with pytest.raises(Refused):
        inside(Path("runs"), name)


def test_a_notebook_goes_by_every_name_people_use_and_by_its_path_from_anywhere(chapters, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    slug = "a_year_at_this_rate"
    for word in ("07", "7", slug, f"07_{slug}", f"07_{slug}.ipynb", f"notebooks/07_{slug}.ipynb"):
        assert [job.notebook for job in ask(chapters, [word]).jobs] == [chapters[1]], word
    for word in (str(chapters[0]), "notebooks/04_the_border.ipynb"):
        assert notebooks.find(word, []) == chapters[0]


@given(st.dictionaries(st.sampled_from(["flow", "a", "b"]), st.text(max_size=60) | st.integers() | st.floats()))
def test_the_folder_of_own_values_says_them_and_no_two_have_the_same(own):
    name, other = folder("essay", own), folder("essay", own | {"c": 1})
    assert name != other and inside(Path("runs"), name).parent == Path("runs") and len(name) < 120
    assert folder("essay", dict(reversed(own.items()))) == name
    assert own or name == "essay"


def test_only_what_a_notebook_declares_is_passed_on(chapters):
    border, year = ask(chapters, names=["fade_out"], given=[("weekly_arrivals", "50000")]).jobs
    assert set(border.parameters) <= {"evidence"}
    assert set(year.parameters) <= {"evidence", "weekly_arrivals", "horizon_weeks"}
    assert year.parameters["weekly_arrivals"] == 50000.0
    assert year.target == Path("runs/fade_out+weekly_arrivals=50000/07_a_year_at_this_rate.ipynb")
    assert "weekly_arrivals" not in border.parameters


def test_own_values_win_also_none_where_it_is_neutral_the_default_is_essay_and_what_is_given_twice_runs_once(chapters):
    request = ask(chapters, given=[("evidence", "best")])
    assert request.scenarios == ["essay"]
    assert {job.parameters["evidence"] for job in request.jobs} == {"best"}
    assert ask(chapters, ["07"], given=[("weekly_arrivals", "None")]).own == {"weekly_arrivals": None}
    request = ask(chapters, ["07", "7"], ["essay", "essay", "hindsight"])
    assert [job.title for job in request.jobs] == ["essay/07_a_year_at_this_rate", "hindsight/07_a_year_at_this_rate"]


@pytest.mark.parametrize("kind", ["", ".FAILED"])
def test_no_notebook_is_replaced_by_an_output(tmp_path, kind):
    mine = put(tmp_path / "essay" / "mine.ipynb", tiny_notebook())
    before = mine.read_bytes()
    (tmp_path / "link").symlink_to(tmp_path)
    chosen = [mine]
    if kind:
        mine = mine.rename(mine.with_suffix(f"{kind}.ipynb"))
        chosen = [mine, put(tmp_path / "mine.ipynb", tiny_notebook())]
    for out in (tmp_path, tmp_path / "link"):
        with pytest.raises(Refused, match=r"a notebook that is to be run|the name of a failed run"):
            admit(House(), map(str, chosen), [], [], out)
    assert mine.read_bytes() == before


@pytest.mark.parametrize("folder", ["data", "data/scenarios", "notebooks", "tests/references", "lib/steppe/new"])
@pytest.mark.parametrize("command", [["run", "07"], ["sweep", "grid.yml"]])
def test_nothing_is_run_into_the_suite_itself(tmp_path, monkeypatch, capsys, command, folder):
    monkeypatch.chdir(tmp_path)
    Path("grid.yml").write_text("parameters: {horizon_weeks: [1]}\nnotebooks: [7]", encoding="utf-8")
    monkeypatch.setattr(runner, "run", None)
    assert cli.main([*command, "--out", str(paths.ROOT / folder)]) == 2
    assert "expected a folder for outputs alone" in capsys.readouterr().err


def test_a_sweep_replaces_no_notebook_either(tmp_path):
    def wanted(mine: Path) -> list[Job]:
        grid = tmp_path / "grid.yml"
        grid.write_text(f"parameters: {{horizon_weeks: [1]}}\nnotebooks: ['{mine}']", encoding="utf-8")
        return read_grid(grid, House()).jobs(House(), tmp_path)

    (job,) = wanted(put(tmp_path / "mine.ipynb", tiny_notebook()))
    with pytest.raises(Refused, match="a notebook that is to be run"):
        wanted(put(job.target, tiny_notebook()))


def test_the_way_back_out_of_a_folder_that_is_not_there_makes_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verdicts, "as_json", lambda *_: '{"nbsuite": {"result": ""}}')  # which would take its time
    put(tmp_path / "mine.ipynb", tiny_notebook())
    (tmp_path / "there" / "below").mkdir(parents=True)
    (tmp_path / "link").symlink_to("there/below")
    for out in ("runs/../one", "no/where/../../there/two", "link/../three"):
        assert cli.main(["run", "mine.ipynb", "--out", out]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "mine.ipynb", "one", "there"]
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["below", "three", "two"]
