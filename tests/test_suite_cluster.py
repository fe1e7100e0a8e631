"""Runs on a Dask cluster: a real scheduler and real workers on loopback, one of them killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import command, put, wait_until
from steppe import paths
from steppe.suite import cluster, runner, seal, store
from steppe.suite.door import Job
from steppe.suite.key import World
from steppe.suite.notebooks import Refused, read
from steppe.suite.runner import How

MARK = """\
import os, time
from pathlib import Path
Path(FOLDER, f"{NAME}-{os.getppid()}-{os.getpid()}").touch()
time.sleep(1)
print(NAME)"""


@pytest.fixture
def wheel(tmp_path_factory):
    """The wheel as a worker has it, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=paths.ROOT, check=True, capture_output=True)
    (packed,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", packed, folder / "site"], check=True)
    return folder / "site"


@pytest.fixture
def dask(wheel, tmp_path):
    """Address and workers of a cluster that knows nothing but the wheel."""
    about = tmp_path / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(wheel)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": tmp_path}
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    command += ["--no-dashboard", "--scheduler-file", str(about)]
    with ExitStack() as closing:

        def start(*words) -> subprocess.Popen:
            process = closing.enter_context(subprocess.Popen(words, **quiet))
            closing.callback(process.kill)
            return process

        start(*command)
        wait_until(lambda: about.is_file() and about.read_text())
        address = json.loads(about.read_text())["address"]
        work = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1"]
        workers = [start(*work, "--no-dashboard", "--local-directory", str(tmp_path / str(n))) for n in range(2)]
        yield address, workers


def slow(folder: Path, name: str) -> Path:
    source = MARK.replace("FOLDER", repr(str(folder))).replace("NAME", repr(name))
    notebook = new_notebook(cells=[new_code_cell(source)], metadata={"kernelspec": store.KERNEL})
    return put(folder / f"{name}.ipynb", notebook)


def test_a_worker_killed_in_mid_run_loses_nothing_and_every_result_arrives_once(dask, tmp_path):
    address, workers = dask
    jobs = [Job(slow(tmp_path, f"n{at}"), "essay", tmp_path / "out" / f"n{at}.ipynb") for at in range(8)]
    killer = subprocess.Popen([sys.executable, "-c", KILLER, str(tmp_path), str(workers[0].pid)])
    results = runner.run(jobs, How(scheduler=address))
    assert killer.wait() == 0
    assert workers[0].wait() != 0 and workers[1].poll() is None
    assert [(result.job, result.reason) for result in results] == [(job, "") for job in jobs]
    for job in jobs:
        (cell,) = read(job.target).cells
        assert cell.outputs[0].text == f"{job.notebook.stem}\n"
        assert seal.read(job.target)
    kernels = {path.name.split("-")[1] for path in tmp_path.glob("n*-*-*")}
    assert len(kernels) >= 2


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_of_runs_on_a_cluster_is_told_in_one_line(dask, tmp_path, number, status):
    address, _ = dask
    source = f"import time\nopen({str(tmp_path / 'started')!r}, 'w').close()\ntime.sleep(60)"
    cells = [new_code_cell("", metadata={"tags": ["parameters"]}), new_code_cell(source)]
    mine = put(tmp_path / "mine.ipynb", new_notebook(cells=cells, metadata={"kernelspec": store.KERNEL}))
    words = command("run", mine, "--scheduler", address, "--out", tmp_path / "runs")
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    wait_until((tmp_path / "started").exists)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    told = "steppe: interrupted; what was finished is whole, and run again goes on from there\n"
    assert (process.returncode, said) == (status, told)


KILLER = """\
import os, signal, sys, time
from pathlib import Path
folder, worker = Path(sys.argv[1]), int(sys.argv[2])
while len(list(folder.glob("n*-*-*"))) < 3:
    time.sleep(0.05)
os.kill(worker, signal.SIGKILL)"""


def test_a_worker_with_other_data_says_so_and_runs_nothing(tmp_path):
    needed = World().digests | {"packages": cluster.packages(), "data": "0" * 64}
    reason, text = cluster.perform("n.ipynb", "{}", {}, None, {name: needed[name] for name in ("data", "packages")})
    assert reason == "a worker has other data: install the same wheel and lock there"
    assert text == ""


def test_an_address_where_no_scheduler_answers_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    start = time.monotonic()
    expected = pytest.raises(Refused, match=r"^--scheduler: found no scheduler at tcp://127.0.0.1:9")
    with expected, cluster.connect("tcp://127.0.0.1:9", World().digests):
        pass
    assert time.monotonic() - start < 30
