"""The fall of a count: recorded departures, a residual that stays one, and steps that are no migration."""

from itertools import pairwise
from math import inf

import pytest

from steppe import facts, scenarios
from steppe.case import Case
from steppe.display import emigration, emigration_figures, marks, rebasing
from steppe.display.composition import RUSSIANS
from steppe.display.emigration import COUNTED, RECORDED, REST
from steppe.display.figure import show
from steppe.display.headcounts import headcounts
from steppe.facts import ESSAY, NotYetKnown, Statement
from steppe.scenario import Scenario

FACTS = facts.load()
HINDSIGHT = Case(FACTS, Scenario(evidence="best"))
KNOWABLE = Case(FACTS, scenarios.scenario("knowable"))
everywhere = pytest.mark.parametrize("case", [Case(FACTS, scenarios.scenario(name)) for name in scenarios.names()])


@everywhere
def test_the_steps_of_the_bridge_lead_from_the_first_count_to_the_last(case):
    steps = emigration.bridge(case)
    counts = [s for s in steps if s.kind == COUNTED]
    changes = [s for s in steps if s.kind != COUNTED]
    assert counts[0].figure.value - sum(s.figure.value for s in changes) == pytest.approx(counts[-1].figure.value)
    assert all(a.bottom == b.top for a, b in pairwise(steps))


@everywhere
def test_a_residual_stands_only_beside_recorded_departures(case):
    kinds = [s.kind for s in emigration.bridge(case)]
    assert kinds.count(RECORDED) == kinds.count(REST) == 1
    assert kinds.index(REST) == kinds.index(RECORDED) + 1


def test_the_residual_covers_both_bases():
    rest = next(s for s in emigration.bridge(HINDSIGHT) if s.kind == REST).figure
    assert 0 < rest.low < rest.high < 500_000


def test_the_census_of_2021_corrects_the_register_only_once_it_is_public():
    labels = [[s.label for s in emigration.bridge(case)] for case in (HINDSIGHT, KNOWABLE)]
    assert ["Corrected by the census of 2021" in found for found in labels] == [True, False]
    assert labels[1][-1] == "On the register, 2022"


@everywhere
def test_no_row_towards_the_millions_is_the_essays_own(case):
    ids = marks.ids_of(marks.rows_of(emigration.towards_millions(case)))
    assert not any(FACTS.statements[id].source.id == ESSAY for id in ids)


def test_a_net_loss_of_more_than_so_many_stays_open_upwards():
    (net,) = [row for label, row in emigration.towards_millions(HINDSIGHT).items() if "less those who came" in label]
    assert (net.figure.low, net.figure.high) == (2_000_000, inf)


def test_nearly_half_stays_at_most_half():
    busy = emigration.pieces(HINDSIGHT)["1994"]
    assert busy["by share"].low == -inf
    assert busy["by share"].high == 204_400
    assert busy["makes"].value > busy["printed"].high


def test_the_fall_ends_at_the_last_count_of_russians():
    falls = [label for label in emigration.towards_millions(HINDSIGHT) if label.startswith("Fall")]
    assert falls[-1].endswith(list(headcounts(HINDSIGHT, RUSSIANS))[-1])


def test_the_repatriated_are_drawn_but_kept_apart_from_the_record_of_the_bridge():
    drawn = [q.id for q in emigration.towards_millions(HINDSIGHT).values() if isinstance(q, Statement)]
    assert {"russians_repatriated_1991_1996", "russians_left_1989_1999"} <= set(drawn)
    assert emigration.recorded(HINDSIGHT).id == "russians_left_1989_1999"


@pytest.mark.parametrize(
    ("id", "ask"),
    [
        ("russians_left_1989_1999", emigration.recorded),
        ("russians_repatriated_1991_1996", emigration.repatriated),
        ("russian_emigrants_1996", lambda case: emigration.pieces(case)["1996"]),
        ("net_migration_1994", lambda case: emigration.pieces(case)["1994"]["net"]),
        ("left_1994", lambda case: emigration.pieces(case)["1994"]["by share"]),
    ],
)
def test_a_record_that_is_missing_is_told_in_one_line(id, ask):
    ask(HINDSIGHT)
    with pytest.raises(NotYetKnown, match=r"^[^\n]+: nothing public as of [^\n]+$"):
        ask(Case(FACTS.without({id}), Scenario(evidence="best")))


def test_a_reckoned_range_is_labelled_with_both_its_ends():
    (axes,) = emigration_figures.plot_millions(HINDSIGHT, {}).axes
    assert "1,557,000–1,827,000" in {text.get_text() for text in axes.texts}


def test_the_census_and_the_series_put_on_its_base_are_told_apart():
    lines = rebasing.series(HINDSIGHT)
    assert [s.id for s in lines[rebasing.CENSUS]] == ["total_2021"]
    assert not {s.id for s in lines[rebasing.OLD]} & {s.id for s in lines[rebasing.NEW]}
    assert list(lines)[-1].startswith("World Bank")


def test_the_step_of_one_day_is_known_only_when_both_bases_are():
    day, old, new = rebasing.rebased(HINDSIGHT)
    assert (day, new.value - old.value) == ("2022-01-01", 381_159)
    assert rebasing.rebased(KNOWABLE) is None


def test_what_is_left_of_growth_is_what_births_less_deaths_do_not_bring():
    first, second = rebasing.years(HINDSIGHT)
    assert first["natural"].value == first["births"].value - first["deaths"].value
    assert first["left"].value == first["growth"].value - first["natural"].value == -6_955
    assert first["growth"].value == first["printed"].value
    assert second["births"] is None
    assert rebasing.years(KNOWABLE) == []


def test_the_almanac_is_silent_before_it_was_printed():
    assert rebasing.rates(Case(FACTS, Scenario(as_of="2022-09-28"))) == {}
    assert rebasing.rates(HINDSIGHT)["natural"].value == 141_000


def test_the_step_is_drawn_as_an_arrow_where_it_is_known():
    def arrows(case):
        (axes,) = emigration_figures.plot_rebasing(case, {}).axes
        return sum(bool(text.arrow_patch) for text in axes.texts if hasattr(text, "arrow_patch"))

    assert arrows(HINDSIGHT) > arrows(KNOWABLE) == 0


@everywhere
def test_the_bridge_is_drawn_under_every_scenario(case):
    assert show(emigration_figures.plot_bridge(case), "A bridge.").digest
