"""The command: thin, quick to help, and never a traceback."""

import os
import subprocess
import sys

import pytest

from conftest import DEFAULTS, put, tiny_notebook
from nbsuite import runner
from nbsuite.key import World
from steppe import cli, facts
from steppe.judging import parts_of
from steppe.suite import scenarios, verdicts
from steppe.suite.verdicts import Recorded


@pytest.fixture
def started(monkeypatch) -> list:
    """The jobs that were started, none of them for real; each leaves an empty output."""
    jobs: list = []

    def pretend(wanted, *_):
        jobs.extend(wanted)
        for job in wanted:
            job.target.parent.mkdir(parents=True, exist_ok=True)
            job.target.touch()
        return [runner.Result(job, "", job.target) for job in wanted]

    monkeypatch.setattr(runner, "run", pretend)
    return jobs


def test_all_means_every_scenario_and_verdicts_json_holds_every_claim_and_vantage_of_each(tiny, runs, started, capsys):
    assert cli.main(["run", str(tiny), "--all", "--out", str(runs)]) == 0
    assert [job.scenario for job in started] == scenarios.names()
    stored = Recorded.read(runs).words
    assert list(stored) == scenarios.names()
    assert {len(verdicts) for verdicts in stored.values()} == {len(parts_of(facts.load())) * 3}


def test_the_matrix_comes_first_then_what_differs_then_where_everything_is(tiny, runs, started, capsys):
    assert cli.main(["run", str(tiny), "--all", "--out", str(runs)]) == 0
    said = capsys.readouterr().out
    parts = "Verdicts, scenario hindsight", "\nC01 ", "\nC17 ", "sceptic differs from"
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    count = len(scenarios.names())
    done = f"{count} of {count} notebooks done: {runs}/<scenario>/"
    assert said.splitlines()[-2:] == [f"verdicts: {runs}/verdicts.json", done]


@pytest.mark.parametrize("asked", ["run", "sweep"])
def test_a_line_end_in_the_name_of_a_folder_breaks_no_line(tiny, tmp_path, runs, started, capsys, asked):
    grid = tmp_path / "grid.yml"
    grid.write_text(f"notebooks: ['{tiny}']\nparameters: {{evidence: [best]}}", encoding="utf-8")
    out = runs.rename(tmp_path / "o\nx")
    assert cli.main([asked, str({"run": tiny, "sweep": grid}[asked]), "--out", str(out)]) == 0
    *_, before, last = capsys.readouterr().out.splitlines()
    assert all(rf"{tmp_path}/o\nx/" in line for line in (before, last))


def test_verdicts_on_what_is_touched_while_they_are_worked_out_are_not_kept_and_said_not_to_be(
    tiny, tmp_path, started, capsys, monkeypatch
):
    monkeypatch.setattr(World, "has_moved", lambda world: True)
    monkeypatch.setattr(verdicts, "as_json", lambda *_: "")  # which would take its time
    assert cli.main(["run", str(tiny), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"failed: {tmp_path}/verdicts.json: {runner.MOVED}\n"
    assert not (tmp_path / "verdicts.json").exists()


def test_a_run_with_values_of_your_own_ends_with_what_was_asked(tmp_path, capsys):
    """The verdicts of the chapter before and after, what moved most, and where the output is: no more."""
    assert cli.main(["run", "07", "-p", "weekly_arrivals", "50000", "--out", str(tmp_path)]) == 0
    own = "essay+weekly_arrivals=50000"
    said = capsys.readouterr().out
    lines = said.splitlines()
    assert lines[0] == f"Verdicts, essay -> {own}" and "holds -> overstated" in lines[2]
    assert [line.split()[0] for line in lines[2 : lines.index("")]] == ["C11"]
    assert "  weekly                    100,000 persons -> 50,000 persons" in lines
    assert lines[-2:] == [f"verdicts: {tmp_path}/verdicts.json", f"1 of 1 notebooks done: {tmp_path}/{own}/"]
    assert len(lines) < 24 and own in Recorded.read(tmp_path).words


def test_all_scenarios_come_with_the_whole_matrix_and_one_without(tiny, runs, started, capsys):
    for words, is_whole in (["--all"], True), ([], False):
        assert cli.main(["run", str(tiny), "--out", str(runs), *words]) == 0
        assert ("\nC17 " in capsys.readouterr().out) == is_whole


def test_a_partial_failure_ends_with_status_1_and_one_line(tmp_path, runs, capsys):
    good = put(tmp_path / "04_good.ipynb", tiny_notebook())
    bad = put(tmp_path / "07_bad.ipynb", tiny_notebook(DEFAULTS, "1 / 0"))
    assert cli.main(["run", str(good), str(bad), "--out", str(runs)]) == 1
    said = capsys.readouterr()
    assert said.err == "failed: essay/07_bad (07_bad.FAILED.ipynb): ZeroDivisionError: division by zero\n"
    assert "1 of 2 notebooks done" in said.out
    assert sorted(path.name for path in (runs / "essay").iterdir()) == ["04_good.ipynb", "07_bad.FAILED.ipynb"]


def test_help_loads_nothing_heavy():
    program = "import sys, steppe.cli\ntry: steppe.cli.main(['run', '--help'])\nexcept SystemExit: pass\n"
    listed = "print([m for m in ('yaml', 'papermill', 'nbformat', 'pandas', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program + listed], capture_output=True, text=True, env=os.environ)
    assert run.stdout.splitlines()[-1] == "[]"
