"""How the book is built: nothing twice, never half, and not in silence."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import build_book as book
from booklet import house_of_two
from conftest import contents
from nbsuite import store
from steppe.paths import ROOT

BUILD = """
import sys
from pathlib import Path
sys.path.append({tools!r})
import build_book as book
from steppe.suite import scenarios
from steppe.suite.house import House
from nbsuite.surroundings import spare
spare()
scenarios.others = list
sys.exit(book.build(House(*(Path(sys.argv[1]) / name for name in ("notebooks", "references", "README.md")))))
""".replace("{tools!r}", repr(str(ROOT / "tools")))
CHAPTER = "07_tiny"
BOOKKEEPING = {"index.html", "statements.html", "search.html", "searchindex.js", "objects.inv"}
MANY = {"timeout": 600, "capture_output": True, "text": True, "encoding": "utf-8"}


def built(root: Path, **environment: str) -> subprocess.CompletedProcess:
    """A build in a process of its own, as `make book` has it."""
    return subprocess.run([sys.executable, "-c", BUILD, str(root)], env=os.environ | environment, **MANY)


def edit(root: Path, cell: int, text: str) -> None:
    path = root / "notebooks" / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[cell].source = text
    path.write_text(store.dumps(store.normalise(notebook)), encoding="utf-8")


def written(root: Path) -> dict[str, int]:
    """When each page of the book was written."""
    folder = root / "build" / "book"
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A house of two chapters whose book is built; each test leaves its book whole."""
    root = tmp_path_factory.mktemp("built")
    house_of_two(root)
    done = built(root)
    assert done.returncode == 0, done.stderr
    return root


def test_a_second_build_changes_nothing_and_an_edited_chapter_only_its_own_page(root):
    before, times = contents(root / "build" / "book"), written(root)
    assert built(root).returncode == 0
    assert contents(root / "build" / "book") == before
    again = written(root)
    assert {name for name, time in again.items() if time != times[name]} <= BOOKKEEPING
    edit(root, 2, "Another step.")
    assert built(root).returncode == 0
    after = contents(root / "build" / "book")
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert f"notebooks/{CHAPTER}.html" in changed
    assert {name for name in changed if name.endswith(".html")} <= {f"notebooks/{CHAPTER}.html", *BOOKKEEPING}
    assert written(root)["notebooks/00_start_here.html"] == again["notebooks/00_start_here.html"]


def test_a_book_built_on_an_earlier_one_is_that_which_is_built_anew(root):
    edit(root, 0, "# How many came?\n\nIt asks.")
    assert built(root).returncode == 0
    gone_on = contents(root / "build" / "book")
    (root / "build" / ".book" / "last" / "key").unlink()
    assert built(root).returncode == 0
    anew = contents(root / "build" / "book")
    assert gone_on.keys() == anew.keys()
    assert [name for name in anew if name.endswith(".html") and anew[name] != gone_on[name]] == []
    assert b"How many came?" in anew["index.html"]


def test_a_broken_page_leaves_the_old_book_and_is_named_with_cell_and_line_each_time(root):
    before = contents(root / "build" / "book")
    edit(root, 2, "A step.\n\nSee [nowhere](99_nowhere.ipynb).")
    for _ in range(2):
        done = built(root)
        assert done.returncode == 1
        assert re.search(rf"^notebooks/{CHAPTER}\.ipynb: cell 3, line 3: WARNING: .*99_nowhere", done.stderr, re.M)
        assert str(root) not in done.stderr
        assert contents(root / "build" / "book") == before
        assert sorted(path.name for path in (root / "build" / ".book").iterdir()) == ["last", "lock"]
    edit(root, 2, "A step.")
    assert built(root).returncode == 0


@pytest.mark.parametrize("ci", ["", "true"])
def test_progress_is_told_in_plain_lines_also_where_ci_makes_sphinx_colour_them(root, ci):
    (root / "build" / ".book" / "last" / "key").unlink(missing_ok=True)
    said = built(root, CI=ci).stdout.splitlines()
    assert "book: staging 2 chapters" in said
    assert "book: reading pages, 100 %" in said
    assert "book: writing pages, 100 %" in said
    assert said[-1] == f"book: {root / 'build' / 'book' / 'index.html'}"
    assert not [line for line in said if "\r" in line]


def test_progress_is_one_line_that_changes_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    book._show_progress(f"reading sources... [{n:4}%] page\n" for n in (3, 50, 50, 100))
    assert capsys.readouterr().out == "\r".join(f"book: reading pages, {n} %" for n in (3, 50, 100)) + "\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that is heard by a whole group")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build_leaves_the_old_book_and_the_next_one_is_whole(root, number):
    before = contents(root / "build" / "book")
    (root / "build" / ".book" / "last" / "key").unlink()
    asked = [sys.executable, "-c", BUILD, str(root)]
    building = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert any("reading pages" in line for line in building.stdout)
    building.send_signal(number)
    building.communicate()
    assert building.returncode != 0
    assert contents(root / "build" / "book") == before
    if number == signal.SIGINT:
        assert sorted(path.name for path in (root / "build" / ".book").iterdir()) == ["last", "lock"]
    assert built(root).returncode == 0
    assert contents(root / "build" / "book").keys() == before.keys()
