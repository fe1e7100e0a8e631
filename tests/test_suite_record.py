import json

from steppe import facts
from steppe.judging import VANTAGES, judge_all, parts_of
from steppe.paths import DATA
from steppe.suite import scenarios, verdicts
from steppe.suite.verdicts import Recorded

FACTS = facts.load()
TEXT = verdicts.as_json(FACTS, {"hindsight": verdicts.of(FACTS, scenarios.load("hindsight"))})
ROWS = json.loads(TEXT)["verdicts"]


def row(part, vantage):
    return next(r for r in ROWS if (r["part"], r["vantage"]) == (part, vantage))


def test_each_part_and_vantage_point_has_a_line_of_its_own_with_the_word_of_the_judge():
    assert [(r["part"], r["vantage"]) for r in ROWS] == [(id, v) for id in parts_of(FACTS) for v in VANTAGES]
    assert all(r["part"].startswith(r["claim"]) for r in ROWS)
    for line, verdict in zip(TEXT.splitlines()[4:-1], ROWS, strict=True):
        assert json.loads(line.rstrip(",")) == verdict
    judged = judge_all(FACTS, scenarios.scenario("hindsight"))
    assert Recorded.parse(TEXT).words["hindsight"] == verdicts.words(judged)


def test_a_line_says_what_was_stated_what_was_found_and_on_what_it_rests():
    border = row("C04.1", "known")
    assert border["stated"] == 4739
    assert border["range"][0] <= border["found"] <= border["range"][1]
    assert "cia_2022" in border["statements"]


def test_an_open_word_names_what_is_missing_a_mixed_one_who_disagrees_and_a_contested_one_by_whom():
    assert row("C03.2", "known")["missing"] and row("C12", "known")["for"] and row("C12", "known")["against"]
    dodged = row("C02.2", "known")
    assert (dodged["marks"], dodged["contested"]) == (["contested"], ["anonymous Western officials (C)"])


def test_figures_have_twelve_digits_and_the_stored_record_is_small_and_no_part_of_the_facts():
    for row in ROWS:
        for number in (row["stated"], row["found"], *(row["range"] or [])):
            assert number is None or float(f"{number:.12g}") == number, row
    assert (DATA / "verdicts.json").stat().st_size < 400_000
    assert "verdicts" not in FACTS.digest
