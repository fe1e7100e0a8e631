"""Every input that is not right ends in one line that names the place and a remedy; nothing is written."""

import contextlib
import json
import os
import re
import subprocess
import sys
from typing import NamedTuple

import nbformat
import pytest

from conftest import HANG, tiny_notebook
from hostile import (
    Harm,
    Tree,
    a_folder,
    a_pipe,
    bundle,
    cell,
    changed,
    notebook,
    parameters,
    removed,
    too_large,
    without_row,
    written,
)  # fmt: skip
from steppe import cli, refusal
from steppe.judging import VANTAGES
from steppe.suite.meaning import FIGURE, SAY
from steppe.suite.notebooks import KERNEL, effective, plain
from steppe.tables import LARGEST

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


def of_fact(name: str, column: str, text: str, said: str, *words: str) -> Hostile:
    return Hostile(name, cell("facts.csv", FACT, column, text), f"facts.csv row ROW, column {column}: {said}",
            words or RUN)


def of_scenario(name: str, text: str, said: str, *words: str) -> Hostile:
    return Hostile(name, written(ESSAY, f"# A purpose.\n{text}\n"), f"scenarios/essay.yml{said}", words or RUN)


def of_value(name: str, parameter: str, text: str, said: str) -> Hostile:
    return Hostile(name, None, f"parameter {parameter}: {said}", (*RUN, "-p", parameter, text))


def of_grid(name: str, text: str, said: str) -> Hostile:
    return Hostile(name, written("grid.yml", text), said, ("sweep", "grid.yml"))


def on_the_line(name: str, said: str, *words: str) -> Hostile:
    return Hostile(name, None, said, words)


TABLE = [
    # facts.csv
    of_fact("a figure in words", "value", "many", "found 'many', expected a number such as 98000"),
    of_fact("no number", "value", "nan", "found 'nan', expected a number"),
    of_fact("an infinite figure", "value", "inf", "found 'inf', expected a number", "refresh"),
    of_fact("a figure with an exponent", "value", "1e400", "found '1e400', expected a number"),
    of_fact("a figure too long to be exact", "value", "9" * 400, "found '99999", "mutate"),
    of_fact("full-width digits", "value", "９８０００", "found '９８０００', expected a number"),
    of_fact("a space before a figure", "value", " 98000", "found ' 98000', expected no space", "book"),
    of_fact("a figure with a comma", "value", "98,000", "found '98,000', expected a number"),
    Hostile("a figure with a range although it is put as exact", cell("facts.csv", FACT, "high", "5"),
            "facts.csv row ROW, column wording: found 'exact' with high and value, expected value filled, and no"),
    Hostile("a figure outside its range", cell("facts.csv", "essay_arrivals", "high", "5"),
            "facts.csv row ROW, column value: found 100000 outside its range, expected low <= value <= high"),
    of_fact("a unit of another list", "unit", "thousand", "found 'thousand', expected one of persons"),
    of_fact("a zero byte", "note", "a\0b", "found U+0000 control character, expected characters that can be seen"),
    of_fact("a byte order mark inside", "said_by", "a\ufeffb", "found U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    of_fact("text that runs backwards", "said_by", "a\u202eb", "found U+202E RIGHT-TO-LEFT OVERRIDE"),
    of_fact("a space of no width", "place", "kaz\u200bakhstan", "found U+200B ZERO WIDTH SPACE"),
    of_fact("a line end in a cell", "note", "a\nb", "found U+000A control character"),
    of_fact("a terminal's escape", "note", "\x1b[2J", "found U+001B control character"),
    of_fact("a day that is none", "published", "0000-00-00", "found '0000-00-00', expected a day, month or year"),
    of_fact("a day far ahead", "published", "9999-12-31", "found 9999-12-31, expected no later than"),
    of_fact("a day by its week", "published", "2022-W39-5", "found '2022-W39-5', expected a day"),
    of_fact("a period upside down", "period", "2022-10/2022-09", "found '2022-10/2022-09', expected a day"),
    of_fact("a source that is not there", "source", "nobody", "found 'nobody', expected an id of sources.csv"),
    of_fact("a correction of itself", "replaces", FACT, f"found '{FACT}', expected the id of another row"),
    of_fact("a cell of a hundred thousand letters", "grade", "A" * 100_000, "found 'AAAA"),
    of_fact("a formula for a spreadsheet", "quantity", "=1+1", "found '=1+1', expected one of"),
    Hostile("a field longer than any", cell("facts.csv", FACT, "note", "a" * 200_000), "facts.csv row"),
    Hostile("an empty table", written(FACTS, b""), "facts.csv: found an empty file, expected the header id,quantity"),
    Hostile("only a header", written("data/sources.csv", "id,publisher,title,url,licence\n"),
            "sources.csv: found no rows under the header, expected at least one row"),
    Hostile("no table", removed(FACTS), "facts.csv: found no such file, expected a file in data/"),
    Hostile("a folder for a table", a_folder(FACTS), "facts.csv: found something that is no file"),
    Hostile("a pipe for a table", a_pipe(FACTS), "facts.csv: found something that is no file"),
    Hostile("a table that is too large", too_large(FACTS),
            f"facts.csv: found a larger file, expected at most {LARGEST:,} bytes"),
    Hostile("Latin-1", changed(FACTS, b"Hedged", "Hedgéd".encode("latin-1")), "facts.csv: found byte 0xe9 at offset"),
    Hostile("UTF-16", written(FACTS, "id,quantity\n".encode("utf-16")), "facts.csv: found byte 0xff at offset 0"),
    Hostile("a header with a line end", changed(FACTS, b"id,quantity", b'"i\nd",quantity'),
            "facts.csv row 1: found no"),
    Hostile("one column too many", changed(FACTS, b",note\n", b",note,note\n"), "facts.csv row 1: found"),
    Hostile("a quotation that never ends", changed(FACTS, b"Hedged", b'x",,\n"Hedged'), "facts.csv row"),
    Hostile("the essay without a figure it is judged by", without_row("facts.csv", "essay_arrivals"),
            "claims.csv row 6, column paraphrase: found the placeholder {essay_arrivals}, expected the id of a figure"),
    Hostile("a border of no length", cell("facts.csv", "essay_border", "value", "0"),
            "facts.csv: found figures on which C0"),
    Hostile("a border in persons", cell("facts.csv", "essay_border", "unit", "persons"), "facts.csv: found figures on"),
    # sources.csv
    *(
        Hostile(f"an address that starts with {url[:8]}", cell("sources.csv", SOURCE, "url", url),
                "sources.csv row ROW, column url: found")
        for url in ("javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "//x.org/a")
    ),
    Hostile("an address that ends an attribute", cell("sources.csv", SOURCE, "url", 'https://x.org/" onclick="a'),
            "sources.csv row ROW, column url: found"),
    Hostile("a licence of its own", cell("sources.csv", SOURCE, "licence", "mine"),
            "sources.csv row ROW, column licence"),
    # claims.csv
    Hostile("a placeholder that reaches into Python",
            cell("claims.csv", "C01", "paraphrase", "{essay_callup.__class__}"),
            "claims.csv row ROW, column paraphrase: found the placeholder {essay_callup.__class__}, expected"),
    Hostile("a placeholder that fills the memory",
            cell("claims.csv", "C01", "paraphrase", "{essay_callup:>9999999999}"),
            "claims.csv row ROW, column paraphrase: found the placeholder {essay_callup:>9999999999}, expected"),
    Hostile("a brace that never closes", cell("claims.csv", "C01", "paraphrase", "{"),
            "found the placeholder {, expected"),
    Hostile("a claim too many", cell("claims.csv", "N01", "id", "C18"),
            "claims.csv row ROW, column id: found C18, which nothing tests"),
    Hostile("a claim too few", without_row("claims.csv", "C09"), "claims.csv: found no row C09, expected a row"),
    Hostile("a word that is typed", cell("claims.csv", "C12", "verdict", "holds"),
            "claims.csv row ROW, column verdict: found 'holds', expected one of not testable"),
    Hostile("a claim that nothing judges", cell("claims.csv", "C16", "verdict", ""),
            "claims.csv row ROW, column id: found C16, which nothing tests"),
    Hostile("a day without separators", cell("claims.csv", "C01", "knowable_by", "20220930"),
            "claims.csv row ROW, column knowable_by: found '20220930', expected a date such as 2022-09-30"),
    # weighed.csv, survivors.csv, load_map.csv
    Hostile("a claim that is not weighed", cell("weighed.csv", "C12", "claim", "C01"),
            "weighed.csv row ROW, column claim: found 'C01', expected a part that weighs statements"),
    Hostile("a third side", cell("weighed.csv", "C12", "side", "both"),
            "weighed.csv row ROW, column side: found 'both'"),
    Hostile("a reason for no mutation", cell("survivors.csv", "essay_applications", "mutations", "x9"),
            "survivors.csv row ROW, column mutations: found 'x9', expected some of", ("mutate",)),
    Hostile("a load in other digits", cell("load_map.csv", "afp_volunteers_compassion", "words", "０８:４"),
            "load_map.csv row ROW, column words: found '０８:４'"),
    # datapackage.json
    Hostile("no folder of data", removed("data"), "essay.yml: found no such file, expected a file in scenarios/"),
    Hostile("a descriptor that is a list", written(PACKAGE, "[]"),
            "datapackage.json: found no list of resources, expected"),
    Hostile("a descriptor without end", written(PACKAGE, "[" * 100_000), "datapackage.json: found no plain JSON"),
    Hostile("a descriptor cut off", written(PACKAGE, '{"a":'),
            "datapackage.json: found no JSON (Expecting value, line 1)"),
    Hostile("a name twice in JSON", written(PACKAGE, '{"a": 1, "a": 2}'), "found no plain JSON ('a' a second time)"),
    Hostile("a table outside the folder", changed(PACKAGE, b'"facts.csv"', b'"../../facts.csv"'),
            "resource 1, column path: found '../../facts.csv', expected a named file inside the folder"),
    Hostile("a pattern that is none", changed(PACKAGE, b'"[a-z0-9_]+"', b'"["'),
            "datapackage.json, resource 1: found no"),
    Hostile("a bound that is no number", changed(PACKAGE, b'"minimum": -180', b'"minimum": "x"'),
            "datapackage.json, resource 8: found no usable schema"),
    Hostile("no schema", changed(PACKAGE, b'"primaryKey": "id"', b'"primary": "id"'), "found no schema of the table"),
    Hostile("a key of no column", changed(PACKAGE, b'"primaryKey": "id"', b'"primaryKey": "no"'), "found the key 'no'"),
    Hostile("a number for a day", changed(PACKAGE, b'"compiled": "', b'"compiled": 20, "was": "'),
            "column compiled: found 20"),
    # the lines
    Hostile("a line of one point", written(OSM, "lon,lat\n50,51\n"),
            "border/osm_10km.csv: found a single point, expected"),
    Hostile("a point off the globe", written(OSM, "lon,lat\n50,51\n50,91\n"),
            "osm_10km.csv row 3, column lat: found '91'"),
    Hostile("a point with an exponent", written(OSM, "lon,lat\n5e1,51\n50,51\n"),
            "row 2, column lon: found '5e1', expected"),
    Hostile("a point in full-width digits", written(OSM, "lon,lat\n５０,51\n"),
            "row 2, column lon: found '５０', expected"),
    Hostile("a point that is no number", written(OSM, "lon,lat\nnan,51\n"),
            "row 2, column lon: found 'nan', expected a number"),
    Hostile("columns the other way round", written(OSM, "lat,lon\n51,50\n"),
            "osm_10km.csv row 1: found lat,lon, expected the header lon,lat"),
    Hostile("no line", removed(OSM), "osm_10km.csv: found no such file, expected a file in border/"),
    Hostile("a scale that is none", changed(RIVALS, b",110m,", b",1m,"),
            "column scale: found '1m', expected one of 110m"),
    # scenarios
    of_scenario("a name of no parameter", "flwo: net",
            ": parameter 'flwo': not in the vocabulary; did you mean 'flow'?"),
    of_scenario("a key twice", "flow: net\nflow: gross", " row 3: found 'flow' a second time, expected each name once"),
    of_scenario("an octal number", "horizon_weeks: 0100", " row 2: found '0100', expected a number in plain decimals"),
    of_scenario("a number by sixties", "horizon_weeks: 1:30",
            " row 2: found '1:30', expected a number in plain decimals"),
    of_scenario("no number for a parameter", "weekly_arrivals: .nan",
            " row 2: found '.nan', expected a number in plain"),
    of_scenario("a day without quotes", "as_of: 2022-09-30",
            " row 2: found '2022-09-30', expected a date in quotes: '2022"),
    of_scenario("a word for no", "flow: no", ": parameter flow: found False, expected a text"),
    of_scenario("a list", "flow: [net]", " row 2: found a value within a value, expected one plain value a line"),
    of_scenario("no mapping", "- flow", " row 2: found no mapping, expected lines such as flow: net"),
    of_scenario("two documents", "flow: net\n---\nflow: net", " row 3: found no YAML (but found another document)"),
    of_scenario("an object of Python", "flow: !!python/object/apply:os.system [id]", " row 2: found the tag",
            "refresh"),
    of_scenario("a million laughs", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", " row 2: found an anchor or an alias"),
    of_scenario("nesting without end", "a: " + "[" * 20_000, " row 2: found a value within a value"),
    of_scenario("a tab", "flow:\n\t- net", " row 3: found no YAML (found character", "book"),
    of_scenario("a zero byte in YAML", "flow: \0", ": found no YAML (unacceptable character #x0000"),
    of_scenario("a merge", "<<: {flow: net}", " row 2: found a value within a value"),
    of_scenario("a scenario that is too long", "# " + "x" * 70_000,
            ": found 70,016 characters, expected at most 64,000"),
    of_scenario("a number above its bound", "population: 999999999999", ": parameter population: found 999999999999"),
    Hostile("an empty scenario", written(ESSAY, ""),
            "scenarios/essay.yml: found no values, expected lines such as flow"),
    Hostile("a scenario in Latin-1", written(ESSAY, b"# \xe9\nflow: net\n"), "essay.yml: found byte 0xe9 at offset 2"),
    Hostile("a purpose with markup", written(ESSAY, "# <b>All</b>\nevidence: best\nflow: gross\n"),
            "scenarios/essay.yml row 1: found '# <b>All</b>', expected a comment that says the purpose in plain words"),
    Hostile("a scenario that leaves its folder", written("data/scenarios/...yml", "flow: net"),
            "data/scenarios: found the name '..', expected small letters, digits and _ before .yml", ("run", "--all")),
    Hostile("a scenario with a line end in its name", written("data/scenarios/a\nb.yml", "flow: net"),
            r"data/scenarios: found the name 'a\nb', expected small letters"),
    Hostile("no scenarios", removed("data/scenarios"), "data/scenarios: found no scenario, expected files such as",
            ("run", "--all")),
    # -p
    of_value("a name misspelt", "weekly_arivals", "5", "").\
        _replace(said="parameter 'weekly_arivals': not in the vocabulary; did you mean 'weekly_arrivals'?"),
    of_value("separators", "weekly_arrivals", "50,000", "found '50,000', expected a number"),
    of_value("digits of another script", "weekly_arrivals", "٥٠", "found '٥٠', expected a number"),
    of_value("five thousand digits", "weekly_arrivals", "9" * 5000, "found '99999"),
    of_value("an exponent out of reach", "weekly_arrivals", "1e400", "found '1e400', expected a number"),
    of_value("a value outside its bounds", "horizon_weeks", "261", "found 261, expected 1 to 260 (weeks)"),
    of_value("a choice that is none", "flow", "nett",
            "found 'nett', expected one of gross, excess, net; did you mean 'net'?"),
    of_value("a value the notebook does not use", "population", "20000000",
            "not used by 07_tiny; expected one of evidence"),
    of_value("a line end in a value", "evidence", "be\nst", r"found 'be\nst', expected one of"),
    on_the_line("a value twice", "found a second value '6'", *RUN, "-p", "horizon_weeks", "5", "-p", "horizon_weeks",
            "6"),
    # grids
    of_grid("a grid that is a list", "- 1", " row 1: found no mapping, expected"),
    of_grid("a grid of nothing", "parameters: {}", "parameters: found {}, expected names with their values"),
    of_grid("a grid of no parameter", "parameters: {flwo: [net]}",
            "parameter 'flwo': not in the vocabulary; did you mean"),
    of_grid("a grid with a value twice", "parameters: {flow: [net, net]}", "expected values, each once"),
    of_grid("a grid out of bounds", "parameters: {horizon_weeks: [999]}",
            "horizon_weeks: found 999, expected 1 to 260"),
    of_grid("a grid of no steps", "parameters: {weekly_decline: {from: 0, to: 0.5, steps: 0}}",
            "weekly_decline: found"),
    of_grid("a grid of endless steps", "parameters: {weekly_decline: {from: 0, to: 0.5, steps: 99999999999}}", "found"),
    of_grid("a grid of an object of Python", "parameters: !!python/object/apply:os.system [id]",
            " row 1: found the tag"),
    of_grid("a grid of laughs", "a: &a [x]\nparameters: [*a, *a]", " row 1: found an anchor or an alias"),
    of_grid("a grid that merges", "parameters: {<<: {flow: [net]}, flow: [gross]}",
            "grid.yml row 1: found '<<' as a name, expected plain names"),
    of_grid("a grid that merges a name twice", "parameters:\n  <<: {weekly_decline: [0.1], weekly_decline: [0.2]}",
            "grid.yml row 2: found '<<' as a name, expected plain names"),
    of_grid("a grid that is a merge", "<<: {parameters: {flow: [net]}}", " row 1: found '<<' as a name"),
    of_grid("a grid with a truth for a name", "parameters: {yes: [1], true: [2]}", " row 1: found 'yes' as a name"),
    of_grid("a grid that is too long", f"parameters: {{flow: [{'net, ' * 20_000}net]}}",
            "grid.yml: found 100,025 characters, expected at most 64,000"),
    of_grid("a grid nested without end", "parameters: " + "[" * 20_000, "found"),
    of_grid("a grid over another folder", "scenario: ../essay\nparameters: {flow: [net]}",
            "scenario: found '../essay'"),
    of_grid("a grid of no notebook", "notebooks: [99]\nparameters: {flow: [net]}", "notebook: found '99'"),
    of_grid("a grid of a notebook that is true", "notebooks: [true]\nparameters: {flow: [net]}",
            "notebooks: found [True], expected a list of numbers or names"),
    of_grid("a grid of notebooks in a list", "notebooks: [[7]]\nparameters: {flow: [net]}",
            "notebooks: found [[7]], expected a list of numbers or names"),
    on_the_line("a grid that is not there", "none.yml: found no such file, expected a file in tree/", "sweep",
            "none.yml"),
    *(
        on_the_line(f"a grid by {name}", f"grid: found the folder '{shown}', expected a YAML file", "sweep", word)
        for name, word, shown in (("no name", "", "."), ("the folder here", ".", "."), ("the root", "/", "/"))
    ),
    # parameters cells
    Hostile("no parameters cell", notebook(lambda node: node["cells"].pop(1)),
            "07_tiny.ipynb: found 0 cells tagged parameters, expected one"),
    Hostile("two parameters cells", notebook(lambda node: node["cells"].append(node["cells"][1])),
            "07_tiny.ipynb: found"),
    Hostile("a parameter of no vocabulary", parameters("flwo: str = 'net'"),
            "07_tiny.ipynb: parameter 'flwo': not in the"),
    Hostile("a parameter of another type", parameters("horizon_weeks: str = '52'"),
            "horizon_weeks: found str, expected"),
    Hostile("a default out of bounds", parameters("horizon_weeks: int = 999"),
            "07_tiny.ipynb: parameter horizon_weeks: found 999"),
    Hostile("a default that is a call", parameters("horizon_weeks: int = len('x')"),
            "found \"len('x')\", expected a plain value"),
    Hostile("a default of a hundred brackets", parameters("horizon_weeks: int = " + "(" * 300 + "1" + ")" * 300),
            "07_tiny"),
    Hostile("a parameter that papermill overlooks", parameters("flow: 'str | None' = 'net'"),
            "papermill does not see it"),
    Hostile("a parameter that only papermill sees", parameters("'''\nflow: str = 'net'\n'''"),
            "parameter flow: papermill does not see it as Python does"),
    Hostile("a default that cannot be a key", parameters("weekly_arrivals: float = {[]: 1}"),
            "parameter weekly_arrivals: found '{[]: 1}', expected a plain value"),
    Hostile("a default of twenty thousand sums", parameters("horizon_weeks: int = 1" + "+1" * 20_000),
            "found no Python (RecursionError"),
    Hostile("a default of twenty thousand signs", parameters("horizon_weeks: int = " + "-" * 20_000 + "1"),
            "07_tiny.ipynb: parameters cell: found no Python ("),
    Hostile("a parameters cell that is no Python", parameters("horizon_weeks: int = = 52"),
            "07_tiny.ipynb: parameters cell: found no Python (SyntaxError: invalid syntax"),
    *(
        Hostile(f"a parameters cell with {what}", parameters(source),
                f"07_tiny.ipynb: parameters cell, line {line}: found {found}")
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
    Hostile("a notebook that is no JSON", written(NOTEBOOK, "{"),
            "07_tiny.ipynb: not a notebook (Notebook does not appear"),
    Hostile("an empty notebook", written(NOTEBOOK, b""), "07_tiny.ipynb: not a notebook"),
    Hostile("a notebook of bytes", written(NOTEBOOK, bytes(range(256))),
            "07_tiny.ipynb: found byte 0x80 at offset 128"),
    Hostile("a notebook that is too large", too_large(NOTEBOOK),
            "07_tiny.ipynb: found a larger file, expected at most"),
    Hostile("a notebook that is a list", written(NOTEBOOK, "[]"), "07_tiny.ipynb: not a notebook"),
    Hostile("a notebook without end", written(NOTEBOOK, '{"cells":' + "[" * 100_000), "07_tiny.ipynb: not a notebook"),
    Hostile("a notebook of nbformat 99", notebook(lambda node: node.update(nbformat=99)),
            "07_tiny.ipynb: not a notebook"),
    Hostile("a notebook of nbformat four", notebook(lambda node: node.update(nbformat="four")),
            "07_tiny.ipynb: not a notebook"),
    Hostile("cells that are a text", notebook(lambda node: node.update(cells="none")), "07_tiny.ipynb: not a notebook"),
    Hostile("a cell without a source", notebook(lambda node: node["cells"][0].pop("source")),
            "07_tiny.ipynb: not a notebook"),
    Hostile("a notebook without metadata", notebook(lambda node: node.pop("metadata")),
            "07_tiny.ipynb: not a notebook"),
    Hostile("a notebook of four names", written(NOTEBOOK, '{"cells":[],"nbformat":4,"nbformat_minor":5}'),
            "07_tiny.ipynb: not a notebook"),
    Hostile("a long cell of no kind",
            notebook(lambda node: node["cells"][0].update(cell_type="raw?", source="a b " * 999)),
            "07_tiny.ipynb: not a notebook ({'cell_type': 'raw?'"),
    Hostile("metadata that are a list", notebook(lambda node: node.update(metadata=[])),
            "07_tiny.ipynb: not a notebook"),
    Hostile("metadata of a cell that are a list", notebook(lambda node: node["cells"][2].update(metadata=[])),
            "07_tiny.ipynb: not a notebook"),
    *(
        Hostile(f"tags that are {tags}", notebook(lambda node, tags=tags: node["cells"][2].update(metadata=tags)),
                "07_tiny.ipynb: not a notebook")
        for tags in ({"tags": None}, {"tags": 5})
    ),
    Hostile("half a character in a source", notebook(lambda node: node["cells"][2].update(source="'\ud800'")),
            "07_tiny.ipynb: not a notebook ('utf-8' codec can't encode"),
    Hostile("half a character in a parameter", parameters("flow: str = '\ud800'"),
            "07_tiny.ipynb: not a notebook ('utf-8' codec can't encode"),
    Hostile("a notebook with a byte order mark", changed(NOTEBOOK, b"{", b"\xef\xbb\xbf{"),
            "07_tiny.ipynb: found a byte order mark, expected UTF-8 without one"),
    Hostile("a notebook in UTF-16", lambda root: (root / NOTEBOOK).write_text(json.dumps({}), encoding="utf-16"),
            "07_tiny.ipynb: found byte 0xff"),
    Hostile("a notebook whose name is too long", written(f"notebooks/08_{'里' * 70}.ipynb", "{}"),
            "expected a name of at most 200 bytes", ("run",)),
    Hostile("a notebook that is a pipe", a_pipe("notebooks/08_pipe.ipynb"), "08_pipe.ipynb: found something that",
            ("run",)),
    Hostile("a notebook for another kernel",
            notebook(lambda node: node.update(metadata={"kernelspec": {"name": "ir", "display_name": "R"}})),
            "07_tiny.ipynb: found a notebook in 'ir', expected one in python"),
    Hostile("a notebook in another language",
            notebook(lambda node: node["metadata"]["kernelspec"].update(language="brainfuck", name="bf")),
            "07_tiny.ipynb: found a notebook in 'brainfuck', expected one in python"),
    Hostile("a notebook that is a folder", a_folder("notebooks/08_folder.ipynb"), "08_folder.ipynb: found something",
            ("run",)),
    Hostile("two notebooks of one name", written("other/07_TINY.ipynb", "{}"), "is given twice",
            (*RUN, "other/07_TINY.ipynb")),
    Hostile("no notebooks", removed("notebooks"), "notebook: found none, expected notebooks/NN_slug.ipynb", ("run",)),
    Hostile("a line end in the name of a notebook", written("notebooks/08_a\nb.ipynb", "{}"), "not a notebook",
            ("run",)),
    on_the_line("a notebook out of the folder", "notebook: found '../../etc/passwd'", "run", "../../etc/passwd"),
    on_the_line("a notebook by a name with a line end", r"found 'a\nb', expected a name in printable", "run", "a\nb"),
    on_the_line("a notebook by an endless name", "notebook: found 'aaaa", "run", "a" * 5000 + ".ipynb"),
    on_the_line("a notebook by no name", "notebook: found ''", "run", ""),
    on_the_line("a notebook by bytes that are no text", r"notebook: found '\udcff'", "run", "\udcff"),
    # the command line
    on_the_line("no command", "the following arguments are required: COMMAND"),
    on_the_line("a command that is none", "invalid choice: 'rnu'", "rnu"),
    on_the_line("a terminal's escape on the line", r"invalid choice: '\x1b[2J'", "\x1b[2J"),
    on_the_line("a number of jobs that is none", "argument --jobs: found '0', expected a whole number", "run",
            "--jobs", "0"),
    *(
        on_the_line(f"jobs in {len(digits):,} digits", f"--jobs: found '{digits[:8]}", "run", "--jobs", digits)
        for digits in ("1000001", "9" * 5000)
    ),
    on_the_line("jobs in other digits", "argument --jobs: found '２', expected a whole number", "refresh", "--jobs",
            "２"),
    on_the_line("a scenario that is none", "scenario: found 'hindsigt', did you mean 'hindsight'?", *RUN, "--scenario",
            "hindsigt"),
    on_the_line("a scenario by a path", "scenario: found '../essay'", *RUN, "--scenario", "../essay"),
    on_the_line("every scenario and one", "not allowed with argument --all", "run", "--all", "--scenario", "essay"),
    on_the_line("half a parameter", "argument -p: expected 2 arguments", "run", "-p", "flow"),
    on_the_line("an option that is none", "unrecognized arguments: --forse", "refresh", "--forse"),
    on_the_line("a check of something", "unrecognized arguments: facts", "check", "facts"),
    on_the_line("a book of something", "unrecognized arguments: 07", "book", "07"),
    on_the_line("a statement that is none", f"statement: found 'kz_in_27sp', did you mean '{FACT}'?", "mutate",
            "kz_in_27sp"),
    on_the_line("a chapter to refresh that is none", "notebook: found '8'", "refresh", "8"),
    on_the_line("a folder to verify without runs", "data: found no manifest.json, expected a folder", "verify", "data"),
    *(
        Hostile(f"a difference from {what}", bundle(mime, content), f"07_tiny.ipynb, cell 4: found {found}",
                ("diff", NOTEBOOK, "essay"))
        for what, mime, content, found in (
            ("a list", SAY, [1], "[1], expected an object with values by name"),
            ("a text", SAY, "x", "'x', expected an object"),
            ("null", SAY, None, "None, expected an object"),
            ("values in a list", SAY, {"values": [1]}, "{'values': [1]}, expected an object with values by name"),
            ("a drawing of a text", FIGURE, {"digest": [1], "values": "x"}, "{'digest': [1], 'values': 'x'}, expected"),
            ("a verdict in digits", SAY, {"values": {"claim": 5, "parts": {"C01": 5}}}, "5, expected a verdict with"),
            ("a verdict without a word", SAY,
             {"values": {"claim": "C01", "parts": {"C01": dict.fromkeys(VANTAGES, "x")}}},
             "'x', expected a verdict with its word"),
            ("an end that is a list", SAY, {"values": {"a": {"value": 1, "low": []}}}, "{'value': 1, 'low': []}, ex"),
            ("a unit that is a number", SAY, {"values": {"a": {"value": 1, "unit": 5}}}, "{'value': 1, 'unit': 5}"),
            ("no number", SAY, {"values": {"a": float("nan")}}, "nan, expected a finite number"),
            ("infinity", SAY, {"values": {"a": {"b": float("inf")}}}, "inf, expected a finite number"),
            ("an endless integer", SAY, {"values": {"a": 10**400}}, "100000"),
        )
    ),
    on_the_line("a difference from nothing", "scenario: found 'nowhere', did you mean 'knowable'?", "diff", "essay",
            "nowhere"),
    on_the_line("a difference from no notebook", "diff: found no folder or notebook", "diff", "data/README.md",
            "essay"),
    on_the_line("half a difference", "the following arguments are required: AFTER", "diff", "essay"),
    on_the_line("a form of no difference", "invalid choice: 'html'", "diff", "essay", "essay", "--format", "html"),
    on_the_line("a time that is none", "argument --timeout", "run", "--timeout", "-1"),
    on_the_line("a cluster that is nowhere", "argument --scheduler: found", *RUN, "--scheduler", "no\nwhere"),
    *(
        on_the_line(f"a cluster by {address[:4]}", f"argument --scheduler: found '{address}', expected", *RUN,
                    "--scheduler", address)
        for address in ("http://127.0.0.1:1", "foo://127.0.0.1:1", "inproc://127.0.0.1:1")
    ),
    *(
        on_the_line(f"a cluster at {port}", "argument --scheduler: found '127.0.0.1:", *RUN, "--scheduler",
                    f"127.0.0.1:{port}")
        for port in ("0", "65536", "99999")
    ),
    on_the_line("a cluster of an endless name", "argument --scheduler: found 'aaaa", *RUN, "--scheduler", "a" * 5000),
    *(
        on_the_line(f"{what} of a name that is too long",
                    f"found {refusal.shown(found)}, expected names of at most 200 bytes, and 700 in all", *words)
        for what, found, *words in (
            ("a grid", f"{LONG}.yml", "sweep", f"{LONG}.yml"),
            ("a folder to verify", f"{LONG}/manifest.json", "verify", LONG),
            ("a difference", LONG, "diff", LONG, "essay"),
            ("a notebook to compare", f"{LONG}.ipynb", "diff", "essay", f"{LONG}.ipynb"),
            ("the folder of a notebook", f"{LONG}/07.ipynb", "run", f"{LONG}/07.ipynb"),
        )
    ),
    Hostile("a notebook to refresh that is no chapter", written("other/07_tiny.ipynb", STRANGER),
            "other/07_tiny.ipynb, expected a chapter: notebooks/NN_slug.ipynb",
            ("refresh", "07", "other/07_tiny.ipynb")),
    on_the_line("a folder of two thousand folders", "--out: found 'a/a/", *RUN, "--out", "a/" * 2000),
    on_the_line("a folder of an endless name", "--out: found 'aaaa", *RUN, "--out", "a" * 300),
    on_the_line("a folder where none can be made", "where nothing can be made (", *RUN, "--out",
                "/proc/x"),
    on_the_line("a file for a folder", "--out: found the file", *RUN, "--out", NOTEBOOK),
    on_the_line("a folder below a file", "--out: found the file", *RUN, "--out", f"{NOTEBOOK}/runs"),
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


@pytest.mark.parametrize(
    "about", [{}, {"kernelspec": {"name": "venv", "display_name": "mine"}, "language_info": {"name": "python"}}]
)
def test_a_notebook_that_names_no_kernel_or_one_of_its_own_runs_in_the_ordinary_one(tree, about):
    tree.restore()
    notebook(lambda node: node.update(metadata=about))(tree.root)
    outcome = tree.steppe(*RUN, "-p", "horizon_weeks", "9")
    assert (outcome.status, outcome.err) == (0, "")
    output = plain(tree.root / "runs" / "essay+own" / "07_tiny.ipynb")
    assert output["metadata"]["kernelspec"] == KERNEL
    assert effective(output)["horizon_weeks"] == 9


def really(tree: Tree, *words: str, cwd=None, stdout=subprocess.PIPE, **environment: str):
    """The command itself, in a process of its own."""
    command = [sys.executable, "-m", "steppe", *words]
    return subprocess.run(
        command, cwd=cwd or tree.root, env=tree.environment(**environment), text=True, encoding="utf-8",
        stdout=stdout, stderr=subprocess.PIPE, timeout=HANG,
    )  # fmt: skip


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
    command = [sys.executable, "-c", removing]
    run = subprocess.run(command, cwd=gone, env=tree.environment(), capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stderr == "steppe: --out: found no current folder, expected to be in one that exists\n"


def test_nobody_listening_is_no_reason_for_a_traceback(tree):
    reading, writing = os.pipe()
    os.close(reading)
    run = really(tree, *RUN, "--scenario", "hindsigt", stdout=writing)
    os.close(writing)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)


def test_a_full_disk_behind_the_output_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(cli, "_check", lambda options: print("every check passed") or 0)
    with monkeypatch.context() as patch, contextlib.suppress(OSError), open("/dev/full", "w") as full:
        patch.setattr(sys, "stdout", full)
        assert cli.main(["check"]) == 1
        assert capsys.readouterr().err == "steppe: system: No space left on device\n"


def test_the_table_is_long_and_names_every_input_once():
    assert len(TABLE) >= 60
    assert len({row.name for row in TABLE}) == len(TABLE)


def test_the_untouched_copy_is_not_refused(tree):
    tree.restore()
    assert tree.steppe(*RUN).status == 0
