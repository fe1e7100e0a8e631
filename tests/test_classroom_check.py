"""`check` says right, or which kind of wrong, of numbers, Quantities, texts, days, lists and Series."""

import json
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nbsuite.errors import ParameterError
from steppe import Quantity, check, language, open_facts, paths
from steppe.classroom import answers
from steppe.classroom.answers import ERRORS, MESSAGES, RIGHT, Recorded, WrongAnswer, kind_of

sys.path.append(str(paths.ROOT / "tools"))
from record_answers import forms

NUMBERS = st.floats(1e-6, 1e9) | st.integers(1, 10**9)
UNITS = st.sampled_from(["", "persons", "percent"])
DAYS = [
    date(2022, 9, 27), datetime(2022, 9, 27, 12), pd.Timestamp("2022-09-27"), np.datetime64("2022-09-27", "ns"),
    "2022-09-27", " 2022-09-27T00:00 ",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _quick():
    """One round of hashing a check: thousands of answers are compared here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "ROUNDS", 1)
        answers.read.cache_clear()
        yield
    answers.read.cache_clear()


def recorded(answer, *wrong) -> Recorded:
    """What is recorded of an answer and its usual wrong variants: pairs of a kind and a value."""
    found = json.loads(forms(answer, [("code", *each) for each in wrong]))
    hashes = {answers.hashed("00", form): verdict for form, verdict in found["verdicts"].items()}
    return Recorded("00", found["type"], found["unit"], hashes)


def kind(right, answer, *wrong) -> str:
    return kind_of(recorded(right, *wrong), answer)


def digits(number) -> str:
    return f"{float(number):.2e}"


def variants(number: float) -> dict[str, list[float]]:
    """Wrong answers that are derived from a right one."""
    tens = [number * 10.0**power for power in (-6, -5, -4, -3, -1, 1, 3, 4, 5, 6)]
    return {
        "sign": [-number], "percent for share": [number * 100, number / 100], "order of magnitude": tens,
        "reciprocal": [1 / number], "rounding": [float(f"{number:.0e}"), float(f"{number:.1e}")],
    }  # fmt: skip


@given(NUMBERS, st.floats(-0.499, 0.499))
def test_any_number_that_rounds_to_the_same_three_digits_is_right(number, by):
    mantissa, power = digits(number).split("e")
    other = (float(mantissa) + by / 100) * 10.0 ** int(power)
    assume(digits(other) == digits(number))
    assert kind(number, other) == RIGHT


@given(st.integers(100, 998), st.integers(-6, 6))
def test_at_the_border_of_two_roundings_both_are_right(three, power):
    border = (three + 0.5) * 10.0**power
    known = recorded(border)
    assert [kind_of(known, n * 10.0**power) for n in (three, three + 1)] == [RIGHT, RIGHT]


@given(NUMBERS, UNITS)
def test_a_sign_a_power_of_ten_a_percentage_a_reciprocal_and_a_rounding_are_told_apart(number, unit):
    known = recorded(Quantity.exact(number, unit) if unit else number)
    expected = {}
    for name, others in variants(float(number)).items():
        for other in others:
            expected.setdefault(digits(other), []).append(name)
    for form, names in expected.items():
        if len(names) == 1 and form != digits(number):  # some coincide, as the reciprocal and a power of one
            name = names[0] if unit != "persons" else names[0].replace("percent for share", "order of magnitude")
            assert kind_of(known, float(form)) == name


@given(st.integers(-(10**6), 10**6).filter(bool))
def test_a_number_may_be_of_any_class(number):
    known = recorded(number)
    same = [int, float, np.float64, np.float32, np.int64, Decimal, Fraction, lambda n: Quantity.exact(n, "ratio")]
    assert {kind_of(known, make(number)) for make in same} == {RIGHT}
    assert kind_of(known, str(number)) == kind_of(known, [number]) == kind_of(known, {"a": number}) == "type"


def test_a_quantity_is_compared_by_its_figure_and_may_be_a_plain_number():
    right = Quantity(12.5, 11, 14, "percent", ("an_id",))
    assert {kind(right, other) for other in (right, Quantity.exact(12.5, "percent"), 12.5)} == {RIGHT}
    assert kind(right, right.high) == "wrong"
    assert kind(right, right.high, ("one end of the range", 14)) == "one end of the range"


@pytest.mark.parametrize(("right", "answer"), [
    (Quantity.exact(4_750, "mi"), Quantity.exact(4_750 * 1.609344, "km")),
    (Quantity.exact(98_000, "persons"), Quantity.exact(98_000, "persons/day")),
    (pd.Series({"a": Quantity.exact(1, "mi")}), {"a": Quantity.exact(1.609344, "km")}),
])  # fmt: skip
def test_the_right_figure_in_another_unit_is_told_as_such(right, answer):
    assert kind(right, answer) == "unit"
    assert kind(right, right) == RIGHT


@pytest.mark.parametrize(("unit", "other", "factor"), [("percent", "ratio", 0.01), ("ratio", "percent", 100)])
def test_a_quantity_in_percent_may_stand_for_a_ratio_and_the_other_way_round(unit, other, factor):
    for made in (lambda x, u: Quantity.exact(x, u), lambda x, u: pd.Series({"a": Quantity.exact(x, u)})):
        known = recorded(made(1.25, unit), ("another period", made(7, unit)))
        found = [kind_of(known, made(x * factor, other)) for x in (1.25, 7, -1.25, 125, 0.0125, 3)]
        assert found == [RIGHT, "another period", "sign", "percent for share", "percent for share", "wrong"]


def test_a_wrong_figure_in_another_unit_is_not_called_a_matter_of_the_unit():
    assert kind(Quantity.exact(12.5, "percent"), Quantity.exact(0.3, "ratio")) == "wrong"


def test_usual_wrong_answers_are_told_by_their_kind_before_any_that_is_derived():
    wrong = [("gross for net", 98_000), ("rank for figure", 3), ("another period", -34_000), ("type", "many")]
    assert [kind(34_000, value, *wrong) for _, value in wrong] == [name for name, _ in wrong]


@pytest.mark.parametrize("answer", DAYS, ids=lambda day: type(day).__name__)
@pytest.mark.parametrize("right", DAYS[:4], ids=lambda day: type(day).__name__)
def test_a_day_may_be_of_any_class_or_iso_text(right, answer):
    assert kind(right, answer) == RIGHT
    assert kind(right, date(2022, 9, 28)) == kind(right, pd.NaT) == "wrong"
    assert kind(right, "27 September 2022") == kind(right, 2022) == "type"


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20).filter(lambda s: s.casefold().strip()))
def test_a_text_is_right_in_other_capitals_with_spaces_and_full_stop(text):
    known = recorded(text)
    assert {kind_of(known, other) for other in (text, f"  {text} ", f"`{text}`", f"{text}.", np.str_(text))} == {RIGHT}
    assert kind_of(known, text.upper()) == (RIGHT if text.upper().casefold() == text.casefold() else "wrong")


def test_a_list_is_right_in_its_order_and_told_where_another_order_is_all_that_is_wrong():
    assert {kind(["C05", "C11"], other) for other in (("c05", "c11"), np.array(["C05", "C11"]))} == {RIGHT}
    assert {kind(["C05", "C11"], make(["C05", "C11"])) for make in (pd.Index, pd.array)} == {RIGHT}
    for right in (["C05", "C11", "C09"], ["C05", "C09", "C11"]):
        assert kind(right, ["C11", "C05", "C09"]) == "another order"
    assert kind(["C11", "C05"], {"C05", "C11"}) == "another order"
    assert kind(["C05", "C11"], ["C05"]) == kind(["C05", "C11"], ["C11", "C05", "C05"]) == "wrong"
    assert kind({"C05", "C11"}, {"C11", "C05"}) == RIGHT
    assert kind([1.0, 2.5], [-1, -2.5]) == "sign"
    assert kind([0.0, 2.5], [-0.0, 2.5]) == RIGHT


@given(st.dictionaries(st.text(min_size=1), NUMBERS, min_size=1, max_size=4), st.randoms())
def test_a_series_is_right_in_any_order_of_numbers_or_quantities_and_so_is_a_dictionary(values, random):
    labels = sorted(values, key=lambda _: random.random())
    quantities = {label: Quantity.exact(values[label], "persons") for label in labels}
    known = recorded(pd.Series(values, dtype=object))
    assert {kind_of(known, other) for other in (quantities, pd.Series(quantities), values)} == {RIGHT}
    assert kind_of(known, {label: -value for label, value in values.items()}) == "sign"
    assert kind_of(known, {"another": 1.0, **values}) == ("wrong" if "another" not in values else RIGHT)


def test_labels_of_a_series_are_not_rounded_and_days_among_them_may_be_of_any_class():
    right = pd.Series({2021: 1.0, 2022: 2.0})
    assert kind(right, {2022: 2, 2021: 1}) == RIGHT
    assert kind(right, {2020: 1, 2022: 2}) == "wrong"
    assert {kind(pd.Series({DAYS[2]: 5}), {day: 5}) for day in DAYS[:5]} == {RIGHT}


@pytest.mark.parametrize("answer", [..., None])
def test_what_a_cell_has_before_it_is_filled_in_is_not_answered_yet(answer):
    assert {kind(right, answer) for right in (1.5, "text", ["C05"], DAYS[0])} == {"unanswered"}


ODD = [
    np.nan, np.inf, 10**400, Decimal("sNaN"), Decimal("NaN"), "", [], {}, set(), np.array(5), np.zeros((2, 2)), pd.NA,
    pd.NaT, object(), print, pd.DataFrame({"a": [1]}), pd.Index([]), timedelta(1), 1j, b"", True, [[]], [None], {1: {}},
    Quantity(3, 3, np.inf, "persons"), pd.Series({1: np.nan}), Fraction(10**400), np.array([None]), range(3),
]  # fmt: skip


@pytest.mark.parametrize("answer", ODD, ids=lambda answer: type(answer).__name__)
@pytest.mark.parametrize("right", [12.5, Quantity.exact(7, "persons"), "text", DAYS[0], ["a"], pd.Series({"a": 1})])
def test_no_odd_answer_is_right_or_fails(right, answer):
    known = recorded(right)
    assert kind_of(known, answer) in ERRORS.keys() | {"wrong"}
    assert kind_of(known, [answer]) in {"type", "wrong"}
    assert kind_of(known, {"a": answer}) in ERRORS.keys() | {"wrong"}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8,
)  # fmt: skip


@given(JSON)
def test_any_answer_gets_a_feedback_in_one_line(answer):
    feedback = check("07.1", answer)
    assert feedback.kind in MESSAGES
    assert repr(feedback).startswith("07.1: ") and "\n" not in repr(feedback)


def fails(self):
    raise RuntimeError("no figure\nhere")


@pytest.mark.parametrize(("exercise", "base", "method"), [
    ("07.1", object, "__float__"), ("07.3", str, "__str__"), ("00.2", list, "__iter__"), ("00.5", dict, "items"),
])  # fmt: skip
def test_an_answer_whose_own_code_fails_is_not_right(exercise, base, method):
    answer = type("Own", (base,), {method: fails})()
    assert [check(exercise, each).kind for each in (answer, answer)] == ["wrong"] * 2


@pytest.mark.parametrize(("exercise", "nearest"), [
    ("7.1", "'07.1'"), ("07.11", "'07.1'"), ("O7.2", "'07.2'"), ("07_3", "'07.3'"), (7.1, "'07.1'"), ("", None),
    (None, None), (["07.1"], "'07.1'"), ("07.6", "'07.5'"), ("07", "'07.5'"),
], ids=repr)  # fmt: skip
def test_an_unknown_exercise_is_refused_in_one_line_with_the_nearest(exercise, nearest):
    with pytest.raises(ParameterError) as error:
        check(exercise, 1)
    message = str(error.value)
    assert message.startswith(f"check: found exercise {exercise!r}, expected one such as '07.1'")
    assert message.endswith(f"; did you mean {nearest}?") == (nearest is not None)
    assert "\n" not in message


def test_feedback_is_true_if_right_and_a_wrong_one_asserts_in_one_line(capsys):
    right, wrong = (answers.Feedback("07.1", kind, MESSAGES[kind]) for kind in (RIGHT, "sign"))
    assert right and not wrong
    right.assert_right()
    assert capsys.readouterr().out == "07.1: right\n"
    with pytest.raises(AssertionError) as error:
        wrong.assert_right()
    assert error.type is WrongAnswer
    assert error.value._render_traceback_() == ["WrongAnswer: 07.1: the sign is wrong"]


def said(answer="123_456", **names) -> str:
    """The feedback on an answer, a wrong one unless another is given, in a notebook with these names."""
    names |= {"check": check}
    exec(f'feedback = check("07.1", {answer})', names)
    return repr(names["feedback"])


@pytest.mark.parametrize(("names", "hint"), [
    ({}, None),
    ({"horizon_weeks": 52, "as_of": None, "interactive": True, "flow": pd.Series([1])}, None),
    ({"facts": open_facts({"interactive": True})}, None),
    ({"facts": "no facts"}, None),
    ({"horizon_weeks": 26}, "horizon_weeks = 26"),
    ({"facts": open_facts({}).under(as_of="2022-09-30")}, "as_of = '2022-09-30'"),
    ({"facts": open_facts({"evidence": "best"}), "evidence": "best"}, "evidence = 'best'"),
    ({"facts": open_facts({"evidence": "best"}), "flow": "net"}, "evidence = 'best', flow = 'net'"),
])  # fmt: skip
def test_a_notebook_with_other_parameters_is_told_which(names, hint):
    told = "07.1: not right"
    if hint:
        told += f" (compared with the answer at the chapter's own parameters; this notebook has {hint})"
    assert said(**names) == told
    assert said("...", **names) == "07.1: not answered yet"


def test_a_right_answer_needs_no_hint_on_parameters(tmp_path, monkeypatch):
    rows = [answers.COLUMNS, ("07.1", "00", "a text", "", RIGHT, answers.hashed("00", "more"))]
    path = tmp_path / "checks.csv"
    path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(answers, "CHECKS", path)
    names = {"check": check, "horizon_weeks": 26}
    exec('feedback = check("07.1", "More.")', names)
    assert repr(names["feedback"]) == "07.1: right"


@pytest.mark.parametrize("code", language.known())
def test_feedback_is_in_the_language_in_use(code, monkeypatch):
    monkeypatch.setenv(language.VARIABLE, code)
    texts = [language.translated(MESSAGES[name]) for name in ("type", answers.QUANTITY, answers.TEXT)]
    assert said("'many'") == f"07.1: {texts[0].format(expected=texts[1], found=texts[2])}"
    assert said(horizon_weeks=26).endswith(
        language.translated(MESSAGES["other parameters"]).partition("}")[2].format(values="horizon_weeks = 26")
    )
