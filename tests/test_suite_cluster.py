"""Runs on a Dask cluster: a real scheduler and real workers on loopback, one of them killed."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import distributed
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import HANG, INTERRUPTED, begun, command, put, wait_until
from nbsuite import cluster, files, runner, store
from nbsuite.jobs import Job
from nbsuite.key import World
from nbsuite.notebooks import read
from nbsuite.runner import How
from steppe import cli
from steppe.suite.house import House

MARK = """\
import os, time
from pathlib import Path
Path(FOLDER, f"{NAME}.started.{os.getpid()}").touch()
try:
    Path(FOLDER, "first").touch(exist_ok=False)
except FileExistsError:
    while not Path(FOLDER, "go").exists():
        time.sleep(0.05)
print(NAME)"""

PATIENT = """\
import sys
from steppe import cli
from nbsuite import cluster
cluster.PATIENCE = 10**6
sys.exit(cli.main(sys.argv[1:]))"""


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory) -> Path:
    """The wheel as a worker has it, unpacked."""
    site = tmp_path_factory.mktemp("site")
    ZipFile(wheel).extractall(site)
    return site


@pytest.fixture
def dask(site, tmp_path, monkeypatch):
    """Starts a scheduler and so many workers that know nothing but the wheel; returns the address and all of them."""
    about = tmp_path / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(site)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": tmp_path}
    with ExitStack() as closing:

        def start(module: str, *words: str) -> subprocess.Popen:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *words, "--no-dashboard"]
            process = closing.enter_context(subprocess.Popen(command, **quiet))
            closing.callback(process.kill)
            return process

        def dask(workers: int) -> tuple[str, subprocess.Popen, list[subprocess.Popen]]:
            scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about))
            wait_until(lambda: about.is_file() and about.read_text())
            address = json.loads(about.read_text())["address"]
            work = ("dask_worker", address, "--no-nanny", "--nthreads", "1", "--local-directory")
            started = [start(*work, str(tmp_path / str(at))) for at in range(workers)]
            if started:
                with distributed.Client(address, timeout=HANG, set_as_default=False) as client:
                    client.wait_for_workers(workers, HANG)
            return address, scheduler, started

        monkeypatch.setattr(cluster, "PATIENCE", HANG)
        yield dask


def slow(folder: Path, name: str) -> Path:
    """A notebook that marks its start and, unless it is the first in its folder, waits until it may go on."""
    source = MARK.replace("FOLDER", repr(str(folder))).replace("NAME", repr(name))
    notebook = new_notebook(cells=[new_code_cell(source)], metadata={"kernelspec": store.KERNEL})
    return put(folder / f"{name}.ipynb", notebook)


def started(folder: Path) -> list[str]:
    """The notebooks that were begun, each as often as it was."""
    return [path.name.partition(".")[0] for path in folder.glob("*.started.*")]


def jobs_in(folder: Path, count: int) -> list[Job]:
    return [Job(slow(folder, f"n{at}"), "essay", folder / "out" / f"n{at}.ipynb") for at in range(count)]


def when_begun(folder: Path, count: int, *processes: subprocess.Popen) -> None:
    """Kills processes as soon as so many notebooks were begun and the first is stored; then all may go on."""
    try:
        wait_until(lambda: len(started(folder)) >= count and list(folder.glob("out/*.ipynb")))
        for process in processes:
            process.kill()
            process.wait()
    finally:
        (folder / "go").touch()


def test_a_worker_killed_in_mid_run_loses_nothing_and_every_result_arrives_once(dask, tmp_path, monkeypatch):
    address, _, workers = dask(2)
    jobs, stored = jobs_in(tmp_path, 6), Counter()
    write = files.write
    monkeypatch.setattr(files, "write", lambda path, content: (stored.update([path]), write(path, content)))
    with ThreadPoolExecutor() as aside:
        killing = aside.submit(when_begun, tmp_path, 3, workers[0])
        results = runner.run(jobs, How(scheduler=address))
        killing.result()
    assert workers[0].wait() != 0 and workers[1].poll() is None
    assert [(result.job, result.reason) for result in results] == [(job, "") for job in jobs]
    assert stored == Counter(job.target for job in jobs)
    for job in jobs:
        (cell,) = read(job.target).cells
        assert cell.outputs[0].text == f"{job.notebook.stem}\n"
        assert files.record(job.target)
    begun = Counter(started(tmp_path))
    assert begun.keys() == {job.notebook.stem for job in jobs}
    assert begun.total() <= len(jobs) + 1, "more was begun again than what the killed worker was at"


def test_a_kernel_that_is_killed_on_a_cluster_is_tried_once_more(dask, tmp_path):
    address, *_ = dask(1)
    source = f"import os\nprint('x', end='', file=open({str(tmp_path / 'tried')!r}, 'a'), flush=True)\n"
    source += "os.kill(os.getpid(), 9)"
    notebook = put(tmp_path / "n.ipynb", new_notebook(cells=[new_code_cell(source)]))
    (result,) = runner.run([Job(notebook, "essay", tmp_path / "out" / "n.ipynb")], How(scheduler=address))
    assert (tmp_path / "tried").read_text() == "xx"
    assert "SIGKILL" in result.reason and result.reason.endswith(runner.MEMORY)


def test_an_interruption_of_runs_on_a_cluster_is_told_in_one_line(dask, tmp_path):
    address, *_ = dask(1)
    source = f"import time\nopen({str(tmp_path / 'started')!r}, 'w').close()\ntime.sleep(3600)"
    cells = [new_code_cell("", metadata={"tags": ["parameters"]}), new_code_cell(source)]
    mine = put(tmp_path / "mine.ipynb", new_notebook(cells=cells, metadata={"kernelspec": store.KERNEL}))
    process = begun(*command("run", mine, "--scheduler", address, "--out", tmp_path / "runs"))
    wait_until((tmp_path / "started").exists)
    process.terminate()
    _, said = process.communicate(timeout=HANG)
    assert (process.returncode, said) == (143, INTERRUPTED)


@pytest.mark.parametrize("lost", ["scheduler", "worker"])
def test_where_one_is_lost_what_is_done_is_kept_and_the_rest_fails_in_one_line(dask, tmp_path, monkeypatch, lost):
    monkeypatch.setattr(cluster, "GRACE", 1)
    address, scheduler, workers = dask(1)
    jobs = jobs_in(tmp_path, 4)
    with ThreadPoolExecutor() as aside:
        aside.submit(when_begun, tmp_path, 2, scheduler if lost == "scheduler" else workers[0])
        results = runner.run(jobs, How(scheduler=address))
    reasons = Counter(result.reason for result in results)
    assert (reasons[""], reasons[cluster.NO_WORKERS]) == (1, 3 - reasons[cluster.NO_SCHEDULER])
    assert lost == "scheduler" or not reasons[cluster.NO_SCHEDULER]
    assert [job.target.exists() for job in jobs] == [result.ok for result in results]


def test_a_worker_with_something_else_than_the_record_claims_says_so_and_runs_nothing(dask, tmp_path, monkeypatch):
    address, *_ = dask(1)
    notebook, world = slow(tmp_path, "n"), World(House())
    here = world.digests.copy()

    def reason(digests: dict[str, str]) -> str:
        world.digests.clear()
        world.digests.update(digests)
        with cluster.connect(address, world) as there:
            said, text, _ = there.submit(notebook, {}, None).result(HANG)
        assert text == "" and not started(tmp_path)
        return said

    other = "a worker has other {}: install the same wheel and lock there".format
    for name in here.keys() - {"packages"}:
        assert reason(here | {name: "another"}) == other(name)
    monkeypatch.setattr(cluster, "packages", lambda: "numpy 0")
    assert reason(here) == other("packages")


def test_the_files_beside_a_notebook_travel_with_it_up_to_a_size(dask, tmp_path, monkeypatch):
    address, *_ = dask(1)
    folder = tmp_path / "own"
    source = "from pathlib import Path\nprint(sorted(path.name for path in Path().iterdir()), open('mine.csv').read())"
    mine = put(folder / "mine.ipynb", new_notebook(cells=[new_code_cell(source)]))
    (folder / ".hidden").touch()
    (folder / "mine.csv").write_text("beside")
    job = Job(mine, "essay", tmp_path / "runs" / "essay" / "mine.ipynb")
    (done,) = runner.run([job], How(scheduler=address))
    assert done.reason == ""
    assert read(job.target).cells[0].outputs[0].text == "['mine.csv', 'mine.ipynb'] beside\n"
    monkeypatch.setattr(cluster, "LARGEST", mine.stat().st_size + 5)
    (kept,) = runner.run([job], How(scheduler=address))
    assert kept.is_kept
    (refused,) = runner.run([job], How(scheduler=address, force=True))
    assert refused.reason == cluster.TOO_LARGE.format(cluster.LARGEST + 1, cluster.LARGEST)


def test_a_worker_whose_library_changes_while_it_runs_has_to_be_started_again(site, dask, tmp_path, monkeypatch):
    address, *_ = dask(1)
    job = Job(slow(tmp_path, "n"), "essay", tmp_path / "out" / "n.ipynb")
    assert [result.reason for result in runner.run([job], How(scheduler=address), world=World(House()))] == [""]
    module = site / "steppe" / "units.py"
    before = module.read_bytes()
    try:
        module.write_bytes(before + b"\n")
        forced = runner.run([job], How(scheduler=address, force=True), world=World(House()))
    finally:
        module.write_bytes(before)
    assert [result.reason for result in forced] == [cluster.CHANGED]
    assert started(tmp_path) == ["n"]


def test_a_notebook_that_is_removed_before_it_is_sent_fails_alone(dask, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "AHEAD", 1)
    address, *_ = dask(1)
    jobs = jobs_in(tmp_path, 4)
    with ThreadPoolExecutor() as aside:
        removing = aside.submit(lambda: wait_until(lambda: started(tmp_path)) or jobs[3].notebook.unlink())
        removing.add_done_callback(lambda _: (tmp_path / "go").touch())
        results = runner.run(jobs, How(scheduler=address))
    assert [result.reason for result in results] == ["", "", "", runner.MOVED]
    assert [job.target.exists() for job in jobs] == [True, True, True, False]


def test_the_packages_compared_are_those_that_are_needed_by_what_is_needed():
    names = [package.partition(" ")[0] for package in cluster.packages().split(", ")]
    assert {"steppe-count", "numpy", "nbformat", "jsonschema", "traitlets"} <= set(names)
    assert "hypothesis" not in names


def test_packages_inside_a_package_are_not_compared_such_as_those_setuptools_brings(tmp_path, monkeypatch):
    before = cluster.packages.__wrapped__()
    inside = tmp_path / "tool" / "_vendor"
    about = inside / "tomli-2.0.0.dist-info" / "METADATA"  # needed by a package that is needed, on an older Python
    about.parent.mkdir(parents=True)
    about.write_text("Metadata-Version: 2.1\nName: tomli\nVersion: 2.0.0\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(inside)])
    assert cluster.packages.__wrapped__() != before
    (inside.parent / "__init__.py").touch()
    assert cluster.packages.__wrapped__() == before


def refusal(tiny: Path, address: str, capfd) -> str:
    """What is said where nothing could be run, and nothing was written."""
    out = tiny.parent / "out"
    assert cli.main(["run", str(tiny), "--scheduler", address, "--out", str(out)]) == 2
    assert not out.exists()
    said = capfd.readouterr()
    assert said.out == "" and re.fullmatch(r"steppe: [^\n]+\n", said.err)
    return said.err


def test_a_client_that_cannot_be_made_keeps_nobody_waiting_and_is_told_in_one_line(tiny):
    words = [sys.executable, "-c", PATIENT, "run", tiny, "--scheduler", "tls://127.0.0.1:9"]
    run = subprocess.run(words, cwd=tiny.parent, capture_output=True, text=True, timeout=HANG)
    assert (run.returncode, run.stdout) == (2, "")
    assert re.fullmatch(r"steppe: --scheduler: found no scheduler at tls://127.0.0.1:9 [^\n]+\n", run.stderr)


def test_an_address_without_a_scheduler_and_a_scheduler_without_workers_are_refused_in_one_line(
    tiny, dask, monkeypatch, capfd
):
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "PATIENCE", 1)
        assert "--scheduler: found no scheduler at tcp://127.0.0.1:9 (" in refusal(tiny, "tcp://127.0.0.1:9", capfd)
    address, *_ = dask(0)
    wait = distributed.Client.wait_for_workers
    monkeypatch.setattr(distributed.Client, "wait_for_workers", lambda client, count, _: wait(client, count, 1))
    assert f"found no worker at {address}, expected one: dask worker {address}" in refusal(tiny, address, capfd)
