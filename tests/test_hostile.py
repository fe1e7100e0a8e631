"""Every input that is not right ends in one line that names the place and a remedy; nothing is written."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from conftest import HANG, command, tiny_notebook
from hostile import Harm, Tree, cell, changed, notebook, removed, replaced, too_large, without_row, written
from nbsuite.errors import shown
from nbsuite.files import LARGEST
from nbsuite.notebooks import KERNEL, effective, plain

FACT, SOURCE = "kz_in_27sep", "essay"
FACTS, NOTEBOOK, ESSAY = "data/facts.csv", "notebooks/07_tiny.ipynb", "data/scenarios/essay.yml"
OSM, RIVALS, PACKAGE = "data/border/osm_10km.csv", "data/border/rivals_naturalearth.csv", "data/datapackage.json"
RUN = ("run", "07")
LONG = "a" * 300
STRANGER = nbformat.writes(tiny_notebook())


class Hostile(NamedTuple):
    """An input that is not right: its name, how to make it, what is said (ROW for its row), the command."""

    name: str
    harm: Harm | None
    said: str
    words: tuple[str, ...] = RUN


def of_cell(name: str, file: str, id: str, column: str, text: str, said: str, *words: str) -> Hostile:
    return Hostile(name, cell(file, id, column, text), f"{file} row ROW, column {column}: {said}", words or RUN)


def of_fact(name: str, column: str, text: str, said: str, *words: str) -> Hostile:
    return of_cell(name, "facts.csv", FACT, column, text, said, *words)


def of_file(name: str, file: str, content: bytes | str, said: str, *words: str) -> Hostile:
    return Hostile(name, written(file, content), said, words or RUN)


def of_change(name: str, file: str, old: bytes, new: bytes, said: str) -> Hostile:
    return Hostile(name, changed(file, old, new), said)


def of_notebook(name: str, change: Callable[[dict], object], said: str) -> Hostile:
    return Hostile(name, notebook(change), f"07_tiny.ipynb: {said}")


def of_default(name: str, source: str, said: str) -> Hostile:
    return Hostile(name, notebook(lambda node: node["cells"][1].update(source=source)), said)


def of_scenario(name: str, text: str, said: str, *words: str) -> Hostile:
    return Hostile(name, written(ESSAY, f"# A purpose.\n{text}\n"), f"scenarios/essay.yml{said}", words or RUN)


def of_value(name: str, parameter: str, text: str, said: str) -> Hostile:
    return Hostile(name, None, f"parameter {parameter}: {said}", (*RUN, "-p", parameter, text))


def of_grid(name: str, text: str, said: str) -> Hostile:
    return Hostile(name, written("grid.yml", text), said, ("sweep", "grid.yml"))


def of_line(name: str, said: str, *words: str) -> Hostile:
    return Hostile(name, None, said, words)


TABLE = [
    # facts.csv
    of_fact("a figure in words", "value", "many", "found 'many', expected a number such as 98000"),
    of_fact("an infinite figure", "value", "inf", "found 'inf', expected a number", "refresh"),
    of_fact("a figure with an exponent", "value", "1e400", "found '1e400', expected a number"),
    of_fact("a figure too long to be exact", "value", "9" * 400, "found '99999", "mutate"),
    of_fact("full-width digits", "value", "９８０００", "found '９８０００', expected a number"),
    of_fact("a space before a figure", "value", " 98000", "found ' 98000', expected no space", "book"),
    Hostile("a figure with a range although it is put as exact", cell("facts.csv", FACT, "high", "5"),
            "facts.csv row ROW, column wording: found 'exact' with high and value, expected value filled, and no"),
    Hostile("a figure outside its range", cell("facts.csv", "essay_arrivals", "high", "5"),
            "facts.csv row ROW, column value: found 100000 outside its range, expected low <= value <= high"),
    of_fact("a unit of another list", "unit", "thousand", "found 'thousand', expected one of persons"),
    of_fact("a zero byte", "note", "a\0b", "found U+0000 control character, expected characters that can be seen"),
    of_fact("text that runs backwards", "said_by", "a\u202eb", "found U+202E RIGHT-TO-LEFT OVERRIDE"),
    of_fact("a terminal's escape", "note", "\x1b[2J", "found U+001B control character"),
    of_fact("a day that is none", "published", "0000-00-00", "found '0000-00-00', expected a day, month or year"),
    of_fact("a day far ahead", "published", "9999-12-31", "found 9999-12-31, expected no later than"),
    of_fact("a period upside down", "period", "2022-10/2022-09", "found '2022-10/2022-09', expected a day"),
    of_fact("a source that is not there", "source", "nobody", "found 'nobody', expected an id of sources.csv"),
    of_fact("a correction of itself", "replaces", FACT, f"found '{FACT}', expected the id of another row"),
    of_fact("a cell of a hundred thousand letters", "grade", "A" * 100_000, "found 'AAAA"),
    of_fact("a formula for a spreadsheet", "quantity", "=1+1", "found '=1+1', expected one of"),
    Hostile("a field longer than any", cell("facts.csv", FACT, "note", "a" * 200_000), "facts.csv row"),
    of_file("an empty table", FACTS, b"", "facts.csv: found an empty file, expected the header id,quantity"),
    of_file("only a header", "data/sources.csv", "id,publisher,title,url,licence\n",
            "sources.csv: found no rows under the header, expected at least one row"),
    Hostile("no table", removed(FACTS), "facts.csv: found no such file, expected a file in data/"),
    Hostile("a folder for a table", replaced(FACTS, Path.mkdir), "facts.csv: found something that is no file"),
    Hostile("a pipe for a table", replaced(FACTS, os.mkfifo), "facts.csv: found something that is no file"),
    Hostile("a large table", too_large(FACTS), f"facts.csv: found a larger file, expected at most {LARGEST:,} bytes"),
    of_change("Latin-1", FACTS, b"Hedged", "Hedgéd".encode("latin-1"), "facts.csv: found byte 0xe9 at offset"),
    of_file("UTF-16", FACTS, "id,quantity\n".encode("utf-16"), "facts.csv: found byte 0xff at offset 0"),
    of_change("a header with a line end", FACTS, b"id,quantity", b'"i\nd",quantity', "facts.csv row 1: found no"),
    of_change("one column too many", FACTS, b",note\n", b",note,note\n", "facts.csv row 1: found"),
    of_change("a quotation that never ends", FACTS, b"Hedged", b'x",,\n"Hedged', "facts.csv row"),
    Hostile("the essay without a figure it is judged by", without_row("facts.csv", "essay_arrivals"),
            "claims.csv row 6, column paraphrase: found the placeholder {essay_arrivals}, expected the id of a figure"),
    Hostile("a border of 0", cell("facts.csv", "essay_border", "value", "0"), "facts.csv: found figures on which C0"),
    Hostile("a border in persons", cell("facts.csv", "essay_border", "unit", "persons"), "facts.csv: found figures on"),
    # sources.csv
    *(
        Hostile(f"an address that starts with {url[:8]}", cell("sources.csv", SOURCE, "url", url),
                "sources.csv row ROW, column url: found")
        for url in ("javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "//x.org/a")
    ),
    of_cell("an address that ends an attribute", "sources.csv", SOURCE, "url", 'https://x.org/" onclick="a', "found"),
    Hostile("an own licence", cell("sources.csv", SOURCE, "licence", "mine"), "sources.csv row ROW, column licence"),
    # claims.csv
    of_cell("a placeholder that reaches into Python", "claims.csv", "C01", "paraphrase", "{essay_callup.__class__}",
            "found the placeholder {essay_callup.__class__}, expected"),
    Hostile("a brace that is open", cell("claims.csv", "C01", "paraphrase", "{"), "found the placeholder {, expected"),
    of_cell("a claim too many", "claims.csv", "N01", "id", "C99", "found C99, which nothing tests"),
    Hostile("a claim too few", without_row("claims.csv", "C09"), "claims.csv: found no row C09, expected a row"),
    of_cell("a typed word", "claims.csv", "C12", "verdict", "holds", "found 'holds', expected one of not testable"),
    Hostile("a claim that nothing judges", cell("claims.csv", "C16", "verdict", ""),
            "claims.csv row ROW, column id: found C16, which nothing tests"),
    of_cell("a day without separators", "claims.csv", "C01", "knowable_by", "20220930",
            "found '20220930', expected a date such as 2022-09-30"),
    # weighed.csv, survivors.csv, load_map.csv
    of_cell("a claim that is not weighed", "weighed.csv", "C12", "claim", "C01",
            "found 'C01', expected a part that weighs statements"),
    of_cell("a third side", "weighed.csv", "C12", "side", "both", "found 'both'"),
    of_cell("a reason for no mutation", "survivors.csv", "essay_applications", "mutations", "x9",
            "found 'x9', expected some of", "mutate"),
    of_cell("wide digits", "load_map.csv", "afp_volunteers_compassion", "words", "０８:４", "found '０８:４'"),
    # datapackage.json
    Hostile("no folder of data", removed("data"), "essay.yml: found no such file, expected a file in scenarios/"),
    of_file("a descriptor that is a list", PACKAGE, "[]", "datapackage.json: found no list of resources, expected"),
    of_file("a descriptor without end", PACKAGE, "[" * 100_000, "datapackage.json: found no plain JSON"),
    of_file("a descriptor cut off", PACKAGE, '{"a":', "datapackage.json: found no plain JSON (Expecting value: line 1"),
    of_change("a table outside the folder", PACKAGE, b'"facts.csv"', b'"../../facts.csv"',
            "resource 1, column path: found '../../facts.csv', expected a named file inside the folder"),
    of_change("a pattern that is none", PACKAGE, b'"[a-z0-9_]+"', b'"["', "datapackage.json, resource 1: found no"),
    of_change("a bound that is no number", PACKAGE, b'"minimum": -180', b'"minimum": "x"',
              "datapackage.json, resource 8: found no usable schema"),
    of_change("no schema", PACKAGE, b'"name": "facts"', b'"name": "fact"', "found no schema of the table facts"),
    of_change("a key of no column", PACKAGE, b'"primaryKey": "id"', b'"primaryKey": "no"', "no usable schema ('no')"),
    of_change("a day that is 20", PACKAGE, b'"compiled": "', b'"compiled": 20, "was": "', "compiled: found '20'"),
    # the lines
    of_file("a semicolon for a comma", OSM, "lon,lat\n50,51\n50;51\n", "border/osm_10km.csv row 3: found"),
    of_file("an empty line", OSM, "", "border/osm_10km.csv: found an empty file"),
    of_file("a point off the globe", OSM, "lon,lat\n50,51\n50,91\n", "osm_10km.csv row 3, column lat: found '91'"),
    of_file("a point with an exponent", OSM, "lon,lat\n5e1,51\n50,51\n", "row 2, column lon: found '5e1', expected"),
    of_file("a point in full-width digits", OSM, "lon,lat\n５０,51\n", "row 2, column lon: found '５０', expected"),
    of_file("a point that is no number", OSM, "lon,lat\nnan,51\n", "row 2, column lon: found 'nan', expected a number"),
    of_file("columns the other way round", OSM, "lat,lon\n51,50\n",
            "osm_10km.csv row 1: found 'lat,lon', expected the header lon,lat"),
    Hostile("no line", removed(OSM), "osm_10km.csv: found no such file, expected a file in border/"),
    of_change("a scale that is none", RIVALS, b",110m,", b",1m,", "column scale: found '1m', expected one of 110m"),
    # scenarios
    of_scenario("a misspelt name", "flwo: net", ": parameter 'flwo': not in the vocabulary; did you mean 'flow'?"),
    of_scenario("a key twice", "flow: net\nflow: gross", " row 3: found 'flow' a second time, expected each name once"),
    of_scenario("an octal number", "horizon_weeks: 0100", " row 2: found '0100', expected a number in plain decimals"),
    of_scenario("an unquoted day", "as_of: 2022-09-30", " row 2: found '2022-09-30', expected a date in quotes: '2022"),
    of_scenario("a word for no", "flow: no", ": parameter flow: found False, expected a text"),
    of_scenario("a list", "flow: [net]", " row 2: found a value within a value, expected one plain value a line"),
    of_scenario("no mapping", "- flow", " row 2: found no mapping, expected lines such as flow: net"),
    of_scenario("two documents", "flow: net\n---\nflow: net", " row 3: found no YAML (but found another document)"),
    of_scenario("a Python object", "flow: !!python/object/apply:os.system [id]", " row 2: found the tag", "refresh"),
    of_scenario("a million laughs", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", " row 2: found an anchor or an alias"),
    of_scenario("nesting without end", "a: " + "[" * 20_000, " row 2: found a value within a value"),
    of_scenario("a tab", "flow:\n\t- net", " row 3: found no YAML (found character", "book"),
    of_scenario("a zero byte in YAML", "flow: \0", ": found no YAML (unacceptable character #x0000"),
    of_scenario("a merge", "<<: {flow: net}", " row 2: found a value within a value"),
    of_scenario("a long scenario", "# " + "x" * 70_000, ": found 70,016 characters, expected at most 64,000"),
    of_scenario("a number above its bound", "population: 999999999999", ": parameter population: found 999999999999"),
    of_file("an empty scenario", ESSAY, "", "scenarios/essay.yml: found no values, expected lines such as flow"),
    of_file("a scenario in Latin-1", ESSAY, b"# \xe9\nflow: net\n", "essay.yml: found byte 0xe9 at offset 2"),
    of_file("a purpose with markup", ESSAY, "# <b>All</b>\nevidence: best\nflow: gross\n",
            "scenarios/essay.yml row 1: found '# <b>All</b>', expected a comment that says the purpose in plain words"),
    of_file("a scenario that leaves its folder", "data/scenarios/...yml", "flow: net",
            "data/scenarios: found the name '..', expected small letters, digits and _ before .yml", "run", "--all"),
    of_file("a scenario with a line end in its name", "data/scenarios/a\nb.yml", "flow: net",
            r"data/scenarios: found the name 'a\nb', expected small letters"),
    Hostile("no scenarios", removed("data/scenarios"), "data/scenarios: found no scenario, expected files such as",
            ("run", "--all")),
    # -p
    of_line("a name misspelt", "parameter 'weekly_arivals': not in the vocabulary; did you mean 'weekly_arrivals'?",
            *RUN, "-p", "weekly_arivals", "5"),
    of_value("underscores", "weekly_arrivals", "5_0", "found '5_0', expected a number"),
    of_value("separators", "weekly_arrivals", "50,000", "found '50,000', expected a number"),
    of_value("digits of another script", "weekly_arrivals", "٥٠", "found '٥٠', expected a number"),
    of_value("five thousand digits", "weekly_arrivals", "9" * 5000, "found '99999"),
    of_value("an exponent out of reach", "weekly_arrivals", "1e400", "found '1e400', expected a number"),
    of_value("a wave after the end", "second_wave_week", "60", "found 60, expected less than horizon_weeks"),
    of_value("a value outside its bounds", "horizon_weeks", "261", "found 261, expected 1 to 260 (weeks)"),
    of_value("a wrong choice", "flow", "nett", "found 'nett', expected one of gross, excess, net; did you mean 'net'?"),
    of_value("a value that is not used", "population", "20000000", "not used by 07_tiny; expected one of evidence"),
    of_value("a line end in a value", "evidence", "be\nst", r"found 'be\nst', expected one of"),
    of_line("two values", "found a second value '6'", *RUN, "-p", "horizon_weeks", "5", "-p", "horizon_weeks", "6"),
    # grids
    of_grid("a grid that is a list", "- 1", " row 1: found no mapping, expected"),
    of_grid("a grid of 999 weeks", "parameters: {horizon_weeks: [999]}", "horizon_weeks: found 999, expected 1 to 260"),
    of_grid("a grid of laughs", "a: &a [x]\nparameters: [*a, *a]", " row 1: found an anchor or an alias"),
    of_grid("a grid that merges", "parameters: {<<: {flow: [net]}, flow: [gross]}",
            "grid.yml row 1: found '<<' as a name, expected plain names"),
    of_grid("a grid with a truth for a name", "parameters: {yes: [1], true: [2]}", " row 1: found 'yes' as a name"),
    of_grid("a grid that is too long", f"parameters: {{flow: [{'net, ' * 20_000}net]}}",
            "grid.yml: found 100,025 characters, expected at most 64,000"),
    of_grid("a grid nested without end", "parameters: " + "[" * 20_000, "found"),
    of_grid("a grid over a folder", "scenario: ../essay\nparameters: {evidence: [best]}", "scenario: found '../essay'"),
    of_grid("a grid of no notebook", "notebooks: [99]\nparameters: {flow: [net]}", "notebook: found '99'"),
    of_grid("a grid of a notebook that is true", "notebooks: [true]\nparameters: {flow: [net]}",
            "notebooks: found [True], expected a list of numbers or names"),
    of_line("a missing grid", "none.yml: found no such file, expected a file in tree/", "sweep", "none.yml"),
    *(
        of_line(f"a grid by {name}", f"grid: found the folder '{shown}', expected a YAML file", "sweep", word)
        for name, word, shown in (("no name", "", "."), ("the folder here", ".", "."), ("the root", "/", "/"))
    ),
    # parameters cells
    of_notebook("two parameters cells", lambda node: node["cells"].append(node["cells"][1]), "found"),
    of_default("a parameter of no vocabulary", "flwo: str = 'net'", "07_tiny.ipynb: parameter 'flwo': not in the"),
    of_default("a parameter of another type", "horizon_weeks: str = '52'", "horizon_weeks: found str, expected"),
    of_default("a large default", "horizon_weeks: int = 999", "07_tiny.ipynb: parameter horizon_weeks: found 999"),
    of_default("a default by call", "horizon_weeks: int = len('x')", "found \"len('x')\", expected a plain value"),
    of_default("a default of a hundred brackets", "horizon_weeks: int = " + "(" * 300 + "1" + ")" * 300, "07_tiny"),
    of_default("a parameter that papermill overlooks", "flow: 'str | None' = 'net'", "papermill does not see it"),
    of_default("a parameter that only papermill sees", "'''\nflow: str = 'net'\n'''",
            "parameter flow: papermill does not see it as Python does"),
    of_default("a default that cannot be a key", "weekly_arrivals: float = {[]: 1}",
            "parameter weekly_arrivals: found '{[]: 1}', expected a plain value"),
    of_default("an endless sum", "horizon_weeks: int = 1" + "+1" * 20_000, "found no Python (RecursionError"),
    of_default("endless signs", "horizon_weeks: int = " + "-" * 20_000 + "1",
            "07_tiny.ipynb: parameters cell: found no Python ("),
    of_default("a parameters cell that is no Python", "horizon_weeks: int = = 52",
            "07_tiny.ipynb: parameters cell: found no Python (SyntaxError: invalid syntax"),
    *(
        of_default(f"parameters with {what}", source, f"07_tiny.ipynb: parameters cell, line {line}: found {found}")
        for what, source, line, found in (
            ("two names at once", "# why\nhorizon_weeks, flow = 5, 'net'", 2, '"horizon_weeks, flow'),
            ("a walrus", "(horizon_weeks := 7)", 1, "'(horizon_weeks := 7)'"),
            ("a condition", "if True:\n    horizon_weeks: int = 5", 1, "'if True"),
            ("a sum afterwards", "horizon_weeks: int = 5\nhorizon_weeks += 6", 2, "'horizon_weeks += 6'"),
            ("a second value", "horizon_weeks: int = 5\nhorizon_weeks: int = 6", 2, "'horizon_weeks: int = 6'"),
            ("a call", "horizon_weeks: int = 5; print(1)", 1, "'print(1)'"),
            ("a name without a value", "horizon_weeks: int", 1, "'horizon_weeks: int'"),
        )
    ),
    # notebooks
    of_file("a notebook that is no JSON", NOTEBOOK, "{", "07_tiny.ipynb: not a notebook (Notebook does not appear"),
    of_file("an empty notebook", NOTEBOOK, b"", "07_tiny.ipynb: not a notebook"),
    of_file("a notebook of bytes", NOTEBOOK, bytes(range(256)), "07_tiny.ipynb: found byte 0x80 at offset 128"),
    Hostile("a large notebook", too_large(NOTEBOOK), "07_tiny.ipynb: found a larger file, expected at most"),
    of_file("a notebook that is a list", NOTEBOOK, "[]", "07_tiny.ipynb: not a notebook"),
    of_file("a notebook without end", NOTEBOOK, '{"cells":' + "[" * 100_000, "07_tiny.ipynb: not a notebook"),
    of_notebook("a notebook of nbformat 99", lambda node: node.update(nbformat=99), "not a notebook"),
    of_notebook("a notebook of nbformat four", lambda node: node.update(nbformat="four"), "not a notebook"),
    of_notebook("cells that are a text", lambda node: node.update(cells="none"), "not a notebook"),
    of_notebook("a cell without a source", lambda node: node["cells"][0].pop("source"), "not a notebook"),
    of_notebook("a notebook without metadata", lambda node: node.pop("metadata"), "not a notebook"),
    of_file("a bare one", NOTEBOOK, '{"cells":[],"nbformat":4,"nbformat_minor":5}', "07_tiny.ipynb: not a notebook"),
    of_notebook("a long cell of no kind", lambda node: node["cells"][0].update(cell_type="raw?", source="a b " * 999),
            "not a notebook ({'cell_type': 'raw?'"),
    of_notebook("metadata that are a list", lambda node: node.update(metadata=[]), "not a notebook"),
    of_notebook("metadata of a cell in a list", lambda node: node["cells"][2].update(metadata=[]), "not a notebook"),
    of_notebook("tags of None", lambda node: node["cells"][2].update(metadata={"tags": None}), "not a notebook"),
    of_notebook("tags of 5", lambda node: node["cells"][2].update(metadata={"tags": 5}), "not a notebook"),
    of_notebook("half a character in a source", lambda node: node["cells"][2].update(source="'\ud800'"),
            "not a notebook ('utf-8' codec can't encode"),
    of_default("half a character in a parameter", "flow: str = '\ud800'",
            "07_tiny.ipynb: not a notebook ('utf-8' codec can't encode"),
    of_change("a notebook with a byte order mark", NOTEBOOK, b"{", b"\xef\xbb\xbf{",
            "07_tiny.ipynb: found a byte order mark, expected UTF-8 without one"),
    Hostile("a notebook in UTF-16", lambda root: (root / NOTEBOOK).write_text(json.dumps({}), encoding="utf-16"),
            "07_tiny.ipynb: found byte 0xff"),
    of_file("a notebook whose name is too long", f"notebooks/08_{'里' * 70}.ipynb", "{}",
            "expected a name of at most 200 bytes", "run"),
    Hostile("a notebook that is a pipe", replaced("notebooks/08_pipe.ipynb", os.mkfifo),
            "08_pipe.ipynb: found something that", ("run",)),
    of_notebook("a kernel of R", lambda node: node.update(metadata={"kernelspec": {"name": "ir", "display_name": "R"}}),
            "found the kernel language 'ir', expected python"),
    of_notebook("another language", lambda node: node["metadata"]["kernelspec"].update(language="brainfuck", name="bf"),
            "found the kernel language 'brainfuck', expected python"),
    Hostile("a notebook that is a folder", replaced("notebooks/08_folder.ipynb", Path.mkdir),
            "08_folder.ipynb: found something", ("run",)),
    of_file("two notebooks of one name", "other/07_TINY.ipynb", "{}", "is given twice", *RUN, "other/07_TINY.ipynb"),
    Hostile("no notebooks", removed("notebooks"), "notebook: found none, expected some in ", ("run",)),
    of_file("a line end in the name of a notebook", "notebooks/08_a\nb.ipynb", "{}", "not a notebook", "run"),
    of_line("a notebook out of the folder", "notebook: found '../../etc/passwd'", "run", "../../etc/passwd"),
    of_line("a notebook by a name with a line end", r"found 'a\nb', expected a name in printable", "run", "a\nb"),
    of_line("a notebook by an endless name", "notebook: found 'aaaa", "run", "a" * 5000 + ".ipynb"),
    of_line("a notebook misspelt", "notebook: found '07_tin', did you mean '07_tiny'?", "run", "07_tin"),
    of_line("a notebook that is not there", "notebook: found 'missing/07.ipynb'", "run", "missing/07.ipynb"),
    of_line("a notebook by no name", "notebook: found ''", "run", ""),
    of_line("a notebook by bytes that are no text", r"notebook: found '\udcff'", "run", "\udcff"),
    # the command line
    of_line("no command", "--help explains what is missing: COMMAND"),
    of_line("a command that is none", "invalid choice: 'rnu'", "rnu"),
    of_line("a terminal's escape on the line", r"invalid choice: '\x1b[2J'", "\x1b[2J"),
    of_line("zero jobs", "argument --jobs: found '0', expected a whole number", "run", "--jobs", "0"),
    of_line("jobs in words", "argument --jobs: found 'two', expected a whole number", "run", "--jobs", "two"),
    of_line("jobs in 7 digits", "--jobs: found '1000001", "run", "--jobs", "1000001"),
    of_line("jobs in 5,000 digits", "--jobs: found '99999999", "run", "--jobs", "9" * 5000),
    of_line("no folder for runs", "steppe run: argument --out: found '', expected a folder", *RUN, "--out", ""),
    of_line("no folder for a sweep", "sweep: argument --out: found '', expected a folder", "sweep", "07", "--out", ""),
    of_line("jobs in wide digits", "argument --jobs: found '２', expected a whole number", "refresh", "--jobs", "２"),
    of_line("wrong scenario", "scenario: found 'hindsigt', did you mean 'hindsight'?", *RUN, "--scenario", "hindsigt"),
    *(
        of_line(f"a scenario by {path!r}", f"scenario: found '{path}'", *RUN, "--scenario", path)
        for path in ("../essay", "/etc", "essay/../../x", "")
    ),
    of_line("every scenario and one", "not allowed with argument --all", "run", "--all", "--scenario", "essay"),
    of_line("half a parameter", "argument -p: found less, expected a name and a value", "run", "-p", "flow"),
    of_line("an option that is none", "means nothing here; --help lists what does: --forse", "refresh", "--forse"),
    of_line("a check of something", "found what means nothing here; --help lists what does: facts", "check", "facts"),
    of_line("a book of something", "found what means nothing here; --help lists what does: 07", "book", "07"),
    of_line("a wrong statement", f"statement: found 'kz_in_27sp', did you mean '{FACT}'?", "mutate", "kz_in_27sp"),
    of_line("a chapter to refresh that is none", "notebook: found '8'", "refresh", "8"),
    of_line("no runs to verify", "data: found no manifest.json, expected a folder that", "verify", "data"),
    of_line("nowhere compared", "scenario: found 'nowhere', did you mean 'knowable'?", "diff", "essay", "nowhere"),
    *(
        of_line(f"diff {at}", f"diff: found no folder or notebook '{at}', expected one, or a scenario", "diff", at, at)
        for at in ("no/such", "data/README.md")
    ),
    of_line("data compared", "diff: found no notebook in data, expected the outputs of", "diff", "data", "essay"),
    of_line("half a difference", "--help explains what is missing: AFTER", "diff", "essay"),
    of_line("a form of no difference", "invalid choice: 'html'", "diff", "essay", "essay", "--format", "html"),
    of_line("a time that is none", "argument --timeout", "run", "--timeout", "-1"),
    of_line("a cluster that is nowhere", "argument --scheduler: found", *RUN, "--scheduler", "no\nwhere"),
    *(
        of_line(f"a cluster at {at}", f"argument --scheduler: found '{at}', expected", *RUN, "--scheduler", at)
        for at in ("http://127.0.0.1:1", "foo://127.0.0.1:1", "inproc://127.0.0.1:1", "127.0.0.1:0", "127.0.0.1:65536",
                   "127.0.0.1:99999")
    ),
    of_line("a cluster of an endless name", "argument --scheduler: found 'aaaa", *RUN, "--scheduler", "a" * 5000),
    *(
        of_line(f"{what} of a name that is too long",
                    f"found {shown(found)}, expected names of at most 200 bytes, and 700 in all", *words)
        for what, found, *words in (
            ("a grid", f"{LONG}.yml", "sweep", f"{LONG}.yml"),
            ("a folder to verify", f"{LONG}/manifest.json", "verify", LONG),
            ("a difference", LONG, "diff", LONG, "essay"),
            ("a notebook to compare", f"{LONG}.ipynb", "diff", "essay", f"{LONG}.ipynb"),
            ("the folder of a notebook", f"{LONG}/07.ipynb", "run", f"{LONG}/07.ipynb"),
        )
    ),
    of_file("a notebook to refresh that is no chapter", "other/07_tiny.ipynb", STRANGER,
            "other/07_tiny.ipynb, expected one in ", "refresh", "07", "other/07_tiny.ipynb"),
    of_line("a folder of two thousand folders", "--out: found 'a/a/", *RUN, "--out", "a/" * 2000),
    of_line("a folder of an endless name", "--out: found 'aaaa", *RUN, "--out", "a" * 300),
    of_line("a folder where none can be made", "where nothing can be made (", *RUN, "--out", "/proc/x"),
    of_line("a file for a folder", "--out: found the file", *RUN, "--out", NOTEBOOK),
    of_line("a folder below a file", "--out: found the file", *RUN, "--out", f"{NOTEBOOK}/runs"),
]  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    tree = Tree(tmp_path_factory.mktemp("hostile"))
    yield tree
    tree.close()


@pytest.mark.parametrize("hostile", TABLE, ids=[row.name for row in TABLE])
def test_what_is_not_right_is_told_in_one_line_with_status_2_and_nothing_is_written(tree, hostile):
    tree.restore()
    row = hostile.harm(tree.root) if hostile.harm else None
    before = tree.listing()
    outcome = tree.steppe(*hostile.words)
    assert (outcome.status, outcome.out) == (2, ""), outcome
    assert hostile.said.replace("ROW", str(row)) in outcome.err
    assert re.fullmatch(r"steppe[^\n]*: [^\n]+\n", outcome.err)
    assert outcome.err[:-1].isprintable() and len(outcome.err) < 2000
    assert tree.listing() == before


OWN = {"kernelspec": {"name": "venv", "display_name": "mine"}, "language_info": {"name": "python"}}


def test_a_notebook_that_names_no_kernel_or_one_of_its_own_runs_in_the_ordinary_one(tree):
    tree.restore()
    node = json.loads((tree.root / NOTEBOOK).read_text(encoding="utf-8"))
    for name, about in (("07_tiny", {}), ("08_own", OWN)):
        written(f"notebooks/{name}.ipynb", json.dumps(node | {"metadata": about}))(tree.root)
    outcome = tree.steppe("run", "-p", "horizon_weeks", "9")
    assert (outcome.status, outcome.err) == (0, "")
    for name in ("07_tiny", "08_own"):
        output = plain(tree.root / "runs" / "essay+horizon_weeks=9" / f"{name}.ipynb")
        assert output["metadata"]["kernelspec"] == KERNEL
        assert effective(output)["horizon_weeks"] == 9


def really(tree: Tree, *words: str, stdout=subprocess.PIPE, **environment: str):
    """The command itself, in a process of its own."""
    about = {"cwd": tree.root, "env": tree.environment(**environment), "text": True, "encoding": "utf-8"}
    return subprocess.run(command(*words), **about, stdout=stdout, stderr=subprocess.PIPE, timeout=HANG)


SURROUNDINGS = {
    "the C locale": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    "a home where nothing can be written": {"HOME": "/proc/self", "XDG_CONFIG_HOME": "/proc/self"},
    "a home that is a file": {"HOME": "/dev/null"},
    "no home": {"HOME": ""},
    "a language nobody speaks": {"LANG": "xx_XX.UTF-8", "LC_ALL": "xx_XX"},
    "another time zone and no terminal": {"TZ": "Pacific/Kiritimati", "TERM": "", "COLUMNS": "1"},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_surroundings_change_nothing_in_how_it_is_told(tree, name):
    run = really(tree, *RUN, "-p", "flow", "нетто", **SURROUNDINGS[name])
    assert (run.returncode, run.stdout) == (2, "")
    assert re.fullmatch(r"steppe: parameter flow: found '[^\n]+', expected one of gross, excess, net\n", run.stderr)


def test_a_folder_that_is_gone_is_told_in_one_line(tree, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    removing = f"import os; os.rmdir({str(gone)!r}); from steppe.cli import main; raise SystemExit(main(['run', '07']))"
    words = [sys.executable, "-c", removing]
    run = subprocess.run(words, cwd=gone, env=tree.environment(), capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stderr == "steppe: --out: found no current folder, expected to be in one that exists\n"


def test_nobody_listening_is_no_reason_for_a_traceback(tree):
    reading, writing = os.pipe()
    os.close(reading)
    run = really(tree, *RUN, "--scenario", "hindsigt", stdout=writing)
    os.close(writing)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)


def test_the_table_is_long_and_names_every_input_once():
    assert len(TABLE) >= 60
    assert len({row.name for row in TABLE}) == len(TABLE)
