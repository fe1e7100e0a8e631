"""The command: thin, quick to help, and never a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import DEFAULTS, put, tiny_notebook
from steppe import cli, facts, recorded, scenarios
from steppe.judging import parts_of
from steppe.suite import runner
from steppe.suite.key import World


def pretend(wanted, *_) -> list[runner.Result]:
    """Runs nothing; leaves empty outputs."""
    for job in wanted:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        job.target.touch()
    return [runner.Result(job, "", job.target) for job in wanted]


@pytest.fixture
def started(monkeypatch) -> list:
    """The jobs that were started, none of them for real."""
    jobs: list = []
    monkeypatch.setattr(runner, "run", lambda wanted, *_: jobs.extend(wanted) or pretend(wanted))
    return jobs


@pytest.fixture(scope="module")
def worked_out(tmp_path_factory) -> Path:
    """The record of all verdicts, which takes its time."""
    root = tmp_path_factory.mktemp("worked_out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "run", pretend)
        assert cli.main(["run", str(put(root / "07_a.ipynb", tiny_notebook())), "--out", str(root)]) == 0
    return root / "verdicts.json"


@pytest.fixture
def runs(worked_out, tmp_path) -> Path:
    """A folder of runs in which they were worked out before."""
    (tmp_path / "runs").mkdir()
    shutil.copy(worked_out, tmp_path / "runs")
    return tmp_path / "runs"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["rum"],
        ["run", "--scenario", "hindsigt"],
        ["run", "--scenario", "../../etc"],
        ["run", "--scenario", "essay", "--all"],
        ["run", "--jobs", "0"],
        ["run", "--jobs", "two"],
        ["run", "no_such_notebook"],
        ["run", "TINY", "-p", "weekly_arrival", "5"],
        ["run", "TINY", "-p", "weekly_arrivals", "50,000"],
        ["run", "TINY", "-p", "weekly_arrivals", "inf"],
        ["run", "TINY", "-p", "weekly_arrivals"],
        ["run", "TINY", "-p", "population", "20000000"],
        ["run", "TINY", "-x"],
        ["run", "TINY", "--out", "TINY"],
    ],
)
def test_a_wrong_request_ends_with_status_2_and_one_line_before_anything_starts(tiny, words, started, capsys):
    arguments = [str(tiny) if word == "TINY" else word for word in words]
    try:
        status = cli.main(arguments)
    except SystemExit as exit:
        status = exit.code
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("steppe")
    assert started == []


def test_all_means_every_scenario(tiny, runs, started, capsys):
    assert cli.main(["run", str(tiny), "--all", "--out", str(runs)]) == 0
    assert [job.scenario for job in started] == scenarios.names()


def test_the_matrix_comes_first_then_what_differs_then_where_everything_is(tiny, runs, started, capsys):
    assert cli.main(["run", str(tiny), "--out", str(runs)]) == 0
    said = capsys.readouterr().out
    places = [said.index(part) for part in ("Verdicts, scenario hindsight", "\nC01 ", "\nC17 ", "sceptic differs from")]
    assert places == sorted(places)
    assert said.splitlines()[-2:] == [
        f"verdicts: {runs}/verdicts.json",
        f"1 of 1 notebooks done: {runs}/essay/",
    ]


@pytest.mark.parametrize("asked", ["run", "sweep"])
def test_a_line_end_in_the_name_of_a_folder_breaks_no_line(tiny, tmp_path, started, capsys, asked):
    grid = tmp_path / "grid.yml"
    grid.write_text(f"notebooks: ['{tiny}']\nparameters: {{evidence: [best]}}", encoding="utf-8")
    out = tmp_path / "o\nx"
    assert cli.main([asked, str({"run": tiny, "sweep": grid}[asked]), "--out", str(out)]) == 0
    *_, before, last = capsys.readouterr().out.splitlines()
    assert all(rf"{tmp_path}/o\nx/" in line for line in (before, last))


def test_verdicts_json_holds_every_scenario_claim_and_vantage(worked_out):
    stored = recorded.read(worked_out.parent).words
    assert list(stored) == scenarios.names()
    assert {len(verdicts) for verdicts in stored.values()} == {len(parts_of(facts.load())) * 3}


def test_verdicts_on_what_is_touched_while_they_are_worked_out_are_not_kept_and_said_not_to_be(
    tiny, tmp_path, started, capsys, monkeypatch
):
    monkeypatch.setattr(World, "has_moved", lambda world: True)
    assert cli.main(["run", str(tiny), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"failed: {tmp_path}/verdicts.json: {runner.MOVED}\n"
    assert not (tmp_path / "verdicts.json").exists()


def test_values_of_your_own_get_a_matrix_of_their_own(tiny, tmp_path, started, capsys):
    cli.main(["run", str(tiny), "-p", "weekly_arrivals", "1000", "--out", str(tmp_path)])
    assert "Verdicts, scenario essay+own" in capsys.readouterr().out
    assert "essay+own" in recorded.read(tmp_path).words
    assert [job.parameters["weekly_arrivals"] for job in started] == [1000.0]


def test_a_partial_failure_ends_with_status_1_and_one_line(tmp_path, runs, capsys):
    good = put(tmp_path / "04_good.ipynb", tiny_notebook({name: DEFAULTS[name] for name in DEFAULTS}))
    bad = put(tmp_path / "07_bad.ipynb", tiny_notebook(DEFAULTS, "1 / 0"))
    assert cli.main(["run", str(good), str(bad), "--out", str(runs)]) == 1
    said = capsys.readouterr()
    assert said.err == "failed: essay/07_bad (07_bad.FAILED.ipynb): ZeroDivisionError: division by zero\n"
    assert "1 of 2 notebooks done" in said.out
    assert sorted(path.name for path in (runs / "essay").iterdir()) == [
        "04_good.ipynb",
        "07_bad.FAILED.ipynb",
    ]


def test_help_loads_nothing_heavy():
    program = "import sys, steppe.cli\ntry: steppe.cli.main(['run', '--help'])\nexcept SystemExit: pass\n"
    listed = "print([m for m in ('yaml', 'papermill', 'nbformat', 'pandas', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program + listed], capture_output=True, text=True, env=os.environ)
    assert run.stdout.splitlines()[-1] == "[]"


def test_bad_data_is_one_line_and_no_traceback(tmp_path, monkeypatch, capsys):
    from steppe import facts
    from steppe.tables import DataError

    def load(*_):
        raise DataError("facts.csv", "'thousand'", "one of persons, km", 17, "unit")

    monkeypatch.setattr(facts, "load", load)
    assert cli.main(["run", str(put(tmp_path / "07_a.ipynb", tiny_notebook())), "--out", str(tmp_path)]) == 2
    said = "steppe: facts.csv row 17, column unit: found 'thousand', expected one of persons, km\n"
    assert capsys.readouterr().err == said
