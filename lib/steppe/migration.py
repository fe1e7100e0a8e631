"""How many of those who come are there after a number of weeks: the flow model of chapter 07.

Whole weeks t = 0 .. H-1. Arrivals come at the start of a week and are counted at the end of week H-1.
Of those who came in week t, (1 - r) ** (H - t) are still present. All figures are persons.
Weekly figures may be arrays, for many points at once: the arithmetic is the same at each.
"""

from __future__ import annotations


def arrivals(
    weekly: float, weeks: int, decline: float = 0.0, wave_week: int = 0, wave_arrivals: float = 0.0
) -> list[float]:
    """Arrivals in each week: `weekly * (1 - decline) ** t`, plus `wave_arrivals` in week `wave_week`.

    Raises ValueError for a decline outside [0, 1), fewer than one week, or a wave outside the horizon.
    """
    if not (0 <= decline < 1 and 0 <= wave_week < weeks):
        found = f"decline {decline} and wave_week {wave_week} of {weeks} weeks"
        raise ValueError(f"arrivals: found {found}, expected 0 <= decline < 1 and 0 <= wave_week < weeks")
    stream = [weekly * (1 - decline) ** t for t in range(weeks)]
    stream[wave_week] += wave_arrivals
    return stream


def present(stream: list[float], departure: float = 0.0) -> float:
    """Persons still present at the end of the last week: the sum of a(t) * (1 - r) ** (H - t).

    Raises ValueError for a weekly departure outside [0, 1].
    """
    if not 0 <= departure <= 1:
        raise ValueError(f"departure: found {departure}, expected 0 to 1")
    weeks = len(stream)
    return sum(a * (1 - departure) ** (weeks - t) for t, a in enumerate(stream))


def retained(weeks: int, decline: float = 0.0, departure: float = 0.0) -> float:
    """Persons present at the end for each person who arrives in the first week, without a second wave.

    The model is linear in the weekly figure, so this factor carries its range along.
    """
    return present(arrivals(1.0, weeks, decline), departure)
