import shutil
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbsuite.errors import DataError
from steppe import facts
from steppe.facts import Period, Slot, reading_order
from steppe.paths import DATA
from steppe.testing import names

SLOTS = names["SLOTS"]

FACTS = facts.load()
EVERY_SLOT = sorted(
    {Slot(s.quantity, s.measure, s.who, s.place) for s in FACTS.statements.values()}, key=lambda slot: str(slot)
)
days = st.dates(date(1990, 1, 1), date(2027, 1, 1))
evidence = st.sampled_from(["essay", "best", "kindest", "harshest"])


@given(days, evidence, st.sampled_from(EVERY_SLOT))
def test_no_view_ever_hands_out_a_statement_from_its_future(day, choice, slot):
    assert all(statement.known_from <= day for statement in FACTS.at(day, choice).all(slot))


@given(days, st.sampled_from(sorted(FACTS.statements)))
def test_a_statement_can_be_read_by_id_only_once_it_is_public(day, id):
    view, statement = FACTS.at(day), FACTS.statements[id]
    if statement.known_from > day:
        with pytest.raises(LookupError, match="not in the view"):
            view.statement(id)
        assert not view.read


@given(days, days, evidence, st.sampled_from(EVERY_SLOT))
def test_a_later_view_loses_only_what_was_replaced(a, b, choice, slot):
    early, late = sorted((a, b))
    lost = {s.id for s in FACTS.at(early, choice).all(slot)} - {s.id for s in FACTS.at(late, choice).all(slot)}
    replaced = {s.replaces for s in FACTS.statements.values() if s.known_from <= late}
    assert lost <= replaced


@given(evidence.filter(lambda e: e != "essay"), st.sampled_from(EVERY_SLOT))
def test_the_essay_is_evidence_under_its_own_name_alone(choice, slot):
    assert all(s.source.id != "essay" for s in FACTS.at(None, choice).all(slot))


@given(st.sampled_from(EVERY_SLOT))
def test_statements_stand_in_the_order_in_which_a_witness_is_read(slot):
    for first, second in pairwise(FACTS.at(None, "best").all(slot)):
        is_bound, is_next_bound = (s.has_figure and s.figure.is_bound for s in (first, second))
        assert (is_bound, first.grade) <= (is_next_bound, second.grade)


@given(st.sampled_from(EVERY_SLOT))
def test_a_page_without_a_date_is_read_on_the_closing_day_only(slot):
    undated = [s for s in FACTS.at().all(slot) if not s.published]
    assert all(s.known_from == FACTS.compiled for s in undated)
    assert all(s.published for s in FACTS.at(FACTS.compiled - timedelta(1)).all(slot))


@given(days, st.lists(st.sampled_from(EVERY_SLOT), max_size=4))
def test_a_view_remembers_what_it_handed_out_and_nothing_else(day, slots):
    view = FACTS.at(day)
    handed = [s.id for slot in slots for s in view.all(slot)]
    assert list(view.read) == list(dict.fromkeys(handed))


def test_a_corrected_statement_is_readable_until_its_correction_appears():
    correction = next(s for s in FACTS.statements.values() if s.replaces)
    old = FACTS.statements[correction.replaces]
    before = FACTS.at(correction.known_from - timedelta(days=1))
    assert before.statement(old.id) is old
    after = FACTS.at(correction.known_from)
    with pytest.raises(LookupError):
        after.statement(old.id)
    assert list(after.read) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022-09-21", "2022-09-21", "2022-09-21"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-09-21/2022-10", "2022-09-21", "2022-10-31"),
        ("../2022", "0001-01-01", "2022-12-31"),
        ("2022-09/..", "2022-09-01", "9999-12-31"),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(text, start, end):
    period = Period.parse(text)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["", "soon", "2022-13", "2022-02-30", "2022-10/2022-09", "2022/9"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        Period.parse(text)


def test_every_named_slot_of_a_case_is_filled_by_the_evidence():
    view = FACTS.at(None, "best")
    assert [name for name, entry in SLOTS.items() if not view.all(entry.slot)] == []


# --- bad data ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("border"))
    return tmp_path / "data"


def row_of(id):
    lines = (DATA / "facts.csv").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, start=1) if line.startswith(id + ","))
    return number, lines[number - 1]


PLAIN = "kz_in_27sep"
NUMBER, LINE = row_of(PLAIN)
HEADER = (DATA / "facts.csv").read_text(encoding="utf-8").splitlines()[0]


def changed(column, value):
    cells = LINE.split(",")
    cells[HEADER.split(",").index(column)] = value
    return ",".join(cells)


def refusal(folder, name="facts.csv"):
    with pytest.raises(DataError) as error:
        facts.load(folder)
    message = str(error.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert ": found " in message and ", expected " in message
    return message


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("grade", "D", "column grade: found 'D', expected one of A, B, C"),
        ("measure", "entry", "column measure: found 'entry'"),
        ("quantity", "border_crossing", "column quantity: found 'border_crossing'"),
        ("replaces", "nothing", "column replaces: found 'nothing', expected the id of another row"),
        ("replaces", "essay_border", "expected a row of the same quantity, measure, who, place"),
        ("says", "many", "column says: found words beside a figure"),
        ("published", "2026-11", "found 2026-11, expected no later than"),
        ("wording", "roughly", "column wording: found 'roughly', expected one of exact, about, more than"),
        ("wording", "more than", "column wording: found 'more than' with value, expected low filled, and no other"),
        ("wording", "range", "column wording: found 'range' with value, expected low and high filled"),
        ("wording", "", "column wording: found an empty cell, expected how the figure is put: exact, about"),
        ("source", "essay", "column wording: found 'exact', expected an empty cell"),
        ("value", "98.000,0", "cells"),
        ("value", "98k", "column value: found '98k', expected a number"),
        ("value", "1e5", "column value: found '1e5'"),
        ("value", "98_000", "column value: found '98_000'"),
        ("low", "99000", "column wording: found 'exact' with low and value, expected value filled, and no other"),
        ("value", "", "column value: found neither a figure nor says"),
        ("unit", "", "column unit: found an empty cell, expected the unit of the figure"),
        ("published", "27/9/2022", "column published: found '27/9/2022'"),
        ("published", "2022-09-31", "column published: found '2022-09-31'"),
        ("published", "2031", "column published: found 2031, expected no later than"),
        ("period", "last week", "column period: found 'last week'"),
        ("said_by", "", "column said_by: found an empty cell"),
        ("who", " russian_citizens", "expected no space around the value"),
        ("place", "kazakstan", "column place: found 'kazakstan'"),
    ],
)
def test_a_bad_cell_is_refused_by_row_column_found_and_expected(folder, column, value, found):
    path = folder / "facts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(LINE, changed(column, value)), encoding="utf-8")
    message = refusal(folder)
    assert f"row {NUMBER}" in message
    assert found in message


@pytest.mark.parametrize(
    ("id", "old", "new", "found"),
    [
        ("essay_border", ",L. Taylor,,", ",L. Taylor,CIA,", "column origin: found 'CIA', expected an empty cell"),
        ("force_us_osce_carpenter", ",,169000,190000", ",,190000,169000", "column low: found 190000 above high 169000"),
        ("force_us_osce_carpenter", ",,169000,", ",9,169000,", "column value: found 9 outside its range"),
        (PLAIN, "98000,,,exact,,persons", ",,,,,", "found neither a figure nor says"),
        (PLAIN, "98000,,,exact,,", ",,,,many,", "column value: found a unit without a figure"),
    ],
)
def test_cells_that_contradict_each_other_are_refused(folder, id, old, new, found):
    path = folder / "facts.csv"
    number, line = row_of(id)
    assert old in line
    path.write_text(path.read_text(encoding="utf-8").replace(line, line.replace(old, new)), encoding="utf-8")
    message = refusal(folder)
    assert f"row {number}" in message
    assert found in message


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (",grade,", ",mark,", "row 1: found no column grade"),
        (LINE, LINE + ",", f"row {NUMBER}: found 20 cells, expected 19 cells"),
        (LINE, 'x,"y"z,', "a broken line"),
        (LINE, f"{LINE}\n{LINE}", f"column id: found '{PLAIN}' a second time (first in row {NUMBER})"),
    ],
)
def test_a_broken_table_is_refused(folder, old, new, found):
    path = folder / "facts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert found in refusal(folder)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(folder):
    for name in ("facts.csv", "sources.csv", "claims.csv"):
        path = folder / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert facts.load(folder).statements == FACTS.statements


def test_a_changed_copy_of_the_facts_keeps_nothing_worked_out_from_the_old():
    slot = SLOTS["border"].slot
    before = FACTS.at().all(slot)
    fewer = replace(FACTS, statements={id: s for id, s in FACTS.statements.items() if s is not before[0]})
    assert fewer.at().all(slot) == before[1:]
    assert FACTS.at().all(slot) == before


def test_a_table_of_the_folder_is_read_once_for_all_changed_copies():
    folders = []
    for copy in (FACTS, replace(FACTS), replace(FACTS, statements={})):
        copy.table(folders.append)
    assert folders == [FACTS.folder]


@pytest.mark.parametrize("id", ["kz_in_27sep", "essay_arrivals", "tr_in_8m2022"])
def test_facts_without_or_with_another_statement_admit_to_a_slot_what_they_would_if_it_were_asked_anew(id):
    for slot in EVERY_SLOT:
        FACTS.admitted(slot)  # so that there is something to inherit
    for other in (FACTS.without({id}), FACTS.changed(id, {"published": "2022-10-05"})):
        for slot in EVERY_SLOT:
            anew = sorted(filter(slot.admits, other.statements.values()), key=reading_order)
            assert other.admitted(slot) == anew
