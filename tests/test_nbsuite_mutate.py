"""`nbsuite mutate` in somebody else's folder: a table changed in turn, notebooks in copies, what no output shows."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import contents, put
from test_nbsuite_foreign import nbsuite

ROOMS = "room,width,height,paint\nkitchen,3,4,7\nhall,2,6,0\n"
CODE = """\
import pandas as pd
rooms = pd.read_csv("../data/rooms.csv")
print((rooms["width"] * rooms["height"]).sum())"""
WRITES = "open('../data/rooms.csv', 'a').write('cellar,1,1,1\\n'); open('left', 'w').close()"


def house(folder, *sources, rooms=ROOMS, configuration=""):
    put(folder / "rooms" / "rooms.ipynb", new_notebook(cells=[new_code_cell(source) for source in sources]))
    (folder / "data").mkdir()
    (folder / "data" / "rooms.csv").write_text(rooms, encoding="utf-8")
    if configuration:
        (folder / "nbsuite.toml").write_text(configuration, encoding="utf-8")
    return folder


def test_a_column_that_nobody_reads_is_told_and_what_an_output_shows_is_too(tmp_path):
    said = nbsuite("mutate", "rooms/rooms.ipynb", "--table", "data/rooms.csv", cwd=house(tmp_path, CODE), status=1)
    assert "row 2, column width, 3 -> 3.3: rooms\n" in said
    assert "row 2, column paint, 7 -> 7.7: FAIL: no output shows it\n" in said
    assert "row 3 dropped ('hall,2,6,0'): rooms\n" in said
    assert said.endswith("6 of 7 changes shown\n")


def test_the_table_of_a_project_is_meant_where_none_is_named_and_its_folder_stays_as_it_was(tmp_path):
    configuration = 'notebooks = "rooms"\ntable = "data/rooms.csv"\n'
    folder = house(tmp_path, CODE + "\nprint(rooms['paint'].tolist())", WRITES, configuration=configuration)
    before = contents(folder)
    assert "7 of 7 changes shown" in nbsuite("mutate", cwd=folder)
    assert contents(folder) == before


def test_a_notebook_that_fails_with_a_change_shows_it_and_one_that_fails_without_is_told(tmp_path):
    folder = house(tmp_path, CODE, "assert len(rooms) == 2 and rooms['paint'].sum() == 7")
    command = "mutate", "rooms/rooms.ipynb", "--table", "data/rooms.csv"
    assert "7 of 7 changes shown" in nbsuite(*command, cwd=folder)
    (folder / "data" / "rooms.csv").write_text(ROOMS.replace("7", "8"), encoding="utf-8")
    assert "AssertionError, and no change was made\n" in nbsuite(*command, cwd=folder, status=1)


def test_a_notebook_that_shows_something_else_each_time_is_told(tmp_path):
    folder = house(tmp_path, "import random\nprint(random.random())")
    said = nbsuite("mutate", "rooms/rooms.ipynb", "--table", "data/rooms.csv", cwd=folder, status=1)
    assert said == "failed: default/rooms: it shows something else each time, and no change was made\n"


@pytest.mark.parametrize(
    ("rooms", "options", "expected"),
    [
        (ROOMS, ["--table", "data/room.csv"], "room.csv: found no such file, expected a file in data/"),
        ("", ["--table", "data/rooms.csv"], "rooms.csv: found an empty file, expected at least one row"),
        ("room,width\n", ["--table", "data/rooms.csv"], "rooms.csv: found no row, expected at least one row"),
        ("room,width\nhall\n", ["--table", "data/rooms.csv"], "rooms.csv row 2: found 1 cells, expected 2 cells"),
        (ROOMS, [], "mutate: found no table, expected --table FILE, or `table` in nbsuite.toml"),
        (ROOMS, ["--table", "data/rooms.csv", "--record"],
         "mutate: found no hook to keep a score, expected --table FILE, or `table` in nbsuite.toml"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_changed_is_refused_in_one_line(tmp_path, rooms, options, expected):
    folder = house(tmp_path, CODE, rooms=rooms)
    assert nbsuite("mutate", "rooms/rooms.ipynb", *options, cwd=folder, status=2) == f"nbsuite: {expected}\n"


def test_a_project_may_change_its_table_in_its_own_way(tmp_path):
    folder = house(tmp_path, CODE, configuration='table = "own:mutate"\n')
    source = "def mutate(project, names, *how):\n    print(project.root.name, names, *how)\n    return 1\n"
    (folder / "own.py").write_text(source, encoding="utf-8")
    said = nbsuite("mutate", "hall", "--record", "--jobs", 3, cwd=folder, status=1)
    assert said == f"{folder.name} ['hall'] True 3\n"
