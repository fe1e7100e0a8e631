"""Tables that read well bare, and let no text out of its cell."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from math import inf
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.display.tables import figure_of, show_facts, show_sources, show_table
from steppe.facts import Period, Source, Statement, load
from steppe.markup import is_web_address, link
from steppe.opened import frame_of
from steppe.quantity import Quantity

PLAIN_TAGS = {
    "table", "thead", "tbody", "tr", "th", "td", "p", "a", "code", "span", "strong", "em", "sup", "details", "summary",
}  # fmt: skip
PLAIN_ATTRIBUTES = {"align", "colspan", "href", "scope"}
HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '"><b onmouseover=alert(1)>',
    "</td></table><script>alert(1)</script>",
    "&lt;script&gt;",
]

SOURCE = Source("tass", "TASS", "Border", "https://example.org/a?b=1&c=2", "CC BY 4.0")
STATEMENT = Statement(
    id="kz_in_27sep", quantity="border_crossings", measure="entries", who="russian_citizens", place="kazakhstan",
    period=Period.parse("2022-09-21/2022-09-27"), value=98000.0, low=None, high=None, wording="exact", says=None,
    unit="persons", published="2022-09-27", said_by="Interior Ministry", origin="Interior Ministry", source=SOURCE,
    replaces=None, grade="A", note=None, known_from=date(2022, 9, 27),
)  # fmt: skip


class Tags(HTMLParser):
    """Which tags, attributes and texts a piece of HTML has."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.links, self.words = set(), set(), [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, data):
        self.words += data


def html(shown):
    return shown._repr_mimebundle_()["text/html"]


def text(shown):
    return shown._repr_mimebundle_()["text/plain"]


def case_of(*statements):
    return SimpleNamespace(
        all=lambda name: list(statements),
        view=SimpleNamespace(read=[s.id for s in statements]),
        facts=SimpleNamespace(
            statements={s.id: s for s in statements}, sources={s.source.id: s.source for s in statements}
        ),
    )


def test_a_table_is_a_line_of_text_for_each_row_beside_bare_html():
    frame = pd.DataFrame({"country": ["Kazakhstan", "Georgia"], "entries": [98000, 53136], "share": [0.5, 0.271]})
    shown = show_table(frame, share="ratio")
    assert text(shown).splitlines() == [
        "country | entries | share",
        "Kazakhstan | 98,000 | 0.50",
        "Georgia | 53,136 | 0.27",
    ]
    assert Tags(html(shown)).tags <= PLAIN_TAGS
    assert Tags(html(shown)).attributes <= PLAIN_ATTRIBUTES


def test_cells_may_be_figures_statements_dates_and_gaps():
    frame = pd.DataFrame(
        {
            "year": [2021, 2022],
            "figure": [Quantity(5, 4, 6, "percent"), Quantity(7, 7, inf, "km")],
            "statement": [STATEMENT, None],
            "day": [date(2022, 9, 30), "2022-10"],
            "rate": [1.5, float("nan")],
        }
    )
    rows = text(show_table(frame, rate="percent")).splitlines()[1:]
    assert rows[0] == "2021 | 4.0–6.0% (5.0%) | 98,000 persons | 30 September 2022 | 1.5%"
    assert rows[1] == "2022 | ≥\u00a07 km | – | October 2022 | –"


def test_a_figure_in_a_table_has_its_statements_and_all_are_listed_below():
    two = Quantity.exact(3, "persons", ("s0", "s1"))
    shown = show_table(pd.DataFrame({"n": [STATEMENT, two, Quantity.exact(1, "persons")]}, dtype=object))
    assert text(shown).splitlines()[1:] == ["98,000 persons", "3", "1", "Statements: kz_in_27sep, s0, s1"]
    assert '<td align="right" title="kz_in_27sep">98,000 persons</td>' in html(shown)
    assert '<td align="right" title="s0, s1">3</td>' in html(shown)
    listed = "<code>kz_in_27sep</code>, <code>s0</code>, <code>s1</code>"
    assert html(shown).endswith(f"<details><summary>Statements: 3</summary>{listed}</details>")


def test_a_named_index_is_shown_and_a_nameless_one_is_not():
    frame = pd.DataFrame({"entries": [1, 2]}, index=pd.Index(["a", "b"], name="place"))
    assert text(show_table(frame)).startswith("place")
    assert text(show_table(frame.reset_index(drop=True))).startswith("entries")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "98,000 persons"),
        ({"low": 90000.0, "high": 100000.0}, "90,000–100,000 (98,000) persons"),
        ({"value": None, "low": 200000.0, "wording": "at least"}, "at least 200,000 persons"),
        ({"value": None, "low": 43000.0, "wording": "more than"}, "more than 43,000 persons"),
        ({"value": None, "low": 9000.0, "high": 12000.0, "wording": "range", "unit": "persons/day"},
         "9,000–12,000 persons a day"),
        ({"value": 39.7, "unit": "percent"}, "39.7%"),
        ({"value": None, "unit": None, "says": "No conscripts."}, "No conscripts."),
    ],
)
def test_a_statement_shows_its_figure_or_its_words(fields, words):
    assert figure_of(replace(STATEMENT, **fields)) == words


def test_contradicting_statements_stand_side_by_side():
    other = replace(STATEMENT, id="kz_in_cnn", value=100000.0, said_by="CNN", grade="C")
    shown = text(show_facts(frame_of(load(), (STATEMENT, replace(other, origin="CNN")))))
    assert "98,000 persons | 21 to 27 September 2022 | Interior Ministry | TASS | 27 September 2022 | A" in shown
    assert "100,000 persons | 21 to 27 September 2022 | CNN" in shown


def test_where_nothing_was_public_a_table_of_facts_says_so():
    assert "nothing was public" in text(show_facts(frame_of(load(), ())))


@pytest.mark.parametrize("words", HOSTILE)
def test_text_from_the_data_stays_text(words):
    source = replace(SOURCE, publisher=words, title=words, licence=words)
    statement = replace(STATEMENT, said_by=words, says=words, value=None, unit=None, source=source)
    case = case_of(statement)
    table = show_table(pd.DataFrame({words: [words]}))
    for shown in (show_facts(frame_of(load(), (statement,))), show_sources(case), table):
        found = Tags(html(shown))
        assert found.tags <= PLAIN_TAGS
        assert found.attributes <= PLAIN_ATTRIBUTES
        assert words in found.words


@given(st.text())
def test_no_text_adds_a_tag(words):
    assert Tags(html(show_table(pd.DataFrame({"said": [words]})))).tags <= PLAIN_TAGS


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c=2", "http://example.org"])
def test_web_addresses_become_links(url):
    assert Tags(link("page", url)).links == [url]


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
        "//example.org", "https:", "http://[", "https://example.org/\nx", "https://example.org/ x",
        "ftp://example.org", "(no address)",
    ],
)  # fmt: skip
def test_other_addresses_do_not(url):
    assert not is_web_address(url)
    assert link("page", url) == "page"


def test_sources_are_listed_once_with_what_was_read_there():
    other = replace(STATEMENT, id="kz_out_27sep")
    shown = show_sources(case_of(STATEMENT, other))
    assert text(shown).splitlines()[1:] == ["TASS | Border | CC BY 4.0 | kz_in_27sep, kz_out_27sep"]
    assert Tags(html(shown)).links == [SOURCE.url]
