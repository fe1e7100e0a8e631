"""What later print changed, and what was observed of the president."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from steppe import facts, scenarios
from steppe.case import Case
from steppe.claims import ESSAY_DATE, JUDGED, judge, judge_all
from steppe.display import hindsight, presidency
from steppe.display.distances import found_over_stated
from steppe.scenario import Scenario
from steppe.tornado import tornado

FACTS = facts.load()


def case(**values):
    return Case(FACTS, Scenario(evidence="best", **values))


@given(st.sampled_from(JUDGED))
def test_a_course_begins_as_knowable_and_ends_as_known(id):
    steps = hindsight.course(case(), id)
    judgement = judge(FACTS, Scenario(evidence="best"), id)
    assert steps[-1].verdict.word == judgement.known.word
    assert steps[0].verdict.word == judgement.knowable.word or judgement.claim.knowable_by != ESSAY_DATE


@given(st.dates(date(2022, 10, 1), date(2026, 11, 22)))
def test_no_course_runs_beyond_the_last_day_of_evidence(day):
    steps = hindsight.course(case(as_of=day.isoformat()), "C01")
    assert steps[-1].day <= day


def test_the_table_names_the_day_and_the_voice_that_opened_the_call_up():
    table = hindsight.tabled(case()).set_index("Claim")
    assert table.loc["C01", "The word changed"] == "open from 24 October 2022, with Mediazona"


def test_the_table_prints_no_weight_and_no_probability_of_one_part_as_found():
    table = hindsight.tabled(case()).set_index("Claim")
    for id, judgement in judge_all(FACTS, case().scenario).items():
        found = table.loc[id, "found since"]
        if id in ("C02", "C07", "C08", "C12", "C13", "C14"):
            assert found is None
        elif judgement.known.found:
            assert found == judgement.known.found


def test_the_kinds_of_hindsight_share_out_all_claims():
    kinds = hindsight.settled(judge_all(FACTS, Scenario()))
    assert sorted(id for ids in kinds.values() for id in ids) == sorted(JUDGED)


def test_a_claim_settled_on_one_day_alone_is_open_on_the_other():
    judgements = judge_all(FACTS, Scenario())
    kinds = hindsight.settled(judgements)
    for id in kinds["settled on the day of this run alone"]:
        assert judgements[id].knowable.word == "open" != judgements[id].known.word
    for id in kinds["settled on the day of the essay alone"]:
        assert judgements[id].known.word == "open" != judgements[id].knowable.word


def test_how_firm_a_word_is_counts_the_statements_that_would_undo_it_left_out_alone():
    id, since, undone, of = hindsight.firmness(case(), ["C03"]).iloc[0]
    without = [judge(FACTS.without({s}), Scenario(evidence="best"), id).known.word for s in in_the_arithmetic(id)]
    assert (since, of) == ("4 October 2022", len(without))
    assert undone == sum(word != judge(FACTS, Scenario(evidence="best"), id).known.word for word in without)


def in_the_arithmetic(id):
    return [pull.id for pull in tornado(FACTS, Scenario(evidence="best"), id)]


def test_a_word_that_undated_pages_brought_says_so():
    since = hindsight.firmness(case(), ["C04"])["The word stands since"]
    assert list(since) == ["22 November 2026, the day of undated pages"]


def test_where_nothing_was_settled_since_the_table_says_so():
    assert list(hindsight.firmness(case(as_of="2022-09-30"), [])["Claim"]) == ["none"]


def test_the_ground_under_a_verdict_counts_its_statements():
    for id, (then, since) in hindsight.grounds(case()).items():
        judgement = judge(FACTS, Scenario(evidence="best"), id)
        assert (then, since) == (len(set(judgement.knowable.ids)), len(set(judgement.known.ids)))


def test_a_claim_without_statements_says_so_in_the_picture():
    figure = hindsight.plot_grounds(case())
    bare = [id for id, both in hindsight.grounds(case()).items() if not any(both)]
    said = [text.get_text() for text in figure.axes[0].texts]
    assert "C17" in bare
    assert said.count("rests on no statement") == len(bare)


def test_the_darker_bar_is_the_earlier_day_also_where_the_run_ends_before_the_essay():
    for as_of, words in ((None, "Dark: public by 30 Sep 2022."), ("2022-09-27", "Dark: public by 27 Sep 2022.")):
        figure = hindsight.plot_grounds(case(as_of=as_of))
        assert words in figure.get_supxlabel()
        assert all(bar.get_width() >= 0 for bar in figure.axes[0].patches)


@given(st.sampled_from(scenarios.names()))
def test_every_figure_found_lies_on_the_scale_of_its_course(name):
    courses = hindsight.courses(Case(FACTS, scenarios.scenario(name)))
    axes = hindsight.plot_courses(courses).axes[0]
    low, high = axes.get_ylim()
    found = [found_over_stated(step.verdict).value for steps in courses.values() for step in steps]
    assert all(low < value < high for value in found)


def test_the_largest_move_between_surveys_is_never_negative_and_rests_on_two():
    move = presidency.largest_move(presidency.surveys(case()))
    assert move.value >= 0 and len(move.ids) == 2


def test_fewer_than_two_surveys_have_no_move():
    assert presidency.largest_move(presidency.surveys(case(as_of="2022-09-28"))) is None


def test_the_picture_of_the_presidency_is_drawn_before_anything_was_public():
    figure = presidency.plot_presidency(case(as_of="2022-09-22"))
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert {"none public yet", "nothing public yet"} <= set(said)
