"""nbval with the plugin of the engine: both sides of a comparison are in canonical form."""

import pytest

from conftest import nbval
from nbsuite import execution, notebooks
from test_nbsuite_done import RAISES, cold, notebook
from test_nbsuite_form import RANDOM, WARNED, WIDGETS
from test_nbsuite_warm_equals_cold import BAR, UPDATES

__all__ = ["cold"]

CELLS = {
    "counter": [r"for step in range(4): print(f'\r{step} of 3 ' + '.' * (3 - step), end='', flush=True)"],
    "warning": [WARNED],
    "random ids": [RANDOM],
    "widgets": [WIDGETS],
    "updates": [UPDATES],
    "progress": [BAR],
    "errors": [("1 / 0", RAISES), "1"],
    "two streams": ["import sys\nfor n in range(3): print(n); print(-n, file=sys.stderr)"],
    "a set": ["{'a', 'b', 'c', 'd'}"],
    "environment": ["import os\nos.environ['MPLBACKEND'] = 'agg'\nimport matplotlib\nmatplotlib.get_backend()"],
}


def fates(folder, *words) -> str:
    """How many cells failed and passed."""
    return nbval("-q", *words, folder, cwd=folder).stdout.splitlines()[-1].partition(" in ")[0]


@pytest.fixture(scope="module")
def stored(tmp_path_factory, cold):
    """A folder of notebooks as they were run and stored."""
    folder = tmp_path_factory.mktemp("stored")
    for name, cells in CELLS.items():
        path = notebook(folder / f"{name.replace(' ', '_')}.ipynb", *cells)
        reason, text, _ = execution.perform(path, {})
        assert reason == ""
        path.write_text(text, encoding="utf-8")
    return folder


def test_what_is_stored_passes(stored):
    assert fates(stored, "-p", "nbsuite.nbval") == f"{sum(map(len, CELLS.values()))} passed"


def test_without_the_plugin_some_of_it_does_not(stored):
    assert "failed" in fates(stored)


def test_another_output_is_found(stored, tmp_path):
    for name, was, instead in (
        ("counter", "3 of 3", "3 of 4"),
        ("warning", "are old", "are new"),
        ("updates", "done", "do"),
    ):
        text = (stored / f"{name}.ipynb").read_text(encoding="utf-8")
        code, mark, outputs = text.rpartition('"outputs": [')
        assert was in outputs
        (tmp_path / f"{name}.ipynb").write_text(code + mark + outputs.replace(was, instead, 1), encoding="utf-8")
    assert fates(tmp_path, "-p", "nbsuite.nbval") == "3 failed"


def test_the_stored_notebooks_are_done(stored):
    assert {notebooks.unfinished(notebooks.plain(path)) for path in stored.glob("*.ipynb")} == {""}
