"""Which side a statement speaks for, and which statements are one witness."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbsuite.errors import DataError
from steppe import facts, weighing
from steppe.case import Case
from steppe.facts import ESSAY
from steppe.judging import judge, parts_of, vantage_case
from steppe.paths import DATA
from steppe.scenario import Scenario

FACTS = facts.load()
PARTS = ("C12", "C13.2", "C14")
BEST = Scenario(evidence="best")


def voices(facts, id, vantage="known"):
    """The witnesses on a part by their origin."""
    part = parts_of(facts)[id]
    heard = weighing.weighing(vantage_case(facts, BEST, part, vantage), part).voices
    return {v.name.removesuffix(f" ({v.grade})"): v for v in heard}


def test_only_the_parts_that_weigh_statements_have_rows():
    assert {w.claim for w in FACTS.table(weighing.read_weighed)} == set(PARTS)


def test_every_reason_is_a_sentence_and_the_essay_is_no_witness():
    for weighed in FACTS.table(weighing.read_weighed):
        assert weighed.because.endswith("."), weighed
        assert FACTS.statements[weighed.statement].source.id != ESSAY, weighed


def test_a_rule_for_all_foreigners_takes_no_side():
    rows = FACTS.table(weighing.read_weighed)
    rules = [w for w in rows if "all foreigners" in (FACTS.statements[w.statement].note or "")]
    assert len(rules) == 4
    assert {w.side for w in rules} == {"neither"}


def test_all_reports_of_one_event_are_one_witness():
    help_in_uralsk = voices(FACTS, "C12")["help for arrivals in Uralsk"]
    reports = {"afp_volunteers_compassion", "uralsk_help_bbc", "uralsk_cinema_26sep", "rferl_oral_hospitality"}
    assert set(help_in_uralsk.ids) == reports
    assert (help_in_uralsk.side, help_in_uralsk.grade) == ("for", "B")


def test_a_study_is_read_at_its_best_edition():
    assert voices(FACTS, "C14")["Aldashev and Danzer"].side == "neither"
    assert voices(FACTS.without({"lang_pay_jds_2020"}), "C14")["Aldashev and Danzer"].side == "for"


def test_remarks_of_one_day_that_differ_in_side_take_neither():
    told = FACTS.statements["kazakh_speakers_demand_2018"]
    entry = (told, weighing.Weighed("C14", told.id, "for", "."))
    assert weighing._voice([entry, (told, entry[1]._replace(side="neither"))]).side == "for"
    assert weighing._voice([entry, (told, entry[1]._replace(side="against"))]).side == "neither"


@settings(max_examples=40)
@given(st.sampled_from(PARTS), st.dates(date(2022, 9, 21), FACTS.compiled))
def test_nothing_is_weighed_before_it_is_public(id, day):
    told = [s for s, _ in weighing.entries(FACTS, FACTS.at(day), id)]
    assert all(s.known_from <= day for s in told)
    assert [s.known_from for s in told] == sorted(s.known_from for s in told)


@pytest.mark.parametrize("id", PARTS)
def test_a_verdict_names_all_that_was_weighed(id):
    judgement = judge(Case(FACTS, BEST), id)
    for verdict, day in ((judgement.knowable, "2022-09-30"), (judgement.known, None)):
        assert {s.id for s, _ in weighing.entries(FACTS, FACTS.at(day), id)} == set(verdict.ids)


def test_a_statement_put_into_the_essays_mouth_is_not_weighed():
    id = "tokayev_hopeless"
    moved = replace(FACTS.statements[id], source=FACTS.sources[ESSAY])
    here = replace(FACTS, statements=FACTS.statements | {id: moved})
    assert id in {s.id for s, _ in weighing.entries(FACTS, FACTS.at(), "C12")}
    assert id not in {s.id for s, _ in weighing.entries(here, here.at(), "C12")}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("C12,tokayev_hopeless,neither", "C12,tokayev,neither", "row 5, column statement: found 'tokayev', expected"),
        ("C12,tokayev_hopeless,", "C12,ashimbayev_full,", "row 5, column claim and statement: found 'C12, ashim"),
        ("People objected to the arrivals in the open, if only two of them.", "", "because: found an empty cell"),
        ("claim,statement,side,because", "claim,statement,side", "found no column because"),
    ],
)
def test_a_bad_row_is_refused_in_one_line(tmp_path, old, new, found):
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("border"))
    path = tmp_path / "data" / "weighed.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        weighing.read_weighed(tmp_path / "data")
    assert found in str(error.value)
    assert str(error.value).startswith("weighed.csv")
    assert "\n" not in str(error.value)
