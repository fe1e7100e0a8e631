"""No figure and no verdict is typed where a reader meets it; the lint that says so sees what it is there to see."""

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from conftest import put
from lint import figures, stored, texts, verdicts
from steppe import paths, phrase
from steppe.suite.house import House
from steppe.units import DisplayError


@pytest.fixture(scope="module")
def project() -> list[tuple[str, str]]:
    return list(texts.of(paths.ROOT))


def complaints(found) -> list[str]:
    """A line for each figure; the line of a text is named where it has several."""
    places = [
        (place if "\n" not in text.strip() else f"{place}, line {line}", figure)
        for place, text in found
        for line, figure in figures.typed(text)
    ]
    return [f"{place}: found {figure!r}, expected a value in say(...), or words without it" for place, figure in places]


def test_no_figure_is_typed(project):
    found = complaints(project)
    assert not found, "\n" + "\n".join(found)


def test_no_verdict_is_typed_beside_its_claim(project):
    found = [f"{place}: found {word!r} typed" for place, text in project for word in verdicts.typed(text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("check", stored.CHECKS, ids=lambda check: check.__name__)
def test_stored_notebooks_are_complete_short_small_and_bear_no_trace(check):
    assert list(check(House())) == []


def test_no_cell_is_ignored_or_left_unrun_by_nbval():
    """Which cells there are is compared with the chapters by `steppe check`, so that all of them are compared."""
    assert [place for place, cell in stored.cells(House()) if stored.skips(cell)] == []


@pytest.mark.parametrize("path", sorted(paths.NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_text_of_a_cell_is_lost(path):
    cells = nbformat.read(path, as_version=4).cells
    assert [texts.lost(cell.source) for cell in cells if cell.cell_type == "code" and texts.lost(cell.source)] == []


@pytest.mark.parametrize("allowed", figures.PHRASES)
def test_every_phrase_is_used_and_would_be_a_figure_but_for_its_line(allowed, project):
    assert any(figures.PHRASES[allowed].search(text) for _, text in project), "no text has it: delete its line"
    assert figures.typed(allowed, allowed=()) and not figures.typed(allowed)


def test_every_module_that_holds_words_is_there():
    assert [pattern for pattern in texts.MODULES if not any(paths.ROOT.glob(pattern))] == []


TEXTS = [
    ("On 21 September 2022 it began; by 4 October it was over. Around 1991, of 1989 and 1994, or 2022-09-30.", []),
    ("From 1897 on. Between 21 and 27 September, in the summer of 1991, in 1991-1995 and in 2022.", []),
    ("In 2022 Kazakhstan was asked; in 1989 this was so, and for 2021 is not known.", []),
    ("See C05, chapter 07, chapters 03 and 04, and chapters 02, 05 and 10; N01 is not judged.", []),
    ("1. First do this.\n2. Then that.\n\n1. Begin anew.", []),
    ("Drawn at 1:10m, under CC BY 4.0, with Python 3.11 to 3.14 and BSD-3-Clause.", []),
    ("Run `weekly_arrivals=50000`, `-p tolerance_flat 0.01`, `make COLD=1` or\n```\nx = 3\nsteppe run 07\n```\n", []),
    ("Read `00_start_here`, call `walks_of(finest, [5000])`, `papermill a.ipynb -p as_of 2022-09-25`", []),
    ("[the report](https://example.org/2022/10/story-17) and ![a map](map-3.png)", []),
    ('<div style="width: 80%">text</div> <!-- 12 -->', []),
    ("Two of them, one of the pages, asked three times, in the first quarter; at half or at double, every one", []),
    ("About 100,000 came. It rose by 27.4 %, from 5% on, by 1/4.", ["100,000", "27.4", "5%", "1/4"]),
    ("There were 2,022 of them. C180 is no claim. It was 21 a mile.", ["2,022", "C180", "21"]),
    ("Some `98,000` came, or `98 of them`.\n```\n98,000 came\n```", ["98,000", "98", "98,000"]),
    ("2000 men, some 2000 people, 1900 Russian arrivals, of 1900 men.", ["2000", "2000", "1900", "1900"]),
    ("# 2. The evidence\n\n98. people\n\n12) people\n\n1. One.\n7. people", ["2", "98", "12", "7"]),
    ("In table 45, 33 and 12 came. In chapter 98, and in chapter 07, 10 came.", ["45", "33", "12", "10"]),
    ("98 September and September 30", ["98", "30"]),
    ("²½ of them, Ⅻ thousand, **19 million**", ["²½", "Ⅻ", "thousand", "19", "million"]),
    ("ninety-eight thousand, a million, dozens", ["ninety-eight thousand", "million", "dozens"]),
    ("seventeen, a hundred and thirty\nthousand", ["seventeen", "hundred and thirty\nthousand"]),
    ("two-thirds left, a fifth of them, one quarter", ["two-thirds", "a fifth", "one quarter"]),
    ("three times as many, tenfold, by five per cent", ["three times as", "tenfold", "five per cent"]),
    ("more than half, or half of all, every tenth", ["more than half", "half of all", "every tenth"]),
    ("nine out of ten, nine of every ten, nine of ten", ["nine out of ten", "nine of every ten", "nine of ten"]),
    ("one in five, one of its three, people in every twenty", ["one in five", "one of its three", "in every twenty"]),
    ("nine people\nout of ten; never thousands of claims, and a third of them", ["out of ten", "a third"]),
]


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_a_figure_is_found_in_digits_and_in_words_but_not_a_date_a_name_code_or_a_small_count(text, found):
    assert [figure for _, figure in figures.typed(text)] == found


MARKUP = (
    "## {} people came", "Some `{}` came.", "A [link with {}](x3.html).", "<img src='a3.png' alt='{} came'>",
    '<b title="{} came">Some</b> came.', '![A map](a-3.png "{} came")', '[A page](a.html "{} came")',
    "[page]: a-3.html '{} came'", "[^note]: {} came", "| {} | came |", "<!-- a:start -->{} came<!-- a:end -->",
)  # fmt: skip


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("figure", ["98,000", "1900", "²½"])
def test_a_figure_in_any_markup_is_found(markup, figure):
    assert figures.typed(markup.format(figure)) == [(1, figure)]


def test_a_figure_is_found_on_its_own_line():
    assert figures.typed("One.\n\n```\nx = 12\n```\n\nSome 98,000 came.") == [(7, "98,000")]
    assert figures.typed("a <img\nalt='8 came'\n> and\n5 came") == [(1, "8"), (4, "5")]


def in_code(source: str) -> list[str]:
    return [figure for _, text in texts.in_code("cell 6", source) for _, figure in figures.typed(text)]


FIGURES = st.one_of(
    st.integers(3, 10**9).filter(lambda n: not 1500 <= n <= 2100).map("{:,}".format),
    st.floats(0.01, 1e4).map("{:.2f}".format),
    st.tuples(st.integers(1, 9), st.integers(11, 99)).map("{0[0]}/{0[1]}".format),
)
SHOWN = (
    'say("It was {} in all.")', 'say("Nothing.", otherwise="It was {} in all.")', 'show(fig, alt="It was {} in all.")',
    'show(fig, "It was {} in all.", data=[rows])', 'show(fig, alt=f"Some {} came, {{{{n}}}} left.")',
    'ax.set_title("It was {} in all")', 'ax.barh(y, x, label="{}")', 'ax.annotate("{}", (0, 1))',
    'plt.subplots(2)[1][0].set_xlabel("times {}")', 'show_table(frame, "All {} of them")', 'known = "{} came"',
    'say(first if more else "It was "\n"{} in all.")',
)  # fmt: skip
FREE = [
    "week = counts / 7; n = 130000",
    'plt.subplots(figsize=(6.4, 3.25)); ax.axvline(98_000, color="#0072B2", linestyle=(0, (5, 2)))',
    'facts.about("entries", "men_18_60", during="2022-09-21/2022-10-19", min_days=28).query("days <= 31")',
    'say("In C05, {c05} by 30 September 2022, in 2023 and since 1989. {n:range} of {n2}", n2=m)',
    'ax.set_title("Entries, September 2022"); ax.xaxis.set_major_formatter("{x:,.1f}")',
    'def f():\n    "At most 12."',
]


@given(FIGURES, st.sampled_from(SHOWN))
def test_a_figure_in_the_words_of_code_is_found(figure, source):
    assert in_code(source.format(figure)) == [figure]


@pytest.mark.parametrize("source", FREE)
def test_numbers_in_code_and_days_in_words_may_stand(source):
    assert in_code(source) == []


def test_a_cell_that_is_no_code_is_named():
    with pytest.raises(SyntaxError) as error:
        in_code("a b")
    assert error.value.filename == "cell 6"


LOST = ["'A text.'", "n = 1\nf'{n} came'", "if n:\n    'A text.'", "'A text.'\nf()", 'known = "A"\n"{b}."\nsay(known)']
USED = ["def f():\n    'A text.'", "n = 'A text.'", "f('A text.')", "n"]


@pytest.mark.parametrize(("source", "count"), [*((source, 1) for source in LOST), *((source, 0) for source in USED)])
def test_a_text_on_its_own_is_lost_but_one_that_is_used_or_documents_is_not(source, count):
    assert len(texts.lost(source)) == count


PASTED = {
    "README.md, line 7": "# A\n\n<!-- verdicts:start -->\n| 98,000 |\n<!-- verdicts:end -->\n\n98,000 came.\n",
    "data/README.md": "98,000 came.",
    "book/method.md": "98,000 came.",
    "lib/steppe/scenario.py, line 2": '"""At most 12."""\nMEANING = "of 98,000"',
    "tools/build_book.py, line 1": 'PAGE = "## 98,000 came"',
    "lib/steppe/display/template.py, line 1": 'NOTE = "98,000 came"',
    "book/conf.py, line 1": 'copyright = "98,000 came"',
    "data/scenarios/mine.yml": "# All 98,000 came.\nweekly_arrivals: 98000\n",
    "CITATION.cff, abstract": "version: 98\nabstract: 98,000 came\n",
}


def test_every_place_where_a_reader_meets_words_is_read_and_named(tmp_path):
    cells = [*(new(source="98,000 came.") for new in (new_markdown_cell, new_raw_cell)), new_code_cell("say('98,000')")]
    put(tmp_path / "notebooks" / "07_a.ipynb", new_notebook(cells=cells))
    for place, text in PASTED.items():
        path = tmp_path / place.partition(", ")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, columns in texts.COLUMNS.items():
        (tmp_path / "data" / name).write_text(f"id,{','.join(columns)}\nC01{',21' * len(columns)}\n", encoding="utf-8")
    facts = {"name": "facts", "description": "Of 21", "schema": {"fields": [{"name": "id", "description": "Of 21"}]}}
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps({"resources": [facts]}), encoding="utf-8")
    assert {line.partition(": found ")[0] for line in complaints(texts.of(tmp_path))} == {
        *(f"notebooks/07_a.ipynb, cell {place}" for place in ("1", "2", "3, line 1")),
        *PASTED,
        *(f"{name} row 2 (C01), {column}" for name, columns in texts.COLUMNS.items() for column in columns),
        *(f"datapackage.json, facts, {name}" for name in ("facts", "id")),
    }


VERDICTS = [
    ("So the verdict on C03 is `contradicted`.", ["`contradicted`"]),
    ("C04 shows it. With all in, its length has the share asked for, and the word is `holds`.", ["`holds`"]),
    ("For C06 and C08, the two that all the evidence contradicts, most was in print.", ["contradicts"]),
    ("C02 stays open, and nothing\ncan be done.\n* C16 is not testable\n* C17 as well", ["open", "not testable"]),
    ("`holds` and `roughly` support a claim. Some are `not testable`.", []),
    ("This is claim C03.\n\nWhere sources quarrel, the word is `open`.\n* C03 is a rank.\n* A door is open.", []),
    ("What it takes for C04 to hold is asked below. The rule is the same for C05. An end that is open counts.", []),
]


@pytest.mark.parametrize(("text", "found"), VERDICTS)
def test_a_verdict_beside_its_claim_is_found_in_prose_and_in_a_template(text, found):
    assert verdicts.typed(text) == found
    templates = " ".join(words for _, words in texts.in_code("cell 6", f"known = {text!r}\nsay(known, n=n)"))
    assert not found or verdicts.typed(templates)


@pytest.mark.parametrize("text", [TEXTS[0][0], "`kz_in_27sep` at 1:10m", "counted 1989; on the register 2022"])
def test_a_template_may_hold_what_may_stand_anywhere_and_any_year(text):
    assert phrase(text).text == text


@pytest.mark.parametrize("text", ["98,000", "2000 men", "½ of them"])
def test_a_template_may_hold_no_other_figure(text):
    with pytest.raises(DisplayError, match=f"found '{text.split()[0]}' typed"):
        phrase(text)
