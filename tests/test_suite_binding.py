"""No figure is typed: each place where a reader meets one is read, and the complaint names file, cell and line."""

import shutil
from dataclasses import replace
from itertools import cycle

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from conftest import chapter, complaints, edit, failures
from steppe.suite import checks
from steppe.suite.house import House

CHAPTER = "notebooks/07_tiny.ipynb"
MODULES = ("scenario.py", "suite/staging.py")


def test_a_typed_figure_in_prose_is_found(house):
    edit(chapter(house), lambda notebook: notebook.cells[2].update(source="Some 98,000 came."))
    assert complaints(house, "numerals_are_bound") == [
        f"{CHAPTER}, cell 3: found '98,000', expected a figure bound by say(...), or words without one"
    ]


@pytest.fixture
def whole(house) -> House:
    """A house with data, pages and some modules of its own, to paste into."""
    root = house.root
    for source, name in ((house.data, "data"), (house.pages, "book")):
        shutil.copytree(source, root / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("border", "__pycache__"))
    for module in MODULES:
        (root / "lib" / module).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(house.library / module, root / "lib" / module)
    shutil.copy(House().citation, root)
    return replace(house, data=root / "data", pages=root / "book", library=root / "lib")


def in_cell(at: int, source: str):
    """Puts a line into a cell of the chapter; {} is where the figure goes."""

    def paste(house, figure):
        edit(chapter(house), lambda notebook: notebook.cells[at].update(source=source.format(figure)))

    return paste


def in_file(path: str, old: str, new: str):
    """Puts a figure into a file of the house, in place of `old`."""

    def paste(house, figure):
        text = (house.root / path).read_text(encoding="utf-8")
        assert old in text
        (house.root / path).write_text(text.replace(old, new.format(figure), 1), encoding="utf-8")

    return paste


PLACES = {
    "notebooks/07_tiny.ipynb, cell 3": in_cell(2, "Some {} came."),
    "notebooks/07_tiny.ipynb, cell 6, line 1": in_cell(5, 'say("Some {} came.")'),
    "notebooks/07_tiny.ipynb, cell 6, line 2": in_cell(5, 'n = 1\nshow(figure, alt=f"Some {} came, {{n}} left.")'),
    "notebooks/07_tiny.ipynb, cell 8, line 1": in_cell(7, 'ax.set_title("The {} of the essay")'),
    "notebooks/07_tiny.ipynb, cell 10, line 1": in_cell(9, 'show_table(frame, "Entries, {} in all")'),
    "README.md, line": in_file("README.md", "More.", "More than {} came."),
    "data/README.md, line 3": in_file("data/README.md", "Everything the suite knows", "All {} things the suite knows"),
    "book/index.md, line": in_file("book/index.md", "A chapter asks one", "A chapter asks {} and one"),
    "book/statements.md, line": in_file("book/statements.md", "Everything the book", "All {} that the book"),
    "book/conf.py, line": in_file("book/conf.py", "World Bank series", "{} series"),
    "data/scenarios/excess.yml": in_file("data/scenarios/excess.yml", "# All the", "# All {} of the"),
    "claims.csv row 2 (C01), test": in_file("data/claims.csv", "The number announced", "The {} announced"),
    "claims.csv row 33 (C16), reason": in_file("data/claims.csv", "A reading of the moment, not", "A {} and not"),
    "claims.csv row 8 (C03.2), readings_because": in_file("data/claims.csv", "Both readings", "The {} readings"),
    "claims.csv row 13 (C06), note": in_file("data/claims.csv", "Pages that say", "All {} pages that say"),
    "weighed.csv row 4 (C12), because": in_file("data/weighed.csv", "if only two of them", "if only {} of them"),
    "survivors.csv row 2 (essay_applications), reason": in_file("data/survivors.csv", "own source", "{} sources"),
    "CITATION.cff, abstract": in_file("CITATION.cff", "Russian arrivals", "{} arrivals"),
    "datapackage.json, facts": in_file("data/datapackage.json", '"description": "', '"description": "Of {} rows: '),
    "lib/scenario.py, line": in_file("lib/scenario.py", "whose figures enter", "whose {} figures enter"),
    "lib/suite/staging.py, line": in_file("lib/suite/staging.py", "## What it sets", "## What it sets in {}"),
}


MARKUP = [
    "## {} people came",
    "Some `{}` came.",
    "<img src='a.png' alt='{} came'>",
    '<b title="{} came">Some</b> came.',
    '![A map](a.png "{} came")',
    '[A page](a.html "{} came")',
    "[page]: a.html '{} came'",
    "| {} | came |",
    "<!-- verdicts:start --> {} came <!-- verdicts:end -->",
]


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("figure", ["98,000", "1900", "²½"])
def test_a_figure_pasted_into_any_markup_is_found(house, markup, figure):
    edit(chapter(house), lambda notebook: notebook.cells[2].update(source=markup.format(figure)))
    (line,) = complaints(house, "numerals_are_bound")
    assert line.startswith(f"{CHAPTER}, cell 3: found {figure!r}")


def test_a_figure_in_a_raw_cell_is_found(house):
    edit(chapter(house), lambda notebook: notebook.cells.append(new_raw_cell("98,000 came")))
    assert f"{CHAPTER}, cell 11: found '98,000'" in complaints(house, "numerals_are_bound")[0]


def test_a_figure_is_free_between_the_markers_of_the_readme_alone(whole):
    assert "| C05 |" in whole.readme.read_text(encoding="utf-8")
    assert not failures(whole, "numerals_are_bound")
    in_file("README.md", "<!-- verdicts:start -->", "{}\n<!-- verdicts:start -->")(whole, "98,000")
    assert "README.md, line 3: found '98,000'" in complaints(whole, "numerals_are_bound")[0]


@pytest.mark.parametrize(("place", "figure"), [*zip(PLACES, cycle(["98,000", "27.4", "1/4"]), strict=False)])
def test_a_figure_pasted_anywhere_turns_the_check_red_and_names_the_place(whole, place, figure):
    PLACES[place](whole, figure)
    found = failures(whole, "numerals_are_bound", "no_figure_is_typed_in_words")
    (line,) = (line for complaints in found.values() for line in complaints)
    assert line.startswith(place)
    assert f"found {figure!r}" in line


def test_nothing_is_typed_in_a_house_without_pastes(whole):
    assert failures(whole, "numerals_are_bound", "no_figure_is_typed_in_words") == {}


def test_a_pasted_figure_makes_the_whole_report_red(whole, capsys):
    PLACES["README.md, line"](whole, "98,000")
    assert checks.report(whole) == 1
    said = capsys.readouterr().out
    line = 1 + whole.readme.read_text(encoding="utf-8").splitlines().index("More than 98,000 came.")
    assert f"FAIL  numerals in prose are bound\n      README.md, line {line}: found '98,000'" in said


@pytest.mark.parametrize(
    "source", ["n = 130000", "week = total / 7", "fig, ax = plt.subplots(figsize=(6.4, 3.25))", "ax.axhline(98_000)"]
)
def test_a_number_in_the_code_of_a_cell_is_free(whole, source):
    edit(chapter(whole), lambda notebook: notebook.cells[5].update(source=source))
    assert not failures(whole, "no_figure_is_typed_in_words")


def test_a_cell_that_is_no_code_is_a_finding_and_no_traceback(whole):
    edit(chapter(whole), lambda notebook: notebook.cells[5].update(source="a b"))
    assert "cell 6, line 1: found no code" in complaints(whole, "no_figure_is_typed_in_words")[0]


def test_markdown_and_code_cells_are_told_apart(house):
    cells = [new_code_cell("98000"), new_markdown_cell("`n = 98000`")]
    edit(chapter(house), lambda notebook: notebook.cells.extend(cells))
    assert not failures(house, "numerals_are_bound")
