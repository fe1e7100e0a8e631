"""Warm kernels: forked, and in everything else like kernels started from nothing."""

import json
import os
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from conftest import HANG, nbval, put, wait_until
from nbsuite import notebooks, runner, store, warm
from nbsuite.jobs import Job
from nbsuite.key import World
from nbsuite.runner import How
from steppe import facts, paths
from steppe.scenario import DEFAULT
from steppe.suite.house import House

pytestmark = pytest.mark.skipif(not warm.available(), reason="nothing forks here: all kernels are cold")

FORKED = """\
import os
from pathlib import Path
print(b"nbsuite.warm.server" in Path(f"/proc/{os.getppid()}/cmdline").read_bytes())"""

WORLD = """\
import gc, json, locale, os, resource, signal, stat, sys, tempfile, threading, time, warnings
import matplotlib, numpy, pandas
from matplotlib import pyplot
pyplot.close(pyplot.figure())
changing = {"JPY_PARENT_PID", "IPYTHONDIR"}
world = {
    "folder": os.getcwd(),
    "arguments": [part for part in sys.argv + sys.orig_argv if not part.endswith(".json")],
    "environment": {name: value for name, value in os.environ.items() if name not in changing},
    "path": sys.path,
    "flags": str(sys.flags),
    "main": [sys.modules["__main__"].__dict__ is globals(), __name__],
    "streams": [type(stream).__name__ for stream in (sys.stdin, sys.stdout, sys.stderr)],
    "standard input": os.read(0, 1).decode(),
    "signals": {number.name: str(signal.getsignal(number)).split(" at ")[0] for number in signal.valid_signals()
                if isinstance(number, signal.Signals)},
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "wakeup": signal.set_wakeup_fd(-1) != -1,
    "leader": os.getpid() == os.getpgid(0) == os.getsid(0),
    "watches its parent": os.environ["JPY_PARENT_PID"] == str(os.getppid()),
    "threads": sorted({type(thread).__name__ for thread in threading.enumerate()} - {"HistorySavingThread"}),
    "limits": [sys.getrecursionlimit(), *resource.getrlimit(resource.RLIMIT_NOFILE), os.nice(0)],
    "collector": [gc.isenabled(), gc.get_threshold()],
    "umask": os.umask(0o22),
    "locale": [locale.getlocale(), sys.getfilesystemencoding(), time.tzname],
    "temporary": tempfile.gettempdir(),
    "drawing": {name: str(value) for name, value in matplotlib.rcParams.items()},
    "warnings": sorted(str(rule) for rule in warnings.filters),
    "after a cell": [hook.__name__ for hook in get_ipython().events.callbacks["post_execute"]],
    "pictures": [str(kind) for kind in get_ipython().display_formatter.formatters["image/png"].type_printers],
    "display": pandas.describe_option("display", _print_desc=False).casefold(),
}
print(json.dumps(world))"""

SHARING = """\
import json, os, pandas
seen = [hasattr(json, "left_behind"), pandas.get_option("display.max_rows"), "left" in os.environ]
json.left_behind = True
pandas.set_option("display.max_rows", 7)
os.environ.__setitem__("left", "behind")
print(json.dumps(seen))"""

CHANCE = """\
import json, random, numpy, uuid
print(json.dumps([random.random(), numpy.random.random(), str(uuid.uuid4())]))"""

DRAWING = """\
import os
import matplotlib.pyplot as plt
from steppe import show
from steppe.display import figure as figures
figure, axes = plt.subplots()
axes.plot([1, 2])
print(len(show(figure, "A line.", data=[]).png) > 0, sorted(os.listdir(figures.render.args[0])))"""

PROBES = {
    "world": [FORKED, WORLD],
    "first": [SHARING, CHANCE],
    "second": [SHARING, CHANCE],
    "left": ["print('so far')", "import os, time\ntime.sleep(1)\nos._exit(3)"],
    "killed": ["print('so far')", "import os, signal, time\ntime.sleep(1)\nos.kill(os.getpid(), signal.SIGKILL)"],
}


def notebook(path: Path, *sources: str) -> Path:
    about = {"kernelspec": store.KERNEL, "language_info": {"name": "python"}}
    return put(path, new_notebook(cells=[new_code_cell(source) for source in sources], metadata=about))


def said(path: Path, cell: int = -1) -> str:
    """What a cell of a notebook that was run has printed."""
    return "".join(output.text for output in notebooks.read(path).cells[cell].outputs if output.output_type == "stream")


def run(out: Path, *chosen: Path, cold: bool = False, workers: int = 2) -> list[runner.Result]:
    jobs = [Job(path, DEFAULT, out / path.name, {}) for path in chosen]
    return runner.run(jobs, How(workers, cold), world=World(House()))


@pytest.fixture(scope="module")
def environment():
    """The environment of one server, for the tests that need no server of their own."""
    with warm.kernels(preload=House.preload) as environment:
        yield os.environ | environment


@pytest.fixture(scope="module")
def probed(tmp_path_factory) -> list[dict[str, runner.Result]]:
    """How the same notebooks went in warm kernels and in cold ones, by name."""
    root = tmp_path_factory.mktemp("probed")
    paths = [notebook(root / f"{name}.ipynb", *sources) for name, sources in PROBES.items()]
    runs = [run(root / folder, *paths, cold=cold) for folder, cold in (("warm", False), ("cold", True))]
    return [dict(zip(PROBES, results, strict=True)) for results in runs]


def test_a_kernel_is_forked_unless_cold_is_asked_for_and_finds_the_same_world(probed):
    assert [said(results["world"].output, 0) for results in probed] == ["True\n", "False\n"]
    warm_world, cold_world = (json.loads(said(results["world"].output)) for results in probed)
    assert warm_world == cold_world


def test_kernels_of_one_server_share_nothing_and_each_has_its_own_chance(probed):
    results, _ = probed
    assert [said(results[name].output, 0) for name in ("first", "second")] == ["[false, 60, false]\n"] * 2
    first, second = (json.loads(said(results[name].output)) for name in ("first", "second"))
    assert [one == other for one, other in zip(first, second, strict=True)] == [False, False, False]


def test_a_figure_that_two_kernels_of_one_server_draw_is_rendered_once(tmp_path):
    paths = [notebook(tmp_path / f"{name}.ipynb", DRAWING) for name in ("first", "second")]
    first, second = (said(result.output) for result in run(tmp_path / "out", *paths, workers=1))
    assert first == second
    assert first.startswith("True")


def test_the_facts_are_read_once_for_all_kernels_of_one_server(tmp_path):
    path = notebook(tmp_path / "read.ipynb", "from steppe import facts\nprint(facts.load() is facts.load())")
    (warm,), (cold,) = (run(tmp_path / name, path, cold=name == "cold") for name in ("warm", "cold"))
    assert (said(warm.output), said(cold.output)) == ("True\n", "False\n")


def test_facts_that_were_read_before_are_read_again_once_a_file_has_changed(tmp_path):
    folder = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
    with facts.given(before := facts.load(folder), as_read=True):
        assert facts.load(folder) is before
        os.utime(folder / "facts.csv")
        assert facts.load(folder) is not before


@pytest.mark.parametrize("name", ["left", "killed"])
def test_a_kernel_that_dies_is_reported_the_same_warm_and_cold(probed, name):
    forked, ordinary = (results[name] for results in probed)
    assert forked.reason == ordinary.reason and forked.reason.startswith("DeadKernelError: the kernel died (")
    assert forked.output.read_bytes() == ordinary.output.read_bytes()
    assert said(forked.output, 0) == "so far\n"


@contextmanager
def kernel(environment, monkeypatch, **options):
    """A kernel as jupyter_client manages it in this process, and its client."""
    from jupyter_client.manager import start_new_kernel
    from jupyter_client.provisioning import KernelProvisionerFactory

    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", warm.PROVISIONER)
    manager, client = start_new_kernel(kernel_name="python3", env=dict(environment), **options)
    try:
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def printed(client, code: str) -> str:
    pieces = []
    client.execute_interactive(code, timeout=HANG, output_hook=lambda message: pieces.append(message["content"]))
    return "".join(piece.get("text", "") for piece in pieces)


def test_a_forked_kernel_is_interrupted_and_restarted_like_any_other(environment, monkeypatch, tmp_path):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with kernel(environment, monkeypatch, cwd="folder") as (manager, client):
        assert printed(client, FORKED) == "True\n"
        assert printed(client, "print(os.getcwd())") == f"{tmp_path / 'folder'}\n"
        asleep = client.execute("kept = 1\nPath('asleep').touch()\nimport time\ntime.sleep(3600)")
        wait_until((tmp_path / "folder" / "asleep").exists)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=HANG)
        assert (reply["parent_header"]["msg_id"], reply["content"]["ename"]) == (asleep, "KeyboardInterrupt")
        assert printed(client, "print(kept)") == "1\n"
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=HANG)
        assert printed(client, FORKED + "\nprint('kept' in globals())") == "True\nFalse\n"


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda process, client: client.execute("import os\nos._exit(7)"), 7),
        (lambda process, client: client.shutdown(), 0),
        (lambda process, client: process.terminate(), -signal.SIGTERM),
        (lambda process, client: process.kill(), -signal.SIGKILL),
    ],
    ids=["left", "shut down", "terminated", "killed"],
)
def test_the_exit_code_of_a_forked_kernel_is_known(environment, monkeypatch, end, code):
    with kernel(environment, monkeypatch) as (manager, client):
        process = manager.provisioner.process
        assert process.poll() is None
        end(process, client)
        assert process.wait() == code
        assert process.poll() == code


def test_a_kernel_ends_with_whoever_asked_for_it(environment, monkeypatch):
    with kernel(environment, monkeypatch) as (manager, _):
        process = manager.provisioner.process
        process.answers.close()
        process.connection.close()
        wait_until(lambda: not Path(f"/proc/{process.pid}").exists())
        process.returncode = -signal.SIGKILL


def test_papermill_by_hand_starts_an_ordinary_kernel(tmp_path):
    from papermill import execute_notebook

    asked, out = notebook(tmp_path / "asked.ipynb", FORKED), tmp_path / "out.ipynb"
    execute_notebook(asked, out, progress_bar=False)
    assert said(out) == "False\n"


def test_kernels_are_cold_when_the_server_is_gone(monkeypatch):
    with warm.kernels(preload=House.preload) as environment:
        with kernel(os.environ | environment, monkeypatch) as (_, client):
            before = printed(client, FORKED)
            server = int(printed(client, "print(os.getppid())"))
        os.kill(server, signal.SIGKILL)
        with kernel(os.environ | environment, monkeypatch) as (_, client):
            after = printed(client, FORKED)
    assert (before, after) == ("True\n", "False\n")


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [(warm, "available", lambda: False), (warm.sys, "executable", "/nowhere/python")],
    ids=["nothing forks", "the server does not start"],
)
def test_where_no_server_can_be_had_the_environment_is_the_usual_one(monkeypatch, where, name, value):
    monkeypatch.setattr(where, name, value)
    with warm.kernels(preload=House.preload) as environment:
        assert environment == {}


def test_settings_of_matplotlib_beside_a_notebook_hold_also_where_kernels_are_forked(tmp_path):
    asked = notebook(tmp_path / "asked.ipynb", "import matplotlib\nprint(matplotlib.rcParams['lines.linewidth'])")
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    (result,) = run(tmp_path / "out", asked)
    assert said(result.output) == "9.0\n"


def test_nbval_checks_with_warm_kernels_and_sees_a_changed_number(tmp_path):
    for name, four in (("right", "4\n"), ("wrong", "5\n")):
        node = notebooks.read(notebook(tmp_path / f"{name}.ipynb", FORKED, "print(2 + 2)"))
        for count, (cell, expected) in enumerate(zip(node.cells, ("True\n", four), strict=True), start=1):
            cell.execution_count, cell.outputs = count, [new_output("stream", text=expected)]
        put(tmp_path / f"{name}.ipynb", node)
    assert fates(tmp_path, "-n", "2", "-p", "tests.warm") == "1 failed, 3 passed"
    assert fates(tmp_path / "right.ipynb") == "1 failed, 1 passed"


def fates(path: Path, *words: str) -> str:
    """How many cells failed and passed."""
    return nbval("-q", *words, path, cwd=paths.ROOT).stdout.splitlines()[-1].partition(" in ")[0]
