"""Where a notebook is, where its output goes and the file behind a link are three things."""

from pathlib import Path

import pytest

from nbsuite import files, notebooks
from test_nbsuite_done import notebook
from test_nbsuite_foreign import nbsuite

TELLING = "import helper\nprint(helper.NAME)"


@pytest.fixture
def root(tmp_path) -> Path:
    """Two folders, each with a module of the same name, and in one of them a notebook that prints whose it is."""
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "helper.py").write_text(f"NAME = {name!r}\n")
    notebook(tmp_path / "there" / "own.ipynb", TELLING)
    return tmp_path


def printed(path: Path) -> str:
    return "".join(notebooks.plain(path)["cells"][-1]["outputs"][0]["text"])


def test_a_link_to_a_notebook_runs_where_the_link_is_with_the_cells_of_the_file_behind(root):
    (root / "here" / "link.ipynb").symlink_to(root / "there" / "own.ipynb")
    said = nbsuite("run", "here/link.ipynb", "there/own.ipynb", cwd=root)
    runs = root / "runs" / "default"
    assert (printed(runs / "link.ipynb"), printed(runs / "own.ipynb")) == ("here\n", "there\n")
    assert files.record(runs / "link.ipynb")["place"] == "here/link.ipynb"
    assert "2 of 2 notebooks done" in said
    notebook(root / "there" / "own.ipynb", TELLING, "2")
    assert "unchanged" not in nbsuite("run", "here/link.ipynb", cwd=root)


def test_a_folder_of_two_names_is_one_place(root):
    (root / "link").symlink_to(root / "there")
    assert "1 of 1 notebooks done:" in nbsuite("run", "link/own.ipynb", "there/own.ipynb", cwd=root)


def test_two_notebooks_of_one_name_are_refused_together_and_the_second_says_what_it_replaces(root):
    (root / "here" / "own.ipynb").symlink_to(root / "there" / "own.ipynb")
    both = nbsuite("run", "here/own.ipynb", "there/own.ipynb", cwd=root, status=2)
    assert both == "nbsuite: notebook: own.ipynb is given twice, from two folders\n"
    assert "replaced" not in nbsuite("run", "there/own.ipynb", cwd=root)
    said = nbsuite("run", "here/own.ipynb", cwd=root)
    assert "replaced: runs/default/own.ipynb, the output of another notebook, there/own.ipynb; to keep both" in said
    assert printed(root / "runs" / "default" / "own.ipynb") == "here\n"
    said = nbsuite("run", root / "there" / "own.ipynb", "--out", root / "runs", cwd=root / "here")
    assert f"replaced: {root}/runs/default/own.ipynb, the output of another notebook, here/own.ipynb; " in said
    said = nbsuite("run", "here/own.ipynb", cwd=root)
    assert "replaced: runs/default/own.ipynb, the output of another notebook, outside of this project; " in said


@pytest.mark.parametrize("link", ["file", "folder"])
def test_an_output_that_would_replace_a_notebook_or_the_link_to_it_is_refused(root, link):
    out = root / "out" / "default"
    if link == "folder":
        out.parent.mkdir()
        out.symlink_to(root / "there")
        asked = root / "there" / "own.ipynb"
    else:
        out.mkdir(parents=True)
        asked = out / "own.ipynb"
        asked.symlink_to(root / "there" / "own.ipynb")
    before = (root / "there" / "own.ipynb").read_bytes()
    said = nbsuite("run", asked, "--out", "out", cwd=root, status=2)
    assert "own.ipynb, a notebook that is to be run, expected another folder" in said
    assert (root / "there" / "own.ipynb").read_bytes() == before and asked.exists()
