"""What hangs on each statement, as readers see it."""

import shutil
from dataclasses import replace

import pytest

from steppe import facts, scenarios
from steppe.case import Case
from steppe.display.load_map import hanging, loads, public_loads, show_loads, show_survivors
from steppe.paths import DATA

ROWS = [
    "statement,claims,words,figures,stops",
    "kz_in_27sep,C03 C05,00:1 03:12,03:4,",
    "essay_callup,C01,02:3,,dropped source",
    "callup_final_putin,,,02:1,",
    "kz_out_27sep,,,,",
]


@pytest.fixture
def case(tmp_path):
    shutil.copy(DATA / "datapackage.json", tmp_path)
    (tmp_path / "load_map.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    reasons = "statement,mutations,reason\nkz_out_27sep,date,It is dated.\ncallup_final_putin,sign,It has one.\n"
    (tmp_path / "survivors.csv").write_text(reasons, encoding="utf-8")
    return Case(replace(facts.load(), folder=tmp_path), scenarios.scenario("hindsight"))


def test_the_heaviest_statement_comes_first(case):
    assert [(load.statement.id, load.places) for load in public_loads(case)] == [
        ("kz_in_27sep", 17),
        ("essay_callup", 3),
        ("callup_final_putin", 1),
        ("kz_out_27sep", 0),
    ]


def test_what_hangs_on_a_statement_is_told_claim_by_claim_and_chapter_by_chapter(case):
    found = loads(case.facts)
    assert hanging(found["kz_in_27sep"]) == "C03, C05; chapter 00: 1 text; chapter 03: 12 texts, 4 figures"
    assert hanging(found["callup_final_putin"]) == "chapter 02: 1 figure"
    assert hanging(found["kz_out_27sep"]) == "nothing"


def test_what_is_not_public_yet_is_neither_weighed_nor_explained(case):
    early = Case(case.facts, case.scenario, as_of="2022-09-30")
    assert "callup_final_putin" not in [load.statement.id for load in public_loads(early)]
    assert "callup_final_putin" in repr(show_survivors(case))
    assert "essay_callup" in repr(show_survivors(case)) and "dropped source" in repr(show_survivors(case))
    assert "callup_final_putin" not in repr(show_survivors(early))


def test_the_table_shows_every_statement_it_is_given(case):
    heaviest = public_loads(case)[:3]
    assert all(load.statement.id in repr(show_loads(heaviest)) for load in heaviest)
