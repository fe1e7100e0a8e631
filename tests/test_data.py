"""What the curated tables promise."""

import json
import re
import shutil

import frictionless
import pytest

from steppe import facts
from steppe.borders import read_lines, read_rivals
from steppe.paths import DATA
from steppe.tables import DataError

FACTS = facts.load()
STATEMENTS = list(FACTS.statements.values())
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def test_the_tables_validate_with_frictionless_as_shipped():
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


def test_frictionless_sees_a_broken_key():
    resource = frictionless.Package(str(DATA / "datapackage.json")).get_resource("facts")
    assert {key["reference"]["resource"] for key in resource.schema.foreign_keys} == {"sources", ""}


def test_there_are_at_least_two_hundred_statements_besides_the_essays_own():
    assert sum(s.source.id != "essay" for s in STATEMENTS) >= 200


def test_at_most_thirty_statements_come_from_annual_series():
    world_bank = [s for s in STATEMENTS if s.said_by == "World Bank"]
    bureau = [s for s in STATEMENTS if s.quantity == "registered_migration" and re.fullmatch(r"\d{4}", s.period.text)]
    assert len(world_bank) + len(bureau) <= 30


def test_every_source_is_read_by_some_statement():
    assert {s.source.id for s in STATEMENTS} == set(FACTS.sources)


def test_every_word_of_the_closed_lists_is_used():
    resource = next(r for r in PACKAGE["resources"] if r["name"] == "facts")
    for field in resource["schema"]["fields"]:
        if "enum" in field.get("constraints", {}):
            used = {getattr(s, field["name"]) for s in STATEMENTS}
            assert set(field["constraints"]["enum"]) <= used, field["name"]


def test_statements_without_a_figure_are_there_and_have_words_only():
    wordy = [s for s in STATEMENTS if s.says]
    assert len(wordy) >= 15
    assert all(not s.has_figure for s in wordy)


def test_the_essays_figures_are_statements_of_the_essay():
    figures = {s.id: s.value or s.low for s in STATEMENTS if s.source.id == "essay"}
    assert len(figures) >= 10
    assert all(s.published == "2022-09-30" for s in STATEMENTS if s.source.id == "essay")


def test_every_table_and_every_line_says_its_licence():
    for resource in PACKAGE["resources"]:
        (licence,) = resource["licenses"]
        assert ("osm" in resource["name"]) == ("OpenStreetMap" in licence["title"])


def test_every_file_of_the_data_folder_is_described():
    described = {r["path"] for r in PACKAGE["resources"]}
    tables = (*DATA.rglob("*.csv"), DATA / "verdicts.json")
    shipped = {p.relative_to(DATA).as_posix() for p in tables}
    assert shipped == described


def test_no_address_appears_twice_among_the_sources():
    urls = [s.url for s in FACTS.sources.values() if s.url]
    assert len(urls) == len(set(urls))


def test_the_shipped_tables_use_plain_line_ends_and_no_byte_order_mark():
    for path in DATA.rglob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw, path.name
        assert not raw.startswith(b"\xef\xbb\xbf"), path.name


def test_every_line_runs_from_the_caspian_to_the_altai():
    lines = read_lines(DATA)
    assert set(lines) == {path.stem for path in (DATA / "border").glob("[no]*.csv")}
    for (west, _), *_, (east, _) in lines.values():
        assert 48 < west < 50
        assert 86 < east < 88


def test_the_rivals_stand_at_the_same_scales():
    borders = [set(read_rivals(DATA, scale)) for scale in ("110m", "50m", "10m")]
    assert borders[0] == borders[1] == borders[2]
    assert "kazakhstan_russia" in borders[0]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("lon,lat\n50,51\n50;51\n", "row 3"),
        ("lon,lat\n50,91\n", "row 2, column lat: found '91'"),
        ("lon,lat\nfifty,51\n", "row 2, column lon: found 'fifty'"),
        ("lon,lat\nnan,51\n", "row 2, column lon: found 'nan'"),
        ("lat,lon\n51,50\n", "row 1: found lat,lon, expected the header lon,lat"),
        ("", "found an empty file"),
    ],
)
def test_a_bad_line_is_refused_by_row_and_column(tmp_path, content, found):
    shutil.copytree(DATA / "border", tmp_path / "border")
    shutil.copy(DATA / "datapackage.json", tmp_path)
    (tmp_path / "border" / "osm_5km.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"border/osm_5km\.csv") as error:
        read_lines(tmp_path)
    assert found in str(error.value)
    assert "\n" not in str(error.value)
