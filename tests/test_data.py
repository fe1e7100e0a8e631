"""What the curated tables promise."""

import json
import re

import frictionless

from steppe import facts
from steppe.paths import DATA
from steppe.tables import read_package, read_table
from steppe.testing import names

FACTS = facts.load()
STATEMENTS = list(FACTS.statements.values())
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def test_the_tables_validate_with_frictionless_as_shipped_keys_included():
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    resource = frictionless.Package(str(DATA / "datapackage.json")).get_resource("facts")
    assert {key["reference"]["resource"] for key in resource.schema.foreign_keys} == {"sources", ""}


def test_there_are_200_statements_besides_the_essays_ten_at_most_30_of_annual_series_and_15_in_words_alone():
    assert sum(s.source.id != "essay" for s in STATEMENTS) >= 200
    world_bank = [s for s in STATEMENTS if s.said_by == "World Bank"]
    bureau = [s for s in STATEMENTS if s.quantity == "registered_migration" and re.fullmatch(r"\d{4}", s.period.text)]
    assert len(world_bank) + len(bureau) <= 30
    wordy = [s for s in STATEMENTS if s.says]
    assert len(wordy) >= 15 and not any(s.has_figure for s in wordy)
    essays = [s for s in STATEMENTS if s.source.id == "essay"]
    assert len(essays) >= 10 and {s.published for s in essays} == {"2022-09-30"}


def test_every_table_but_the_lines_has_a_key_that_no_row_repeats():
    keyed = {r["path"] for r in PACKAGE["resources"] if "primaryKey" in r.get("schema", {})}
    assert keyed == {path.name for path in DATA.glob("*.csv")}


def test_every_source_is_read_by_some_statement_and_has_an_address_of_its_own():
    assert {s.source.id for s in STATEMENTS} == set(FACTS.sources)
    urls = [s.url for s in FACTS.sources.values() if s.url]
    assert len(urls) == len(set(urls))


def test_every_word_of_the_closed_lists_is_used():
    resource = next(r for r in PACKAGE["resources"] if r["name"] == "facts")
    for field in resource["schema"]["fields"]:
        if "enum" in field.get("constraints", {}):
            used = {getattr(s, field["name"]) for s in STATEMENTS}
            assert set(field["constraints"]["enum"]) <= used, field["name"]


def test_every_file_of_the_data_folder_is_described_says_its_licence_and_is_plain_text():
    for resource in PACKAGE["resources"]:
        (licence,) = resource["licenses"]
        assert ("osm" in resource["name"]) == ("OpenStreetMap" in licence["title"])
    described = {r["path"] for r in PACKAGE["resources"]}
    tables = (*DATA.rglob("*.csv"), DATA / "verdicts.json")
    shipped = {p.relative_to(DATA).as_posix() for p in tables}
    assert shipped == described
    for path in DATA.rglob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf"), path.name


def test_every_line_runs_from_the_caspian_to_the_altai():
    for path in (DATA / "border").glob("[no]*.csv"):
        west, *_, east = read_table(DATA, read_package(DATA), path.stem)
        assert 48 < west["lon"] < 50
        assert 86 < east["lon"] < 88


def test_the_rivals_stand_at_the_same_scales():
    borders = [set(names["longest_pieces_km"](DATA, scale)) for scale in ("110m", "50m", "10m")]
    assert borders[0] == borders[1] == borders[2]
    assert "kazakhstan_russia" in borders[0]
