"""The stamp at the end of a run."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nbsuite.errors import DataError
from steppe.audit import stamp
from steppe.case import Case
from steppe.display import template
from steppe.facts import load
from steppe.judging import VANTAGES, judge_all
from steppe.paths import DATA
from steppe.scenario import Scenario
from steppe.suite import scenarios

ARRIVALS = "essay_arrivals,border_crossings,entries,russian_citizens,kazakhstan,2022-09-21/2022-09-27,100000,"
FACTS = load()


def words(facts, scenario) -> dict[str, list[str]]:
    return {id: [j.at(vantage).word for vantage in VANTAGES] for id, j in judge_all(facts, scenario).items()}


def stamped(**values) -> str:
    return str(stamp(Case(FACTS, replace(Scenario(), **values))))


def test_the_stamp_of_the_stored_run_tells_facts_and_day_but_no_time_and_no_path():
    assert stamped() == (
        f"Run on the facts {FACTS.digest[:12]}, evidence closed on 22 November 2026. "
        "Facts and parameters are those of the stored run, under the scenario essay."
    )


def test_the_stamp_names_the_values_that_differ_and_that_no_word_turned():
    said = stamped(second_wave_week=3)
    assert said.endswith("under the scenario essay: second_wave_week = 3; with the same word on every claim.")


def test_the_stamp_says_that_the_facts_are_others_than_those_of_the_stored_run_and_what_that_turned(tmp_path):
    changed = Path(shutil.copytree(DATA, tmp_path / "data"))
    table = changed / "facts.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count(ARRIVALS) == 1
    table.write_text(text.replace(ARRIVALS, ARRIVALS.replace("100000", "900000")), encoding="utf-8")
    facts = load(changed)
    turned = [id for id, found in words(facts, Scenario()).items() if found != words(FACTS, Scenario())[id]]
    assert turned
    assert str(stamp(Case(facts, Scenario()))) == (
        f"Run on the facts {facts.digest[:12]}, evidence closed on 22 November 2026. "
        "Unlike the stored run, under the scenario essay: "
        f"the facts (there {FACTS.digest[:12]}); with another word on {', '.join(turned)}."
    )
    both = str(stamp(Case(facts, Scenario(second_wave_week=3))))
    assert f"the facts (there {FACTS.digest[:12]}), second_wave_week = 3; with" in both


@pytest.mark.parametrize("text", [None, "", "{}", '{"verdicts": [1]}', '{"verdicts": []}', "[" * 100_000])
def test_without_a_record_of_the_stored_run_the_stamp_names_the_file_that_is_missing_or_wrong(tmp_path, text):
    lone = Path(shutil.copytree(DATA, tmp_path / "data"))
    (lone / "verdicts.json").unlink()
    if text is not None:
        (lone / "verdicts.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"^verdicts\.json: "):
        stamp(Case(load(lone), Scenario()))


@pytest.mark.parametrize("name", scenarios.names())
def test_the_stamp_names_every_claim_with_another_word_than_in_the_stored_run_and_no_other(name):
    scenario = scenarios.scenario(name)
    bundle = stamp(Case(FACTS, scenario))._repr_mimebundle_()
    turned = [id for id, found in words(FACTS, scenario).items() if found != words(FACTS, Scenario())[id]]
    assert bundle[template.MIME]["values"]["turned"] == turned
    assert all(id in bundle["text/plain"] for id in turned)
