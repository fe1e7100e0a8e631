"""The one vocabulary of parameters: used by notebooks, scenario files and the command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from nbsuite import parameters
from nbsuite.errors import did_you_mean
from steppe.paths import IS_ESSAY

DEFAULT = "essay"  # the scenario that leaves every parameter at its neutral value
NEUTRAL_FLOW = "gross"
EARLIEST, LATEST = "2022-09-21" if IS_ESSAY else "0001-01-01", "2100-12-31"
OF_ANY_TEXT = ("as_of", "evidence", "tolerance_flat", "tolerance_hedged")


@dataclass(frozen=True)
class Parameter(parameters.Parameter):
    """A name of the vocabulary: type, neutral value, unit, meaning, and inclusive bounds or choices."""

    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return f"{super().kind} ({self.unit})"

    @property
    def declaration(self) -> str:
        """The line of a parameters cell that declares it."""
        return f"{self.name}: {self.type.__name__} = {self.neutral!r}  # {self.meaning}"

    def check(self, value: object) -> object:
        """The value, in its type, zero without a sign; ParameterError if it is of another type or out of bounds."""
        checked = super().check(value)
        if checked is None:
            return None
        if self.choices and value not in self.choices:
            self.refuse(value, f"one of {', '.join(self.choices)}{did_you_mean(value, self.choices)}")
        if self.type is str and not self.choices and not _is_day(value):
            self.refuse(value, f"a date such as 2022-09-30, from {EARLIEST} to {LATEST}")
        if self.low is not None and not self.low <= value <= self.high:
            self.refuse(value, f"{self.low:,} to {self.high:,} ({self.unit})")
        return checked


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and EARLIEST <= text <= LATEST
    except ValueError:
        return False


def _parameter(neutral: object, *described: object, choices: tuple[str, ...] = ()):
    """A field of Scenario: its default, then unit, meaning and bounds as in Parameter."""
    return field(default=neutral, metadata={"described": described, "choices": choices})


@dataclass(frozen=True)
class Scenario:
    """One value for every name of the vocabulary; the defaults are the scenario `essay`."""

    as_of: str | None = _parameter(None, "ISO date", "the last day whose publications count; None means all of them")
    evidence: str = _parameter(
        "essay", "choice", "whose figures enter the arithmetic", choices=("essay", "best", "kindest", "harshest")
    )
    flow: str | None = _parameter(
        None, "choice", "what an arrival is: gross, excess or net; None takes what each claim is about",
        choices=(NEUTRAL_FLOW, "excess", "net"),
    )
    weekly_arrivals: float | None = _parameter(
        None, "persons a week", "arrivals a week; None takes the chosen statement", 0, 10_000_000
    )
    weekly_decline: float = _parameter(0.0, "share", "how much smaller each week is than the one before", 0, 0.999)
    weekly_departure: float = _parameter(0.0, "share", "share of those present who leave again each week", 0, 1)
    horizon_weeks: int = _parameter(52, "weeks", "how many weeks the rate is carried forward", 1, 260)
    second_wave_week: int = _parameter(0, "week", "the week in which a second wave comes, counted from zero", 0, 259)
    second_wave_arrivals: float = _parameter(0.0, "persons", "how many come in a second wave", 0, 10_000_000)
    population: float | None = _parameter(
        None, "persons", "population of Kazakhstan; None takes the chosen statement", 1_000_000, 100_000_000
    )
    citizens_before: float | None = _parameter(
        None, "persons", "Russian citizens present before; None takes the chosen statement", 1, 10_000_000
    )
    tolerance_flat: float = _parameter(0.05, "share", "how far off a flat figure may be and still hold", 0.001, 0.25)
    tolerance_hedged: float = _parameter(0.1, "share", "how far off a hedged figure may be and still hold", 0.001, 0.25)
    interactive: bool = _parameter(False, "switch", "whether the lab shows widgets instead of a picture")

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Scenario:
        """Checks every name and value; ParameterError names the first that is not right."""
        for name in values:
            parameters.expect_known(name, VOCABULARY)
        scenario = cls(**{name: VOCABULARY[name].check(value) for name, value in values.items()})
        if scenario.second_wave_week >= scenario.horizon_weeks:
            expected = f"less than horizon_weeks ({scenario.horizon_weeks})"
            VOCABULARY["second_wave_week"].refuse(scenario.second_wave_week, expected)
        return scenario

    def differences(self) -> dict[str, object]:
        """The values that are not those of the scenario `essay`."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


VOCABULARY: dict[str, Parameter] = {
    f.name: Parameter(
        f.name, next(kind for kind in parameters.KINDS if f.type.startswith(kind.__name__)), f.default,
        *f.metadata["described"], choices=f.metadata["choices"],
    )
    for f in fields(Scenario)
    if IS_ESSAY or f.name in OF_ANY_TEXT  # an audit of another text has no arrivals
}

