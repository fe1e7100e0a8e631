"""Done means that every cell ran and raised exactly where it is tagged to, and that the kernel ended by itself."""

from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import nbval, put
from nbsuite import compare, execution, notebooks, warm
from nbsuite.errors import Refused
from nbsuite.project import Project
from nbsuite.surroundings import settle

RAISES, SKIPS = {"tags": ["raises-exception"]}, {"tags": ["skip-execution"]}
ENDINGS = """\
import atexit, weakref
from pathlib import Path
table = open("table.txt", "w")
table.write("12345\\n")
class Thing:
    def __del__(self):
        Path("finalized").touch()
thing = Thing()
weakref.finalize(thing, Path("released").touch)
atexit.register(Path("farewell").touch)"""


def notebook(path: Path, *cells) -> Path:
    """A notebook of sources, or of pairs of source and metadata."""
    parts = [
        new_code_cell(cell) if isinstance(cell, str) else new_code_cell(cell[0], metadata=cell[1]) for cell in cells
    ]
    return put(path, new_notebook(cells=parts, metadata={"kernelspec": notebooks.KERNEL}))


@pytest.fixture(scope="module", params=["warm", "cold"])
def kernels(request):
    """The environment of a worker whose kernels are all warm, or all cold."""
    with warm.kernels(request.param == "cold") as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in settle({}).items():
            patch.setenv(name, value)
        for name, value in environment.items():
            patch.setenv(name, value)
        yield request.param


@pytest.fixture(scope="module")
def cold():
    """A worker whose kernels start from nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settle({}).items():
            patch.setenv(name, value)
        yield


def reason(path: Path, *cells) -> str:
    """Why a notebook of these cells is not done."""
    return execution.perform(notebook(path / "asked.ipynb", *cells), {})[0]


def test_what_python_does_at_its_end_is_done_warm_and_cold(kernels, tmp_path):
    assert reason(tmp_path, ENDINGS) == ""
    assert (tmp_path / "table.txt").read_text() == "12345\n"
    assert {"farewell", "finalized", "released"} <= {path.name for path in tmp_path.iterdir()}


def test_a_file_left_open_in_a_module_beside_the_notebook_is_written_as_well(kernels, tmp_path):
    (tmp_path / "helper.py").write_text("log = open('log.txt', 'w')\n")
    assert reason(tmp_path, "import helper\nprint(helper.log.write('said'))") == ""
    assert (tmp_path / "log.txt").read_text() == "said"


def test_what_a_kernel_says_at_its_end_is_said_before_its_sockets_are_closed(kernels, tmp_path):
    closing = """\
from pathlib import Path
from ipykernel.kernelapp import IPKernelApp
def slow(app, note):
    publish = app.kernel._publish_status_and_flush
    def late(status, channel, *rest):
        import time
        time.sleep(channel == "control")
        publish(status, channel, *rest)
    app.kernel._publish_status_and_flush = late
    app.reset_io = lambda: note(f"answering: {app.control_thread.is_alive()}")
slow(IPKernelApp.instance(), Path("state").absolute().write_text)"""
    assert reason(tmp_path, closing) == ""
    assert (tmp_path / "state").read_text() == "answering: False"


def test_a_cell_that_takes_too_long_is_interrupted_and_a_kernel_that_does_not_end_is_killed(
    kernels, tmp_path, monkeypatch
):
    slow = "import time\nfrom pathlib import Path\ntry:\n    time.sleep(3600)\nfinally:\n    Path('cleaned').touch()"
    why, _, _ = execution.perform(notebook(tmp_path / "slow.ipynb", ENDINGS, slow), {}, 1)
    assert why.startswith("CellTimeoutError: a cell took longer than 1 seconds")
    assert {"cleaned", "farewell"} <= {path.name for path in tmp_path.iterdir()}
    monkeypatch.setattr(execution, "END_TIMEOUT", 0.1)
    endless = "import os, threading\nthreading.Thread(target=threading.Event().wait).start()\nprint(os.getpid())"
    why, text, _ = execution.perform(notebook(tmp_path / "endless.ipynb", endless), {})
    (output,) = nbformat.reads(text, 4).cells[0].outputs
    assert why == ""
    assert not psutil.pid_exists(int(output.text)) or psutil.Process(int(output.text)).status() == psutil.STATUS_ZOMBIE


def test_a_cell_that_is_to_raise_raises_and_the_others_run(cold, tmp_path):
    why, text, _ = execution.perform(notebook(tmp_path / "asked.ipynb", ("1 / 0", RAISES), "print('and on')"), {})
    assert (why, "and on" in text, "An Exception was encountered" in text) == ("", True, False)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([("1", RAISES)], "cell 1 raised nothing, expected an error, as it is tagged raises-exception"),
        ([("1 / 0", RAISES), "{}['gone']", "1"], "KeyError: 'gone'"),
        (
            ["1", "import sys\nsys.exit(0)", "2", "3"],
            "SystemExit: 0 in cell 2 ended the notebook, 2 cells after it did not run",
        ),
        (["1", ("2", SKIPS)], "cell 2 did not run: it is tagged skip-execution"),
        (["%no_such_magic 5", "1"], "UsageError: Line magic function `%no_such_magic` not found."),
        (
            ["raise ValueError('the column year is missing\\n\\nFor more see the manual')"],
            "ValueError: the column year is missing (...)",
        ),
        (["def f(:"], "SyntaxError: invalid syntax"),
        (["get_ipython().showtraceback = lambda *_, **__: None\n1 / 0"], "CellExecutionError"),
    ],
    ids=["raised nothing", "raised elsewhere", "left", "skipped", "magic", "first line", "syntax", "silent"],
)
def test_what_is_not_done_is_told_in_one_line(cold, tmp_path, cells, said):
    assert reason(tmp_path, *cells).startswith(said)


def test_a_magic_that_is_to_fail_and_fails_is_done(cold, tmp_path):
    assert reason(tmp_path, ("%no_such_magic", RAISES), "1") == ""


def test_what_only_looks_like_the_error_of_a_magic_is_no_error(cold, tmp_path):
    assert reason(tmp_path, "import sys\nprint('UsageError: no such thing', file=sys.stderr)") == ""


def test_a_file_that_was_only_prepared_is_told_from_one_that_was_run(cold, tmp_path):
    from papermill import execute_notebook

    asked = notebook(tmp_path / "asked.ipynb", ("x: int = 1", {"tags": ["parameters"]}), "print(x)")
    _, text, _ = execution.perform(asked, {})
    asked.write_text(text)
    execute_notebook(asked, tmp_path / "prepared.ipynb", {"x": 2}, prepare_only=True)
    assert notebooks.unfinished(notebooks.read(asked)) == ""
    said = "cell 2, the injected parameters, did not run: only prepared, with the outputs of another run"
    assert notebooks.unfinished(notebooks.read(tmp_path / "prepared.ipynb")) == said
    with pytest.raises(Refused, match=f"prepared.ipynb: {said}"):
        compare.side(str(tmp_path / "prepared.ipynb"), Project())
    assert said in nbval("-p", "nbsuite.nbval", tmp_path / "prepared.ipynb", cwd=tmp_path).stdout
