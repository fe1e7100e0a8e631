"""Facts are statements: who said what about which quantity, when, and where it was read."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property, wraps
from math import inf
from pathlib import Path
from typing import TypeVar

from steppe.paths import DATA
from steppe.quantity import Quantity
from steppe.refusal import shown
from steppe.tables import DataError, read_bytes, read_cells, read_package, read_table

ESSAY = "essay"
SLOT_COLUMNS = ("quantity", "measure", "who", "place")
WORDINGS = ("exact", "about", "more than", "almost", "range", "up to", "at least")
BOUNDS = ("up to", "at least")
ABOUT_WIDTH = 0.05
NEAR = 2
ROUNDING_LIMIT = 0.10
# The columns that a figure put in these words fills; a range may have a value beside its ends.
COLUMNS = {
    "exact": "value", "about": "value", "range": "low and high",
    "more than": "low", "at least": "low", "almost": "high", "up to": "high",
}
T = TypeVar("T")


class NotYetKnown(LookupError):
    """Something was asked of a view that was not public on its day; told in one line."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Period:
    """The days a statement describes, both ends included."""

    start: date
    end: date
    text: str

    @classmethod
    @cache
    def parse(cls, text: str) -> Period:
        """Reads a day, month or year, `a/b`, `../b` or `a/..`; raises ValueError for anything else."""
        first, _, last = text.partition("/")
        start = date.min if first == ".." else _first_day(first)
        end = date.max if last == ".." else _last_day(last or first)
        if start > end:
            raise ValueError(text)
        return cls(start, end, text)

    def beside(self, other: Period) -> str:
        """Whether the days are the `same` as those of another period, `longer` or `shorter`; else an empty text.

        Stretches that start on one day and end within NEAR days of each other are of the same days.
        """
        near = timedelta(NEAR)
        if self.start == other.start and abs(self.end - other.end) <= near:
            return "same"
        if self.start <= other.start and self.end >= other.end - near:
            return "longer"
        return "shorter" if self.start >= other.start and self.end <= other.end + near else ""

    @property
    def is_month(self) -> bool:
        return (self.start.day, self.end) == (1, _last_day(f"{self.start:%Y-%m}"))

    def within(self, other: Period) -> bool:
        return other.start <= self.start and self.end <= other.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Source:
    """A page on which statements were read."""

    id: str
    publisher: str
    title: str | None
    url: str | None
    licence: str | None


@dataclass(frozen=True)
class Statement:
    """One published statement about one quantity; the columns are those of `facts.csv`.

    `origin` is who counted or said it first. `known_from` is the last day of the published day, month or
    year, or the day on which the evidence was closed where the page has no date.
    """

    id: str
    quantity: str
    measure: str
    who: str
    place: str
    period: Period
    value: float | None
    low: float | None
    high: float | None
    wording: str | None
    says: str | None
    unit: str | None
    published: str | None
    said_by: str
    origin: str
    source: Source
    replaces: str | None
    grade: str
    note: str | None
    known_from: date

    @property
    def is_dated(self) -> bool:
        """Whether the page, or what it prints, has a date; an undated page is read on the closing day only."""
        return self.published is not None

    @property
    def has_figure(self) -> bool:
        return self.unit is not None

    @property
    def is_bound(self) -> bool:
        """Whether only one end of the figure was stated: "at least", "up to"."""
        return self.wording in BOUNDS or (self.wording is None and self.has_figure and self.value is None)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody stands behind the figure by name; the origin of such a row says so."""
        return self.origin.startswith("anonymous")

    @cached_property
    def figure(self) -> Quantity:
        """The figure with the width that its wording gives it.

        `about`: ABOUT_WIDTH to either side. `more than`: up to the next unit of the last significant digit, away from
        zero, and at most ROUNDING_LIMIT beyond. `almost`: the same on the near side. `at least` and `up to` are
        open to one side and stand at their closed one, as are one-sided figures of the essay.
        """
        ends = [x for x in (self.low, self.high) if x is not None]
        value = self.value if self.value is not None else sum(ends) / len(ends)
        low, high = self._ends(value)
        return Quantity(value, low, high, self.unit, (self.id,), has_point=self.value is not None or len(ends) < 2)

    def _ends(self, value: float) -> tuple[float, float]:
        if self.wording in ("more than", "almost"):
            step = min(_last_unit(value), ROUNDING_LIMIT * abs(value))
            is_upward = (value > 0) is (self.wording == "more than")
            return (value, value + step) if is_upward else (value - step, value)
        if self.wording == "about":
            return value - ABOUT_WIDTH * abs(value), value + ABOUT_WIDTH * abs(value)
        low = self.low if self.low is not None else (value if self.value is not None else -inf)
        return low, self.high if self.high is not None else (value if self.value is not None else inf)


def _last_unit(figure: float) -> float:
    """One unit of the last significant digit: 1,000 for 43,000 and 0.1 for 2.5."""
    return 10.0 ** Decimal(f"{figure:.15g}").normalize().as_tuple().exponent


@dataclass(frozen=True)
class Slot:
    """A place that only like statements fill. None for `who` or `place` admits any.

    `period` admits statements about days inside it; `days` is the shortest stretch that counts;
    `unit` turns every figure into one unit.
    """

    quantity: str
    measure: str
    who: str | None
    place: str | None
    period: str | None = None
    days: int = 1
    unit: str | None = None

    def admits(self, statement: Statement) -> bool:
        """Whether a statement is about what the slot is about."""
        return (
            statement.quantity == self.quantity
            and statement.measure == self.measure
            and self.who in (None, statement.who)
            and self.place in (None, statement.place)
            and (self.period is None or statement.period.within(Period.parse(self.period)))
            and statement.period.days >= self.days
        )

    def figure(self, statement: Statement) -> Quantity:
        """The figure of an admissible statement in the unit of the slot."""
        return statement.figure.to(self.unit) if self.unit else statement.figure


@dataclass(frozen=True, eq=False)
class Facts:
    """All statements and sources. Chapters read them through a view: `facts.at(as_of, evidence)`.

    What is worked out from the statements is kept with them; a changed copy (`replace`) starts afresh,
    and shares only what was read from the other tables of the folder.
    """

    statements: dict[str, Statement]
    sources: dict[str, Source]
    compiled: date
    folder: Path
    digest: str
    _tables: dict = field(default_factory=dict, repr=False)
    _kept: dict = field(default_factory=dict, init=False, repr=False)

    def at(self, as_of: date | str | None = None, evidence: str = "best") -> View:
        """What was public by the end of `as_of` (None: all of it), chosen by `evidence`."""
        day = _as_date(as_of) or self.compiled
        record = self.keep("record", _Record)
        return View(self.keep(("public", day), lambda _: _Public(record, day)), evidence)

    def only(self, source: str) -> Facts:
        """The same facts with the statements of one source alone."""
        return self.keep(
            ("only", source),
            lambda facts: replace(
                facts, statements={id: s for id, s in facts.statements.items() if s.source.id == source}
            ),
        )

    def without(self, ids: Collection[str]) -> Facts:
        """The same facts, as if some statements had never been published."""
        return replace(self, statements={id: s for id, s in self.statements.items() if id not in ids})

    def keep(self, name: object, work_out: Callable[[Facts], T]) -> T:
        """What is worked out of these facts, once for each name."""
        if name not in self._kept:
            self._kept[name] = work_out(self)
        return self._kept[name]

    def table(self, read: Callable[[Path], T]) -> T:
        """What `read` finds in the folder, read once however the statements are changed."""
        if read not in self._tables:
            self._tables[read] = read(self.folder)
        return self._tables[read]


def kept(work_out: Callable[..., T]) -> Callable[..., T]:
    """Makes a function of facts one that is worked out once for the same facts and arguments."""

    @wraps(work_out)
    def known(facts: Facts, *arguments, **named) -> T:
        name = (work_out, *arguments, *sorted(named.items()))
        return facts.keep(name, lambda facts: work_out(facts, *arguments, **named))

    return known


class _Record:
    """Every statement, found by what it is about and best first, in the order in which a witness is read: figures
    before bounds, then grade, exactness of the wording, first-hand before copies, later published, id.

    replaced_from: the day from which a statement is replaced by another, by its id.
    """

    def __init__(self, facts: Facts):
        self.statements = facts.statements
        self.essay = {s.id: s for s in facts.statements.values() if s.source.id == ESSAY}
        self.replaced_from: dict[str, date] = {}
        self._about: dict[tuple[str, str], list[Statement]] = {}
        self._admitted: dict[Slot, list[Statement]] = {}
        for s in facts.statements.values():
            self._about.setdefault((s.quantity, s.measure), []).append(s)
            if s.replaces:
                self.replaced_from[s.replaces] = min(s.known_from, self.replaced_from.get(s.replaces, s.known_from))
        self.pairs = frozenset(self._about)

    def admitted(self, slot: Slot) -> list[Statement]:
        """The statements of a slot, whenever they were public."""
        if slot not in self._admitted:
            self._admitted[slot] = sorted(
                filter(slot.admits, self._about.get((slot.quantity, slot.measure), ())),
                key=_reading_order,
            )
        return self._admitted[slot]


def _reading_order(s: Statement) -> tuple:
    exactness = WORDINGS.index(s.wording) if s.wording else 0
    return s.is_bound, s.grade, exactness, s.said_by != s.origin, -s.known_from.toordinal(), s.id


class _Public:
    """What was public by the end of one day."""

    def __init__(self, record: _Record, day: date):
        self._record = record
        self.day = day
        self.essay = record.essay
        self._admitted: dict[Slot, list[Statement]] = {}

    def standing(self, id: str) -> Statement | None:
        """A statement that is public and has not been replaced."""
        found = self._public(id)
        return None if found is None or self._is_replaced(found) else found

    def replaced(self, id: str) -> Statement | None:
        """A statement that was public before another took its place."""
        found = self._public(id)
        return found if found is not None and self._is_replaced(found) else None

    def admitted(self, slot: Slot) -> list[Statement]:
        """The standing statements of a slot, best first."""
        if slot not in self._admitted:
            every = self._record.admitted(slot)
            self._admitted[slot] = [s for s in every if s.known_from <= self.day and not self._is_replaced(s)]
        return self._admitted[slot]

    def every(self) -> list[Statement]:
        """Every standing statement, in the order of the file."""
        return [s for s in self._record.statements.values() if s.known_from <= self.day and not self._is_replaced(s)]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return self._record.pairs

    def _public(self, id: str) -> Statement | None:
        found = self._record.statements.get(id)
        return found if found is not None and found.known_from <= self.day else None

    def _is_replaced(self, statement: Statement) -> bool:
        return self._record.replaced_from.get(statement.id, date.max) <= self.day


class View:
    """The statements public by the end of one day. Whatever came later is not in it.

    `evidence` is essay, best, kindest or harshest; the essay's own statements are evidence under
    `essay` alone. `read` lists the statements handed out, in the order of first reading; `asked` holds the
    slots and the ids that were asked for; `is_listed` is whether a table of every statement was asked for.
    """

    def __init__(self, public: _Public, evidence: str):
        self.as_of = public.day
        self.evidence = evidence
        self._public = public
        self._read: dict[str, None] = {}
        self.asked: set[Slot | str] = set()
        self.is_listed = False

    @property
    def read(self) -> list[str]:
        return list(self._read)

    def statement(self, id: str) -> Statement:
        """One statement by id; NotYetKnown where it is not public yet."""
        self.asked.add(id)
        found = self._public.standing(id)
        if found is None:
            raise NotYetKnown(f"statement {id!r} is not in the view as of {self.as_of.isoformat()}")
        self._read[id] = None
        return found

    def quote(self, id: str) -> Statement:
        """A statement of the essay as what is judged, not as evidence: quotable on any day."""
        self.asked.add(id)
        self._read[id] = None
        return self._public.essay[id]

    def corrected_by(self, statement: Statement) -> Statement | None:
        """The statement that this one replaced: no evidence any more, but readable as what it was."""
        self.asked.add(statement.replaces)
        old = self._public.replaced(statement.replaces)
        if old:
            self._read[old.id] = None
        return old

    def all(self, slot: Slot) -> list[Statement]:
        """Every admissible statement of a slot, best first."""
        self.asked.add(slot)
        found = list(filter(self._counts, self._public.admitted(slot)))
        self._read.update(dict.fromkeys(s.id for s in found))
        return found

    def every(self) -> list[Statement]:
        """Every standing statement, in the order of the file; a listing, of which none counts as read."""
        self.is_listed = True
        return self._public.every()

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every quantity with each of its measures, whenever it was published."""
        return self._public.pairs

    def _counts(self, statement: Statement) -> bool:
        return self.evidence == ESSAY or statement.source.id != ESSAY


class Ledger:
    """The rows of facts.csv and sources.csv as they stand; facts are made of them, as they are or changed.

    Raises DataError at the first cell that is not right.
    """

    def __init__(self, folder: Path):
        self._folder = folder
        self._package = read_package(folder)
        self._sources = {
            row["id"]: Source(row["id"], row["publisher"], row["title"], row["url"], row["licence"])
            for row in read_table(folder, self._package, "sources")
        }
        self._rows = {row["id"]: row for row in read_table(folder, self._package, "facts")}
        self._statements = {id: self._checked(row, self._rows) for id, row in self._rows.items()}
        self._tables: dict = {}
        tables = (folder / name for name in ("facts.csv", "sources.csv", "claims.csv", "weighed.csv"))
        self._digest = hashlib.sha256(b"".join(read_bytes(table).replace(b"\r\n", b"\n") for table in tables))

    def facts(self, changed: Mapping[str, Mapping[str, str] | None] | None = None) -> Facts:
        """The facts; `changed` has other cells, as they would be typed, by id and column, or None for no such row.

        What is changed is held to the same rules. The digest stays that of the files.
        """
        changed = changed or {}
        rows = {id: row for id, row in self._rows.items() if changed.get(id, row) is not None}
        for id, cells in changed.items():
            if cells is not None:
                rows[id] = rows[id] | read_cells(self._package, "facts", cells, rows[id]["row"])
        statements = {
            id: self._checked(row, rows) if id in changed or row["replaces"] in changed else self._statements[id]
            for id, row in rows.items()
        }
        digest = self._digest.hexdigest()
        return Facts(statements, self._sources, self._package["compiled"], self._folder, digest, self._tables)

    def _checked(self, row: dict, rows: dict[str, dict]) -> Statement:
        return _statement(row, self._sources, rows, self._package["compiled"])


_given: ContextVar[Facts | None] = ContextVar("given", default=None)


def load(folder: Path = DATA) -> Facts:
    """The facts of a folder. Raises DataError at the first cell that is not right."""
    facts = _given.get()
    return facts if facts is not None and facts.folder == folder else Ledger(folder).facts()


@contextmanager
def given(facts: Facts) -> Iterator[None]:
    """Within it `load` returns these facts for their folder: what if a statement were another?"""
    token = _given.set(facts)
    try:
        yield
    finally:
        _given.reset(token)


def _statement(row: dict, sources: dict[str, Source], rows: dict[str, dict], compiled: date) -> Statement:
    def refuse(column: str, found: str, expected: str):
        raise DataError("facts.csv", found, expected, number, column)

    row = dict(row)
    number, value, low, high = row.pop("row"), row["value"], row["low"], row["high"]
    figures = [x for x in (value, low, high) if x is not None]
    if not figures and not row["says"]:
        refuse("value", "neither a figure nor says", "one of them")
    if figures and not row["unit"]:
        refuse("unit", "an empty cell", "the unit of the figure")
    if row["unit"] and not figures:
        refuse("value", "a unit without a figure", "value, low or high")
    is_essay = row["source"] == ESSAY
    if row["origin"] and is_essay:
        refuse("origin", shown(row["origin"]), "an empty cell: the essay is not evidence for itself")
    if row["wording"] and (is_essay or not figures):
        refuse("wording", shown(row["wording"]), "an empty cell: no figure, or one of the essay")
    if figures and not row["wording"] and not is_essay:
        refuse("wording", "an empty cell", f"how the figure is put: {', '.join(WORDINGS)}")
    if row["wording"]:
        _expect_fitting(row, refuse)
    if low is not None and high is not None and low > high:
        refuse("low", f"{low:g} above high {high:g}", "low at most high")
    if value is not None and not (low if low is not None else value) <= value <= (high if high is not None else value):
        refuse("value", f"{value:g} outside its range", "low <= value <= high")
    if figures and row["says"]:
        refuse("says", "words beside a figure", "one of them; remarks go into note")
    if row["source"] not in sources:
        refuse("source", shown(row["source"]), "an id of sources.csv")
    old = rows.get(row["replaces"])
    if row["replaces"] and (old is None or old["id"] == row["id"]):
        refuse("replaces", shown(row["replaces"]), "the id of another row")
    if old and any(old[column] != row[column] for column in SLOT_COLUMNS):
        refuse("replaces", shown(row["replaces"]), f"a row of the same {', '.join(SLOT_COLUMNS)}")
    if _comes_round(row, rows):
        refuse("replaces", shown(row["replaces"]), "a row that is not itself replaced by this one")
    for column, parse in (("period", Period.parse), ("published", _last_day)):
        try:
            row[column + "_parsed"] = parse(row[column]) if row[column] else compiled
        except ValueError:
            refuse(
                column,
                shown(row[column]),
                "a day, month or year such as 2022-09-30" + (", or a/b" if column == "period" else ""),
            )
    row["known_from"] = row.pop("published_parsed")
    if row["known_from"] > compiled:
        refuse("published", row["published"], f"no later than {compiled.isoformat()}, when the evidence was closed")
    row["period"] = row.pop("period_parsed")
    return Statement(**row | {"source": sources[row["source"]], "origin": row["origin"] or row["said_by"]})


def _expect_fitting(row: dict, refuse: Callable) -> None:
    """Refuses a wording whose figure stands in another column; below zero, `more than` and `almost` change sides."""
    filled = {name for name in ("value", "low", "high") if row[name] is not None}
    expected = COLUMNS[row["wording"]]
    if row["wording"] in ("more than", "almost") and any((row[name] or 0) < 0 for name in filled):
        expected = "high" if expected == "low" else "low"
    if filled - ({"value"} if expected == "low and high" else set()) != set(expected.split(" and ")):
        refuse("wording", f"{row['wording']!r} with {' and '.join(sorted(filled))}", f"{expected} filled, and no other")


def _comes_round(row: dict, rows: dict[str, dict]) -> bool:
    """Whether a row replaces another that replaces it, over any number of rows."""
    passed, at = {row["id"]}, rows.get(row["replaces"])
    while at and at["id"] not in passed:
        passed.add(at["id"])
        at = rows.get(at["replaces"])
    return bool(at)


def _first_day(text: str) -> date:
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)


def _last_day(text: str) -> date:
    first = _first_day(text)
    if len(text) == 10:
        return first
    month = first.month if len(text) == 7 else 12
    return date(first.year, month, monthrange(first.year, month)[1])


def _as_date(day: date | str | None) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day
