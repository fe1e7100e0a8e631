"""Whatever happens to a run: every output is whole, old or new, and the next run does the rest and no more."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from conftest import HANG, INTERRUPTED, begun, command, contents, counted, ran, steppe, wait_until
from nbsuite import execution, files, manifest, runner
from nbsuite.jobs import Job
from nbsuite.key import World
from nbsuite.runner import How
from steppe.suite.house import House

WAITING = "import time\nwhile not Path('.go').exists():\n    time.sleep(0.05)"
KILLING = "import os, signal\nPath('.killed').touch()\nos.kill(os.getppid(), signal.SIGKILL)"
DEADLY = {
    "01_sound": [],
    "02_kills_its_worker_once": ["if not Path('.killed').exists():\n    " + KILLING.replace("\n", "\n    ")],
    "03_kills_every_worker": [KILLING],
    "04_ends_its_kernel": ["import os\nos._exit(1)"],
    "05_never_ends": ["import time\nwhile True:\n    time.sleep(0.05)"],
}
SECONDS = 2


def is_whole(runs: Path) -> bool:
    """Whether every file there is sealed, and nothing else is there."""
    return all(files.record_in(content) for content in contents(runs).values())


def again(root: Path, *words) -> subprocess.CompletedProcess:
    chosen = sorted(root.glob("*.ipynb"))
    return steppe("run", *chosen, "--scenario", "essay", "hindsight", "--cold", "--out", root / "runs", *words)


def test_what_is_unchanged_is_not_run_again_touches_nothing_and_loads_no_library_of_notebooks(finished):
    before = {path: path.stat().st_mtime_ns for path in (finished / "runs").rglob("*")}
    chosen = [str(path) for path in sorted(finished.glob("*.ipynb"))]
    words = ["run", *chosen, "--scenario", "essay", "hindsight", "--out", str(finished / "runs")]
    heavy = ("papermill", "nbformat", "pandas", "numpy", "jupyter_client", "tqdm")
    program = f"import sys; from steppe.cli import main; code = main({words})\n"
    program += f"print([m for m in {heavy} if m in sys.modules]); sys.exit(code)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    said = f"4 of 4 notebooks done, 4 of them unchanged: {finished}/runs/<scenario>/"
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (0, [said, "[]"])
    assert {path: path.stat().st_mtime_ns for path in (finished / "runs").rglob("*")} == before
    assert ran(finished) == []


def test_after_a_change_only_what_rests_on_it_is_run_and_a_damaged_output_is_made_anew(finished):
    counted(finished, "02_two", "1 + 1")
    damaged = finished / "runs" / "hindsight" / "01_one.ipynb"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole.replace(b"01_one", b"01_won"))
    assert again(finished).returncode == 0
    assert ran(finished) == ["01_one best", "02_two best", "02_two essay"]
    assert damaged.read_bytes() == whole
    assert is_whole(finished / "runs")


def test_runs_that_are_the_same_are_run_once_and_each_says_what_was_passed_to_it(tmp_path):
    notebook = counted(tmp_path, "01_one")
    wanted = {"a": {"evidence": "best"}, "b": {"evidence": "best", "horizon_weeks": 52}, "c": {"evidence": "best"}}
    jobs = [Job(notebook, name, tmp_path / "runs" / name / "01_one.ipynb", values) for name, values in wanted.items()]
    results = runner.run(jobs, How(cold=True))
    assert [(result.ok, result.is_kept) for result in results] == [(True, False)] * 3
    first, second, third = (job.target.read_bytes() for job in jobs)
    assert first == third != second
    assert second.count(b"horizon_weeks = 52") == 1 + first.count(b"horizon_weeks = 52")
    jobs[1].target.unlink()
    assert [result.is_kept for result in runner.run(jobs)] == [True, False, True]
    assert jobs[1].target.read_bytes() == second
    assert ran(tmp_path) == ["01_one best"]


REASONS = {
    "03_kills_every_worker": "the process that ran it died",
    "04_ends_its_kernel": "DeadKernelError: the kernel died (exit code 1), and again with nothing running beside it",
    "05_never_ends": f"CellTimeoutError: a cell took longer than {SECONDS} seconds",
}


def test_whatever_dies_stops_no_other_and_is_told_in_one_line(tmp_path):
    chosen = [counted(tmp_path, name, *more) for name, more in DEADLY.items()]
    jobs = [Job(path, "essay", tmp_path / "runs" / "essay" / path.name, {}) for path in chosen]
    # The last, which only time can end, alone, so that no other is ended by it.
    results = runner.run(jobs[:-1], How(2, cold=True)) + runner.run(jobs[-1:], How(cold=True, timeout=SECONDS))
    failed = {result.job.notebook.stem: result.reason for result in results if not result.ok}
    assert failed.keys() == REASONS.keys()
    for name, reason in failed.items():
        assert reason.startswith(REASONS[name]) and "\n" not in reason
    assert is_whole(tmp_path / "runs")


def half_done(root: Path, *words) -> tuple[list[Path], subprocess.Popen]:
    """Two notebooks, and a command that has stored the first and waits for `.go` in the second."""
    chosen = [counted(root, "01_one"), counted(root, "02_waits", WAITING)]
    process = begun(*command(*(words or ("run", *chosen)), "--cold", "--out", root / "runs"))
    wait_until(lambda: len(ran(root)) == 2 and list(root.glob("runs/*/01_one.ipynb")))
    return chosen, process


def test_the_next_run_does_what_was_left_and_repeats_nothing_finished(tmp_path):
    chosen, process = half_done(tmp_path)
    process.kill()
    process.communicate(timeout=HANG)
    assert list(contents(tmp_path / "runs")) == ["essay/01_one.ipynb"] and is_whole(tmp_path / "runs")
    (tmp_path / "runs" / "essay" / f".01_one.ipynb.{process.pid:012x}.part").write_text("{")
    (tmp_path / ".go").touch()
    assert runner_of(tmp_path, chosen) == [True, False]
    assert ran(tmp_path) == ["01_one essay", "02_waits essay", "02_waits essay"]
    manifest.write(tmp_path / "runs")
    assert list(manifest.findings(tmp_path / "runs")) == []


def runner_of(root: Path, chosen: list[Path]) -> list[bool]:
    """Runs under the scenario essay; says of each notebook whether it was kept."""
    jobs = [Job(path, "essay", root / "runs" / "essay" / path.name, {"evidence": "essay"}) for path in chosen]
    return [result.is_kept for result in runner.run(jobs, How(cold=True), world=World(House()))]


def handing_over_much(root: Path) -> tuple[subprocess.Popen, psutil.Process]:
    """A command that was stopped, and its worker that has much to tell it; another one waits."""
    chosen = [counted(root, "01_large", "print('x' * 1_000_000)"), counted(root, "02_waits", WAITING)]
    process = begun(*command("run", *chosen, "--cold", "--jobs", "2", "--out", root / "runs"))
    wait_until(lambda: len(ran(root)) == 2)
    process.send_signal(signal.SIGSTOP)
    children = psutil.Process(process.pid).children()
    workers = next(each for each in children if "forkserver" in str(each.cmdline())).children()
    wait_until(lambda: not all(each.children() for each in workers))
    worker = next(each for each in workers if not each.children())
    wait_until(lambda: is_at_rest(worker))
    return process, worker


def is_at_rest(process: psutil.Process) -> bool:
    """Whether it waits for another process, and not for its turn on a busy machine."""
    before = process.cpu_times()
    time.sleep(0.5)
    return process.status() == psutil.STATUS_SLEEPING and process.cpu_times() == before


def test_a_worker_killed_while_it_hands_over_much_keeps_nobody_waiting(tmp_path, runs):
    process, worker = handing_over_much(tmp_path)
    worker.kill()
    (tmp_path / ".go").touch()
    process.send_signal(signal.SIGCONT)
    said, complaint = process.communicate(timeout=HANG)
    assert (process.returncode, complaint) == (0, "")
    assert said.endswith(f"2 of 2 notebooks done: {runs}/essay/\n")


def test_an_interruption_while_much_is_handed_over_ends_the_command(tmp_path):
    process, _ = handing_over_much(tmp_path)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    _, complaint = process.communicate(timeout=HANG)
    assert (process.returncode, complaint) == (130, INTERRUPTED)


def test_two_commands_at_once_in_one_folder_leave_one_whole_folder(finished):
    for path in finished.glob("*.ipynb"):
        counted(finished, path.stem, "1 + 1")
    words = command("run", *sorted(finished.glob("*.ipynb")), "--cold", "--jobs", "1", "--out", finished / "runs")
    for process in [begun(*words) for _ in range(2)]:
        said, complaint = process.communicate(timeout=HANG)
        assert (process.returncode, complaint) == (0, "")
        assert "2 of 2 notebooks done" in said
    assert list(manifest.findings(finished / "runs")) == [] and is_whole(finished / "runs")
    assert steppe("verify", finished / "runs").returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 512 KiB; skips where none can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", place]
    if not shutil.which("mount") or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_leaves_the_old_outputs_and_says_so(finished, small_disk):
    runs = Path(shutil.copytree(finished / "runs", small_disk / "runs"))
    before = contents(runs)
    counted(finished, "01_one", "print('x' * 1_000_000)")
    done = steppe("run", finished / "01_one.ipynb", "--cold", "--out", runs)
    assert (done.returncode, done.stderr) == (1, "failed: essay/01_one: No space left on device\n")
    assert done.stdout.endswith(f"0 of 1 notebooks done: {runs}/essay/\n")
    assert contents(runs) == before and is_whole(runs)


def test_a_full_disk_for_what_is_temporary_keeps_neither_a_large_output_nor_the_next_from_its_folder(
    tmp_path, small_disk, runs
):
    chosen = [counted(tmp_path, "01_large", "print('x' * 1_000_000)"), counted(tmp_path, "02_next")]
    environment = os.environ | {"TMPDIR": str(small_disk)}
    done = steppe("run", *chosen, "--cold", "--jobs", "1", "--out", runs, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert (runs / "essay" / "01_large.ipynb").stat().st_size > 1_000_000


def test_an_output_larger_than_any_that_is_read_is_told_and_not_stored(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "LARGEST", 9_000)
    reason, text, _ = execution.perform(counted(tmp_path, "01_large", "print('x' * 9_000)"), {})
    assert (reason, text) == ("found a larger output, expected at most 9,000 bytes", "")


def test_what_is_removed_while_others_run_is_no_success(tmp_path):
    (chosen, process), runs = half_done(tmp_path), tmp_path / "runs"
    shutil.rmtree(runs)
    (tmp_path / ".go").touch()
    said, complaint = process.communicate(timeout=HANG)
    assert process.returncode == 1
    assert complaint == "failed: essay/01_one: removed while others ran; run it again\n"
    assert said.endswith(f"1 of 2 notebooks done: {runs}/essay/\n")
    assert runner_of(tmp_path, chosen) == [False, True]


def test_what_is_removed_while_verdicts_are_worked_out_is_no_success_either(tmp_path, capsys):
    notebook, runs = counted(tmp_path, "01_one"), tmp_path / "runs"
    jobs = [Job(notebook, "essay", runs / "essay" / notebook.name, {})]
    (result,), is_done = runner.fill(runs, jobs, How(cold=True), lambda: shutil.rmtree(runs), World())
    assert not is_done and not result.ok and result.output is None
    assert capsys.readouterr().err == "failed: essay/01_one: removed while others ran; run it again\n"


GRID = "notebooks: [{0}/01_one.ipynb, {0}/02_waits.ipynb]\nparameters: {{evidence: [best]}}"


@pytest.mark.parametrize(
    ("asked", "number", "status"),
    [("run", signal.SIGINT, 130), ("run", signal.SIGTERM, 143), ("sweep", signal.SIGINT, 130),
     ("sweep", signal.SIGHUP, 129)],
)  # fmt: skip
def test_what_was_finished_before_an_interruption_is_in_the_manifest(tmp_path, asked, number, status):
    (tmp_path / "grid.yml").write_text(GRID.format(tmp_path), encoding="utf-8")
    words, runs = ("sweep", tmp_path / "grid.yml") if asked == "sweep" else (), tmp_path / "runs"
    _, process = half_done(tmp_path, *words)
    process.send_signal(number)
    said, complaint = process.communicate(timeout=HANG)
    assert (process.returncode, said, complaint) == (status, "", INTERRUPTED)
    assert [Path(name).name for name in manifest.read(runs)] == ["01_one.ipynb"]
    assert list(manifest.findings(runs)) == []


def test_under_nohup_a_closed_terminal_interrupts_nothing(tmp_path, runs):
    waiting = counted(tmp_path, "01_waits", WAITING)
    process = begun("nohup", *command("run", waiting, "--cold", "--out", runs))
    wait_until(lambda: ran(tmp_path))
    process.send_signal(signal.SIGHUP)
    (tmp_path / ".go").touch()
    said, _ = process.communicate(timeout=HANG)
    assert process.returncode == 0 and "1 of 1 notebooks done" in said


def test_what_was_finished_before_the_terminal_was_closed_is_in_the_manifest(tmp_path):
    chosen, runs = [counted(tmp_path, "01_one"), counted(tmp_path, "02_waits", WAITING)], tmp_path / "runs"
    process, terminal = pty.fork()
    if not process:
        os.execve(sys.executable, command("run", *chosen, "--out", runs), os.environ | {"PYTHONUNBUFFERED": ""})
    wait_until(lambda: len(ran(tmp_path)) == 2 and list(runs.glob("*/01_one.ipynb")))
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 129
    assert list(manifest.read(runs)) == ["essay/01_one.ipynb"] and list(manifest.findings(runs)) == []


def test_folders_in_the_places_of_files_are_each_named_and_stop_no_other(finished):
    runs, added = finished / "runs", counted(finished, "03_three")
    names = ["essay/01_one.ipynb", "hindsight/02_two.FAILED.ipynb", "manifest.json", "verdicts.json"]
    for name in names:
        (runs / name).unlink(missing_ok=True)
        (runs / name / "kept").mkdir(parents=True)
    done = again(finished)
    told = ["essay/01_one", "hindsight/02_two", runs / "manifest.json", runs / "verdicts.json"]
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == sorted(f"failed: {place}: Is a directory" for place in told)
    assert "4 of 6 notebooks done" in done.stdout
    assert contents(runs).keys() >= {f"{scenario}/{added.name}" for scenario in ("essay", "hindsight")}
    assert all((runs / name / "kept").is_dir() for name in names) and is_whole(runs)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_where_nobody_listens_all_is_written_all_the_same(finished, unbuffered):
    runs = finished / "runs"
    for name in ("manifest.json", "verdicts.json"):
        (runs / name).unlink()
    words = command("run", *sorted(finished.glob("*.ipynb")), "--cold", "--out", runs)
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, env=environment, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "steppe: system: No space left on device\n")
    assert list(manifest.findings(runs)) == [] and (runs / "verdicts.json").is_file()


def limited():
    """Nobody may write a file of more than 2 KiB."""
    resource = pytest.importorskip("resource")
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


def test_a_file_that_cannot_be_written_to_its_end_leaves_the_old_one(finished):
    counted(finished, "01_one", "1 + 1")
    before = contents(finished / "runs")
    words = ("run", finished / "01_one.ipynb", "--scenario", "essay", "--cold", "--out", finished / "runs")
    done = steppe(*words, preexec_fn=limited)
    assert done.returncode == 1
    assert "failed: essay/01_one: File too large\n" in done.stderr and "Traceback" not in done.stderr
    assert contents(finished / "runs") == before


def test_a_folder_that_is_read_only_is_refused_before_anything_runs(finished):
    runs = finished / "runs"
    if os.getuid() == 0:
        bound = [["mount", "--bind", runs, runs], ["mount", "-o", "remount,bind,ro", runs]]
        if any(subprocess.run(each, capture_output=True).returncode for each in bound):
            pytest.skip("nothing can be mounted here, and root may write everywhere")
    else:
        for folder in (runs, *(path for path in runs.rglob("*") if path.is_dir())):
            folder.chmod(0o555)
    try:
        refused = again(finished, "--force")
    finally:
        if os.getuid() == 0:
            subprocess.run(["umount", "-l", runs], check=True)
    why = "Read-only file system" if os.getuid() == 0 else "Permission denied"
    said = f"steppe: --out: found {runs}, where nothing can be made ({why}), expected a folder of yours\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", said)
    assert ran(finished) == []
