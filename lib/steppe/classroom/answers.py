"""`check`: says without a server whether an answer is right, or which kind of wrong.

`checks.csv` holds salted hashes of right and of usual wrong answers, as `tools/record_answers.py` computes them. An
answer is brought into one form of text, numbers to three significant digits, so that equal answers have equal hashes.
"""

import csv
from collections import namedtuple
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from hashlib import pbkdf2_hmac
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from nbsuite.errors import OneLineError, ParameterError, did_you_mean, shown
from steppe.display.template import caller
from steppe.language import in_english, translated
from steppe.quantity import CONVERSIONS
from steppe.scenario import VOCABULARY

CHECKS = Path(__file__).with_name("checks.csv")
COLUMNS = ("exercise", "salt", "type", "unit", "verdict", "hash")
ROUNDS = 5_000  # of the hash: a check takes a few hundredths of a second, trying every number some minutes
DIGITS = 3
RIGHT, NO_NUMBER, ORDER = "right", "none", "another order"
TYPES = NUMBER, QUANTITY, TEXT, DAY, LIST, SERIES = "a number", "a Quantity", "a text", "a day", "a list", "a Series"
CLASSES = {  # by name, so that no library is loaded for them
    QUANTITY: {"Quantity"}, SERIES: {"Series", "dict"}, TEXT: {"str", "bool", "bool_"}, DAY: {"date", "datetime64"},
    LIST: {"list", "tuple", "set", "frozenset", "ndarray", "Index", "ExtensionArray"},
}  # fmt: skip
SHARES = {"", "ratio", "percent", "share"}  # units of figures that may be given as a percentage or as a share
FACTORS = {-1: "sign", 100: "percent for share", 0.01: "percent for share"}
FACTORS |= {10.0**power: "order of magnitude" for power in (-6, -5, -4, -3, -1, 1, 3, 4, 5, 6)}

with CHECKS.with_name("errors.csv").open(encoding="utf-8", newline="") as table:
    ERRORS = {row["kind"]: row["sentence"] for row in csv.DictReader(table)}  # what a usual wrong answer may be
MESSAGES = ERRORS | dict(zip(TYPES, TYPES, strict=True)) | {
    RIGHT: "right", "unanswered": "not answered yet", "wrong": "not right",
    "other parameters": "{said} (compared with the answer at the chapter's own parameters; this notebook has {values})",
}  # fmt: skip


class WrongAnswer(OneLineError, AssertionError):
    """An answer that is not right."""


class Feedback(NamedTuple):
    """What `check` says of an answer: the exercise, `right` or the kind of error, and a sentence. True if right."""

    exercise: str
    kind: str
    sentence: str

    def __bool__(self) -> bool:
        return self.kind == RIGHT

    def __repr__(self) -> str:
        return f"{self.exercise}: {self.sentence}"

    def assert_right(self) -> None:
        """Prints the feedback on a right answer; raises WrongAnswer, in one line, for any other."""
        if not self:
            raise WrongAnswer(repr(self))
        print(self)


class Recorded(namedtuple("Recorded", ("salt", "type", "unit", "verdicts"))):
    """What is known of the answer to one exercise: type, unit, and by hash what an answer is."""

    def says(self, text: str) -> str | None:
        """`right` or the kind of error of an answer in its one form; None where it is neither."""
        return self.verdicts.get(hashed(self.salt, text))


def check(exercise: str, answer: object) -> Feedback:
    """Says whether the answer to an exercise is right, or which kind of wrong.

    exercise: its number, such as "07.3". answer: a Quantity, a number, a text, a day (ISO text too), a list or a
    Series; a plain number may stand for a Quantity, a dict for a Series, percent for a ratio. Numbers are compared to
    three significant digits, texts without regard to capitals; a verdict or a name may be English or in the language in
    use. Raises ParameterError, which names the nearest, for an unknown exercise.

    >>> check("07.1", ["many"])
    07.1: another type is expected: a Quantity, not a list
    """
    recorded = read(CHECKS)
    if not isinstance(exercise, str) or exercise not in recorded:
        nearest = did_you_mean(exercise, [id for id in recorded if id[:2] == str(exercise)[:2]] or recorded)
        raise ParameterError(f"check: found exercise {shown(exercise)}, expected one such as '07.1'{nearest}")
    known, kind = recorded[exercise], "wrong"
    with suppress(Exception):  # of the answer's own code, such as a `__float__` that fails
        kind = kind_of(known, answer)
    expected, found = (known.unit, unit_of(answer)) if kind == "unit" else (known.type, type_of(answer))
    sentence = translated(MESSAGES[kind]).format(expected=translated(expected), found=translated(found))
    if kind not in (RIGHT, "unanswered", "type") and (values := _other_parameters(caller())):
        sentence = translated(MESSAGES["other parameters"]).format(said=sentence, values=values)
    return Feedback(exercise, kind, sentence)


def _other_parameters(names: Mapping[str, object]) -> str:
    """The parameters of a notebook that are not those of the chapters, from its names and from its facts."""
    scenario = getattr(names.get("facts"), "scenario", None)
    values = scenario.differences() if hasattr(scenario, "differences") else {}
    set_here = {name: names[name] for name in VOCABULARY if type(names.get(name)) in (str, int, float)}
    values |= {name: value for name, value in set_here.items() if value != VOCABULARY[name].neutral}
    return ", ".join(f"{name} = {value!r}" for name, value in values.items() if name != "interactive")


def kind_of(known: Recorded, answer: object) -> str:
    """`right`, or the kind of error."""
    if answer is ... or answer is None:
        return "unanswered"
    if known.type == DAY and isinstance(answer, str):
        with suppress(ValueError):
            answer = datetime.fromisoformat(answer.strip())
    if {type_of(answer), known.type} not in ({known.type}, {NUMBER, QUANTITY}):
        return "type"
    unit = unit_of(answer)
    to_known = CONVERSIONS.get((unit, known.unit), 1)
    form = text_of(answer, lambda x: x * to_known)
    is_other = known.unit and unit not in ("", known.unit) and not SHARES.issuperset((unit, known.unit))
    if is_other and RIGHT in (known.says(text_of(answer)), known.says(form)):
        return "unit"
    if said := known.says(form):
        return said
    if known.type == LIST and known.says(";".join(sorted(form.split(";")))) in (RIGHT, ORDER):
        return ORDER
    products = ((kind, text_of(answer, lambda x, by=to_known * by: x * by)) for by, kind in FACTORS.items())
    kind = next((kind for kind, text in products if known.says(text) == RIGHT), "wrong")
    return "order of magnitude" if kind == "percent for share" and known.unit not in SHARES else kind


@cache
def read(path: Path) -> dict[str, Recorded]:
    """The recorded answers by exercise."""
    found: dict[str, Recorded] = {}
    with path.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            known = found.setdefault(row["exercise"], Recorded(row["salt"], row["type"], row["unit"], {}))
            known.verdicts[row["hash"]] = row["verdict"]
    return found


def hashed(salt: str, text: str) -> str:
    return pbkdf2_hmac("sha256", text.encode(), bytes.fromhex(salt), ROUNDS, 12).hex()


def type_of(answer: object) -> str:
    """What an answer is, in the words of the feedback, or the name of its class where it can be no answer."""
    names = {base.__name__ for base in type(answer).__mro__}
    other = NUMBER if hasattr(answer, "__float__") else type(answer).__name__
    return next((kind for kind, classes in CLASSES.items() if names & classes), other)


def unit_of(answer: object) -> str:
    """The unit of a Quantity, or the one unit of those in a list or Series; empty where there is none."""
    units = {part.unit for _, part in _parts(answer) or [("", answer)] if type_of(part) == QUANTITY}
    return units.pop() if len(units) == 1 else ""


def _parts(answer: object) -> list[tuple[object, object]]:
    """The labels and values of a Series, or those of a list without labels; empty for any other answer."""
    kind = type_of(answer)
    if kind == LIST:
        return [("", value) for value in getattr(answer, "flat", answer)]
    items = answer.items() if kind == SERIES else ()
    return [(label if type_of(label) == DAY else str(label), value) for label, value in items]


def text_of(answer: object, change: Callable[[float], float] = float) -> str:
    """The one form of equal answers; `change` is applied to every number in it, but not to the labels of a Series."""
    kind = type_of(answer)
    if kind in (LIST, SERIES):
        parts = [f"{text_of(label)}={text_of(value, change)}" for label, value in _parts(answer)]
        return ";".join(sorted(parts) if kind == SERIES or isinstance(answer, set | frozenset) else parts)
    if kind == DAY:
        return str(answer)[:10]
    if kind in (NUMBER, QUANTITY):
        with suppress(ArithmeticError, TypeError, ValueError):  # no figure, or one beyond all others
            if isfinite(number := change(float(answer.value if kind == QUANTITY else answer))):
                return f"{number + 0.0:.{DIGITS - 1}e}"
        return NO_NUMBER
    return in_english(" ".join(str(answer).casefold().split()).strip(" .,;:!\"'`«»"))
