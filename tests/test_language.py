"""Russian and Kazakh: messages complete, figures the same, English untouched."""

import json
import os
import re
import runpy
import subprocess
import sys
from collections import Counter

import nbformat
import pytest
from babel.messages.pofile import read_po
from matplotlib import pyplot
from matplotlib.dates import DateFormatter
from nbclient import NotebookClient
from pandas import Series

import build_book as book
from booklet import house_of_two, rendered
from conftest import HANG
from nbsuite.key import World
from steppe import Quantity, cli, open_facts, say, show, show_facts, show_table, verdict
from steppe.classroom.answers import text_of
from steppe.classroom.order import WORDS
from steppe.display import dates
from steppe.language import FACT, HOLE, MESSAGES, VARIABLE, LanguageError, in_parts, known, translated, use
from steppe.paths import NOTEBOOKS, ROOT
from steppe.suite import scenarios
from steppe.suite.house import House

OTHERS = [language for language in known() if language != "en"]
CHAPTERS = sorted(path for number in ("00", "03", "07") for path in NOTEBOOKS.glob(f"{number}_*.ipynb"))
NO_BREAK = "\u00a0"
ENTRIES = Quantity(98_000, 90_000, 100_000, "persons")


@pytest.fixture(autouse=True)
def language(monkeypatch):
    """What chooses a language; in English when a test begins, and afterwards as it was before."""
    monkeypatch.setenv(VARIABLE, "en")
    return use


def messages(language):
    with (MESSAGES / f"{language}.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


def test_the_file_of_english_messages_and_the_translations_are_up_to_date():
    for path, text in runpy.run_path(ROOT / "tools" / "messages.py")["files"]():
        assert path.read_text(encoding="utf-8") == text, "run python tools/messages.py"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_and_has_the_holes_of_the_english(language):
    for message in messages(language):
        assert not message.fuzzy, message.id
        for form in forms(message.string):
            assert form, message.id
            assert {*HOLE.findall(form)} == {*HOLE.findall(forms(message.id)[0])}, form


def test_russian_and_kazakh_are_the_other_languages():
    assert OTHERS == ["kk", "ru"]


def figures_in(text, language):
    """The figures of a text in digits, whatever signs separate them."""
    text = text.replace(",", "") if language == "en" else text.replace(NO_BREAK, "").replace(",", ".")
    return Counter(re.findall(r"\d+(?:\.\d+)?", text))


def said_in(notebook):
    """The sentences that a notebook says and the descriptions of its figures, by cell."""
    for at, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if any(name.startswith("application/vnd.steppe") for name in data) and "<table>" not in str(data):
                yield at, data["text/plain"].split("\n")[0]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem[:2])
def test_a_sentence_has_the_same_figures_in_every_language_and_no_word_of_english(path, language):
    stored = nbformat.read(path, as_version=4)
    notebook, about = nbformat.read(path, as_version=4), {"metadata": {"path": str(NOTEBOOKS)}}
    NotebookClient(notebook, timeout=HANG, resources=about).execute(env=os.environ | {VARIABLE: language})
    english, others = dict(said_in(stored)), dict(said_in(notebook))
    assert english.keys() == others.keys()
    for at, text in english.items():
        assert figures_in(text, "en") == figures_in(others[at], language), others[at]
        assert re.findall("[A-Za-z]{4,}", others[at]) == [], others[at]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 человек"), (2, "2 человека"), (5, "5 человек"), (98_001, f"98{NO_BREAK}001 человек")]
)
def test_russian_nouns_follow_their_figures(language, number, words):
    language("ru")
    assert repr(Quantity.exact(number, "persons")) == words


@pytest.mark.parametrize(
    ("language_", "both", "range_", "percent"),
    [
        ("en", "90,000 to 100,000 (98,000)", "from 90,000 to 100,000", "27.4%"),
        ("ru", "90 000 – 100 000 (98 000)", "от 90 000 до 100 000", "27,4 %"),
        ("kk", "90 000 – 100 000 (98 000)", "90 000 – 100 000 аралығында", "27,4 %"),
    ],
)
def test_figures_and_ranges_are_written_as_in_the_language(language, language_, both, range_, percent):
    language(language_)
    written = [f"{ENTRIES:both}", f"{ENTRIES:range}", f"{Quantity.exact(27.4, 'percent')}"]
    assert [text.replace(NO_BREAK, " ") for text in written] == [both, range_, percent]


@pytest.mark.parametrize(
    ("period", "russian", "kazakh"),
    [
        ("2022-09-30", "30 сентября 2022 года", "2022 жылғы 30 қыркүйек"),
        ("2022-09", "сентябрь 2022", "2022 жылғы қыркүйек"),
        ("2022-09-21/2022-09-27", "21–27 сентября 2022 года", "2022 жылғы 21–27 қыркүйек"),
        ("2022-09-21/2022-10-02", "21 сентября – 2 октября 2022 года", "2022 жылғы 21 қыркүйек – 2 қазан"),
        ("2022-01/2022-03", "январь – март 2022", "2022 жылғы қаңтар – наурыз"),
        ("2021-12/2022-01", "декабрь 2021 – январь 2022", "2021 жылғы желтоқсан – 2022 жылғы қаңтар"),
        ("2022-09-21/..", "с 21 сентября 2022 года", "2022 жылғы 21 қыркүйек күнінен бастап"),
        ("../2021", "по 2021 год", "2021 жылға дейін"),
        (None, "без даты", "күні көрсетілмеген"),
    ],
)
def test_days_and_stretches_of_days_are_written_as_in_the_language(language, period, russian, kazakh):
    language("ru")
    assert dates.in_words(period) == russian
    language("kk")
    assert dates.in_words(period) == kazakh


@pytest.mark.parametrize(
    ("period", "russian", "kazakh"),
    [
        ("2022-09-30", "30 сент 2022", "2022 ж. 30 қыр"),
        ("2022-09-21/2022-09-27", "21–27 сент 2022", "2022 ж. 21–27 қыр"),
        ("../2022-09-20", "по 20 сент 2022", "2022 ж. 20 қыр күніне дейін"),
    ],
)
def test_dates_in_labels_are_shorter(language, period, russian, kazakh):
    language("ru")
    assert dates.words_for(period) == russian
    language("kk")
    assert dates.words_for(period) == kazakh


def test_a_sentence_without_translation_stays_english_with_all_that_fills_it(language):
    language("ru")
    said = say("Nobody translated {entries} of {day}, {place}.", entries=ENTRIES, day="2022-09-30", place="Georgia")
    assert str(said) == "Nobody translated 98,000 of 30 September 2022, Georgia."
    assert str(say("{entries}", entries=ENTRIES)) == f"98{NO_BREAK}000"


def test_a_hole_is_filled_with_the_name_of_a_place_or_a_verdict_in_the_language(language):
    language("ru")
    said = say("The busiest day in the table: {busiest}.", busiest="Georgia, 25 Sep; Finland")
    assert said.values == {"busiest": "Georgia, 25 Sep; Finland"}
    assert in_parts("Georgia and Finland") == "Грузия и Финляндия"
    assert in_parts("✓ holds") == "✓ верно"
    assert in_parts("Georgia, by Bloomberg") == "Georgia, by Bloomberg"


def test_the_box_of_a_verdict_speaks_the_language(language):
    language("ru")
    text = repr(verdict(open_facts({}), "C03"))
    assert text.startswith("C03: В Казахстан уехало больше") and "Вердикт | – | верно | верно" in text


def test_headings_and_cells_of_tables_speak_the_language(language):
    language("kk")
    shown = show_table(open_facts({}).about("callup", "announced")[["place"]].rename(columns={"place": "Place"}))
    assert repr(shown) == "Орны\nРесей"


def test_what_is_typed_in_code_is_the_same_in_every_language(language):
    language("ru")
    table = open_facts({}).table().query("id == 'essay_callup'")
    shown = show_table(table[["quantity", "place", "said_by"]], quantity="code", place="code")
    assert repr(shown) == "quantity | place | said_by\ncallup | russia | L. Taylor"
    assert "<th" in shown.html() and "<td>callup</td><td>russia</td>" in shown.html()


def test_a_word_of_the_data_is_another_message_than_the_same_word_elsewhere(language):
    language("ru")
    assert (in_parts("open"), in_parts("open", FACT)) == ("не выяснено", "открытые")
    (row,) = show_facts(open_facts({}).about("crossing_points", "count", "open", "kazakhstan_russia")).rows
    assert row[1].words == "открытые, число"
    assert (in_parts("Level"), in_parts("one room, level", FACT)) == ("Вровень", "одна комната, уровень")


@pytest.mark.parametrize("language_", OTHERS)
def test_an_answer_may_be_a_verdict_or_a_name_in_the_language_in_use(language, language_):
    words, places = [*WORDS], {"Georgia": "holds", "Finland": "open"}
    expected = [text_of(each) for each in (*words, words, places, Series(words))]
    language(language_)
    own, there = [translated(word) for word in words], {in_parts(k): in_parts(v) for k, v in places.items()}
    assert [text_of(each) for each in (*map(str.upper, own), own, there, Series(own))] == expected
    assert [text_of(each) for each in (*words, words, places, Series(words))] == expected
    assert text_of("no message") == "no message"


def drawn():
    fig, ax = pyplot.subplots()
    ax.plot([19_250, 19_260], [10_000, 20_000], label="the essay's rate")
    ax.set_title("The rise: least under essay,\ngreatest under sceptic", loc="left")
    ax.set(xlabel="weeks", ylabel="persons\n(grade: ● A)")
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.xaxis.set_major_formatter(DateFormatter("%d\n%b"))
    ax.legend()
    return fig, ax


def test_a_figure_carries_the_language_in_titles_labels_legends_and_ticks(language):
    language("ru")
    fig, ax = drawn()
    show(fig, "Nothing but paper.", data=[]).png  # noqa: B018 draws it
    title = "Прирост: наименьший — эссе, наибольший — скептик"
    assert " ".join(ax.get_title("left").split()) == title
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("недели", "человек\n(класс: ● A)")
    assert ax.get_legend().get_texts()[0].get_text() == "темп эссе"
    assert f"10{NO_BREAK}000" in [label.get_text() for label in ax.get_yticklabels()]
    assert ax.get_xticklabels()[0].get_text().endswith("\nсент")


def test_what_a_figure_draws_has_one_digest_in_every_language(language):
    english = show(drawn()[0], "Nothing but paper.", data=[]).digest
    language("kk")
    assert show(drawn()[0], "Nothing but paper.", data=[]).digest == english


def test_a_notebook_names_its_language_itself(language):
    open_facts({"language": "kk", "In": ["# Parameters\nlanguage = 'kk'\n"]})  # as papermill injects it
    assert translated("holds") == "дұрыс"


@pytest.mark.parametrize("found", ["de", "RU", "", None, 7])
def test_an_unknown_language_is_refused_with_the_known_ones(found):
    with pytest.raises(LanguageError, match=r"^language: found .*, expected one of en, kk, ru$"):
        open_facts({"language": found})


def test_an_unknown_language_of_the_environment_is_refused_in_one_line(monkeypatch):
    monkeypatch.setenv(VARIABLE, "tlh")
    with pytest.raises(LanguageError, match="found 'tlh', expected one of en, kk, ru"):
        translated("holds")


def test_a_page_of_the_book_says_what_is_translated_and_what_is_still_english(language, tmp_path):
    language("ru")
    page = (rendered(house_of_two(tmp_path), tmp_path) / "notebooks" / "07_tiny.html").read_text(encoding="utf-8")
    assert '<html lang="ru"' in page and "Показать весь код" in page
    assert json.loads(re.search(r"window.MESSAGES = (.*);", page)[1])["Said by"] == "Кто сказал"
    notice = re.search('<p class="untranslated">(.*)</p>', page)[1]
    assert notice.startswith("Часть этой страницы дана по-английски") and "названия источников" in notice
    assert re.search('<p lang="en">It asks.', page) and '<h2 id="use">Использовать эту главу</h2>' in page


def test_the_book_takes_chapters_that_were_run_in_the_language_the_essay_among_them(language):
    language("kk")
    jobs = book._jobs(House())
    assert len(jobs) == len(scenarios.names()) * len(House().chapters())
    assert {job.target.parts[-4:-2] for job in jobs} == {(".book-kk", "runs")}


def test_a_run_in_another_language_has_a_key_of_its_own_and_english_knows_nothing_of_messages(language, tmp_path):
    (record,) = World(House()).records(jobs := book._jobs(House())[:1])
    language("ru")
    (other,) = World(House()).records(jobs)
    assert "language" not in record and other["language"] and other["key"] != record["key"]
    assert {name: value for name, value in other.items() if name not in ("language", "key")} == {
        name: value for name, value in record.items() if name != "key"
    }


def test_an_unknown_language_is_refused_by_the_command_in_one_line(capsys):
    assert cli.main(["book", "--language", "de"]) == 2
    assert capsys.readouterr().err == "steppe: language: found 'de', expected one of en, kk, ru\n"


def test_english_does_not_load_babel():
    script = "import sys, steppe; steppe.open_facts({}); print(steppe.say('Nothing.')); print('babel' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["Nothing.", "False"]
