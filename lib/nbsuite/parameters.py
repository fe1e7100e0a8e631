"""Parameters: a name with its type and default, and how a value of it is read and checked."""

import re
from ast import literal_eval
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nbsuite.errors import ParameterError, did_you_mean, shown

KINDS = {
    str: "a text", bool: "True or False", int: "a whole number", float: "a number", object: "a plain value",
}  # fmt: skip
PLAIN = bool | int | float | str | None
SWITCHES = {"true": True, "false": False}
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


def expect_known(name: str, vocabulary: Mapping[str, Parameter]) -> None:
    """ParameterError, with the nearest name, for a name outside a vocabulary."""
    if name not in vocabulary:
        hint = did_you_mean(name, vocabulary) or f"; expected one of {', '.join(vocabulary) or 'none'}"
        raise ParameterError(f"parameter {shown(name)}: not in the vocabulary{hint}")


def parse(given: Iterable[tuple[str, str]], vocabulary: Mapping[str, Parameter]) -> dict[str, object]:
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
    if parameter.type is str:
        return text
    if parameter.type is bool:
        return SWITCHES.get(text.lower(), text)
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        if parameter.type is object:
            value = literal_eval(text)
            return value if isinstance(value, PLAIN) else text
        return float(text) if parameter.type is float and _DECIMAL.fullmatch(text) else text
    except (ValueError, SyntaxError):
        return text
