"""What differs between two runs, the verdicts among it."""

import re
from dataclasses import dataclass, field

from nbsuite import compare
from nbsuite.compare import Side
from steppe.judging import VANTAGES
from steppe.suite import verdicts

WORD = re.compile(rf"parts (\S+) ({'|'.join(VANTAGES)}) word")  # in a box, by part and vantage point


@dataclass(frozen=True)
class Difference(compare.Difference):
    """All that differs; verdicts: those that turn, a phrase each."""

    verdicts: list[str] = field(default_factory=list)

    def sections(self) -> dict[str, list[tuple[str, ...]]]:
        (title, parameters), *others = super().sections().items()
        return {title: parameters, "Verdicts that turn": [(phrase,) for phrase in self.verdicts]} | dict(others)


def between(a: Side, b: Side) -> Difference:
    """All that differs from one run to the other, in the notebooks that both have; two by themselves are one."""
    found = compare.between(a, b)
    turned = {match.groups(): change for change in found.values if (match := WORD.fullmatch(change.name))}
    words = ({at: getattr(change, when) for at, change in turned.items()} for when in ("before", "after"))
    return Difference(**vars(found), verdicts=verdicts.differences(*words))
