"""All that is stored as data, read before anything starts, so that no notebook runs on what another would refuse."""

from __future__ import annotations

from steppe import facts, judging, weighing
from steppe.facts import Facts
from steppe.suite import reasons, scenarios
from steppe.suite.house import House
from steppe.tables import read_package, read_table


def sound(house: House) -> Facts:
    """The facts of a house, all other tables, lines and scenarios read as well.

    Raises DataError or ParameterError at the first thing that is not right.
    """
    evidence = facts.load(house.data)
    judging.load_claims(evidence)
    evidence.table(weighing.read_weighed)
    reasons.read(house.data, evidence)
    package = read_package(house.data)
    for name in ("load_map", *(r["name"] for r in package["resources"] if r["path"].startswith("border/"))):
        read_table(house.data, package, name)
    for name in scenarios.names():
        scenarios.load(name)
        scenarios.describe(name)
    return evidence
