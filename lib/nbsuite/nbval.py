"""A pytest plugin for nbval, `pytest -p nbsuite.nbval --nbval notebooks`: compares both sides in canonical form.

Without it nbval takes ids, addresses and progress bars for differences, and fails where outputs are updated or cleared.
"""

import os

import pytest
from nbformat import from_dict
from nbval import plugin

from nbsuite import notebooks, store, warm
from nbsuite.surroundings import settle

OUTPUTS = {"display_data", "error", "execute_result", "stream"}
RUNNING = pytest.StashKey[pytest.Item]()
SETUP, RECEIVE = plugin.IPyNbFile.setup, plugin.IPyNbFile.get_kernel_message


def pytest_configure() -> None:
    """Kernels find the environment in which notebooks are run, and what comes of them is compared as it is stored."""
    settle(os.environ)
    plugin.coalesce_streams = lambda outputs: [from_dict(output) for output in store.canonical(outputs, store.Ids())]
    plugin.IPyNbFile.setup, plugin.IPyNbFile.get_kernel_message = _setup, _receive


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    if isinstance(item, plugin.IPyNbCell):
        item.parent.stash[RUNNING] = item
        item.places, item.is_cleared = {}, False


def _setup(notebook):
    """Starts kernels of the kind that suits the cells, none for a notebook that was only prepared."""
    notebooks.expect_run(notebook.path)
    with warm.suited(cell.source for cell in notebook.nb.cells if cell.cell_type == "code"):
        SETUP(notebook)


def _receive(notebook, *words, **options):
    """Does to the outputs of the running cell what a message says, as Jupyter does."""
    message, item = RECEIVE(notebook, *words, **options), notebook.stash.get(RUNNING, None)
    outputs, content = getattr(item, "test_outputs", []), message["content"]
    id = content.get("transient", {}).get("display_id")
    if message["msg_type"] == "clear_output":
        item.is_cleared = content["wait"]
        if not item.is_cleared:
            outputs.clear()
    elif message["msg_type"] in OUTPUTS:
        if item.is_cleared:
            outputs.clear()
            item.is_cleared = False
        item.places.setdefault(id, []).append(len(outputs))
    elif message["msg_type"] == "update_display_data":
        for place in item.places.get(id, []):
            outputs[place] |= {"data": content["data"], "metadata": content["metadata"]}
    return message
