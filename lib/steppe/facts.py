"""The facts: all statements of facts.csv, checked row by row, and views of what was public on a day."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, wraps
from math import inf
from pathlib import Path
from typing import Self, TypeVar

from nbsuite.errors import OneLineError
from nbsuite.files import read_bytes
from steppe.paths import DATA
from steppe.statements import COLUMNS, ESSAY, WORDINGS, Period, Slot, Source, Statement, is_period, reading_order
from steppe.tables import check_row, read_cells, read_package, read_table, table_in

SUBJECT = ("quantity", "measure", "who", "place")
T = TypeVar("T")


class NotYetKnown(OneLineError, LookupError):
    """A statement that was not public on the day of the view."""


@dataclass(frozen=True, eq=False)
class Facts:
    """All statements and sources. Chapters read them through a view: `facts.at(as_of, evidence)`.

    What is computed from the statements is cached here. A changed copy shares only what the change cannot reach.
    """

    statements: dict[str, Statement]
    sources: dict[str, Source]
    compiled: date
    folder: Path
    digest: str
    _rows: dict[str, dict] = field(default_factory=dict, repr=False)
    _tables: dict = field(default_factory=dict, repr=False)
    _cache: dict = field(default_factory=dict, init=False, repr=False)
    _slots: dict[Slot, list[Statement]] = field(default_factory=dict, init=False, repr=False)

    def at(self, as_of: date | str | None = None, evidence: str = "best") -> "View":
        """What was public by the end of `as_of` (None: all of it), chosen by `evidence`."""
        return View(self, date.fromisoformat(as_of) if isinstance(as_of, str) else as_of or self.compiled, evidence)

    @cached_property
    def essay(self) -> Self:
        """The same facts with the statements of the essay alone."""
        return replace(self, statements={id: s for id, s in self.statements.items() if s.source.id == ESSAY})

    def without(self, ids: Collection[str]) -> Self:
        """The same facts, as if some statements had never been published."""
        return self._with({id: s for id, s in self.statements.items() if id not in ids}, ids)

    def changed(self, id: str, cells: Mapping[str, str] | None) -> Self:
        """The same facts with other cells in one row, as they would be typed, by column; None removes the row.

        The row and those that replace it are checked as on reading. The digest stays that of the files.
        """
        rows = dict(self._rows)
        if cells is None:
            del rows[id]
        else:
            table = table_in(self.table(read_package), "facts")
            rows[id] = rows[id] | read_cells(table, cells.items(), rows[id]["row"])
        statements = {
            name: _statement(self.sources, self.compiled, rows, row) if id in (name, row["replaces"])
            else self.statements[name]
            for name, row in rows.items()
        }
        return self._with(statements, {id, self.statements[id].replaces}, _rows=rows)

    def _with(self, statements: dict[str, Statement], changed: Collection[str | None], **others: object) -> Self:
        """The same facts with other statements, `changed` by id, and with what is cached of the rest."""
        other = replace(self, statements=statements, **others)
        old, new = ([found[id] for id in changed if id in found] for found in (self.statements, statements))
        for slot, found in self._slots.items():
            if any(map(slot.admits, (*old, *new))):
                found = sorted({*found}.difference(old).union(filter(slot.admits, new)), key=reading_order)
            other._slots[slot] = found
        if not any(s.source.id == ESSAY for s in (*old, *new)):
            other.__dict__["essay"] = self.essay
        return other

    def cached(self, name: object, compute: Callable[[Self], T]) -> T:
        """The result of a function of these facts, computed once for each name."""
        if name not in self._cache:
            self._cache[name] = compute(self)
        return self._cache[name]

    def table(self, read: Callable[[Path], T]) -> T:
        """What `read` finds in the folder, read once however the statements are changed."""
        if read not in self._tables:
            self._tables[read] = read(self.folder)
        return self._tables[read]

    def note(self, asked: Slot | str | None, day: date, read: Collection[str] = ()) -> None:
        """Is told what a view of a day is asked for (None: every statement) and the ids returned; keeps nothing."""

    def admitted(self, slot: Slot) -> list[Statement]:
        """The statements of a slot, whenever they were published, best first."""
        if slot not in self._slots:
            self._slots[slot] = sorted(filter(slot.admits, self.statements.values()), key=reading_order)
        return self._slots[slot]

    @cached_property
    def replaced_from(self) -> dict[str, date]:
        """The day from which a statement is replaced by another, by its id."""
        replacing = (s for s in self.statements.values() if s.replaces)
        return {s.replaces: s.known_from for s in sorted(replacing, key=lambda s: s.known_from, reverse=True)}


def cached(compute: Callable[..., T]) -> Callable[..., T]:
    """Decorates a function of facts: its results are cached with the facts, one for each set of arguments."""

    @wraps(compute)
    def from_cache(facts: Facts, *arguments, **named) -> T:
        name = (compute, *arguments, *sorted(named.items()))
        return facts.cached(name, lambda facts: compute(facts, *arguments, **named))

    return from_cache


class View:
    """The statements public by the end of one day; nothing that was published later.

    `evidence` is essay, best, kindest or harshest; the essay's own statements are evidence under `essay` alone. `read`
    has the ids that were returned, in the order of first reading; `asked` the slots and the ids that were asked for.
    """

    def __init__(self, facts: Facts, as_of: date, evidence: str):
        self.as_of = as_of
        self.evidence = evidence
        self.asked: set[Slot | str] = set()
        self.read: dict[str, None] = {}
        self._facts = facts

    def statement(self, id: str) -> Statement:
        """One statement by id; NotYetKnown where it is not public yet, or replaced by another."""
        self._note(id)
        found = self._facts.statements.get(id)
        if found is None or not self._is_current(found):
            raise NotYetKnown(f"statement {id!r} is not in the view as of {self.as_of.isoformat()}")
        self.read[id] = None
        return found

    def quote(self, id: str) -> Statement:
        """A statement of the essay, which is judged and not evidence: quotable on any day. KeyError for another."""
        self._note(id, [id])
        return self._facts.essay.statements[id]

    def all(self, slot: Slot) -> list[Statement]:
        """Every admissible statement of a slot, best first."""
        essay_counts = self.evidence == ESSAY
        every = self._facts.admitted(slot)
        found = [s for s in every if self._is_current(s) and (essay_counts or s.source.id != ESSAY)]
        self._note(slot, [s.id for s in found])
        return found

    def asked_for(self, s: Statement) -> bool:
        """Whether a statement was asked for, by its id or as one of a slot, though it may not have been public."""
        return s.id in self.asked or any(isinstance(asked, Slot) and asked.admits(s) for asked in self.asked)

    def every(self) -> list[Statement]:
        """Every statement, in the order of the file; a listing, of which none counts as read."""
        self._facts.note(None, self.as_of)
        return list(filter(self._is_current, self._facts.statements.values()))

    def _note(self, asked: Slot | str, read: Collection[str] = ()) -> None:
        self.asked.add(asked)
        self.read.update(dict.fromkeys(read))
        self._facts.note(asked, self.as_of, read)

    def _is_current(self, s: Statement) -> bool:
        return s.known_from <= self.as_of < self._facts.replaced_from.get(s.id, date.max)


_given: ContextVar[tuple[Facts | None, tuple]] = ContextVar("given", default=(None, ()))


def load(folder: Path = DATA) -> Facts:
    """The facts of a folder. Raises DataError at the first cell of facts.csv or sources.csv that is not right."""
    given, stamps = _given.get()
    if given is not None and given.folder == folder and stamps in ((), _stamps(folder)):
        return given
    package = read_package(folder)
    columns = Source.__dataclass_fields__
    sources = {row["id"]: Source(*map(row.get, columns)) for row in read_table(folder, package, "sources")}
    rows = {row["id"]: row for row in read_table(folder, package, "facts")}
    statements = {id: _statement(sources, package["compiled"], rows, row) for id, row in rows.items()}
    tables = (folder / name for name in ("facts.csv", "sources.csv", "claims.csv", "weighed.csv"))
    content = b"".join(read_bytes(table).replace(b"\r\n", b"\n") for table in tables)
    digest = hashlib.sha256(content).hexdigest()
    return Facts(statements, sources, package["compiled"], folder, digest, rows, {read_package: package})


@contextmanager
def given(facts: Facts, as_read: bool = False) -> Iterator[None]:
    """Within it `load` returns these facts for their folder: what if a statement were another?

    as_read: they are those of the files there, and no longer returned once one of these has changed.
    """
    token = _given.set((facts, _stamps(facts.folder) if as_read else ()))
    try:
        yield
    finally:
        _given.reset(token)


def _stamps(folder: Path) -> tuple:
    found = ((path.name, path.stat()) for path in sorted(folder.glob("*.*")))
    return tuple((name, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino) for name, stat in found)


def _statement(sources: dict[str, Source], compiled: date, rows: dict[str, dict], row: dict) -> Statement:
    """The statement of a row. DataError at the first cell that contradicts another, the sources or the other rows."""
    filled = [column for column in ("high", "low", "value") if row[column] is not None]
    low = row["low"] if "low" in filled else -inf
    high = row["high"] if "high" in filled else inf
    value = row["value"] if "value" in filled else low
    is_essay, wording, older = row["source"] == ESSAY, row["wording"], rows.get(row["replaces"])
    period, published = (_days(row, column) for column in ("period", "published"))
    known_from = published.end if published else compiled
    # Below zero `more than` and `almost` change sides.
    turned = {"more than": "high", "almost": "low"} if any(row[column] < 0 for column in filled) else {}
    columns = (COLUMNS | turned).get(wording, "")
    needed = [column for column in filled if (wording, column) != ("range", "value")]
    check_row(
        "facts.csv", row,
        ("value", not filled and not row["says"], "neither a figure nor says", "one of them"),
        ("unit", filled and not row["unit"], "", "the unit of the figure"),
        ("value", row["unit"] and not filled, "a unit without a figure", "value, low or high"),
        ("origin", row["origin"] and is_essay, "", "an empty cell: the essay is not evidence for itself"),
        ("wording", wording and (is_essay or not filled), "", "an empty cell: no figure, or one of the essay"),
        ("wording", filled and not (wording or is_essay), "", f"how the figure is put: {', '.join(WORDINGS)}"),
        ("wording", wording and set(needed) != set(columns.split(" and ")), f"{wording!r} with {' and '.join(filled)}",
         f"{columns} filled, and no other"),
        ("low", low > high, f"{low:g} above high {high:g}", "low at most high"),
        ("value", not low <= value <= high, f"{value:g} outside its range", "low <= value <= high"),
        ("says", filled and row["says"], "words beside a figure", "one of them; a remark goes into the note"),
        ("source", row["source"] not in sources, "", "an id of sources.csv"),
        ("replaces", row["replaces"] and (older is None or older["id"] == row["id"]), "", "the id of another row"),
        ("replaces", older and any(older[column] != row[column] for column in SUBJECT), "",
         f"a row of the same {', '.join(SUBJECT)}"),
        ("replaces", older and _is_circular(row, rows), "", "a row that is not itself replaced by this one"),
        ("published", known_from > compiled, row["published"], f"no later than {compiled}, the day of the facts"),
    )
    cells = {column: cell for column, cell in row.items() if column != "row"}
    return Statement(**cells | {
        "period": period, "known_from": known_from, "source": sources[row["source"]],
        "origin": row["origin"] or row["said_by"],
    })


def _days(row: dict, column: str) -> Period | None:
    expected = "a day, month or year such as 2022-09-30, or for a period a/b with a before b"
    check_row("facts.csv", row, (column, row[column] and not is_period(row[column]), "", expected))
    return row[column] and Period.parse(row[column])


def _is_circular(row: dict, rows: dict[str, dict]) -> bool:
    """Whether a row replaces another that replaces it, over any number of rows."""
    chain = [row["id"]]
    while (older := rows.get(rows[chain[-1]]["replaces"])) and older["id"] not in chain:
        chain.append(older["id"])
    return bool(older)
