"""The first page of the book answers first; every page has a title, a description, a picture and an icon of its own."""

import io
import json
import re
import runpy
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader
from PIL import Image
from playwright.sync_api import expect

import build_book as book
from lint import figures
from steppe import facts, paths
from steppe.judging import VANTAGES
from steppe.rule import AGAINST, FOR
from steppe.scenario import DEFAULT, Scenario
from steppe.testing import CASE

sys.path += [str(book.PAGES), str(paths.ROOT / "tools")]
import cover


def said(text: str) -> dict[str, str]:
    """What the head of a page says: its title, and all else by name."""
    head = BeautifulSoup(text.partition("</head>")[0], "html.parser")
    named = {tag.get("name") or tag.get("property"): tag.get("content") for tag in head("meta")}
    return {"title": head.title.text} | named | {" ".join(tag["rel"]): tag["href"] for tag in head("link")}


@pytest.fixture(scope="module")
def words() -> dict[tuple[str, str], dict]:
    """The stored verdicts of the scenario whose chapters the first page leads to, by part and vantage point."""
    rows = json.loads((paths.DATA / "verdicts.json").read_text(encoding="utf-8"))["verdicts"]
    return {(row["part"], row["vantage"]): row for row in rows if row["scenario"] == DEFAULT}


@pytest.fixture
def front(whole_book, browser):
    """The first page on a phone, offline; the addresses of what it loads are in `page.loaded`."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, has_touch=True, offline=True)
    page.loaded = []
    page.on("request", lambda request: page.loaded.append(request.url))
    page.goto((whole_book / "index.html").as_uri())
    yield page
    page.close()


def test_the_story_has_the_figures_and_the_words_of_the_library(front, words):
    evidence, story = facts.load(), front.locator(".story")
    best = CASE(evidence, Scenario(evidence="best"))
    counted = [best.read(name).figure for name in ("callup announced", "entries", "exits")]
    for figure in (*counted, *(evidence.statements[id].figure for id in ("essay_arrivals", "essay_citizens"))):
        expect(story.locator(f'a.figure[data-ids~="{figure.ids[0]}"]').first).to_have_text(f"{figure}")
    for part in ("C03.1", "C09", "C03.2", "C13.2"):
        expect(story.locator(f'a.word[href$="#verdict-{part}"]')).to_contain_text(words[part, "known"]["verdict"])
    known = [row["verdict"] for (_, vantage), row in words.items() if vantage == "known"]
    stands, falls = (sum(word in side for word in known) for side in (FOR, AGAINST))
    expect(story.locator(".sum")).to_contain_text(f"{len(known)} parts.")
    expect(story.locator(".sum")).to_contain_text(f", {stands} of them hold or roughly hold and {falls} do not.")
    expect(story.locator(f'a[href="{evidence.sources["essay"].url}"]')).to_be_visible()


def test_every_word_of_the_table_is_that_of_the_record_and_leads_to_its_box(front, words, whole_book):
    shown = {}
    for row in front.locator("table.verdicts tr:has(td)").all():
        part = row.locator("b").inner_text()
        for vantage, cell in zip(VANTAGES, row.locator("td").all(), strict=True):
            link = cell.locator("a.word")
            shown[part, vantage] = "-"
            if link.count():
                shown[part, vantage] = re.sub(r"^\W+", "", link.inner_text())
                page, anchor = link.get_attribute("href").split("#")
                assert anchor == f"verdict-{part}"
                assert f'id="{anchor}"' in (whole_book / page).read_text(encoding="utf-8")
            assert cell.locator("em").all_inner_texts() == words[part, vantage]["marks"]
    assert shown == {at: row["verdict"] for at, row in words.items()}


def test_the_picture_places_each_figure_where_found_over_stated_lies(front, words):
    known = {part: row for (part, vantage), row in words.items() if vantage == "known"}
    drawn = front.locator(".distances li").all()
    for row in drawn:
        part = row.locator("a.word").get_attribute("href").partition("#verdict-")[2]
        left = float(re.search(r"left: ([\d.]+)%", row.locator(".dot").get_attribute("style"))[1])
        assert 2 ** (left / 50 - 1) == pytest.approx(known[part]["found"] / known[part]["stated"], rel=0.01), part
    assert len(drawn) == sum(bool(row["stated"] and row["found"]) for row in known.values())


def test_a_phone_leads_from_a_number_to_its_source_and_from_the_front_to_the_reason(front):
    source = facts.load().statements["kz_in_27sep"].source
    front.locator('.story a.figure[data-ids="kz_in_27sep"]').tap()
    expect(front.get_by_role("dialog").locator(f'a[href="{source.url}"]')).to_be_visible()
    front.keyboard.press("Escape")
    why = front.get_by_role("link", name="Why?")
    assert why.bounding_box()["y"] < 2 * 740  # within two screens
    why.tap()
    expect(front.locator("#opening")).to_be_in_viewport()


def test_the_first_page_is_small_and_loads_nothing_from_elsewhere(front):
    assert not [url for url in front.loaded if not url.startswith("file:")]
    texts = [Path(unquote(urlsplit(url).path)) for url in front.loaded if not url.endswith((".png", ".svg"))]
    assert sum(path.stat().st_size for path in texts) < 300_000


def test_no_figure_is_typed_on_the_front_page():
    template = (book.PAGES / "theme" / "front.html").read_text(encoding="utf-8")
    assert figures.typed(re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}|<pre.*?</pre>", "", template, flags=re.S)) == []


def test_every_page_has_a_title_of_its_own_and_a_description(whole_book):
    heads = {path: said(path.read_text(encoding="utf-8")) for path in whole_book.rglob("*.html")}
    assert len({head["title"] for head in heads.values()}) == len(heads)
    assert [page for page, head in heads.items() if len(head["description"]) < 50 or "<" in head["description"]] == []
    chapters = [head for page, head in heads.items() if page.parent.name == "notebooks"]
    assert len({head["description"] for head in chapters}) == len(chapters) > 1
    assert all(head["description"].startswith(head["title"].partition("?")[0]) for head in chapters)
    assert not {"canonical", "og:url", "og:image", "twitter:card"} & {name for head in heads.values() for name in head}


def test_a_published_book_names_its_address_and_its_picture():
    theme = Environment(loader=FileSystemLoader(book.PAGES / "theme"), autoescape=True)
    about = {"title": "A?", "pagename": "notebooks/07", "address": "https://example.org/book", "description": '"<'}
    about["t"] = runpy.run_path(str(book.PAGES / "language.py"))["t"]
    head = said(theme.get_template("head.html").render(about, pathto=lambda path, _: f"../{path}"))
    assert head["canonical"] == head["og:url"] == "https://example.org/book/notebooks/07.html"
    assert head["twitter:card"] == "summary_large_image"
    assert head["og:image"] == f"https://example.org/book/_static/{cover.COVER.name}"
    assert head["description"] == 'A? "<'


def test_the_cover_is_in_step_with_the_data_and_small():
    (drawn, says), stored = cover.cover(), cover.COVER.read_bytes()
    assert cover.cover()[0] == drawn
    picture = Image.open(io.BytesIO(stored))
    assert picture.text["Description"] == says, "run `python tools/cover.py`"
    assert picture.size == (1200, 630) and len(stored) < 120_000
