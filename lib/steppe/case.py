"""A case is the evidence as one reader takes it: a view of the facts under one scenario."""

from steppe.facts import Facts
from steppe.scenario import Scenario


class Case:
    """The facts, a scenario, and the view of the facts under it."""

    def __init__(self, facts: Facts, scenario: Scenario):
        self.facts = facts
        self.scenario = scenario
        self.view = facts.at(scenario.as_of, scenario.evidence)
