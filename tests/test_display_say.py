"""Bound sentences: what they show, what travels beside them, what they refuse."""

import re
from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from steppe.display.template import MIME, phrase, say
from steppe.quantity import Quantity
from steppe.units import DisplayError

ARRIVALS = Quantity(98000, 90000, 100000, "persons", ("kz_in_27sep", "kz_in_cnn"))
BORDER = Quantity(4739, 4730, inf, "mi", ("cia_2022", "kz_in_27sep"))


def bundle(sentence):
    return sentence._repr_mimebundle_()


def test_a_sentence_is_the_same_in_text_and_in_markdown_and_each_figure_has_its_statements():
    template = "In C05, {n} came ({n:range}) by {day}; {m:range}."
    shown = bundle(say(template, n=ARRIVALS, m=BORDER, day=date(2022, 9, 30)))
    sentence = "In C05, {}98,000{e} came ({}from 90,000 to 100,000{e}) by 30 September 2022; {}at least 4,730 miles{e}."
    assert shown["text/plain"] == f"{sentence.format('', '', '', e='')}\nStatements: kz_in_27sep, kz_in_cnn, cia_2022"
    ours, theirs = (f'<span title="{", ".join(q.ids)}">' for q in (ARRIVALS, BORDER))
    fold = (
        "<details><summary>Statements: 3</summary>"
        "<code>kz_in_27sep</code>, <code>kz_in_cnn</code>, <code>cia_2022</code></details>"
    )
    assert shown["text/markdown"] == f"{sentence.format(ours, ours, theirs, e='</span>')}\n\n{fold}"


def test_a_sentence_without_statements_has_no_second_line():
    assert bundle(say("Nobody counted."))["text/plain"] == "Nobody counted."
    assert repr(say("{n} weeks", n=Quantity.exact(52, "weeks"))) == "52 weeks"


def test_a_figure_made_of_others_names_all_of_their_statements():
    n, m = ARRIVALS, Quantity.exact(7, "mi", ("cia_2022", "tass_2025"))
    shown = bundle(say("{r}.", r=n / m))["text/markdown"]
    assert shown.startswith('<span title="kz_in_27sep, kz_in_cnn, cia_2022, tass_2025">14,000.0</span>.\n')


def test_a_phrase_within_a_sentence_keeps_its_figures_and_their_statements():
    when = phrase("at the end of week {week}", week=Quantity.exact(12, "weeks", ("essay_rate",)))
    shown = bundle(say("It gets there {when}.", when=when))
    assert shown["text/plain"] == "It gets there at the end of week 12.\nStatements: essay_rate"
    assert shown[MIME]["values"]["when"]["week"]["value"] == 12
    with pytest.raises(DisplayError, match="which is no Quantity"):
        say("{when:range}", when=when)


def test_only_what_the_sentence_shows_travels_beside_it():
    assert bundle(say("{n}", otherwise="{m}", n=ARRIVALS, m=BORDER))[MIME]["values"].keys() == {"n"}
    assert bundle(say("{n}", otherwise="{m}", n=None, m=BORDER))[MIME]["values"].keys() == {"m"}


def test_the_values_travel_with_twelve_digits_and_open_bounds_as_null():
    values = bundle(say("{a} {b} {n} {w}", a=ARRIVALS * (1 / 3), b=BORDER, n=17, w="CNN"))[MIME]["values"]
    assert values["a"]["value"] == 32666.6666667
    assert values["b"] == {"value": 4739, "low": 4730, "high": None, "unit": "mi", "ids": ["cia_2022", "kz_in_27sep"]}
    assert (values["n"], values["w"]) == (17, "CNN")


@given(st.floats(1, 1e7))
def test_float_dust_changes_nothing_and_a_tenth_of_a_percent_changes_the_values(number):
    def beside(value):
        return bundle(say("{n}", n=Quantity.exact(value, "ratio")))[MIME]

    rounded = float(f"{number:.6g}")
    assert beside(rounded) == beside(rounded * (1 + 1e-13))
    assert beside(rounded) != beside(rounded * 1.001)


@pytest.mark.parametrize(
    "template",
    ["98,000 came", "{n} is 27.4 %", "one in 3", "C180 holds", "C5", "in 12022", "20.22", "{n}5", "1.2022", "2022%"],
)
def test_a_typed_figure_is_refused_in_one_line(template):
    with pytest.raises(DisplayError, match="typed in the template") as refusal:
        say(template, n=ARRIVALS)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "template",
    [
        "C05 and C17", "by 30 September 2022", "21 to 27 September", "in 2022.", "on 2022-09-30", "see `kz_in_27sep`",
        "from 1989 to 1995, then",
    ],
)
def test_claims_dates_years_and_ids_may_be_typed(template):
    assert str(say(template)) == template


@pytest.mark.parametrize(
    ("template", "values", "message"),
    [
        ("{n:range}", {"n": 3}, "which is no Quantity"),
        ("{n} on {n:range}", {"n": ARRIVALS, "m": BORDER}, "a value for {m}, which no template has, expected {n}"),
        ("Some came.", {"n": ARRIVALS}, "a value for {n}, which no template has, expected no value"),
        ("{{n}} came.", {"n": ARRIVALS}, "a value for {n}, which no template has, expected no value"),
        ("{n!r}", {"n": ARRIVALS}, "no value for"),
        ("{n.value}", {"n": ARRIVALS}, "no value for"),
        ("{n", {"n": ARRIVALS}, "expected holes such as {name}"),
        ("{n}", {"n": True}, "expected a Quantity"),
        ("{n}", {"n": [ARRIVALS]}, "expected a Quantity"),
    ],
)
def test_a_bad_template_or_value_is_refused_in_one_line(template, values, message):
    with pytest.raises(DisplayError) as refusal:
        say(template, **values)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert refusal.value._render_traceback_() == [f"DisplayError: {refusal.value}"]


def test_months_given_as_text_are_said_in_words_and_whole_numbers_get_separators():
    assert str(say("{m}: {n} of {w}", m="2022-09", n=12345, w="CNN")) == "September 2022: 12,345 of CNN"


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "`code` *bold* __bold__ ~~gone~~ # title",
    "&lt;script&gt;",
    "a\n\n# heading\n\n- item",
    "\\[x](y)",
    r"$x$ \(x\) \\(x\\) \[x\] $$x$$ \begin{x}",
    "https://x.org www.x.org a@x.org",
]
A_SIGN_ALONE = re.compile(r"<span>[$\\]</span>")


def rest_of(rendered):
    """What is rendered, less the signs that would begin a formula, each in an element of its own."""
    return A_SIGN_ALONE.sub("", rendered)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_the_data_is_only_text(text):
    html = MarkdownIt("js-default").enable("table").render(bundle(say("{who} said so.", who=text))["text/markdown"])
    raw = MarkdownIt("commonmark", {"html": True}).render(bundle(say("{who} said so.", who=text))["text/markdown"])
    for rendered in (html, raw):
        assert rendered.startswith("<p>")
        assert rest_of(rendered).count("<") == 2
    assert not set("$\\") & set(rest_of(raw))


@given(st.text())
def test_no_text_breaks_out_of_its_paragraph(text):
    shown = bundle(say("Said by {who}.", who=text))
    rendered = MarkdownIt("commonmark", {"html": True}).render(shown["text/markdown"])
    assert rest_of(rendered).count("<") == 2
    assert not set("$\\") & set(rest_of(rendered))
    assert "\n" not in shown["text/plain"]


@pytest.mark.parametrize("form", ["", ":both", ":range"])
def test_what_is_not_known_is_said_so_in_every_form(form):
    assert str(say("There were {n" + form + "}.", n=None)).startswith("There were not known.")
