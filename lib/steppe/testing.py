"""How each part of a claim is tested, as `data/claims.py` of an audit says.

A part without a function of its own is tested by its kind: `figure` against all that was published about the same
thing, `weighing` by the statements that `weighed.csv` names.
"""

import runpy
from collections.abc import Callable

from nbsuite.errors import DataError
from steppe import paths
from steppe.case import Claim, ClaimCase
from steppe.facts import Slot
from steppe.rule import Assertion, Figure, Weighing
from steppe.weighing import weighing

Test = Callable[[ClaimCase, Claim], Assertion]


def figure(case: ClaimCase, part: Claim) -> Assertion:
    """The figure of the text, `essay_c01` for C01, against those published about the same thing.

    `periods` of the claim says the days that these are about, where they matter. Open without a figure of the text.
    """
    id = f"essay_{part.id.lower().replace('.', '_')}"
    stated = case.facts.essay.statements.get(id)
    if stated is None:
        return Weighing((), f"the figure that the text states, as {id} in facts.csv")
    days = part.periods[0] if part.periods else None
    slot = Slot(stated.quantity, stated.measure, stated.who, stated.place, days, unit=stated.unit)
    return Figure(case.essay(id), case.read(slot, one_thing=True, essay=id))


try:
    names = runpy.run_path(str(paths.CLAIMS), run_name="claims")  # leaves no compiled file among the data
except Exception as error:
    expected = "Python that runs, with TESTS: a function for each part"
    raise DataError(paths.CLAIMS.name, f"{type(error).__name__}: {error}", expected) from None
TESTS: dict[str, Test] = names.get("TESTS", {})
WITH_ARITHMETIC: tuple[str, ...] = names.get("WITH_ARITHMETIC", ())  # what is also judged by the text alone
CASE: type[ClaimCase] = names.get("EssayCase", ClaimCase)
BY_KIND: dict[str | None, Test] = {"figure": figure, "weighing": weighing}


def test_of(id: str, kind: str | None) -> Test | None:
    """The test of a part; None for one that has none."""
    return TESTS.get(id) or BY_KIND.get(kind)


test_of.__test__ = False  # no test of pytest
