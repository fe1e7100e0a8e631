"""The facts as a notebook reads them: DataFrames of what was public by `as_of`, with columns of Quantities."""

import ast
import gc
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from textwrap import shorten
from typing import Self

import numpy as np
import pandas as pd

from nbsuite.errors import OneLineError, did_you_mean, shown
from nbsuite.parameters import expect_known
from steppe import weighing
from steppe.case import Case
from steppe.evidence import Evidence, witnesses
from steppe.facts import ESSAY, Facts, Period, Slot, Statement, cached, load
from steppe.judging import parts_of
from steppe.language import current, use
from steppe.quantity import Quantity
from steppe.scenario import VOCABULARY, Scenario
from steppe.suite import scenarios
from steppe.tables import read_package, table_in

COLUMNS = (
    "quantity", "measure", "place", "who", "figure", "wording", "grade", "decides", "start", "end", "days", "period",
    "said_by", "origin", "publisher", "url", "published", "known_from", "says", "note", "copies", "id",
)
DERIVED = ("figure", "start", "end", "days", "publisher", "url")  # what a table has beside the columns of facts.csv


class FactsError(OneLineError, KeyError):
    """A name or a day that the facts do not have."""

    def __init__(self, place: str, value: object, expected: str, names: Iterable[str] = ()):
        super().__init__(f"{place} {shown(value)}, expected {expected}{did_you_mean(value, names, 2)}")


class DataFrame(pd.DataFrame):
    """A table of `facts.about`, which answers a misspelt column with the nearest; what is made of it is pandas' own."""

    def __getitem__(self, key: object):
        try:
            return super().__getitem__(key)
        except KeyError:
            columns = list(map(str, self.columns))
            raise FactsError("facts.about: found column", key, "one of `.columns`", columns) from None


def day_of(text: str, place: str) -> date:
    """A day from ISO text. FactsError, which begins with `place`, for text that is no day."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise FactsError(f"{place}: found", text, "a day such as '2022-09-30'") from None


class OpenedFacts(Case):
    """The statements of facts.csv as they stood on the day `as_of`, under the parameters of a notebook."""

    @property
    def as_of(self) -> str:
        """The last day whose publications count, as ISO text."""
        return self.view.as_of.isoformat()

    def about(
        self, quantity: str, measure: str, who: str | None = None, place: str | None = None, *,
        during: str | None = None, min_days: int = 1, unit: str | None = None, essay: str | None = None,
    ) -> pd.DataFrame:
        """What was published about one thing: a DataFrame, one row for each witness, the best first.

        quantity, measure, who, place: names as in `facts.table()`; without `who` or `place` all count.
        during: only statements about days inside this day, month, year or stretch: "2022-09-21/2022-09-27", "../2021".
        min_days: only statements about at least so many days.
        unit: every figure is converted to it.
        essay: the id of the essay's own figure of the same thing. Under the evidence `essay` it is the one row that
        decides, once it was public; under `kindest` and `harshest` the figure nearest to it, or farthest from it.

        Columns: figure (a Quantity, None for remarks), says (a remark), decides (whether the row is of the best grade
        among the witnesses of one thing over the same days), start, end, known_from (timestamps), days, copies (other
        rows of the same origin), and columns of facts.csv; names as readers write them ("Kazakhstan"). Empty where
        nothing of the kind was public by `as_of`. Raises FactsError for an unknown name; warns where no row has it.

        >>> week = facts.about("border_crossings", "entries", "russian_citizens", "mongolia", during="2022-09")
        >>> week[["figure", "grade", "decides"]].head(1)
                  figure grade  decides
        0  6,268 persons     B     True
        """
        self._expect_known(during, quantity=quantity, measure=measure, who=who, place=place)
        if not self.facts.admitted(Slot(quantity, measure, who, None)):
            known = {f"{s.measure} of {s.who}" for s in self.facts.statements.values() if s.quantity == quantity}
            asked = f"{measure!r} of {quantity!r}" + (f" for {who!r}" if who else "")
            hint = f"{did_you_mean(f'{measure} of {who}', known)}; expected {', '.join(sorted(known)) or 'other facts'}"
            warnings.warn(shorten(f"facts.about: facts.csv has no {asked}{hint}", 199), stacklevel=2)
        slot = Slot(quantity, measure, who, place, during, min_days)
        found = [s for s in self.view.all(slot) if s.source.id != ESSAY]
        statements, chosen = self._chosen(found, essay)
        return DataFrame(frame_of(self.facts, tuple(statements), chosen, unit))  # pandas copies what is written to

    def table(self) -> pd.DataFrame:
        """Every statement that was public by `as_of`: a tidy DataFrame, one row each, in the order of facts.csv.

        Columns are those of facts.csv, with `figure` as a Quantity (None for remarks), `start`, `end` and `days` of
        the period, `known_from` (the day from which it counts as public), `publisher` and `url`. The ids of the essay's
        own statements begin with `essay_`.

        >>> facts.table().query("place == 'mongolia' and measure == 'entries'")["grade"].unique().tolist()
        ['C', 'B']
        """
        rows = list(map(row_of, self.view.every()))
        columns = None if rows else [*Statement.__dataclass_fields__, *DERIVED]
        return self.facts.cached(("table", self.view.as_of), lambda _: pd.DataFrame(rows, columns=columns)).copy()

    def statement(self, id: str) -> Statement:
        """One statement by its id. FactsError for an id that facts.csv has not, NotYetKnown for a later one."""
        if id not in self.facts.statements:
            raise FactsError("facts.statement: found", id, "an id of facts.csv", self.facts.statements)
        return self.view.statement(id)

    def essay(self, id: str) -> Quantity:
        """A figure of the essay by the id of its statement: what is judged, never evidence for itself."""
        stated = self.facts.essay.statements
        if id not in stated:
            raise FactsError("facts.essay: found", id, "a statement of the essay", stated)
        return self.view.quote(id).figure

    def at(self, day: str) -> Self:
        """The same, as of another day, which may lie before the call-up. FactsError for text that is no day."""
        return OpenedFacts(self.facts, replace(self.scenario, as_of=day_of(day, "facts.at").isoformat()))

    def under(self, scenario: str | None = None, **values: object) -> Self:
        """The same facts under a scenario of `data/scenarios`, or with other values of single parameters.

        Raises ParameterError for a name or a value that is not in the vocabulary, DataError for no such scenario.

        >>> [judge(each, "C11").known.word for each in (facts.under("fade_out"), facts.under(tolerance_hedged=0.01))]
        ['contradicted', 'understated']
        """
        chosen = scenarios.load(scenario) if scenario else self.scenario.differences()
        return OpenedFacts(self.facts, Scenario.of(chosen | values))

    def weighed(self, part: str) -> pd.DataFrame:
        """What speaks for and against a part without a figure, in the order of publication.

        The columns of `about`, and: side (for, against, neither), because (why the statement lies there). Raises
        FactsError for a part that weighs no statements.

        >>> set(facts.weighed("C14")["side"]) <= {"for", "against", "neither"}
        True
        """
        parts = [other.id for other in parts_of(self.facts).values() if other.kind == "weighing"]
        if part not in parts:
            raise FactsError("facts.weighed: found", part, f"one of {', '.join(parts)}", parts)
        found = weighing.entries(self.facts, self.view, part)
        sides = pd.DataFrame([w for _, w in found], columns=weighing.Weighed._fields).set_index("statement")
        return frame_of(self.facts, tuple(s for s, _ in found)).join(sides[["side", "because"]], on="id")

    def _chosen(self, found: list[Statement], essay: str | None) -> tuple[list[Statement], str | None]:
        """The statements, with the essay's own where it is evidence, and the id of the one that decides."""
        if essay is None or self.view.evidence == "best":
            return found, None
        self.essay(essay)  # FactsError where there is none
        own = self.view.quote(essay)
        if self.view.evidence == ESSAY:
            return ([own, *found], own.id) if own.known_from <= self.view.as_of else (found, None)
        chosen = self.chosen(Evidence(tuple(witnesses(found, own.unit))), own.figure)
        return found, next(iter(chosen.ids), None)

    def _expect_known(self, during: str | None, **names: str | None) -> None:
        """FactsError for a name that facts.csv may not have, and for days that are none."""
        for field in table_in(self.facts.table(read_package), "facts")["schema"]["fields"]:
            column, known = field["name"], field.get("constraints", {}).get("enum", ())
            if known and names.get(column) not in (None, *known):  # without a closed list any name may be asked for
                expected = f"a name in facts.table()[{column!r}]"
                raise FactsError(f"facts.about: found {column}", names[column], expected, known)
        try:
            during is None or Period.parse(during)
        except (ValueError, AttributeError):
            expected = "days, a month or a year such as '2022-09-21/2022-09-27', '2022-09' or '../2021'"
            raise FactsError("facts.about: found during", during, expected) from None


def open_facts(parameters: Mapping[str, object]) -> OpenedFacts:
    """The facts under the parameters of a notebook; pass `globals()`.

    From here on matplotlib draws in the style of the chapters, and texts are in the `language` of the notebook, if it
    has that name. Raises ParameterError for a wrong type, a value out of bounds and a name that papermill injected
    although the vocabulary does not have it, LanguageError for an unknown language.

    >>> open_facts({"as_of": "2022-09-30"}).as_of
    '2022-09-30'
    """
    from steppe.display.style import use_style

    if not isinstance(parameters, Mapping):
        raise FactsError("open_facts: found", parameters, "globals() or a dictionary such as {'as_of': '2022-09-30'}")
    # papermill marks the cell that it injects with its first line, and lets any name through.
    for cell in parameters.get("In", []):
        for node in ast.walk(ast.parse(cell)) if cell.startswith("# Parameters\n") else ():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id != "language":
                expect_known(node.id, VOCABULARY)
    use(parameters.get("language", current()))
    scenario = Scenario.of({name: parameters[name] for name in VOCABULARY if name in parameters})
    use_style()
    opened = OpenedFacts(load(), scenario)
    gc.freeze()  # the facts and the imported libraries stay: garbage collection need not look at them again
    return opened


@pd.api.extensions.register_series_accessor("range")
class RangeAccessor:
    """`figures.range.low` and the like: a column of Quantities as columns of numbers.

    `value` has the figures, or the middle where a source gave a range only; `low` and `high` the ends. Missing cells
    stay missing. An end that nobody knows ("at least 43,000") is put at the figure.

    >>> pd.Series([Quantity(98_000, 90_000, 100_000, "persons")]).range.high
    0    100000.0
    dtype: float64
    """

    def __init__(self, series: pd.Series):
        found = next((x for x in series.dropna() if not isinstance(x, Quantity)), None)
        if found is not None:
            raise AttributeError(f"Series.range: found {found!r}, expected a column of Quantities such as 'figure'")
        self._series = series
        finite = [q.finite() if isinstance(q, Quantity) else None for q in series]
        self.value, self.low, self.high = (
            pd.Series([getattr(q, end, None) for q in finite], series.index, float, series.name)
            for end in ("value", "low", "high")
        )

    @property
    def error(self) -> np.ndarray:
        """How far each end lies from the figure, shaped (2, n) as `Axes.errorbar` takes it."""
        return np.array([self.value - self.low, self.high - self.value])

    def to(self, unit: str) -> pd.Series:
        """The column in another unit, such as percent or mi."""
        return self._series.map(lambda q: q.to(unit), na_action="ignore")


@cached
def frame_of(facts: Facts, statements: tuple[Statement, ...], chosen: str = "", unit: str = "") -> pd.DataFrame:
    """One row for each witness behind statements that are sorted best first, in that order; remarks have a row each.

    chosen: the id of the one row that decides, which goes first; without it the rule of the verdicts says which do.
    """
    found = witnesses(statements, unit)
    deciding = Evidence.of(found).deciding
    by_id = {w.ids[0]: w for w in found}
    rows = []
    for s in sorted(statements, key=lambda s: s.id != chosen):
        w = by_id.get(s.id)
        if w or not s.has_figure:
            rows.append(row_of(s) | {
                "quantity": s.quantity.replace("_", " "), "measure": s.measure.replace("_", " "),
                "place": place_name(s.place), "who": re.sub(r"(?<=\d) (?=\d)", " to ", s.who.replace("_", " ")),
                "figure": w.figure if w else None, "copies": w.ids[1:] if w else (),
                "decides": s.id == chosen if chosen else w in deciding,
            })
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in COLUMNS}, dtype=None if rows else object)
    # An empty table has columns of the same types, so that arithmetic on days works before anything was public.
    return frame.astype({"start": "datetime64[s]", "end": "datetime64[s]", "decides": bool})


@cache
def row_of(s: Statement) -> dict:
    """A statement by the columns of facts.csv; its figure, its days and its page beside them."""
    days = s.period.start, s.period.end
    start, end = (pd.NaT if day in (date.min, date.max) else pd.Timestamp(day) for day in days)
    return vars(s) | {
        "figure": s.figure if s.has_figure else None, "start": start, "end": end, "days": (end - start).days + 1,
        "known_from": pd.Timestamp(s.known_from),
        "period": s.period.text, "source": s.source.id, "publisher": s.source.publisher, "url": s.source.url,
    }


def place_name(place: str) -> str:
    """The name of a place as readers write it: `European Union` for `eu`."""
    return {"eu": "European Union"}.get(place, place.replace("_", " ").title())
