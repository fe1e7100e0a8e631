"""The stamp at the end of a run."""

from dataclasses import replace

import pytest

from steppe import scenarios
from steppe.case import Case
from steppe.claims import JUDGED, VANTAGES, judge
from steppe.display import say
from steppe.display.stamp import run_stamp
from steppe.facts import load
from steppe.scenario import Scenario

FACTS = load()


def stamped(**values) -> str:
    return str(run_stamp(Case(FACTS, replace(Scenario(), **values))))


def test_the_stamp_of_the_stored_run_tells_facts_and_day_but_no_time_and_no_path():
    assert stamped() == (
        f"Run on the facts {FACTS.digest[:12]}, evidence closed on 22 November 2026. "
        "Every parameter is as in the stored run, under the scenario essay."
    )


def test_the_stamp_names_the_values_that_differ_and_that_no_word_turned():
    said = stamped(second_wave_week=3)
    assert said.endswith("under the scenario essay: second_wave_week = 3; with the same word on every claim.")


@pytest.mark.parametrize("name", scenarios.names())
def test_the_stamp_names_every_claim_with_another_word_than_in_the_stored_run_and_no_other(name):
    scenario = scenarios.scenario(name)
    bundle = run_stamp(Case(FACTS, scenario))._repr_mimebundle_()
    words = {
        id: [[judge(FACTS, which, id).at(vantage).word for vantage in VANTAGES] for which in (Scenario(), scenario)]
        for id in JUDGED
    }
    turned = [id for id, (stored, own) in words.items() if stored != own]
    assert bundle[say.MIME]["values"]["turned"] == turned
    assert all(id in bundle["text/plain"] for id in turned)
