"""The canonical form: what an author wrote stays, what a run adds goes."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from nbsuite import execution, notebooks, store
from nbsuite.key import copy_of
from test_nbsuite_done import RAISES, cold, notebook

__all__ = ["cold"]

GRADED = {"nbgrader": {"grade": True, "grade_id": "q1", "points": 2, "solution": True}, "deletable": False}
WARNED = "import warnings\nwarnings.warn('the figures are old')"
WIDGETS = """\
import ipywidgets
ipywidgets.IntSlider(7)
unseen = ipywidgets.Text("unseen")
slider = ipywidgets.IntSlider(3)
ipywidgets.VBox([slider, ipywidgets.IntText(4)])"""
RANDOM = """\
import pandas
from IPython.display import display
handle = display("shown", display_id=True)
display(handle, object(), open)
pandas.DataFrame([1]).style"""


def stream(text: str, name: str = "stdout"):
    return new_output("stream", name=name, text=text)


def canonical(*outputs) -> list[dict]:
    return store.canonical(list(outputs), store.Ids())


def drawn(text: str) -> str:
    return "".join(output["text"] for output in canonical(stream(text)))


def test_metadata_of_notebook_cells_and_outputs_that_an_author_wrote_survive_a_run(cold, tmp_path):
    shown = (
        "from IPython.display import HTML, display\ndisplay(HTML('<p>x'), metadata={'text/html': {'isolated': True}})"
    )
    asked = notebook(tmp_path / "lesson.ipynb")
    node = notebooks.read(asked)
    node.metadata |= {"title": "My lesson", "authors": [{"name": "A"}], "jupytext": {"formats": "ipynb,md"}}
    node.cells = [
        new_markdown_cell("# T", metadata=GRADED),
        new_raw_cell("\\newpage", metadata={"format": "text/latex", "raw_mimetype": "text/latex"}),
        new_code_cell(shown, metadata={"jupyter": {"source_hidden": True}, "editable": False}),
    ]
    nbformat.write(node, asked)
    reason, text, _ = execution.perform(asked, {})
    output = nbformat.reads(text, 4)
    assert reason == ""
    assert output.metadata == node.metadata | {"language_info": store.LANGUAGE}
    assert [cell.metadata for cell in output.cells] == [cell.metadata for cell in node.cells]
    assert output.cells[2].outputs[0].metadata == {"text/html": {"isolated": True}}


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("\r0 of 3\r1 of 3\r2 of 3", "2 of 3"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("longer\rshort\n", "shortr\n"),
        ("done\r", "done"),
        ("abc\b\bX\n\bY", "aX\nY"),
        ("first\nabc\rX\nlast\n", "first\nXbc\nlast\n"),
    ],
)
def test_a_stream_is_kept_as_jupyterlab_draws_it(printed, seen):
    assert drawn(printed) == seen
    assert drawn(seen) == seen


def test_a_line_drawn_in_pieces_is_one_line_and_pieces_of_two_streams_are_two():
    pieces = [stream("10%"), stream("old\n", "stderr"), stream("\r100%\n"), stream("new\n", "stderr")]
    for order in (pieces, pieces[1:2] + pieces[:1] + pieces[2:]):
        assert [(o["name"], o["text"]) for o in canonical(*order)] == [("stdout", "100%\n"), ("stderr", "old\nnew\n")]
    between = new_output("display_data", {"text/plain": "shown"})
    assert [o["output_type"] for o in canonical(stream("a"), between, stream("b"))] == [
        "stream",
        "display_data",
        "stream",
    ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/tmp/ipykernel_12345/678.py:2: UserWarning: old", "/tmp/ipykernel/678.py:2: UserWarning: old"),
        ("\x1b[32m/var/folders/x/T/ipykernel_1/2.py\x1b[0m", "\x1b[32m/tmp/ipykernel/2.py\x1b[0m"),
        (r"C:\Temp\ipykernel_1\2.py", "/tmp/ipykernel/2.py"),
        ("This process (pid=4711) is multi-threaded", "This process (pid=0) is multi-threaded"),
        ("<function f at 0x7f2b1c3d4e50>", "<function f at 0x0>"),
        ("kept in /tmp/tmpab12_x9z/file", "kept in /tmp/tmp00000000/file"),
        ("Matplotlib is building the font cache; this may take a moment.\nmine\n", "mine\n"),
        (
            "function at 0x401000, /data/ipykernel_notes/a, tmpab12_x9z",
            "function at 0x401000, /data/ipykernel_notes/a, tmpab12_x9z",
        ),
    ],
)
def test_what_differs_from_run_to_run_is_told_the_same_and_nothing_else_is_touched(said, kept):
    outputs = canonical(stream(said), new_output("error", ename="E", evalue=said, traceback=[said]),
                        new_output("display_data", {"text/plain": said}))  # fmt: skip
    found = [outputs[0]["text"], outputs[1]["evalue"], *outputs[1]["traceback"], outputs[2]["data"]["text/plain"]]
    assert found == [kept] * 4


@pytest.mark.parametrize(
    "source", [WARNED, WIDGETS, RANDOM, "{'a', 'b', 'c', 'd', 'e'}"], ids=["warning", "widgets", "ids", "set"]
)
def test_two_runs_have_the_same_bytes(cold, tmp_path, source):
    asked = notebook(tmp_path / "asked.ipynb", source)
    (why, first, _), (_, second, _) = (execution.perform(asked, {}) for _ in range(2))
    assert why == ""
    assert first == second
    assert store.dumps(store.normalise(nbformat.reads(first, 4))) == first


def test_widgets_keep_their_state_and_refer_to_it(cold, tmp_path):
    _, text, _ = execution.perform(notebook(tmp_path / "asked.ipynb", WIDGETS), {})
    node = nbformat.reads(text, 4)
    state = node.metadata.widgets[store.WIDGETS]["state"]
    box = state[node.cells[0].outputs[0].data[store.VIEW]["model_id"]]
    children = [state[child.removeprefix("IPY_MODEL_")] for child in box["state"]["children"]]
    assert [(child["model_name"], child["state"]["value"]) for child in children] == [
        ("IntSliderModel", 3),
        ("IntTextModel", 4),
    ]
    assert "unseen" in [model["state"].get("value") for model in state.values()]


def test_an_attachment_and_unknown_metadata_are_kept_and_times_are_not():
    picture = new_markdown_cell("![](a.png)", attachments={"a.png": {"image/png": "AAAA"}})
    cell = new_code_cell(
        "1", metadata={"papermill": {"duration": 1}, "execution": {"a": "1"}, "tags": [], "own": {"b": 2}}
    )
    kept = store.normalise(new_notebook(cells=[picture, cell], metadata={"papermill": {}, "toc": {"depth": 2}}))
    assert kept.cells[0].attachments == picture.attachments
    assert (kept.cells[1].metadata, kept.metadata.toc) == ({"own": {"b": 2}}, {"depth": 2})
    assert "papermill" not in kept.metadata


def test_a_run_in_a_copy_of_the_folder_says_the_name_of_the_original(cold, tmp_path):
    (tmp_path / "helper.py").write_text("def fail():\n    raise ValueError(__file__)\n")
    source = "import os, helper\nprint(os.getcwd())\nhelper.fail()"
    asked = notebook(tmp_path / "asked.ipynb", (source, RAISES))
    results = [execution.perform(asked, {}, None, copy)[:2] for copy in (None, copy_of(tmp_path))]
    assert results[0] == results[1]
    assert str(tmp_path) in results[0][1]


def test_what_running_adds_to_metadata_is_no_change_of_a_notebook_and_what_an_author_writes_there_is():
    def written(of_notebook, of_cell):
        return notebooks.written(new_notebook(cells=[new_code_cell("1", metadata=of_cell)], metadata=of_notebook))

    plain = written({}, {})
    assert written({"papermill": {"duration": 1}, "widgets": {}}, {"execution": {}, "papermill": {}}) == plain
    assert written({"title": "Mine"}, {}) != plain
    assert written({}, {"tags": ["hide-input"]}) != plain
