"""The canonical form: same content, same bytes."""

import copy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbsuite import files, store

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
STREAMS = st.builds(
    lambda name, text: new_output("stream", name=name, text=text), st.sampled_from(["stdout", "stderr"]), TEXT
)
BUNDLES = st.builds(
    lambda text, value: new_output("display_data", {"text/plain": text, "application/json": {"b": value, "a": text}}),
    TEXT,
    st.floats(allow_nan=False, allow_infinity=False),
)
RUN_METADATA = st.fixed_dictionaries(
    {"papermill": st.fixed_dictionaries({"start_time": TEXT, "duration": st.floats(0, 9)})},
    optional={"tags": st.lists(st.sampled_from(["parameters", "hide-input"]), unique=True), "collapsed": st.booleans()},
)
RESULT = {"outputs": st.lists(STREAMS | BUNDLES, max_size=4), "execution_count": st.none() | st.integers(1, 99)}
CELLS = st.one_of(
    st.builds(new_markdown_cell, TEXT, metadata=RUN_METADATA),
    st.builds(new_code_cell, TEXT, metadata=RUN_METADATA, **RESULT),
)
NOTEBOOKS = st.builds(new_notebook, cells=st.lists(CELLS, max_size=6), metadata=RUN_METADATA)


@given(NOTEBOOKS)
def test_what_is_normalised_reads_back_as_it_was_is_the_same_again_and_leaves_its_original_alone(notebook):
    before = copy.deepcopy(notebook)
    once = store.normalise(notebook)
    text = store.dumps(once)
    assert notebook == before
    assert store.dumps(store.normalise(once)) == text
    assert store.dumps(store.normalise(nbformat.reads(text, as_version=4))) == text


@given(NOTEBOOKS)
def test_sources_and_metadata_are_kept_nothing_of_the_run_is_and_ids_are_unique(notebook):
    stored = store.normalise(notebook)
    for before, after in zip(notebook.cells, stored.cells, strict=True):
        assert after.source == before.source.replace("\r\n", "\n").replace("\r", "\n")
    nbformat.validate(stored)
    assert "papermill" not in stored.metadata
    for before, after in zip(notebook.cells, stored.cells, strict=True):
        written = {name: value for name, value in before.metadata.items() if name != "papermill" and value != []}
        assert after.metadata == written
    assert len({cell.id for cell in stored.cells}) == len(stored.cells)


def test_random_ids_times_and_versions_make_no_difference():
    def of_a_run(moment, version):
        cell = new_code_cell("1 + 1", execution_count=1, outputs=[new_output("execute_result", {"text/plain": "2"})])
        cell.metadata |= {"papermill": {"start_time": moment}, "execution": {"iopub.execute_input": moment}}
        return new_notebook(cells=[cell], metadata={"language_info": {"name": "python", "version": version}})

    first, second = of_a_run("2026-01-01T10:00:00", "3.11.2"), of_a_run("2026-02-02T11:11:11", "3.13.0")
    assert first.cells[0].id != second.cells[0].id
    assert store.dumps(store.normalise(first)) == store.dumps(store.normalise(second))


def test_a_stream_cut_by_timing_is_stored_whole():
    cut = [new_output("stream", name="stdout", text=word) for word in ("one\n", "two\n")]
    whole = [new_output("stream", name="stdout", text="one\ntwo\n")]
    notebooks = [new_notebook(cells=[new_code_cell("…", outputs=outputs)]) for outputs in (cut, whole)]
    first, second = (store.dumps(store.normalise(notebook)) for notebook in notebooks)
    assert first == second
    assert "…" in first
    assert first.endswith("}\n")


def test_a_reference_keeps_the_digest_and_drops_the_picture():
    data = {"image/png": "AAAA", "text/plain": "A bar.", "application/vnd.steppe.figure+json": {"digest": "abc"}}
    output = new_output("display_data", data, metadata={"image/png": {"width": 400, "height": 300}})
    stored = store.normalise(new_notebook(cells=[new_code_cell("show()", outputs=[output])]))
    assert stored.cells[0].outputs[0].metadata == {"image/png": {"width": 400, "height": 300}}
    lean = store.as_reference(stored).cells[0].outputs[0]
    assert set(lean.data) == {"text/plain", "application/vnd.steppe.figure+json"}
    assert lean.metadata == {}
    assert "image/png" in stored.cells[0].outputs[0].data


def test_an_interrupted_write_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    files.write(path, "old\n")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(path, "new\n")
    assert path.read_text() == "old\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.ipynb"]


def test_an_unchanged_file_is_not_touched(tmp_path):
    path = tmp_path / "a.ipynb"
    assert files.write_if_changed(path, "same\n")
    before = path.stat().st_mtime_ns
    assert not files.write_if_changed(path, "same\n")
    assert path.stat().st_mtime_ns == before


def test_a_folder_stays_where_what_should_take_its_place_is_not_there(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(FileNotFoundError):
        files.swap(tmp_path / "fresh", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
