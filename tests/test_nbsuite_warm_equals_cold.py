"""A notebook has the same outputs in a warm kernel, in a cold one and under plain papermill."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest

from nbsuite import execution, notebooks, store, warm
from nbsuite.surroundings import settle
from test_nbsuite_done import RAISES, notebook

pytestmark = pytest.mark.skipif(not warm.available(), reason="nothing forks here: all kernels are cold")

FORKED = """\
import os
from pathlib import Path
print(b"nbsuite.warm.server" in Path(f"/proc/{os.getppid()}/cmdline").read_bytes())"""

MUST_DIFFER = {"JPY_PARENT_PID"}  # the process that started the kernel
PROBE = """\
import json, logging, os, sys
import matplotlib, numpy, pandas
from IPython import get_ipython
from matplotlib import pyplot
from matplotlib_inline.config import InlineBackend
pyplot.close(pyplot.figure())
loggers = [logging.root, *(l for l in logging.root.manager.loggerDict.values() if isinstance(l, logging.Logger))]
set_up = {l.name: [l.level, l.propagate, l.disabled, len(l.handlers)] for l in loggers if l.level or l.handlers}
plain = lambda thing: {n: v for n, v in sorted(thing.trait_values().items()) if isinstance(v, str | int | None)}
print(json.dumps({
    "pandas": pandas.describe_option(_print_desc=False).splitlines(),
    "matplotlib": {name: str(value) for name, value in matplotlib.rcParams.items()},
    "numpy": str(numpy.get_printoptions()),
    "loggers": set_up,
    "IPython": plain(get_ipython()),
    "pictures": plain(InlineBackend.instance()),
    "configuration": str(get_ipython().config),
    "path": sys.path,
    "environment": dict(os.environ),
    "seed": hash("x"),
}))"""

UPDATES = """\
from IPython.display import clear_output, display
handle = display("begun", display_id="one")
for step in range(3):
    handle.update(f"step {step}")
print("gone")
clear_output(wait=True)
handle = display("again", display_id=True)
handle.update("done")"""
DRAWN = """\
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 2, 4])
ax.set_title("No glyph for \\u4e2d", family="no such family")"""
SHOWN = """\
from IPython.display import HTML, JSON, Latex, Markdown, display
display(HTML("<b>x</b>"), JSON({"b": 1, "a": [2]}), Latex("$x$"), Markdown("# x"))
class Rich:
    def _repr_html_(self):
        return "<i>rich</i>"
    def _repr_svg_(self):
        return "<svg xmlns='http://www.w3.org/2000/svg'/>"
Rich()"""
PICKLED = """\
import inspect, pickle
from dataclasses import dataclass
@dataclass(frozen=True)
class Point:
    x: int
def of(point):
    return point.x
print(pickle.loads(pickle.dumps(Point(3))), Point.__module__, inspect.getsource(of), __name__)"""
LOGGED = """\
import logging
logging.warning("told")
logging.info("not told")
logging.getLogger("matplotlib.font_manager").warning("of fonts")
logging.basicConfig(level="INFO", force=True)
logging.info("told now")"""
WARNED = """\
import warnings
import numpy
warnings.warn("old", DeprecationWarning)
numpy.array([1.0]) / 0
open("left_open.txt", "w")
None"""
PROCESSES = """\
import multiprocessing
for method in "fork", "spawn":
    with multiprocessing.get_context(method).Pool(2) as pool:
        print(method, pool.map(abs, range(-3, 0)))"""
THREADS = """\
import threading
from concurrent.futures import ThreadPoolExecutor
thread = threading.Thread(target=print, args=("from a thread",))
thread.start()
thread.join()
with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(str.upper, "abc")))
threading.Thread(target=threading.Event().wait, daemon=True).start()"""
AWAITED = """\
import asyncio
async def of(number):
    await asyncio.sleep(0.01 * number)
    print(number)
    return number
await asyncio.gather(*map(of, [2, 0, 1]))"""
TOLD = """\
import subprocess, sys
print(subprocess.run(["echo", "told"], capture_output=True, text=True).stdout)
print(subprocess.check_output([sys.executable, "-c", "print('another Python')"]))"""
NESTED = "def f(n):\n    return 1 / n if n == 0 else f(n - 1)\nf(3)"
CHANCE = (
    "import random\nimport numpy\nrandom.seed(1)\nnumpy.random.seed(1)\nprint(random.random(), numpy.random.random())"
)
TABLE = "import pandas\npandas.DataFrame({f'column {n}': range(99) for n in range(30)})"
STYLED = "import pandas\npandas.DataFrame({'a': [1, 2]}).style.highlight_max()"
WIDGETS = "import ipywidgets\nipywidgets.HBox([ipywidgets.IntSlider(3), ipywidgets.Text('x')])"
BAR = "from tqdm import tqdm\nfor _ in tqdm(range(50), bar_format='{desc}{n_fmt}/{total_fmt}'): pass"
AGG = "import os\nos.environ['MPLBACKEND'] = 'agg'\nimport matplotlib\nprint(matplotlib.get_backend())"
LOCAL_TIME = "%env TZ=Asia/Almaty\nimport time\nprint(time.strftime('%H:%M', time.localtime(0)))"

KINDS = {
    "asynchronous": [AWAITED, "import asyncio\nprint(asyncio.get_running_loop().is_running())"],
    "beside": ["import helper, yaml\nprint(helper.NAME, yaml.NAME)"],
    "big output": ["for n in range(20_000): print(n, 'x' * 60)", "list(range(2000))"],
    "chance": [CHANCE, "print({'a', 'b', 'c', 'd'})"],
    "drawing": [DRAWN, "plt.hist([1, 2, 2])"],
    "environment set first": [AGG],
    "errors": [(NESTED, RAISES), ("raise SystemExit(3)", RAISES), ("import no_such_module", RAISES)],
    "input": [("input('a question')", RAISES)],
    "logging": [LOGGED],
    "magics": [
        "%precision 3\n3.14159",
        "%%bash\necho from bash",
        "!echo shell",
        "%%capture kept\nprint(1)",
        "kept.stdout",
    ],
    "names": ["x = 1\ny = 'two'", "%who", "_ih[1], In[-1]", "%%python\nprint('another Python')"],
    "path set first": ["import sys\nsys.path.insert(0, 'below')\nimport cycler\nprint(cycler.NAME)"],
    "pickling": [PICKLED],
    "processes": [PROCESSES],
    "progress": [BAR],
    "shown": [SHOWN, "1, 'x', None"],
    "styled": [STYLED],
    "subprocess": [TOLD],
    "table": [TABLE, "pandas.Series([0.1, 1e9])"],
    "threads": [THREADS],
    "updates": [UPDATES],
    "warnings": [WARNED],
    "widgets": [WIDGETS],
    "zone": [LOCAL_TIME],
}


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (settle(dict(os.environ)) | values).items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def address():
    """The environment in which kernels are warm."""
    with warm.kernels() as values:
        yield values


def both(asked: Path, address: dict[str, str]) -> list[tuple[str, str]]:
    """The reason and the output of a notebook, warm and cold."""
    results = []
    for values in (address, {}):
        with environment(values):
            results.append(execution.perform(asked, {})[:2])
    return results


def printed(text: str, cell: int) -> str:
    return "".join(output.get("text", "") for output in nbformat.reads(text, 4).cells[cell].outputs)


def test_all_options_loggers_path_and_environment_are_the_same_but_for_what_is_named_here(address, tmp_path):
    asked = notebook(tmp_path / "probe.ipynb", FORKED, PROBE)
    (reason, first), (_, second) = both(asked, address)
    assert reason == ""
    assert (printed(first, 0), printed(second, 0)) == ("True\n", "False\n")
    worlds = [json.loads(printed(text, 1)) for text in (first, second)]
    for world in worlds:
        for name in MUST_DIFFER:
            del world["environment"][name]
    for name, seen in worlds[0].items():
        assert seen == worlds[1][name], name
    assert any("display.max_columns" in line for line in worlds[0]["pandas"])


@pytest.mark.parametrize("kind", KINDS)
def test_outputs_are_the_same_warm_cold_and_under_plain_papermill(address, tmp_path, monkeypatch, kind):
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    (tmp_path / "helper.py").write_text("NAME = 'mine'\n")
    (tmp_path / "below").mkdir()
    for path in ("below/cycler.py", *(["yaml.py"] if kind == "beside" else [])):
        (tmp_path / path).write_text("NAME = 'mine'\n")
    asked = notebook(tmp_path / "asked.ipynb", *KINDS[kind])
    (reason, first), (_, second) = both(asked, address)
    assert reason == ""
    monkeypatch.setenv("PYTHONHASHSEED", "0")  # which decides the order of a set that is printed
    with suppress(PapermillExecutionError):  # for every error, expected or not
        execute_notebook(asked, tmp_path / "out.ipynb", cwd=tmp_path, progress_bar=False)
    third = notebooks.read(tmp_path / "out.ipynb")
    third.cells = [cell for cell in third.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])]
    assert first == second
    assert first == store.dumps(store.normalise(third))


@pytest.mark.parametrize("beside", ["cycler.py", "dateutil/__init__.py", "matplotlibrc"])
def test_what_lies_beside_and_would_be_hidden_makes_a_kernel_cold(address, tmp_path, beside):
    (tmp_path / beside).parent.mkdir(exist_ok=True)
    (tmp_path / beside).write_text("")
    with environment(address):
        reason, text, _ = execution.perform(notebook(tmp_path / "asked.ipynb", FORKED), {})
    assert (reason, printed(text, 0)) == ("", "False\n")


@pytest.mark.parametrize("beside", ["cycler.txt", "cycler/data.csv", "mine.py"])
def test_what_lies_beside_and_hides_nothing_does_not(address, tmp_path, beside):
    (tmp_path / beside).parent.mkdir(exist_ok=True)
    (tmp_path / beside).write_text("")
    with environment(address):
        assert printed(execution.perform(notebook(tmp_path / "asked.ipynb", FORKED), {})[1], 0) == "True\n"


def test_a_helper_that_sets_the_environment_is_as_good_as_a_cell(address, tmp_path):
    (tmp_path / "helper.py").write_text("import os\nos.environ['MPLBACKEND'] = 'agg'\n")
    asked = notebook(tmp_path / "asked.ipynb", "import helper, matplotlib\nprint(matplotlib.get_backend())")
    assert [printed(text, 0) for _, text in both(asked, address)] == ["agg\n", "agg\n"]


def test_a_relative_pythonpath_means_the_same_folder_for_the_command_and_for_every_kernel(monkeypatch, tmp_path):
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "of_the_path.py").write_text("NAME = 'found'\n")
    (tmp_path / "in").mkdir()
    asked = notebook(tmp_path / "in" / "asked.ipynb", "import of_the_path\nprint(of_the_path.NAME)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["modules", os.environ.get("PYTHONPATH", "")]))
    with warm.kernels() as values:
        assert [printed(text, 0) for _, text in both(asked, values)] == ["found\n", "found\n"]
