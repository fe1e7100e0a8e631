"""The reader's own parameters: fields to fill in, verdicts that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from steppe import units
from steppe.claims import judge_all
from steppe.display.grid import Cell, Grid
from steppe.markup import html_text
from steppe.scenario import VOCABULARY, Parameter, ParameterError, Scenario

UNCHANGED = "no verdict changes"


def own_scenario(case, typed: Mapping[str, str]) -> Scenario:
    """The scenario of the case with the values a reader typed; an empty field leaves it as it is.

    ParameterError for a value that the vocabulary refuses.
    """
    values = {f.name: getattr(case.scenario, f.name) for f in fields(Scenario)}
    return Scenario.of(values | {name: _value(VOCABULARY[name], text) for name, text in typed.items() if text.strip()})


def _value(parameter: Parameter, text: str) -> object:
    """The text as the parameter's type; left as text, for the vocabulary to refuse, where it is not one."""
    if parameter.type is str:
        return text.strip()
    try:
        return parameter.type(text)
    except ValueError:
        return text


def compared(case, own: Scenario, parts: Iterable[str]) -> Grid:
    """The named parts, and every other whose word as known changes: in this run, and with the reader's values."""
    before, after = judge_all(case.facts, case.scenario), judge_all(case.facts, own)
    changed = [id for id in before if before[id].known.word != after[id].known.word]
    rows = [
        [Cell(id), *map(Cell, _said(before[id].known)), *map(Cell, _said(after[id].known))]
        for id in dict.fromkeys([*parts, *changed])
    ]
    header = ["Part", "in this run", "found", "with your values", "found"]
    below = Cell(f"Changed: {', '.join(changed)}." if changed else f"With these values {UNCHANGED}.")
    return Grid(header, [(None, rows)], below=(below,))


def _said(verdict) -> tuple[str, str]:
    return verdict.word, units.brief(verdict.found) if verdict.found else "–"


def panel(case, names: Iterable[str], parts: Iterable[str]):
    """A widget with a field for each named parameter and the verdicts on the parts below it.

    A value that is refused is told in one line, and the verdicts stay as they were.
    """
    import ipywidgets as widgets

    entries = {name: _field(widgets, VOCABULARY[name], getattr(case.scenario, name)) for name in names}
    said, refused = widgets.HTML(compared(case, case.scenario, parts).html()), widgets.HTML()

    def follow(_):
        try:
            own = own_scenario(case, {name: field.value for name, field in entries.items()})
        except ParameterError as error:
            refused.value = f"<em>{html_text(error)}</em>"
            return
        refused.value, said.value = "", compared(case, own, parts).html()

    for field in entries.values():
        field.observe(follow, "value")
    return widgets.VBox([*entries.values(), refused, said])


def _field(widgets, parameter: Parameter, value: object):
    """A choice among words, or a line to type into; what it means stands beside it."""
    look = {
        "description": parameter.name, "style": {"description_width": "12em"}, "layout": {"width": "32em"},
        "tooltip": parameter.meaning,
    }
    if parameter.choices:
        unset = [("as in this run", "")] * (parameter.neutral is None)
        options = [*unset, *((choice, choice) for choice in parameter.choices)]
        return widgets.Dropdown(options=options, value=value or "", **look)
    given = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return widgets.Text(value=given, placeholder="as the evidence has it", continuous_update=False, **look)
