"""A place as a reader writes it, and what a count comes to by the day."""

from steppe import facts
from steppe.display.places import per_day, place_name

FACTS = facts.load()


def test_a_place_is_written_as_a_reader_writes_it():
    assert [place_name(FACTS.statements[id]) for id in ("eu_frontex_week", "kz_in_27sep")] == [
        "European Union", "Kazakhstan",
    ]  # fmt: skip


def test_a_count_is_spread_evenly_over_its_days():
    daily = per_day(FACTS.statements["kz_in_27sep"])
    assert (daily.value, daily.unit) == (98_000 / 7, "persons/day")
