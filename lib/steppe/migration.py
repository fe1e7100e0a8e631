"""How many of those who come are there after a number of weeks: the flow model of chapter 07."""


def present(
    weekly: float, weeks: int, decline: float = 0.0, departure: float = 0.0, wave: float = 0.0, wave_week: int = 0
) -> float:
    """Persons present at the end of the last of `weeks` whole weeks t = 0 .. weeks-1, counted from nobody.

    At the start of each week `weekly * (1 - decline) ** t` arrive, and `wave` more in week `wave_week`. A share
    `departure` of those present leaves each week, also of those who have just come. The arguments are not checked:
    `Scenario` bounds them. Weekly figures may be numpy arrays. The model is linear in `weekly`.

    >>> present(100_000, 52)
    5200000.0
    """
    stream = sum(weekly * (1 - decline) ** t * (1 - departure) ** (weeks - t) for t in range(weeks))
    return stream + wave * (1 - departure) ** (weeks - wave_week)
