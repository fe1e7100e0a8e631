"""The search of the book, in a browser without a network, and the glossary."""

import json
import re
from collections import Counter
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from steppe import facts
from steppe.judging import parts_of
from steppe.suite import scenarios

OWN = re.compile("#verdict-C|statements.html|glossary.html")  # entries of their own; a chapter has one for all sections
HOSTILE = "<img src=x onerror=document.title='hurt'> </script><b>Georgla</b>"
FIRST = {
    "Georgia": "notebooks/03_where_they_went.html#",
    "98,000": "statements.html#kz_in_27sep",
    "98000": "statements.html#kz_in_27sep",
    "98 000": "statements.html#kz_in_27sep",
    "C09": "notebooks/06_the_russian_community.html#verdict-C09",
    "c02.1": "notebooks/02_callup_and_flight.html#verdict-C02.1",
    "Fontanka": "statements.html#fsb_q3_kz_2021",
    "Коммерсантъ": "statements.html#fi_in_21_30sep",
    "Сколько россиян въехало": "statements.html#kz_cit_64_1oct",
    "lower bound": "glossary.html#term-lower-bound",
    "РБК": "statements.html#kz_citizenship_apr_sep_2022",
    "c9": "notebooks/06_the_russian_community.html#verdict-C09",
    "second wave": ("explorer.html#assumptions", "scenarios.html"),
    "how to cite": "index.html#cite",
    "call-up invaded": "notebooks/02_callup_and_flight.html",
}


@pytest.fixture
def page(browser):
    context = browser.new_context(offline=True, viewport={"width": 320, "height": 700})
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


def asked(page, book, query: str):
    """The results of a query that stands in the address."""
    page.goto(f"{(book / 'search.html').as_uri()}?q={quote(query)}")
    return page.locator("#results > li")


@pytest.mark.parametrize("query", FIRST)
def test_the_right_page_comes_first_with_what_was_found_marked_and_nothing_comes_twice(page, whole_book, query):
    results = asked(page, whole_book, query)
    first = results.first.get_by_role("heading").get_by_role("link")
    expect(results.first.locator("mark").first).to_be_visible()
    found = [link.get_attribute("href") for link in page.locator("#results h2 a").all()]
    wanted = (FIRST[query],) if isinstance(FIRST[query], str) else FIRST[query]
    assert all(place.startswith(start) for place, start in zip(found[: len(wanted)], wanted, strict=True)), found
    assert Counter(each if OWN.search(each) else each.partition("#")[0] for each in found).most_common(1)[0][1] == 1
    first.click()
    expect(page.locator("main h1")).to_be_visible()


def test_each_section_statement_and_part_of_a_claim_is_indexed_once_and_no_scenario(whole_book):
    text = (whole_book / "searchindex.js").read_text(encoding="utf-8")
    assert len(text.encode()) < 700_000
    index = json.loads(text.removeprefix("const INDEX = ").rstrip(";\n"))
    docs = index["docnames"]
    assert len(docs) == len(set(docs)) <= 40
    assert not {doc.partition("/")[0] for doc in docs} & set(scenarios.names())
    places = Counter((kind, docs[doc], place) for kind, doc, place, *_ in index["entries"])
    assert set(places.values()) == {1}
    found = {kind: {place for each, _, place in places if each == kind} for kind in ("statement", "claim", "term")}
    assert found["statement"] == set(facts.load().statements)
    assert found["claim"] == {f"verdict-{id}" for id in parts_of(facts.load())}
    assert 10 <= len(found["term"]) <= 15
    pages = {doc: (whole_book / f"{doc}.html").read_text(encoding="utf-8") for doc in docs}
    assert [(doc, place) for _, doc, place in places if place and f' id="{place}"' not in pages[doc]] == []


def test_unknown_words_are_named_the_nearest_offered_and_a_hostile_query_stays_text(page, whole_book):
    assert asked(page, whole_book, HOSTILE).count() == 0
    expect(page.get_by_role("searchbox")).to_have_value(HOSTILE)
    expect(page.get_by_text("“onerror” is not in the book")).to_be_visible()
    assert page.locator("main img, main b").count() == 0
    assert page.title().startswith("Search")
    page.get_by_role("link", name="Georgia", exact=True).click()
    expect(page.locator("#count")).to_contain_text("statements")
    index = json.dumps({"docnames": ["statements"], "entries": [["page", 0, "", HOSTILE, HOSTILE]]})
    page.route("**/searchindex.js", lambda route: route.fulfill(body=f"const INDEX = {index};"))
    expect(asked(page, whole_book, "onerror").locator("p").last).to_have_text(HOSTILE)
    assert page.locator("main img, main b").count() == 0


def test_of_letters_in_the_wrong_order_the_word_is_offered_and_signs_alone_are_answered(page, whole_book):
    assert asked(page, whole_book, "georgai").count() == 0
    expect(page.locator("#none").get_by_role("link", name="Georgia", exact=True)).to_be_visible()
    assert asked(page, whole_book, "%").count() == 0
    expect(page.locator("#none")).to_contain_text("Signs alone")
    assert asked(page, whole_book, " ").count() == 0
    expect(page.locator("#none")).to_be_empty()


def test_by_keyboard_from_the_box_of_any_page_to_a_result_with_the_query_kept_and_nothing_too_wide(page, whole_book):
    page.goto((whole_book / "notebooks" / "04_the_border.html").as_uri())
    page.get_by_role("searchbox").focus()
    page.keyboard.type("Geórgia")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("chapters")
    before = page.locator("#count").inner_text()
    page.get_by_role("searchbox").press("End")
    page.keyboard.type(" Finland")
    expect(page.locator("#count")).not_to_have_text(before)
    assert page.url.endswith(quote("Geórgia Finland"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/03_where_they_went.html*")


def test_a_long_list_shows_the_rest_on_demand_and_moves_the_focus_there(page, whole_book):
    results = asked(page, whole_book, "Georgia")
    assert results.count() == 20
    page.get_by_role("button", name="Show all").click()
    expect(results.nth(20).get_by_role("link").first).to_be_focused()
    assert page.locator("#count").inner_text().startswith(f"{results.count()} results")
