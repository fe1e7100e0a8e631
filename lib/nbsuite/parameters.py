"""Parameters: names with their types and defaults, how values are read and checked, and what a notebook declares."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import DataError, ParameterError, Refused, did_you_mean, shown
from nbsuite.notebooks import KERNEL, PARAMETERS, PLAIN, UNREADABLE

KINDS = {str: "a text", bool: "True or False", int: "a whole number", float: "a number", object: "a plain value"}
EXPECTED = "one assignment for each name, such as weeks: int = 52"
TYPES = {kind.__name__: kind for kind in KINDS}
LONGEST_YAML = 64_000  # characters
A_LINE = "lines such as flow: net"
_IN_YAML = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{0,15}\.?[0-9]{0,15}([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Parameter:
    """A name, the type of its values (`object`: any plain one) and its neutral value: where that is None, None is one.

    A project with a vocabulary of its own derives a class that checks more, as bounds or choices.
    """

    name: str
    type: type
    neutral: object

    @property
    def kind(self) -> str:
        """What is expected of a value, as messages have it."""
        return KINDS[self.type]

    def check(self, value: object) -> object:
        """The value, in its type, zero without a sign; ParameterError if it is of another type."""
        if value is None and self.neutral is None:
            return None
        accepted = {float: (int, float), object: PLAIN}.get(self.type, self.type)
        if not isinstance(value, accepted) or (isinstance(value, bool) and self.type not in (bool, object)):
            self.refuse(value, self.kind)
        return self.type(value) + 0 if self.type in (int, float) else value

    def refuse(self, value: object, expected: str):
        raise ParameterError(f"parameter {self.name}: found {shown(value)}, expected {expected}")


Vocabulary = Mapping[str, Parameter]


def expect_known(name: str, vocabulary: Vocabulary) -> None:
    """ParameterError, with the nearest name, for a name outside a vocabulary."""
    if name not in vocabulary:
        hint = did_you_mean(name, vocabulary) or f"; expected one of {', '.join(vocabulary) or 'none'}"
        raise ParameterError(f"parameter {shown(name)}: not in the vocabulary{hint}")


def parse(given: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> dict[str, object]:
    """Parameters from text, by the types of a vocabulary. Raises ParameterError for one not valid, or given twice."""
    own: dict[str, object] = {}
    for name, text in given:
        expect_known(name, vocabulary)
        if name in own:
            raise ParameterError(f"parameter {name}: found a second value {shown(text)}, expected one")
        own[name] = vocabulary[name].check(_typed(text, vocabulary[name]))
    return own


def _typed(text: str, parameter: Parameter) -> object:
    """The text as the parameter's type; left as text, for its check to refuse, where it is not one."""
    if text.lower() == "none" and parameter.neutral is None:
        return None
    if parameter.type is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    with suppress(ValueError, SyntaxError):
        if parameter.type is not str and _WHOLE.fullmatch(text):
            return int(text)
        if parameter.type is float and _DECIMAL.fullmatch(text):
            return float(text)
        if parameter.type is object and isinstance(value := ast.literal_eval(text), PLAIN):
            return value
    return text


def read_yaml(file: str, text: str, is_flat: bool = True) -> dict:
    """The values of a YAML text by name; is_flat: none may hold others. Raises DataError, naming `file`.

    What would surprise is refused: a name twice or other than text (`<<` merges, `yes` is a truth), an anchor, a tag, a
    number other than in plain decimals (YAML 1.1 takes 0100 for 64 and 1:30 for 90), a date without quotes.
    """
    import yaml  # only here: neither the help of a command nor a verdict needs it

    def refuse(found: str, expected: str, at):
        raise DataError(file, found, expected, at.start_mark.line + 1)

    class Strict(yaml.SafeLoader):
        def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node:
            event = self.peek_event()
            if event.anchor:
                refuse("an anchor or an alias", "values written out", event)
            if event.tag:
                refuse(f"the tag {shown(event.tag)}", "a plain value", event)
            if parent is None and not isinstance(event, yaml.MappingStartEvent):
                refuse("no mapping", A_LINE, event)
            if parent and is_flat and isinstance(event, yaml.CollectionStartEvent):
                refuse("a value within a value", "one plain value a line", event)
            node = super().compose_node(parent, index)
            if isinstance(parent, yaml.MappingNode) and index is None:
                return node  # a name, which is looked at with the others of its mapping
            kind, names = node.tag.rpartition(":")[2], set()
            if kind == "map":
                for key, _ in node.value:
                    if not key.tag.endswith(":str"):
                        found = text[key.start_mark.index : key.end_mark.index]
                        refuse(f"{shown(found)} as a name", "plain names", key)
                    if key.value in names:
                        refuse(f"{shown(key.value)} a second time", "each name once", key)
                    names.add(key.value)
            elif kind == "timestamp":
                refuse(shown(node.value), f"a date in quotes: '{node.value[:10]}'", node)
            elif kind in ("int", "float") and not _IN_YAML.fullmatch(node.value):
                refuse(shown(node.value), "a number in plain decimals", node)
            elif kind not in {"null", "seq", *TYPES}:
                refuse(shown(node.value), "a plain value", node)
            return node

    if len(text) > LONGEST_YAML:
        raise DataError(file, f"{len(text):,} characters", f"at most {LONGEST_YAML:,}")
    try:
        values = yaml.load(text, Strict)
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise DataError(file, f"no YAML ({problem})", A_LINE, mark and mark.line + 1) from None
    if not values:
        raise DataError(file, "no values", A_LINE)
    return values


def declared(path: Path, vocabulary: Vocabulary | None = None) -> dict[str, Parameter]:
    """The parameters of a notebook in the order of its cell: those of a vocabulary, else as the cell itself has them.

    There the type is the first word of the annotation, else that of the default. Raises as `notebooks.read` does.
    """
    notebook = notebooks.plain(path)
    lines, defaults = notebooks.assignments(notebook, PARAMETERS), notebooks.defaults(notebook)
    own = {name: Parameter(name, _type(line, defaults[name]), defaults[name]) for name, line in lines.items()}
    return own | {name: parameter for name, parameter in (vocabulary or {}).items() if name in own}


def _type(line: ast.Assign | ast.AnnAssign, default: object) -> type:
    if isinstance(line, ast.AnnAssign):
        return TYPES.get(ast.unparse(line.annotation).partition("|")[0].strip(), object)
    is_code = isinstance(default, str) and getattr(line.value, "value", None) != default
    return object if is_code else TYPES.get(type(default).__name__, object)


def expect_fit(path: Path, vocabulary: Vocabulary | None = None) -> None:
    """Refused, with the first of its misfits, for a notebook that has any."""
    for misfit in misfits(notebooks.read(path), vocabulary):
        raise Refused(f"{path.name}: {misfit}")


def misfits(notebook, vocabulary: Vocabulary | None = None) -> Iterator[str]:
    """Why no value could be passed to a notebook, or its own are none that a vocabulary knows, a line each.

    Without a vocabulary its parameters cell is its own affair. One without such a cell is run as it is.
    """
    kernel = notebook.metadata.get("kernelspec", KERNEL)  # where it is silent, what it is called
    language = str(kernel.get("language") or notebook.metadata.get("language_info", kernel)["name"])
    if not language.casefold().startswith(KERNEL["language"]):
        yield f"found the kernel language {shown(language)}, expected {KERNEL['language']}, the only one that is run"
        return
    places = notebooks.tagged(notebook, PARAMETERS)
    if len(places) > 1:
        yield f"found {len(places)} cells tagged {PARAMETERS}, expected one: put all of them into the first"
    if vocabulary is None or len(places) != 1:
        return
    source = notebook.cells[places[0]].source
    try:
        body = notebooks.parsed(source)
    except UNREADABLE as error:
        reason = notebooks.error_line(type(error).__name__, error)
        yield f"{PARAMETERS} cell: found no Python ({reason}), expected {EXPECTED}"
        return
    names = set()
    for line in body:
        match line:
            case ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name), value=ast.expr()) if name not in names:
                names.add(name)
            case _:
                found = shown(ast.get_source_segment(source, line))
                yield f"{PARAMETERS} cell, line {line.lineno}: found {found}, expected {EXPECTED}"
    seen = notebooks.declared(notebook)
    for name in sorted(names ^ seen.keys()):
        yield f"parameter {name}: papermill does not see it as Python does; expected name: type = value on a line"
    yield from filter(None, (_misfit(name, each, vocabulary) for name, each in seen.items()))


def _misfit(name: str, seen: dict, vocabulary: Vocabulary) -> str:
    """Why a default is not as a vocabulary has it, empty where it is; one without an annotation has its own type."""
    annotation, default = seen["inferred_type_name"], seen["default"]
    try:
        expect_known(name, vocabulary)
        expected = vocabulary[name].type.__name__
        if annotation not in ("None", expected):  # papermill's word for a default without an annotation
            return f"parameter {name}: found {annotation}, expected the annotation {expected}"
        vocabulary[name].check(ast.literal_eval(default))
    except ParameterError as error:
        return str(error)
    except UNREADABLE:
        return f"parameter {name}: found {shown(default)}, expected a plain value"
    return ""
