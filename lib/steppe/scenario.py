"""The one vocabulary of parameters: used by notebooks, scenario files and the command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches

from steppe.refusal import shown

NEUTRAL_FLOW = "gross"


class ParameterError(ValueError):
    """A parameter that is unknown, of the wrong type or out of bounds, told in one line."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Parameter:
    """A name of the vocabulary: type, unit, bounds (inclusive) or choices, neutral value, meaning."""

    name: str
    type: type
    unit: str
    neutral: object
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> object:
        """The value, in its type, zero without a sign; ParameterError if it is of another type or out of bounds."""
        if value is None and self.neutral is None:
            return None
        if self.type is str:
            return self._check_text(value)
        if self.type is bool:
            return value if isinstance(value, bool) else self._refuse(value, "True or False")
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole and not (self.type is float and isinstance(value, float)):
            self._refuse(value, "a whole number" if self.type is int else "a number")
        if not self.low <= value <= self.high:
            self._refuse(value, f"{self.low:,} to {self.high:,} ({self.unit})")
        return self.type(value) + 0

    def _check_text(self, value: object) -> str:
        if not isinstance(value, str):
            self._refuse(value, "a text" if self.choices else "a date as text, such as '2022-09-30'")
        if self.choices and value not in self.choices:
            hint = get_close_matches(value, self.choices, 1)
            self._refuse(value, f"one of {', '.join(self.choices)}" + (f"; did you mean {hint[0]!r}?" if hint else ""))
        if not self.choices:
            try:
                if len(value) != 10:
                    raise ValueError(value)
                date.fromisoformat(value)
            except ValueError:
                self._refuse(value, "a date such as 2022-09-30")
            if not EARLIEST <= value <= LATEST:
                self._refuse(value, f"a date from {EARLIEST} to {LATEST}")
        return value

    def _refuse(self, value: object, expected: str):
        raise ParameterError(f"parameter {self.name}: found {shown(value)}, expected {expected}")


REMOVED = {
    "probability_needed": "verdicts no longer rest on a probability but on the best witnesses",
    **dict.fromkeys(
        ("employment_rate", "months_stayed", "wage_elasticity", "rent_elasticity", "household_size_ratio"),
        "the arithmetic of wages and rents is no longer part of chapter 08",
    ),
}
EARLIEST, LATEST = "2022-09-21", "2100-12-31"

VOCABULARY: dict[str, Parameter] = {
    p.name: p
    for p in (
        Parameter("as_of", str, "ISO date", None, "the last day whose publications count; None means all of them"),
        Parameter(
            "evidence",
            str,
            "choice",
            "essay",
            "whose figures enter the arithmetic",
            choices=("essay", "best", "kindest", "harshest"),
        ),
        Parameter(
            "flow",
            str,
            "choice",
            None,
            "what an arrival is: gross, excess or net; None takes what each claim is about",
            choices=(NEUTRAL_FLOW, "excess", "net"),
        ),
        Parameter(
            "weekly_arrivals",
            float,
            "persons a week",
            None,
            "arrivals a week; None takes the chosen statement",
            0,
            10_000_000,
        ),
        Parameter("weekly_decline", float, "share", 0.0, "how much smaller each week is than the one before", 0, 0.999),
        Parameter("weekly_departure", float, "share", 0.0, "share of those present who leave again each week", 0, 1),
        Parameter("horizon_weeks", int, "weeks", 52, "how many weeks the rate is carried forward", 1, 260),
        Parameter(
            "second_wave_week", int, "week", 0, "the week in which a second wave comes, counted from zero", 0, 259
        ),
        Parameter("second_wave_arrivals", float, "persons", 0.0, "how many come in a second wave", 0, 10_000_000),
        Parameter(
            "population",
            float,
            "persons",
            None,
            "population of Kazakhstan; None takes the chosen statement",
            1_000_000,
            100_000_000,
        ),
        Parameter(
            "citizens_before",
            float,
            "persons",
            None,
            "Russian citizens present before; None takes the chosen statement",
            1,
            10_000_000,
        ),
        Parameter(
            "tolerance_flat", float, "share", 0.05, "how far off a flat figure may be and still hold", 0.001, 0.25
        ),
        Parameter(
            "tolerance_hedged", float, "share", 0.10, "how far off a hedged figure may be and still hold", 0.001, 0.25
        ),
        Parameter("interactive", bool, "switch", False, "whether the lab shows widgets instead of a picture"),
    )
}


@dataclass(frozen=True)
class Scenario:
    """One value for every name of the vocabulary; the defaults are the scenario `essay`."""

    as_of: str | None = None
    evidence: str = "essay"
    flow: str | None = None
    weekly_arrivals: float | None = None
    weekly_decline: float = 0.0
    weekly_departure: float = 0.0
    horizon_weeks: int = 52
    second_wave_week: int = 0
    second_wave_arrivals: float = 0.0
    population: float | None = None
    citizens_before: float | None = None
    tolerance_flat: float = 0.05
    tolerance_hedged: float = 0.10
    interactive: bool = False

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Scenario:
        """Checks every name and value; ParameterError names the first that is not right."""
        for name in values:
            expect_known(name)
        scenario = cls(**{name: VOCABULARY[name].check(value) for name, value in values.items()})
        if scenario.second_wave_week >= scenario.horizon_weeks:
            raise ParameterError(
                f"parameter second_wave_week: found {scenario.second_wave_week}, "
                f"expected less than horizon_weeks ({scenario.horizon_weeks})"
            )
        return scenario

    def differences(self) -> dict[str, object]:
        """The values that are not those of the scenario `essay`."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


def expect_known(name: str) -> None:
    """ParameterError, with the nearest name or the reason of its removal, for a name outside the vocabulary."""
    if name in REMOVED:
        raise ParameterError(f"parameter {name}: removed, since {REMOVED[name]}; leave it out")
    if name not in VOCABULARY:
        hint = get_close_matches(str(name), VOCABULARY, 1)
        expected = f"did you mean {hint[0]!r}?" if hint else f"expected one of {', '.join(VOCABULARY)}"
        raise ParameterError(f"parameter {shown(name)}: not in the vocabulary; {expected}")
