"""Runs that write beside their notebook: none reads what another of the same command wrote there."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import DEFAULTS, parameters_cell, put, steppe
from nbsuite import key, manifest, notebooks, runner, store
from nbsuite.jobs import Job
from nbsuite.runner import How
from steppe.suite.house import House

COLD = How(cold=True)
WRITES = """\
with open({name!r}, {mode!r}) as file:
    print(evidence, file=file)
{then}
print(open({name!r}).read(), end="")"""
APPENDS = WRITES.format(name="rows.csv", mode="a", then="together('appended')")
EXPECTS_TO_BE_FIRST = WRITES.format(name="first.csv", mode="x", then="")  # the second stops here: nobody waits for it
LEAVES_NOTHING = """\
scratch = Path("scratch.csv")
scratch.write_text(evidence)
together("written")
print(scratch.read_text())
together("read")
scratch.unlink(missing_ok=True)"""
KEEPS = """\
if not Path("kept.csv").exists():
    Path("kept.csv").write_text(evidence)
together("kept")
print(Path("kept.csv").read_text())"""
TOGETHER = """\
import time
from pathlib import Path

def together(what):
    '''Waits for the other runs to be here, at most a minute for one that hangs.'''
    Path({met!r}, f"{{what}} {{evidence}}").touch()
    for _ in range(1200):
        if len(list(Path({met!r}).glob(f"{{what}} *"))) >= {runs}:
            break
        time.sleep(0.05)"""


def writing(root: Path, *sources: str, runs: int = 1) -> Path:
    """A notebook in a folder of its own; so many runs of it wait for each other."""
    met = root / "met"
    met.mkdir(exist_ok=True)
    cells = [parameters_cell(DEFAULTS), *map(new_code_cell, (TOGETHER.format(met=str(met), runs=runs), *sources))]
    return put(root / "in" / "own.ipynb", new_notebook(cells=cells, metadata={"kernelspec": store.KERNEL}))


def job(own: Path, out: Path, evidence: str) -> Job:
    return Job(own, evidence, out / evidence / own.name, {"evidence": evidence})


def two_runs(own: Path, out: Path, count: int = 1) -> list[runner.Result]:
    return runner.run([job(own, out, "essay"), job(own, out, "best")], How(count, cold=True))


def printed(out: Path) -> dict[str, str]:
    """What each run printed, by its evidence."""
    said = {}
    for output in map(notebooks.plain, out.glob("*/own.ipynb")):
        texts = [each["text"] for cell in output["cells"] for each in cell.get("outputs", [])]
        said[notebooks.effective(output)["evidence"]] = "".join(map("".join, texts))
    return said


@pytest.mark.parametrize("jobs", [1, 2], ids=["one after the other", "side by side"])
def test_each_run_reads_what_it_wrote_itself_and_no_other(tmp_path, jobs):
    own = writing(tmp_path, LEAVES_NOTHING, KEEPS, APPENDS, EXPECTS_TO_BE_FIRST, runs=jobs)
    results = two_runs(own, tmp_path / "out", jobs)
    assert [result.reason for result in results] == ["", ""]
    assert printed(tmp_path / "out") == {"essay": "essay\n" * 4, "best": "best\n" * 4}


def test_a_file_that_was_there_before_is_read_as_it_was_by_every_run(tmp_path, runs):
    own = writing(tmp_path, APPENDS)
    (own.parent / "rows.csv").write_text("before\n")
    done = steppe("run", own, "--scenario", "essay", "hindsight", "--jobs", 1, "--out", runs)
    assert printed(runs) == {"essay": "before\nessay\n", "best": "before\nbest\n"}
    assert (done.returncode, done.stderr) == (0, runner.REPEATED.format("own.ipynb", 2) + "\n")


def test_each_point_of_a_sweep_reads_what_it_wrote_itself_and_comes_out_the_same_again(tmp_path):
    own, grid = writing(tmp_path, APPENDS, runs=2), tmp_path / "grid.yml"
    grid.write_text(f"notebooks: [{own}]\nparameters: {{evidence: [essay, best]}}", encoding="utf-8")
    assert steppe("sweep", grid, "--jobs", 2, "--out", tmp_path / "out").returncode == 0
    assert printed(tmp_path / "out") == {"essay": "essay\n", "best": "best\n"}
    for count in (1, 2):
        assert manifest.verify(House(), tmp_path / "out", rerun=True, count=count) == 0


LOOKING_AROUND = """\
import helper
with open("rows.csv", "a") as rows:
    print(evidence, file=rows)
places = "beside.csv", "below/data.csv", "../data/data.csv", "own.ipynb", "rows.csv"
print(helper.ONE, *(len(Path(place).read_text()) > 0 for place in places), len(open("rows.csv").readlines()))"""


def test_a_run_in_a_copy_finds_what_it_finds_in_its_folder(tmp_path):
    own = writing(tmp_path, LOOKING_AROUND)
    for name in ("in/beside.csv", "in/below/data.csv", "data/data.csv", "in/helper.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("ONE = 1\n")
    assert [result.reason for result in two_runs(own, tmp_path / "out")] == ["", ""]
    assert set(printed(tmp_path / "out").values()) == {"1 True True True True True 1\n"}
    assert (tmp_path / "in" / "below" / "data.csv").read_text() == "ONE = 1\n"


def test_several_runs_that_write_there_by_the_full_path_fail_and_one_alone_does_not(tmp_path):
    rows = tmp_path / "in" / "rows.csv"
    own = writing(tmp_path, WRITES.format(name=str(rows), mode="a", then=""))
    results = two_runs(own, tmp_path / "out")
    assert [(result.reason, result.output) for result in results] == [(runner.WRITTEN, None)] * 2
    (alone,) = runner.run([job(own, tmp_path / "out", "best")], COLD)
    assert alone.ok and alone.output.is_file()


def test_several_runs_that_write_among_files_too_large_to_copy_fail(tmp_path, monkeypatch):
    own = writing(tmp_path, APPENDS)
    (own.parent / "large.csv").write_text("four")
    monkeypatch.setattr(key, "LARGEST", 3)
    results = two_runs(own, tmp_path / "out")
    assert [result.reason for result in results] == [runner.WRITTEN] * 2


def test_runs_that_write_nothing_beside_their_notebook_run_once_and_in_its_folder(tmp_path):
    own = writing(tmp_path, "with open('.ran.log', 'a') as ran:\n    print(Path.cwd(), file=ran)\nprint('done')")
    assert all(result.ok for result in two_runs(own, tmp_path / "out"))
    assert (own.parent / ".ran.log").read_text().splitlines() == [str(own.parent)] * 2
