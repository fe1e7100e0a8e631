"""How many left: records, counts that fell, and nothing of the essay's own."""

from math import inf

import pytest

from steppe import facts, scenarios
from steppe.case import Case
from steppe.display import emigration, marks
from steppe.display.composition import RUSSIANS
from steppe.display.headcounts import headcounts
from steppe.facts import ESSAY, Statement
from steppe.scenario import Scenario

FACTS = facts.load()
HINDSIGHT = Case(FACTS, Scenario(evidence="best"))
everywhere = pytest.mark.parametrize("case", [Case(FACTS, scenarios.scenario(name)) for name in scenarios.names()])


@everywhere
def test_no_row_towards_the_millions_is_the_essays_own(case):
    ids = marks.ids_of(marks.rows_of(emigration.towards_millions(case)))
    assert not any(FACTS.statements[id].source.id == ESSAY for id in ids)


def test_a_net_loss_of_more_than_so_many_has_the_width_of_its_wording():
    (net,) = [row for label, row in emigration.towards_millions(HINDSIGHT).items() if "less those who came" in label]
    assert net.figure.low == 2_000_000
    assert net.figure.high < inf


def test_the_fall_ends_at_the_last_count_of_russians():
    falls = [label for label in emigration.towards_millions(HINDSIGHT) if label.startswith("Fall")]
    assert falls[-1].endswith(list(headcounts(HINDSIGHT, RUSSIANS))[-1])


def test_the_repatriated_are_drawn_beside_the_record():
    drawn = [q.id for q in emigration.towards_millions(HINDSIGHT).values() if isinstance(q, Statement)]
    assert {"russians_repatriated_1991_1996", "russians_left_1989_1999"} <= set(drawn)
