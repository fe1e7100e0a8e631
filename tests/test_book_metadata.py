"""The foot of a page, citations, and what the book tells machines: ClaimReview, RO-Crate."""

import json
import re
import runpy
import shlex
from types import SimpleNamespace

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from jinja2 import Environment, FileSystemLoader
from jsonschema import Draft202012Validator
from playwright.sync_api import expect

from build_book import PAGES
from steppe import facts, paths, units
from steppe.display import dates
from steppe.judging import judge_all
from steppe.suite import scenarios
from steppe.suite.house import House
from steppe.suite.score import marks

HOSTILE = '</script><script>alert("1")</script> & {{ 1 }}'
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
TEXT = {"type": "string", "minLength": 1}
DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
CHAPTER, OTHER = "06_the_russian_community", "net_of_exits"


def thing(type: str, **fields) -> dict:
    return {"type": "object", "required": ["@type", *fields], "properties": {"@type": {"const": type}, **fields}}


PERSON, ADDRESS = thing("Person", name=TEXT), {"type": "string", "pattern": "^https://"}
CLAIM = thing("Claim", datePublished=DAY, author=PERSON, appearance=thing("CreativeWork", url=ADDRESS))
RATING, WE = thing("Rating", alternateName=TEXT), thing("Organization", name=TEXT)
# What schema.org and Google's page on ClaimReview ask for.
DATED = {"datePublished": DAY, "@context": {"const": "https://schema.org"}}
REVIEW = thing("ClaimReview", url=TEXT, claimReviewed=TEXT, author=WE, itemReviewed=CLAIM, reviewRating=RATING, **DATED)


def template(name: str, **context) -> str:
    citation = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    shared = {"citation": citation, "compiled": facts.load().compiled}
    shared |= {"in_words": dates.in_words, "t": runpy.run_path(str(PAGES / "language.py"))["t"]}
    return Environment(loader=FileSystemLoader(PAGES / "theme")).get_template(name).render(shared | context)


def test_every_part_of_a_claim_has_one_valid_review_on_the_page_of_its_chapter_that_says_the_word_as_known(whole_book):
    found = {}
    assert not SCRIPT.search((whole_book / OTHER / f"{CHAPTER}.html").read_text(encoding="utf-8"))
    for page in whole_book.glob("notebooks/*.html"):
        for text in SCRIPT.findall(page.read_text(encoding="utf-8")):
            for review in json.loads(text):
                Draft202012Validator(REVIEW).validate(review)
                name, _, part = review["url"].partition("#verdict-")
                assert name == page.name and f'id="verdict-{part}"' in page.read_text(encoding="utf-8")
                found[part] = page.name[:2], review["claimReviewed"], review["reviewRating"]["alternateName"]
    judged = judge_all(facts.load(), scenarios.scenario("hindsight"))
    assert found == {id: (p.claim.chapter, p.claim.paraphrase, p.known.word) for id, p in judged.items()}


def test_hostile_words_stay_text_in_reviews_and_citations():
    part = next(iter(judge_all(facts.load(), scenarios.scenario("essay")).values()))
    hostile = SimpleNamespace(said_by=HOSTILE, source=SimpleNamespace(title=HOSTILE, url="https://example.org"))
    here = [SimpleNamespace(claim=part.claim._replace(paraphrase=HOSTILE), known=part.known, at=part.at)]
    text = template("reviews.html", judged_here=here, essay=hostile, stem="x", vantages=["known"])
    (review,) = json.loads(SCRIPT.fullmatch(text.strip())[1])
    assert review["claimReviewed"] == review["itemReviewed"]["author"]["name"] == HOSTILE
    assert "<script" not in template("cite.html", title=HOSTILE.replace("<", "&lt;"), pagename="x")


def test_the_crate_names_every_page_chapter_and_table_who_made_it_and_under_which_licence(whole_book):
    crate = json.loads((whole_book / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert (descriptor["about"], descriptor["conformsTo"]) == ({"@id": "./"}, {"@id": "https://w3id.org/ro/crate/1.1"})
    assert {"@type", "name", "description", "datePublished", "license", "author", "citation", "hasPart"} <= root.keys()
    assert root["temporalCoverage"] == f"../{facts.load().compiled.isoformat()}"
    assert entities[root["citation"]["@id"]]["author"]["@id"] == "#essayist"
    assert all(link["@id"] in entities for link in [*root["hasPart"], *root["license"], *root["author"]])
    files, kinds = {id for id, entity in entities.items() if entity["@type"] == "File"}, (".html", ".ipynb", ".csv")
    there = {path.relative_to(whole_book).as_posix() for path in whole_book.rglob("*") if path.suffix in kinds}
    assert files == there == {link["@id"] for link in root["hasPart"]}
    assert {"facts.csv", "sources.csv", "claims.csv"} <= {entities[id]["name"] for id in files}


def test_a_chapter_is_downloaded_as_it_is_stored_no_source_lies_elsewhere_and_its_commands_name_real_files(whole_book):
    for stored in House().chapters():
        for folder in ("notebooks", OTHER):
            text = (whole_book / folder / f"{stored.stem}.html").read_text(encoding="utf-8")
            address = re.search(r'href="([^"]+\.ipynb)" download', text)[1]
            assert (whole_book / folder / address).read_bytes() == stored.read_bytes()
        lab, papermill = map(shlex.split, re.findall(r"<pre [^>]*command[^>]*>([^<]*)</pre>", text))
        assert lab == [".venv/bin/jupyter", "lab", f"notebooks/{stored.name}"]
        assert papermill[:2] == [".venv/bin/papermill", lab[-1]]
        assert papermill[-2:] == ["-f", f"data/scenarios/{OTHER}.yml"] and (paths.ROOT / papermill[-1]).is_file()
    assert not [path for path in (whole_book / "_sources").rglob("*") if path.is_file()]
    assert len(list(whole_book.rglob("*.ipynb"))) == len(House().chapters())


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("name", ["index", "statements", f"notebooks/{CHAPTER}"])
def test_a_citation_is_copied_by_keyboard_or_selected_where_there_is_no_clipboard(whole_book, browser, name, allowed):
    page = browser.new_page(viewport={"width": 320, "height": 700})
    written = "async text => { window.copied = text; }" if allowed else "async () => { throw new Error(); }"
    clipboard = f"Object.defineProperty(navigator, 'clipboard', {{value: {{writeText: {written}}}}});"
    page.add_init_script(f"{clipboard} document.execCommand = () => false;")
    page.goto((whole_book / f"{name}.html").as_uri())
    page.locator("details.cite > summary").press("Enter")
    page.get_by_role("button", name="Copy the BibTeX entry").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied" if allowed else "Ctrl+C")).to_have_count(1)
    entry = page.evaluate("window.copied" if allowed else "getSelection().toString()")
    fields = dict(re.findall(r"^  (\w+) = \{+(.*?)\}+,?$", entry, re.MULTILINE))
    title = "Steppe Count" if name == "index" else page.locator("h1").inner_text()
    assert entry.startswith("@misc{steppe_count") and entry.rstrip().endswith("}")
    assert (fields["author"], fields["title"]) == ("The Steppe Count authors", title)
    assert fields["note"] == f"Evidence closed on {dates.in_words(facts.load().compiled)}"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if name.startswith("notebooks"):  # the other two are long, and their foot is the same
        assert Axe().run(page, context=".tools").response["violations"] == []
    page.close()


def test_binder_edit_and_report_are_left_out_without_an_address_and_lead_there_with_one(monkeypatch):
    names = "stem", "title", "pagename", "scenario", "default_scenario"
    chapter = dict.fromkeys(names, "a") | {"kind": "chapter"}
    for address in ("", "https://example.org/x"):
        for name in ("STEPPE_REPOSITORY", "STEPPE_BINDER", "STEPPE_ADDRESS"):
            monkeypatch.setenv(name, address)
        set_up = runpy.run_path(str(PAGES / "conf.py"))["html_context"]
        foot = template("tools.html", **chapter, **set_up, pathto=lambda name, _: name)
        ends = ("?urlpath=lab/tree/notebooks/a.ipynb", "/edit/main/notebooks/a.ipynb", "/issues/new?title=a%3A%20")
        assert re.findall(r'<a href="([^"]+)">', foot) == [address + end for end in ends if address]


def test_the_page_on_method_takes_its_figures_from_the_library_and_every_table_has_a_name_and_header_scopes(whole_book):
    text = (whole_book / "method.html").read_text(encoding="utf-8")
    score = units.amount(marks(House().ratchet)["mutation score"], "percent")
    for shown in (score, dates.in_words(facts.load().compiled), "30 September 2022", *facts.WORDINGS):
        assert shown in text
    assert text.count("<table><caption>") == (PAGES / "method.md").read_text(encoding="utf-8").count("<!-- table: ")
    for table in re.findall(r"<div[^>]*>\s*<table.*?</table>", text, re.DOTALL):
        assert 'tabindex="0" aria-label="Table' in table
        assert all("scope=" in header for header in re.findall("<th[^e]*>", table))
