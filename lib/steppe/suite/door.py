"""The data of the suite, read whole before anything starts."""

from steppe import facts, judging, weighing
from steppe.facts import Facts
from steppe.suite import mutations, scenarios
from steppe.suite.house import House
from steppe.tables import read_package, read_table


def sound(house: House) -> Facts:
    """The facts of a house. All other data are read as well, so that no notebook runs on what another would refuse.

    Raises DataError or ParameterError at the first thing that is not right.
    """
    evidence = facts.load(house.data)
    judging.load_claims(evidence)
    evidence.table(weighing.read_weighed)
    mutations.read_reasons(house.data, evidence)
    package = read_package(house.data)
    for resource in package["resources"]:
        if "parsers" in resource:
            read_table(house.data, package, resource["name"])
    for name in scenarios.names():
        scenarios.load(name)
        scenarios.describe(name)
    return evidence
