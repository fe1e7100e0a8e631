"""Tables of data, of the evidence behind a figure, and of where it was read."""

from collections.abc import Iterable
from datetime import date
from numbers import Integral, Real

from steppe import units
from steppe.display import dates
from steppe.display.grid import Cell, Grid
from steppe.facts import Source, Statement
from steppe.language import FACT, in_parts, separated, translated
from steppe.markup import code_html, link, spoken
from steppe.quantity import Quantity
from steppe.statements import is_period

CODE = "code"  # for a unit: names in code
FACT_HEADER = [
    "Place", "Who", "What was stated", "For", "Said by", "Read in", "Published", "Grade", "Decides", "Statement",
]  # fmt: skip


def show_table(frame, **unit_of_column: str) -> Grid:
    """A pandas DataFrame as a plain table.

    Cells may be Quantities (shown with their range), statements, dates, texts and numbers; the statements behind
    a figure are its title, and all of them are listed in a fold below. A number is rounded as its unit asks:
    `show_table(frame, share="percent")`; without a unit whole numbers get separators and others two decimals. A column
    named `year` has no separators; one with the unit `code` has names in code, which no language changes. The index is
    shown where it has a name. Raises DisplayError for a unit of no column.

    >>> show_table(pd.DataFrame({"share": [27.4]}), share="percent")
    share
    27.4%
    """
    if frame.index.name is not None:
        frame = frame.reset_index()
    if unknown := [name for name in unit_of_column if name not in frame.columns]:
        columns = ", ".join(map(str, frame.columns))
        raise units.DisplayError(f"show_table: found a unit for {unknown[0]!r}, expected one of the columns {columns}")
    header = [str(name) for name in frame.columns]
    records = list(frame.itertuples(index=False, name=None))
    rows = [list(map(_cell, record, header, map(unit_of_column.get, header))) for record in records]
    return Grid(header, rows, computed=[list(map(_figures, record)) for record in records])


def _figures(value) -> list[float] | None:
    """The figures of a cell; None for words."""
    q = value.figure if isinstance(value, Statement) and value.has_figure else value
    if isinstance(q, Quantity):
        return [q.value, q.low, q.high]
    return [float(q)] if isinstance(q, Real) and not isinstance(q, bool) and q == q else None


def _cell(value, column: str, unit: str | None) -> Cell:
    if isinstance(value, Statement):
        return Cell(figure_of(value), right=value.has_figure, ids=(value.id,))
    if isinstance(value, Quantity):
        return Cell(f"{value:compact}", right=True, ids=value.ids)
    if value is None or value != value:
        return Cell("–", right=unit is not None)
    if isinstance(value, Real) and not isinstance(value, bool) and unit != CODE:
        return Cell(_number(value, column, unit), right=True)
    text = str(value)
    is_day = isinstance(value, date) or (is_period(text) and len(text) > 4)
    return Cell(dates.in_words(value) if is_day else text, is_code=unit == CODE)


def _number(value: Real, column: str, unit: str | None) -> str:
    if unit:
        return units.amount(float(value), unit)
    if column.lower() == "year":
        return f"{value:.0f}"
    return separated(f"{int(value):,}") if isinstance(value, Integral) else units.digits(float(value), "ratio")


def figure_of(statement: Statement) -> str:
    """What a statement states: its figure as printed, with its wording and unit, or its words."""
    return _as_put(statement.figure, statement.wording) if statement.has_figure else statement.says


def _as_put(figure: Quantity, wording: str | None) -> str:
    """A figure as it was put: `almost 44,000 persons`, `98,000 persons`."""
    if wording in (None, "exact", "range") or wording != wording:
        return repr(figure)
    return units.named(f"{translated(wording)} {units.amount(figure.value, figure.unit)}", figure.unit, figure.value)


def show_facts(rows) -> Grid:
    """Statements as `facts.about` returns them: what was stated, by whom, where it was read, and how good it is.

    rows: a DataFrame with the columns of `facts.about`; columns that were added are left out. Whoever decides has a
    tick. An empty one says that nothing was public.

    >>> called_up = facts.about("callup", "announced")
    >>> len(show_facts(called_up).rows) == len(called_up)
    True
    """
    nothing = [Cell("nothing was public"), *[Cell("")] * (len(FACT_HEADER) - 1)]
    return Grid(FACT_HEADER, [_stated(row) for row in rows.to_dict("records")] or [nothing])


def _stated(row: dict) -> list[Cell]:
    return [
        Cell(row["place"]),
        Cell(in_parts(spoken(row["measure"] if row["who"] == "all" else f"{row['who']}, {row['measure']}"), FACT)),
        Cell(_as_put(row["figure"], row["wording"]) if isinstance(row["figure"], Quantity) else row["says"]),
        Cell(dates.in_words(row["period"])),
        Cell(row["said_by"]),
        Cell(row["publisher"], link(row["publisher"], row["url"])),
        Cell(dates.in_words(row["published"] if isinstance(row["published"], str) else None)),
        Cell(row["grade"]),
        Cell("✓" if row["decides"] else ""),
        _ids([row["id"], *row["copies"]]),
    ]


def show_sources(*cases) -> Grid:
    """Where the statements that were read so far through these facts were published: publisher, page, licence, ids.

    >>> show_sources(facts, facts.at("2022-09-30")).header
    ['Publisher', 'Page', 'Licence', 'Statements']
    """
    read_in: dict[Source, list[str]] = {}
    for id in dict.fromkeys(id for case in cases for id in case.view.read):
        read_in.setdefault(cases[0].facts.statements[id].source, []).append(id)
    rows = []
    for source in sorted(read_in, key=lambda source: (source.publisher.casefold(), source.id)):
        page = source.title or source.url or "untitled"
        cells = [Cell(source.publisher), Cell(page, link(page, source.url)), Cell(source.licence or "")]
        rows.append([*cells, _ids(read_in[source])])
    return Grid(["Publisher", "Page", "Licence", "Statements"], rows)


def _ids(ids: Iterable[str]) -> Cell:
    return Cell(", ".join(ids), ", ".join(map(code_html, ids)))
