"""The tests of claims that their kind does not settle: a function for each, by its id in TESTS.

A claim of the kind `figure` needs none, nor does one of the kind `weighing`. A function is given the evidence as one
reader takes it, and the claim; it returns what is asserted beside what was found.
"""

from steppe.case import ClaimCase
from steppe.facts import Slot
from steppe.rule import Assertion, Comparison


def c02(case: ClaimCase, part) -> Assertion:
    first, second = (case.read(Slot("height", "measured", "all", place), place) for place in ("first", "second"))
    return Comparison({"the second": (first, second)}, "a figure of the first", "a figure of")


TESTS = {"C02": c02}
WITH_ARITHMETIC = ()  # claims that can also be judged by the figures of the text alone
