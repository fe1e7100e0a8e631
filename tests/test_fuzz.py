"""Whatever stands in a table, a scenario, a grid or a value: it is refused in one line, or read as what it says.

The cases are the same in every run; `pytest --hypothesis-profile=random tests/test_fuzz.py` draws others.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import HANG
from nbsuite import parameters
from nbsuite.errors import DataError, ParameterError, Refused
from nbsuite.parameters import parse
from nbsuite.run import read_grid
from steppe import facts
from steppe.facts import Statement
from steppe.judging import load_claims
from steppe.markup import is_web_address
from steppe.paths import DATA
from steppe.scenario import DEFAULT, VOCABULARY, Parameter, Scenario
from steppe.suite.house import House

CASES = {"cells": 1200, "bytes": 800, "noise": 300, "mappings": 1300, "documents": 1000, "grids": 700, "values": 500}
TABLES = ("facts", "sources", "claims")
NUMBERS = ("value", "low", "high")


class Papers(dict):
    """A folder of files that are in memory, by name."""

    def __truediv__(self, name: str) -> Paper:
        return Paper(name, self.get(name))


class Paper:
    """One of them, as far as the library asks for it."""

    parent = type("", (), {"name": "papers"})

    def __init__(self, name: str, content: bytes | None):
        self.name, self._content = name, content

    def exists(self) -> bool:
        return self._content is not None

    is_file = exists

    def is_dir(self) -> bool:
        return False

    def open(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def rows_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def as_csv(rows: list[list[str]], **style) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", **style).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def a_few() -> Papers:
    """The tables with the essay's statements, a few others and all claims."""
    rows = {name: rows_of((DATA / f"{name}.csv").read_bytes()) for name in (*TABLES, "weighed")}
    header, *statements = rows["facts"]
    replaced, source = header.index("replaces"), header.index("source")
    chosen = [row for row in statements if row[source] == "essay" or "says" in row[replaced]][:20]
    chosen += [row for row in statements[30:400:40] if not row[replaced]]
    read_in = {row[source] for row in chosen}
    rows["facts"] = [header, *chosen]
    rows["sources"] = [row for row in rows["sources"] if row[0] in {"id", *read_in}]
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] in rows]
    texts = {f"{name}.csv": as_csv(table) for name, table in rows.items()}
    return Papers(texts | {"datapackage.json": json.dumps(package).encode()})


PAPERS = a_few()
ROWS = {name: rows_of(PAPERS[f"{name}.csv"]) for name in TABLES}
NASTY = [
    "\0", "\ufeff", '"', '""', "'", "\n", "\r", "\r\n", ",", ";", "\t", "\\", "\u202e", "\u200b", "\u200f", "\u00a0",
    "\u2028", "\x1b", "\ud800", "é", "９", "٥", "½", "-", "-0", "-0.0", "+5", ".5", "5.", "007", "nan", "NaN", "inf",
    "-inf", "1e400", "1e5", "9" * 15, "9" * 16, "9" * 400, "0." + "1" * 40, "0x10", "1_000", "1,000", "1 000", "98000",
    "0000-00-00", "0001-01-01", "9999-12-31", "2022-02-30", "2022-9-3", "20220930", "2022-W39-5", "２０２２", "../..",
    "../2022", "2022/..", "2022-10/2022-09", "javascript:alert(1)", "https://x.org/", "https://@", "https://[", " ",
    "http://", "//x.org", "{essay_callup}", "{essay_callup!r}", "{essay_callup:>99}", "{", "}", "{}", "{{", "{0}",
    "=1+1", "<script>", "$x$", "km", "persons", "thousand", "essay", "essay_callup", "A", "D", "holds", "C99", "N01",
    "{a.b}",
]  # fmt: skip
READ = sorted({cell for rows in ROWS.values() for row in rows for cell in row})
cells = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(READ),
    st.lists(st.one_of(st.sampled_from(NASTY), st.sampled_from(READ)), min_size=2, max_size=3).map("".join),
    st.text(max_size=8),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.dates(date(2010, 1, 1)).map(str),
)


@st.composite
def with_a_cell(draw, name: str) -> bytes:
    """A table with another text in one cell, at times that of another row, with or without the quotes it would need."""
    rows = [list(row) for row in ROWS[name]]
    row, column = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows[0]) - 1))
    rows[row][column] = draw(st.one_of(cells, st.sampled_from([other[column] for other in rows])))
    if draw(st.booleans()):
        return as_csv(rows)
    return "\n".join(map(",".join, rows)).encode("utf-8", "surrogatepass")


@st.composite
def with_a_byte(draw, name: str) -> bytes:
    """A table with some bytes written over, left out or put in."""
    raw = PAPERS[f"{name}.csv"]
    at = draw(st.integers(0, len(raw)))
    return raw[:at] + draw(st.binary(max_size=3)) + raw[at + draw(st.integers(0, 3)) :]


def noise(name: str):
    """Bytes, with or without the header of the table above them."""
    header = PAPERS[f"{name}.csv"].partition(b"\n")[0] + b"\n"
    return st.tuples(st.sampled_from([b"", b"\xef\xbb\xbf", header]), st.binary(max_size=300)).map(b"".join)


def fuzz(strategy, examine: Callable[[object], None], cases: int) -> dict[str, int]:
    """Examines so many cases and counts their fates; a refusal is one line that says what was expected."""
    seen = {"read": 0, "refused": 0}

    @settings(max_examples=cases, deadline=timedelta(seconds=HANG), suppress_health_check=list(HealthCheck))
    @given(strategy)
    def each(case):
        try:
            examine(case)
            seen["read"] += 1
        except (DataError, ParameterError, Refused) as refusal:
            said = str(refusal)
            assert said.isprintable() and len(said) < 2000, said
            assert "expected" in said or "did you mean" in said, said
            seen["refused"] += 1

    each()
    assert sum(seen.values()) >= cases
    return seen


def examine(name: str) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        papers = Papers(PAPERS | {f"{name}.csv": raw})
        found = facts.load(papers)
        claims = load_claims(found)
        told = {
            "facts": {s.id: vars_of(s) for s in found.statements.values()},
            "sources": {s.id: vars(s) for s in found.sources.values()},
            "claims": {id: {"id": id, "kind": c.kind, "reason": c.reason, "test": c.test} for id, c in claims.items()},
        }
        expect_as_written(raw, told[name])
        for statement in found.statements.values():
            expect_sound(statement, found.compiled)
        assert all(s.url is None or is_web_address(s.url) for s in found.sources.values())
        assert not any(set("{}") & set(c.paraphrase) for c in claims.values())
        again = Papers(papers | {"facts.csv": as_csv([ROWS["facts"][0], *map(row_of, found.statements.values())])})
        assert facts.load(again).statements == found.statements

    return read


def vars_of(s: Statement) -> dict[str, object]:
    columns = {column: getattr(s, column) for column in ROWS["facts"][0]}
    origin = s.origin if s.origin != s.said_by else None
    return columns | {"period": s.period.text, "source": s.source.id, "origin": origin}


def row_of(s: Statement) -> list[str]:
    cells = vars_of(s).values()
    return ["" if c is None else f"{Decimal(repr(c)):f}" if isinstance(c, float) else str(c) for c in cells]


def expect_as_written(raw: bytes, told: dict[str, dict[str, object]]) -> None:
    """Every row of a table was read, and each of its cells as what it says."""
    header, *rows = rows_of(raw)
    assert list(told) == [row[0] for row in rows]
    for row in rows:
        for column, text in zip(header, row, strict=True):
            if column in told[row[0]]:
                value = told[row[0]][column]
                said = float(Decimal(text)) if isinstance(value, float) else text or None
                assert value == said and (text.isascii() or not isinstance(value, float))
            assert all(c.isprintable() or unicodedata.category(c) == "Zs" for c in text)


def expect_sound(s: Statement, compiled: date) -> None:
    """A figure is finite, in order and of a known unit; days lie in order and not ahead."""
    if s.has_figure:
        assert any(getattr(s, column) is not None for column in NUMBERS)
        assert all(isfinite(x) for x in (s.value, s.low, s.high) if x is not None)
        assert s.figure.low <= s.figure.value <= s.figure.high
        assert isfinite(s.figure.value)
    else:
        assert s.says
    assert s.period.start <= s.period.end
    assert s.known_from <= compiled


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("kind", "changed"), [("cells", with_a_cell), ("bytes", with_a_byte)], ids=["cells", "bytes"])
def test_any_cell_and_any_bytes_are_read_as_written_or_refused(name, kind, changed):
    seen = fuzz(changed(name), examine(name), CASES[kind])
    assert min(seen.values()) > CASES[kind] / 20, seen


@pytest.mark.parametrize("name", TABLES)
def test_noise_is_refused(name):
    assert fuzz(noise(name), examine(name), CASES["noise"])["read"] == 0


# --- scenarios and values -------------------------------------------------------------------------------

SCALARS = [
    "net", "best", "2022-09-30", "'2022-09-30'", "2022-13-45", "no", "Yes", "on", "true", "~", "null", "0100", "0o17",
    "0x1F", "1:30", "1:30.5", "1_000", "1e5", "1.5e+3", ".5", "5.", "-0", "-0.0", "+5", "52", "0.5", ".inf", "-.INF",
    ".nan", "9" * 16, "9" * 5000, "９", "!!int '5'", "!!python/object/apply:os.system [id]", "!!binary a", "!!set {a}",
    "!!timestamp 2022-09-30", "!x y", "&a 5", "*a", "[]", "{}", "[[[[", "'", '"', "|", ">-", "# no", "@", "`", "%", "=",
    "<<", "\t", "\0", "\u202e", "\ufeff", "\u0085", "\u2028", "\x07", "\U0001f600", "- 5", "a: 5", "? a", "---", "...",
]  # fmt: skip
names = st.one_of(st.sampled_from([*VOCABULARY, "flwo", "<<", "1", "~", "? a", "'flow'", "!!str flow", "&b flow"]))
scalars = st.one_of(
    st.sampled_from(SCALARS), st.text(max_size=6), st.integers(-9, 99).map(str), st.decimals(0, 99, places=2).map(str)
)
mappings = st.lists(st.tuples(names, scalars), min_size=1, max_size=4).map(
    lambda pairs: "# A purpose.\n" + "\n".join(f"{name}: {value}" for name, value in pairs)
)
words = st.text(max_size=8) | st.dates() | st.binary(max_size=4)
plain = st.none() | st.booleans() | st.integers() | st.floats() | words
structures = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3), max_leaves=6
)
pieces = st.sampled_from([*SCALARS, "\n", " ", "  ", ": ", "flow", "- ", "{", "}", "[", ", "])


@st.composite
def documents(draw) -> str:
    """A document as a writer of YAML leaves it, of any structure or nearly a scenario; or pieces of one; or a bomb."""
    kind = draw(st.sampled_from(["structure", "scenario", "scenario", "scenario", "pieces", "bomb"]))
    if kind == "structure":
        return yaml.dump(draw(structures), allow_unicode=True)
    if kind == "scenario":
        chosen = draw(st.lists(st.sampled_from(list(VOCABULARY.values())), max_size=3, unique=True))
        return yaml.safe_dump({p.name: draw(st.sampled_from([p.neutral, p.low, *p.choices]) | plain) for p in chosen})
    if kind == "pieces":
        return "".join(draw(st.lists(pieces, max_size=12)))
    line = draw(st.sampled_from(["[" * 50, "{spaces}a:\n", "a{next}: &a{next} [*a{n}, *a{n}]\n"]))
    return "".join(line.format(n=n, next=n + 1, spaces=" " * n) for n in range(draw(st.integers(2, 60))))


def examine_scenario(text: str) -> None:
    """What is read is what plain YAML says, each name once, and a scenario of just these values."""
    values = parameters.read_yaml("scenarios/some.yml", text)
    scenario = Scenario.of(values)
    assert yaml.safe_load(text) == values
    assert len(yaml.compose(text).value) == len(values)
    for name, parameter in VOCABULARY.items():
        assert getattr(scenario, name) == values.get(name, parameter.neutral)
    assert set(values) <= set(VOCABULARY)
    assert all(isfinite(value) for value in values.values() if isinstance(value, int | float))


numbers = st.sampled_from(["0", "0.1", "0.5", "0.9", "1", "2", "26", "1000", "-1", ".nan", "1e5", "0100", "yes"])
steps = st.sampled_from(["2", "3", "6", "11", "0", "-1", "2.5", "99999999999"])
ranges = st.builds("{{from: {}, to: {}, steps: {}}}".format, numbers, numbers, steps)


def listed(each: list[str]) -> str:
    return f"[{', '.join(each)}]"


def mapped(pairs: list[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in pairs)}}}"


def fitting(p: Parameter):
    """A parameter with some values that it takes, each once."""
    words = p.choices or {str: ("'2022-09-30'", "'2022-12-31'"), bool: ("true", "false")}.get(p.type)
    values = st.lists(st.sampled_from(words or [str(p.low), str(p.high)]), min_size=1, unique=True).map(listed)
    if not words:
        values |= st.sampled_from([2, 3, 6]).map(lambda steps: f"{{from: {p.low}, to: {p.high}, steps: {steps}}}")
    return st.tuples(st.just(p.name), values)


anything = st.one_of(scalars, ranges, st.lists(scalars, max_size=3).map(listed))
right = st.sampled_from(list(VOCABULARY.values())).flatmap(fitting)
axes = st.one_of(
    st.lists(right, min_size=1, max_size=3, unique_by=lambda axis: axis[0]),
    st.lists(st.one_of(right, st.tuples(names, ranges), st.tuples(names, anything)), max_size=3),
)
merges = st.one_of(axes.map(mapped), st.lists(axes.map(mapped), max_size=2).map(listed))


@st.composite
def grids(draw) -> str:
    """A grid whose names may merge others, come twice or be none, and whose values may be lists, ranges or anything."""
    asked = draw(axes)
    if draw(st.integers(0, 4)) == 0:
        asked.insert(draw(st.integers(0, len(asked))), ("<<", draw(merges)))
    lines = [("parameters", mapped(asked))]
    others = {"scenario": scalars | st.just("hindsight"), "notebooks": anything, "<<": merges, "parameters": merges}
    for name in draw(st.lists(st.sampled_from([*others]), max_size=2)) if draw(st.booleans()) else []:
        lines.insert(draw(st.integers(0, 1)), (name, draw(others[name])))
    return "\n".join(f"{name}: {value}" for name, value in lines)


def names_in(value: object) -> int:
    """How many names stand in a value that was read, at any depth."""
    if isinstance(value, dict):
        return len(value) + sum(map(names_in, value.values()))
    return sum(map(names_in, value)) if isinstance(value, list) else 0


def names_written(node: yaml.Node) -> int:
    """How many names stand in a text, at any depth, merged or not."""
    if isinstance(node, yaml.MappingNode):
        return len(node.value) + sum(names_written(value) for _, value in node.value)
    return sum(map(names_written, node.value)) if isinstance(node, yaml.SequenceNode) else 0


def examine_grid(text: str) -> None:
    """What is read has as many names as are written, and for each parameter the values that plain YAML says."""
    grid = read_grid(Paper("grid.yml", text.encode("utf-8", "surrogatepass")), House())
    asked = yaml.safe_load(text)
    assert names_in(asked) == names_written(yaml.compose(text))
    assert list(grid.axes) == list(asked["parameters"])
    assert grid.scenario == str(asked.get("scenario", DEFAULT))
    for name, said in asked["parameters"].items():
        values = grid.axes[name]
        if isinstance(said, dict):
            assert (len(values), values[0], values[-1]) == (said["steps"], said["from"], said["to"])
        else:
            assert values == (said if isinstance(said, list) else [said])
    for _, point in grid.points():
        assert vars(Scenario.of(point)).items() >= point.items()


def examine_value(pair: tuple[str, str]) -> None:
    """A value typed on the command line is the number, the word or the day that is typed."""
    ((name, value),) = parse([pair], VOCABULARY).items()
    text = pair[1]
    if isinstance(value, bool) or value is None:
        assert text.lower() == str(value).lower()
    elif isinstance(value, str):
        assert value == text
    else:
        assert text.isascii() and float(Decimal(text)) == value
        assert VOCABULARY[name].low <= value <= VOCABULARY[name].high


typed = st.tuples(st.sampled_from(sorted(VOCABULARY)), st.one_of(cells, scalars))


@pytest.mark.parametrize(
    ("kind", "strategy", "examine", "share"),
    [
        ("mappings", mappings, examine_scenario, 1 / 50),
        ("documents", documents(), examine_scenario, 1 / 50),
        ("grids", grids(), examine_grid, 1 / 20),
        ("values", typed, examine_value, 1 / 50),
    ],
    ids=["lines of a scenario", "YAML documents", "grids", "values on the command line"],
)
def test_whatever_is_written_means_what_plain_yaml_or_its_digits_say_or_is_refused(kind, strategy, examine, share):
    seen = fuzz(strategy, examine, CASES[kind])
    assert min(seen.values()) > CASES[kind] * share, seen


def test_there_are_ten_thousand_cases():
    of_tables = sum(CASES[kind] for kind in ("cells", "bytes", "noise")) * len(TABLES)
    assert of_tables + sum(CASES[kind] for kind in ("mappings", "documents", "grids", "values")) >= 10_000
