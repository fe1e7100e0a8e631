"""Days, months, years and stretches of them in words."""

from datetime import date

from steppe.language import month, translated
from steppe.statements import is_period

# Messages by the length of an ISO day, month or year. What both ends of a stretch share is said once.
SHAPES = {4: "{year}", 7: "{month} {year}", 10: "{day} {month} {year}"}
FROM = {length: f"from {shape}" for length, shape in SHAPES.items()}
UP_TO = {length: f"up to {shape}" for length, shape in SHAPES.items()}
WITHIN_MONTH = {10: "{first} to {last} {month} {year}"}
WITHIN_YEAR = {7: "{start} to {month} {year}", 10: "{first} {start} to {last} {month} {year}"}


def in_words(day: date | str | None, width: str = "wide") -> str:
    """`2022-09-30` as `30 September 2022`, `2022-09` as `September 2022`, a stretch with `to`, nothing as `undated`.

    Other text stays as it is. width: of the names of months: wide or abbreviated.
    """
    if day is None:
        return translated("undated")
    text = f"{day:%Y-%m-%d}" if isinstance(day, date) else day  # a timestamp of pandas is a date, too
    if not is_period(text):
        return text
    first, _, last = text.partition("/")
    if last in ("", first):
        return _filled(SHAPES, first, width)
    if ".." in (first, last):
        return _filled(UP_TO, last, width) if first == ".." else _filled(FROM, first, width)
    if len(first) == len(last) > 4 and first[:4] == last[:4]:
        shapes = WITHIN_MONTH if len(first) == 10 and first[:7] == last[:7] else WITHIN_YEAR
        start = month(int(first[5:7]), width, alone=len(first) == 7)
        return _filled(shapes, last, width, start=start, first=first[8:].lstrip("0"), last=last[8:].lstrip("0"))
    return translated("{start} to {end}").format(start=in_words(first, width), end=in_words(last, width))


def words_for(day: date | str | None) -> str:
    """A day, month, year or period in words, with months of three letters: for labels and tables.

    >>> words_for("2022-09-21/2022-09-27")
    '21 to 27 Sep 2022'
    """
    return in_words(day, "abbreviated")


def _filled(shapes: dict[int, str], moment: str, width: str, **more: str) -> str:
    year, number, day, *_ = [*moment.split("-"), "", ""]
    words = month(int(number), width, alone=not day and shapes not in (FROM, UP_TO)) if number else ""
    shape = shapes[len(moment)] if width == "wide" else abbreviated(shapes[len(moment)])
    return translated(shape).format(year=year, month=words, mon=words, day=day.lstrip("0"), **more)


def abbreviated(shape: str) -> str:
    """The message for a date in a label, which other languages may write shorter: with `{mon}` for the month."""
    return shape.replace("{month}", "{mon}")
