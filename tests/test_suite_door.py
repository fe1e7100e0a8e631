"""The door: a wrong request is refused in one line before anything starts."""

from pathlib import Path

import pytest

from conftest import put, tiny_notebook
from steppe import cli, paths, scenarios
from steppe.scenario import ParameterError
from steppe.suite import door, notebooks, runner, sweep
from steppe.suite.notebooks import Refused


@pytest.fixture
def chapters(tmp_path) -> list[Path]:
    folder = tmp_path / "notebooks"
    put(folder / "04_the_border.ipynb", tiny_notebook({"evidence": '"essay"'}))
    put(folder / "07_a_year_at_this_rate.ipynb", tiny_notebook())
    return sorted(folder.glob("*.ipynb"))


def ask(chapters, words=(), names=(), given=()):
    return door.admit(words, names, given, Path("runs"), chapters)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([("weekly_arrival", "5")], "did you mean 'weekly_arrivals'?"),
        ([("weekly_arrivals", "50,000")], "found '50,000', expected a number"),
        ([("weekly_arrivals", "5_0")], "expected a number"),
        ([("weekly_arrivals", "True")], "expected a number"),
        ([("weekly_arrivals", "nan")], "found 'nan'"),
        ([("weekly_arrivals", "-inf")], "found '-inf'"),
        ([("weekly_arrivals", "1e400")], "found '1e400'"),
        ([("weekly_arrivals", "-1")], "found -1"),
        ([("horizon_weeks", "0")], "found 0"),
        ([("horizon_weeks", "261")], "found 261"),
        ([("horizon_weeks", "5.5")], "expected a whole number"),
        ([("horizon_weeks", "None")], "found 'None', expected a whole number"),
        ([("evidence", "bset")], "did you mean 'best'?"),
        ([("weekly_arrivals", "5"), ("weekly_arrivals", "6")], "a second value"),
        ([("second_wave_week", "60")], "expected less than horizon_weeks"),
        ([("population", "20000000")], "not used by"),
    ],
)
def test_a_wrong_parameter_is_refused_in_one_line(chapters, given, said):
    with pytest.raises(ParameterError) as refusal:
        ask(chapters, given=given)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("words", "names", "said"),
    [
        (["a_year_at_this_rat"], [], "did you mean '07_a_year_at_this_rate'?"),
        (["08"], [], "notebook: found '08'"),
        (["missing/07.ipynb"], [], "notebook: found"),
        ([], ["hindsigt"], "did you mean 'hindsight'?"),
        ([], ["../../etc"], "scenario: found '../../etc'"),
        ([], ["/etc"], "scenario: found"),
        ([], ["essay/../../x"], "scenario: found"),
        ([], [""], "scenario: found"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(chapters, words, names, said):
    with pytest.raises(Refused) as refusal:
        ask(chapters, words, names)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a\\b", "", "../x", "x\n", "-x"])
def test_no_scenario_name_leaves_the_output_folder(name):
    with pytest.raises(Refused):
        door.inside(Path("runs"), name)


@pytest.mark.parametrize(
    "word",
    ["07", "7", "a_year_at_this_rate", "07_a_year_at_this_rate", "07_a_year_at_this_rate.ipynb",
     "notebooks/07_a_year_at_this_rate.ipynb"],
)  # fmt: skip
def test_a_notebook_goes_by_every_name_people_use(chapters, word, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert [job.notebook for job in ask(chapters, [word]).jobs] == [chapters[1]]


def test_a_notebook_goes_by_its_path_from_anywhere(chapters, monkeypatch):
    monkeypatch.chdir(chapters[1].parent.parent)
    assert notebooks.find(str(chapters[0]), []) == chapters[0]
    assert notebooks.find("notebooks/04_the_border.ipynb", []) == chapters[0]


def test_two_notebooks_of_one_name_are_refused(chapters, tmp_path):
    twin = put(tmp_path / "other" / chapters[0].name, tiny_notebook())
    with pytest.raises(Refused, match="given twice"):
        ask(chapters, ["04", str(twin)])


def test_a_file_that_is_no_notebook_is_refused(chapters, tmp_path):
    broken = tmp_path / "99_broken.ipynb"
    broken.write_text("{")
    with pytest.raises(Refused, match="not a notebook"):
        ask(chapters, [str(broken)])


def test_only_what_a_notebook_declares_is_passed_on(chapters):
    border, year = ask(chapters, names=["fade_out"], given=[("weekly_arrivals", "50000")]).jobs
    assert set(border.parameters) <= {"evidence"}
    assert set(year.parameters) <= {"evidence", "weekly_arrivals", "horizon_weeks"}
    assert year.parameters["weekly_arrivals"] == 50000.0
    assert year.target == Path("runs/fade_out+own/07_a_year_at_this_rate.ipynb")
    assert "weekly_arrivals" not in border.parameters


def test_own_values_win_over_the_scenario_and_the_default_is_essay(chapters):
    request = ask(chapters, given=[("evidence", "best")])
    assert request.scenarios == ["essay"]
    assert {job.parameters["evidence"] for job in request.jobs} == {"best"}


def test_none_may_be_passed_where_none_is_neutral(chapters):
    assert ask(chapters, ["07"], given=[("weekly_arrivals", "None")]).own == {"weekly_arrivals": None}


def test_scenarios_and_notebooks_given_twice_run_once(chapters):
    request = ask(chapters, ["07", "7"], ["essay", "essay", "hindsight"])
    assert [job.title for job in request.jobs] == ["essay/07_a_year_at_this_rate", "hindsight/07_a_year_at_this_rate"]


def test_every_scenario_is_admitted(chapters):
    jobs = ask(chapters, names=scenarios.names()).jobs
    assert len({job.target for job in jobs}) == 2 * len(scenarios.names())


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
            door.admit(map(str, chosen), [], [], out, [])
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
    grid = sweep.Grid({"horizon_weeks": [1]}, notebooks=(str(tmp_path / "mine.ipynb"),))
    put(tmp_path / "mine.ipynb", tiny_notebook())
    (job,) = sweep.jobs(grid, [], tmp_path)
    mine = put(job.target, tiny_notebook())
    with pytest.raises(Refused, match="a notebook that is to be run"):
        sweep.jobs(sweep.Grid(grid.axes, notebooks=(str(mine),)), [], tmp_path)


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_an_empty_word_is_no_folder(command, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main([command, "07", "--out", ""])
    assert capsys.readouterr().err == f"steppe {command}: argument --out: found '', expected a folder\n"


def test_the_way_back_out_of_a_folder_that_is_not_there_makes_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "mine.ipynb", tiny_notebook())
    (tmp_path / "there" / "below").mkdir(parents=True)
    (tmp_path / "link").symlink_to("there/below")
    for out in ("runs/../one", "no/where/../../there/two", "link/../three"):
        assert cli.main(["run", "mine.ipynb", "--out", out]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "mine.ipynb", "one", "there"]
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["below", "three", "two"]
