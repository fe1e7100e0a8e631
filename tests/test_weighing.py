"""Which side a statement speaks for, and how much of the weight lies there."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steppe import facts, weighing
from steppe.claims import judge, load_claims
from steppe.facts import ESSAY
from steppe.paths import DATA
from steppe.scenario import Scenario
from steppe.tables import DataError
from steppe.weighing import AGAINST, FOR, NEITHER, SIDES, Balance, Weighed, balance

FACTS = facts.load()
CLAIMS = ("C12", "C13", "C14")
STATEMENTS = sorted(FACTS.statements.values(), key=lambda s: s.id)

pans = st.lists(
    st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(SIDES)), max_size=12, unique_by=lambda entry: entry[0].id
)


def scales(entries):
    return Balance("C12", tuple((s, Weighed("C12", s.id, side, "")) for s, side in entries))


def test_every_claim_whose_word_is_typed_is_weighed_and_no_other():
    typed = {id for id, claim in load_claims(FACTS).items() if set(claim.typed.values()) - {"not testable"}}
    assert {w.claim for w in weighing.load(FACTS)} == typed == set(CLAIMS)


def test_every_reason_is_a_sentence_and_the_essay_is_no_witness():
    for weighed in weighing.load(FACTS):
        assert weighed.because.endswith("."), weighed
        assert FACTS.statements[weighed.statement].source.id != ESSAY, weighed


def test_a_rule_for_all_foreigners_takes_no_side():
    rules = [w for w in weighing.load(FACTS) if "all foreigners" in (FACTS.statements[w.statement].note or "")]
    assert len(rules) == 3
    assert {w.side for w in rules} == {NEITHER}


@given(pans)
def test_the_share_lies_within_its_range_and_the_range_is_as_wide_as_what_takes_no_side(entries):
    pan = scales(entries)
    share, total = pan.share, sum(s.weight for s, _ in entries)
    if all(side == NEITHER for _, side in entries):
        assert share is None
    else:
        assert 0 <= share.low <= share.value <= share.high <= 100 + 1e-9
        assert share.high - share.low == pytest.approx(100 * pan.weight(NEITHER) / total)
        assert share.ids == tuple(s.id for s, _ in entries)


@given(pans)
def test_for_and_against_are_treated_alike(entries):
    swapped = {FOR: AGAINST, AGAINST: FOR, NEITHER: NEITHER}
    there, here = scales(entries).share, scales([(s, swapped[side]) for s, side in entries]).share
    assert (there is None) == (here is None)
    if there:
        assert (100 - there.value, 100 - there.high, 100 - there.low) == pytest.approx(
            (here.value, here.low, here.high)
        )


@settings(max_examples=40)
@given(st.sampled_from(CLAIMS), st.dates(date(2022, 9, 21), FACTS.compiled))
def test_nothing_is_weighed_before_it_is_public(id, day):
    view = FACTS.at(day)
    pan = balance(FACTS, view, id)
    assert all(s.known_from <= day for s, _ in pan.entries)
    assert set(pan.ids) <= set(view.read)
    assert [s.known_from for s, _ in pan.entries] == sorted(s.known_from for s, _ in pan.entries)


@pytest.mark.parametrize("id", CLAIMS)
def test_a_typed_verdict_carries_the_share_and_names_what_was_weighed(id):
    judgement = judge(FACTS, Scenario(evidence="best"), id)
    for verdict, day in ((judgement.knowable, "2022-09-30"), (judgement.known, None)):
        pan = balance(FACTS, FACTS.at(day), id)
        assert verdict.found == pan.share
        assert set(pan.ids) <= set(verdict.ids)
        assert verdict.judged


@pytest.mark.parametrize("id", ["C16", "C17"])
def test_what_cannot_be_tested_is_not_weighed(id):
    verdict = judge(FACTS, Scenario(evidence="best"), id).known
    assert (verdict.word, verdict.found) == ("not testable", None)


def test_a_statement_put_into_the_essays_mouth_weighs_nothing():
    id = "tokayev_hopeless"
    moved = replace(FACTS.statements[id], source=FACTS.sources[ESSAY])
    here = replace(FACTS, statements=FACTS.statements | {id: moved})
    assert id in balance(FACTS, FACTS.at(), "C12").ids
    assert id not in balance(here, here.at(), "C12").ids


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("C12,tokayev_hopeless,for", "C99,tokayev_hopeless,for", "row 4, column claim: found 'C99'"),
        ("C12,tokayev_hopeless,for", "C12,tokayev,for", "row 4, column statement: found 'tokayev', expected an id"),
        ("C12,tokayev_hopeless,for", "C12,tokayev_hopeless,pro", "row 4, column side: found 'pro', expected one of"),
        ("C12,tokayev_hopeless,", "C12,ashimbayev_no_permits,", "row 4, column claim and statement: found 'C12, ashim"),
        ("The head of state asked that they be looked after.", "", "row 4, column because: found an empty cell"),
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
        weighing.load(facts.load(tmp_path / "data"))
    assert found in str(error.value)
    assert str(error.value).startswith("weighed.csv")
    assert "\n" not in str(error.value)
