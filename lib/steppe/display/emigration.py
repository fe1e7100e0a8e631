"""How many Russians left: what was recorded, and what else bears on it."""

from __future__ import annotations

from steppe.display import dates, marks
from steppe.display.census import others
from steppe.display.composition import KAZAKHSTAN, LAST_SOVIET_CENSUS, RUSSIANS
from steppe.display.headcounts import fall, headcounts
from steppe.facts import Slot, Statement

TOPIC = "russian_emigration"
CENSUSES = (LAST_SOVIET_CENSUS, "1999-02-25", "2009-02-25", "2021-09-01")
FIVE_YEARS = 1800


def long_records(case, who: str) -> list[Statement]:
    """Recorded departures over five years or more, by their last day, the essay's own figure left out."""
    found = others(case, Slot(TOPIC, "exits", who, KAZAKHSTAN, "1989/2021", days=FIVE_YEARS))
    return sorted(found, key=lambda s: (s.period.end, s.id))


def towards_millions(case) -> dict[str, marks.Drawn]:
    """What bears on how many Russians left, each under its own label; no two measure the same."""
    counts, ten_years, whole = headcounts(case, RUSSIANS), CENSUSES[1], fall(case)
    falls = {ten_years: counts[LAST_SOVIET_CENSUS].figure - counts[ten_years].figure, whole.day: whole.fewer}
    back = others(case, Slot(TOPIC, "repatriated", RUSSIANS, KAZAKHSTAN))
    net = others(case, Slot(TOPIC, "net", "all", KAZAKHSTAN, days=FIVE_YEARS))
    stock = others(case, Slot(TOPIC, "stock", None, "russia"))
    return {
        **{f"Russians recorded as leaving, {_years(s)}": s for s in long_records(case, RUSSIANS)},
        **{f"Russians said to have gone back, {_years(s)}": s for s in back},
        **{f"Fall of the Russian count, {LAST_SOVIET_CENSUS[:4]} to {day[:4]}": q for day, q in falls.items()},
        **{f"All groups, less those who came, {_years(s)}": marks.stated(s, -s.figure) for s in net},
        **{f"All groups recorded as leaving, {_years(s)}": s for s in long_records(case, "all")},
        **{f"People from Kazakhstan in Russia, {_years(s)}": s for s in stock},
    }


def _years(s: Statement) -> str:
    return dates.shortened(s.period.text)
