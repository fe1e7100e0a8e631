"""Of stored runs that are the same nbval repeats one."""

import os
import sys

from nbformat.v4 import new_code_cell, new_notebook, new_output

from alike import run_of
from conftest import nbval, put
from steppe.paths import ROOT


def stored(injected: str, said: str = "one\n", source: str = "print('one')"):
    """A run under some values with what it said."""
    cells = [
        new_code_cell("horizon_weeks: int = 52", metadata={"tags": ["parameters"]}),
        *([new_code_cell(injected, metadata={"tags": ["injected-parameters"]})] if injected else []),
        new_code_cell(source, outputs=[new_output("stream", name="stdout", text=said)]),
    ]
    for count, cell in enumerate(cells, start=1):
        cell.execution_count = count
    return new_notebook(cells=cells)


def nbval_of(tmp_path, *words) -> str:
    """What nbval says with the plugin."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return nbval("-p", "tests.alike", *words, cwd=tmp_path, env=environment).stdout


def test_another_value_output_or_source_is_another_run_and_a_default_that_is_passed_once_more_is_not():
    assert run_of(stored("horizon_weeks = 52")) == run_of(stored(""))
    for other in (stored("horizon_weeks = 26"), stored("", said="two\n"), stored("", source="print('on' + 'e')")):
        assert run_of(other) != run_of(stored(""))


def test_nbval_repeats_one_of_two_alike_and_both_where_an_output_differs(tmp_path):
    put(tmp_path / "a" / "07_tiny.ipynb", stored("horizon_weeks = 52"))
    put(tmp_path / "b" / "07_tiny.ipynb", stored(""))
    put(tmp_path / "c" / "07_tiny.ipynb", stored("", said="two\n"))
    said = nbval_of(tmp_path, ".")
    assert "the same run as another, outputs included: 1 notebooks" in said
    assert "a/07_tiny.ipynb" in said and "b/07_tiny.ipynb" not in said
    assert "FAILED c/07_tiny.ipynb::Cell 1" in said or "1 failed" in said


def test_what_is_ignored_or_named_by_itself_does_not_keep_another_from_being_repeated(tmp_path):
    for folder in "ab":
        put(tmp_path / folder / "07_tiny.ipynb", stored(""))
    said = nbval_of(tmp_path, ".", "--ignore=a/07_tiny.ipynb")
    assert "b/07_tiny.ipynb" in said and "a/07_tiny.ipynb" not in said
    said = nbval_of(tmp_path, "a/07_tiny.ipynb", "b/07_tiny.ipynb")
    assert "a/07_tiny.ipynb" in said and "b/07_tiny.ipynb" in said
