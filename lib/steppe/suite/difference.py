"""What differs between two runs, the verdicts among it."""

from dataclasses import dataclass, field

from nbsuite import compare
from nbsuite.compare import Side
from steppe.judging import VANTAGES
from steppe.suite import verdicts


@dataclass(frozen=True)
class Difference(compare.Difference):
    """All that differs; verdicts: those that turn, a phrase each."""

    verdicts: list[str] = field(default_factory=list)

    def sections(self) -> dict[str, list[tuple[str, ...]]]:
        (title, parameters), *others = super().sections().items()
        return {title: parameters, "Verdicts that turn": [(phrase,) for phrase in self.verdicts]} | dict(others)


def between(a: Side, b: Side) -> Difference:
    """All that differs from one run to the other, in the notebooks that both have; two by themselves are one."""
    pairs = compare.shared(a, b)
    before, after = ([pair[at] for pair in pairs] for at in (1, 2))
    turned = verdicts.differences(_words(before), _words(after))
    return Difference(**vars(compare.between(a, b)), verdicts=turned)


def _words(every: list) -> dict[tuple[str, str], str]:
    """The verdicts that some notebooks print, by part and vantage point."""
    shown = (compare.values_of(cell.get("outputs", [])) for notebook in every for cell in notebook.cells)
    return {
        (part, vantage): values[f"parts {part} {vantage} word"]
        for values in shown
        if "claim" in values
        for part in dict.fromkeys(name.split(" ")[1] for name in values if name.startswith("parts "))
        for vantage in VANTAGES
        if f"parts {part} {vantage} word" in values
    }
