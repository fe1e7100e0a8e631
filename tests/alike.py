"""A pytest plugin for nbval, `-p tests.alike`: of stored runs with the same cells, values and outputs one is repeated.

A chapter does not use every parameter, so that several scenarios lead to the same run of it. Files that are named one
by one are all repeated; those to be left out are found in folders.
"""

from pathlib import Path

import pytest

from nbsuite import files, notebooks

ALIKE = pytest.StashKey[dict[str, list[Path]]]()


@pytest.hookimpl(trylast=True)
def pytest_ignore_collect(collection_path: Path, config):
    if collection_path.suffix != ".ipynb":
        return None
    alike = config.stash.setdefault(ALIKE, {}).setdefault(run_of(notebooks.plain(collection_path)), [])
    if collection_path not in alike:
        alike.append(collection_path)
    return True if alike[0] != collection_path else None


def pytest_report_collectionfinish(config):
    left_out = sum(len(alike) - 1 for alike in config.stash.get(ALIKE, {}).values())
    return f"not repeated, for they are the same run as another, outputs included: {left_out} notebooks"


def run_of(notebook: dict) -> str:
    """A digest of what was run and what came of it: values, code cells and outputs."""
    written = [cell for cell in notebooks.own_cells(notebook) if cell["cell_type"] == "code"]
    uncounted = [[o | {"execution_count": None} for o in cell["outputs"]] for cell in written]
    cells = [[cell["source"], outputs] for cell, outputs in zip(written, uncounted, strict=True)]
    return files.digest([notebooks.effective(notebook), cells])
