"""Runs: real papermill, real kernels, and nothing of the machine in what they leave."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import psutil
import pytest

from conftest import DEFAULTS, HANG, INTERRUPTED, contents, put, steppe, tiny_notebook, wait_until
from nbsuite import execution, manifest, notebooks, runner, workers
from nbsuite.jobs import Job
from nbsuite.runner import How
from steppe import paths

CHAPTER = paths.NOTEBOOKS / "07_a_year_at_this_rate.ipynb"
COLD = How(cold=True)
CASE = "from steppe import open_facts\nfacts = open_facts(globals())"
SLOW = "import time\nfrom pathlib import Path\nPath('started').touch()\ntime.sleep(3600)"
STILLBORN = """\
import os, sys
if "ipykernel_launcher" in " ".join(sys.orig_argv) and int(os.environ["ATTEMPT"]) <= {deaths}:
    {end}"""


def job(notebook: Path, out: Path, **parameters) -> Job:
    return Job(notebook, "essay", out / "essay" / notebook.name, parameters)


def run(wanted: Job) -> runner.Result:
    (result,) = runner.run([wanted], COLD)
    return result


def test_a_failure_takes_the_place_of_an_old_success_and_gives_it_back(tiny, tmp_path):
    out = tmp_path / "{runs}"
    assert run(job(tiny, out)).reason == ""
    assert set(contents(out)) == {"essay/07_tiny.ipynb"}

    failed = run(job(tiny, out, horizon_weeks=13))
    assert failed.reason == "AssertionError: first line (...)"
    assert failed.output == out / "essay" / "07_tiny.FAILED.ipynb"
    assert set(contents(out)) == {"essay/07_tiny.FAILED.ipynb"}
    partial = failed.output.read_text(encoding="utf-8")
    assert "All in all 1,300,000 under essay." in partial

    assert run(job(tiny, out)).ok
    assert set(contents(out)) == {"essay/07_tiny.ipynb"}


def test_a_success_that_is_still_right_outlives_a_failure(tiny, tmp_path):
    put(tiny, tiny_notebook(DEFAULTS, "import os, time\ntime.sleep(3600 * ('slow' in os.environ.get('MOOD', '')))"))
    out = tmp_path / "runs"
    assert run(job(tiny, out)).ok
    before = (out / "essay" / tiny.name).read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOOD", "slow")
        (failed,) = runner.run([job(tiny, out)], How(cold=True, timeout=1, force=True))
    assert failed.reason.startswith("CellTimeoutError")
    assert set(contents(out)) == {"essay/07_tiny.ipynb", "essay/07_tiny.FAILED.ipynb"}
    assert (out / "essay" / tiny.name).read_bytes() == before
    assert run(job(tiny, out)).is_kept
    assert set(contents(out)) == {"essay/07_tiny.ipynb"}


@pytest.mark.parametrize(
    ("deaths", "end", "said"),
    [
        (1, "os._exit(1)", ""),
        (2, "os._exit(1)", "RuntimeError: Kernel died before replying to kernel_info"),
        (1, "__import__('time').sleep(3600)", ""),
    ],
)
def test_a_kernel_that_never_answered_is_started_once_more(tiny, tmp_path, monkeypatch, deaths, end, said):
    startup = tmp_path / "startup"
    startup.mkdir()
    (startup / "sitecustomize.py").write_text(STILLBORN.format(deaths=deaths, end=end), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(startup))
    execute, attempts = execution.execute, itertools.count(1)

    def attempt(*run):
        number = next(attempts)
        monkeypatch.setenv("ATTEMPT", str(number))
        monkeypatch.setattr(execution, "START_TIMEOUT", 1 if number <= deaths and "sleep" in end else HANG)
        return execute(*run)

    monkeypatch.setattr(execution, "execute", attempt)
    reason, _, _ = execution.perform(tiny, {})
    assert reason == said
    assert next(attempts) == 3


@pytest.mark.skipif(os.name != "posix", reason="elsewhere kernels are spoken to over ports")
@pytest.mark.parametrize("how", [COLD, How()], ids=["cold", "warm"])
def test_kernels_are_spoken_to_over_sockets_of_their_own_so_that_no_other_can_take_their_ports(tmp_path, how):
    asking = "import json, ipykernel\nprint(json.loads(ipykernel.get_connection_info())['ip'])"
    chosen = [put(tmp_path / f"{name}.ipynb", tiny_notebook(DEFAULTS, asking)) for name in ("01_one", "02_two")]
    results = runner.run([job(path, tmp_path) for path in chosen], how)
    places = {str(result.output.read_text()).partition("/kernel")[0].rpartition('"')[2] for result in results}
    assert len(places) == 2 and all(Path(place).is_absolute() and not Path(place).exists() for place in places)


def test_the_bytes_are_the_same_elsewhere_cold_and_in_another_order(tiny, tmp_path):
    chosen = [tiny, CHAPTER]
    home = tmp_path / "home"
    home.mkdir()
    elsewhere = os.environ | {
        "TZ": "Asia/Almaty", "LANG": "C", "PYTHONHASHSEED": "4711",
        "HOME": str(home), "USER": "nobody-else", "LOGNAME": "nobody-else", "MPLCONFIGDIR": matplotlib.get_cachedir(),
        "PYTHONPATH": os.pathsep.join(os.path.abspath(part) for part in sys.path if part),
    }  # fmt: skip
    here = steppe("run", *chosen, "--scenario", "essay", "--out", tmp_path / "here")
    there = steppe("run", *reversed(chosen), "--cold", "--out", tmp_path / "there", env=elsewhere, cwd=home)
    assert (here.returncode, there.returncode) == (0, 0), here.stderr + there.stderr
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
    assert len(contents(tmp_path / "here")) == len(chosen) + 2
    assert here.stderr == there.stderr == ""
    lines = [[line for line in each.stdout.splitlines() if str(tmp_path) not in line] for each in (here, there)]
    assert lines[0] == lines[1]


ASKING = """\
import sys, warnings
import matplotlib, matplotlib.pyplot as plt
asserted = False
try:
    assert False, "told"
except AssertionError:
    asserted = True
print(asserted, matplotlib.get_backend(), matplotlib.rcParams["lines.linewidth"], sys.flags)
print(sorted(map(str, warnings.filters)))
plt.plot([1, 2]);"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory) -> tuple[Path, dict[str, str], dict[str, bytes]]:
    """A notebook that tells what surrounds it, surroundings that would show in it, and what it leaves without them."""
    root = tmp_path_factory.mktemp("asking")
    notebook = put(root / "07_asking.ipynb", tiny_notebook(DEFAULTS, ASKING))
    settings, kernel = root / "matplotlib", root / "kernels" / "python3"
    for folder in (settings, kernel):
        folder.mkdir(parents=True)
    (settings / "matplotlibrc").write_text("lines.linewidth: 9\n")
    (settings / "startup.py").write_text("print('good morning')\n")
    (kernel / "kernel.json").write_text('{"argv": ["false"], "display_name": "Python 3", "language": "python"}')
    values = {
        "MPLBACKEND": "none such", "MATPLOTLIBRC": str(settings), "XDG_CONFIG_HOME": str(root),
        "JUPYTER_PATH": str(root), "JUPYTER_DEFAULT_PROVISIONER_NAME": "none-such", "PYTHONDEVMODE": "1",
        "PYTHONIOENCODING": "ascii", "PYTHONOPTIMIZE": "1", "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1",
        "PYTHONSTARTUP": str(settings / "startup.py"), "PYTHONWARNINGS": "error",
    }  # fmt: skip
    assert steppe("run", notebook, "--cold", "--out", root / "runs").returncode == 0
    return notebook, values, contents(root / "runs")


@pytest.mark.parametrize("kernels", ["warm", "cold", "too long an address for warm ones"])
def test_whatever_the_environment_says_the_bytes_are_the_same(asking, tmp_path, kernels):
    notebook, values, usual = asking
    out = Path(shutil.copytree(notebook.parent / "runs", tmp_path / "runs"))
    cold = ["--cold"] if kernels == "cold" else []
    if kernels.startswith("too long"):
        long = tmp_path / ("d" * 120)
        long.mkdir()
        values = {"TMPDIR": str(long)}
    done = steppe("run", notebook, *cold, "--force", "--out", out, env=os.environ | values)
    assert done.returncode == 0, done.stderr
    assert contents(out) == usual


@pytest.mark.parametrize(
    ("send", "number", "status", "cold"),
    [
        (os.killpg, signal.SIGINT, 130, []),
        (os.killpg, signal.SIGINT, 130, ["--cold"]),
        (os.killpg, signal.SIGHUP, 129, []),
        (os.kill, signal.SIGTERM, 143, ["--cold"]),
        (os.kill, signal.SIGKILL, -signal.SIGKILL, []),
        (os.kill, signal.SIGKILL, -signal.SIGKILL, ["--cold"]),
    ],
    ids=["ctrl-c, warm", "ctrl-c, cold", "hung up, warm", "told to end, cold", "killed, warm", "killed, cold"],
)
def test_an_interruption_leaves_nothing_half_written_and_no_process(tmp_path, send, number, status, cold):
    slow = put(tmp_path / "08_slow.ipynb", tiny_notebook(DEFAULTS, SLOW))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "steppe", "run", slow, "--out", tmp_path / "runs", *cold]
    environment = os.environ | {"TMPDIR": str(temporary)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        wait_until((tmp_path / "started").exists)
        for _ in range(3):
            send(process.pid, number)
            time.sleep(0.05)
        _, said = process.communicate(timeout=HANG)
    finally:
        process.kill()
    assert process.returncode == status
    if number != signal.SIGKILL:
        assert said == INTERRUPTED
        assert list(manifest.findings(tmp_path / "runs")) == []
    assert contents(tmp_path / "runs").keys() <= {"manifest.json"}
    wait_until(lambda: not processes_of(temporary))
    assert list(temporary.iterdir()) == []


EARLY = """\
import os, signal, sys
from steppe import cli
from steppe.suite import door
door.sound = lambda house: os.kill(os.getpid(), int(sys.argv[1]))
sys.exit(cli.main(sys.argv[2:]))"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_before_anything_runs_is_told_in_one_line(tmp_path, number, status):
    words = [sys.executable, "-c", EARLY, str(int(number)), "run", "07", "--out", tmp_path / "runs"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", INTERRUPTED)
    assert not (tmp_path / "runs").exists()


def processes_of(temporary: Path) -> list[psutil.Process]:
    """The processes that keep their temporary files there."""
    every = psutil.process_iter(["environ"])
    return [each for each in every if (each.info["environ"] or {}).get("TMPDIR") == str(temporary)]


@pytest.fixture(scope="module")
def careful(tmp_path_factory) -> Path:
    """A notebook that opens its case as every chapter does."""
    path = tmp_path_factory.mktemp("careful") / "07_careful.ipynb"
    notebook = tiny_notebook()
    notebook.cells[3].source = f"{CASE}\n{notebook.cells[3].source}"
    return put(path, notebook)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"weekly_arrival": 50000}, "not in the vocabulary; did you mean 'weekly_arrivals'?"),
        ({"weekly_arrivals": "50,000"}, "parameter weekly_arrivals: found '50,000', expected a number"),
    ],
)
def test_plain_papermill_is_refused_by_the_notebook_itself(careful, tmp_path, parameters, said):
    reason, partial = execution.execute(careful, parameters)
    assert reason.startswith("ParameterError: parameter ")
    assert said in reason
    (error,) = (o for cell in partial.cells for o in cell.get("outputs", []) if o.output_type == "error")
    assert error.traceback == [reason]


def test_plain_papermill_works_from_any_folder_with_a_value_and_a_scenario(tmp_path):
    words = ["-p", "weekly_arrivals", "50000", "-f", str(paths.DATA / "scenarios" / "net_of_exits.yml")]
    command = [sys.executable, "-m", "papermill", str(CHAPTER), "out.ipynb", "--no-progress-bar", *words]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    sources = [cell.source for cell in notebooks.read(tmp_path / "out.ipynb").cells]
    (injected,) = (source for source in sources if source.startswith("# Parameters"))
    assert {"weekly_arrivals = 50000", 'flow = "net"'} <= set(injected.splitlines())


@pytest.mark.parametrize(("cores", "gibibytes", "count"), [(1, 64, 1), (2, 64, 3), (8, 64, 12), (8, 1, 3), (8, 0, 1)])
def test_more_runs_than_cores_and_no_more_than_memory_holds(monkeypatch, cores, gibibytes, count):
    monkeypatch.setattr(workers, "cores", lambda: cores)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=gibibytes * 2**30))
    assert workers.default_count() == count
