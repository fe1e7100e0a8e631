"""Numbers that lead to their statements: links in every page, what their cards say, and where each is used."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from steppe import facts
from steppe.display import dates
from steppe.display.figure import MIME as FIGURE
from steppe.display.tables import figure_of
from steppe.language import FACT, in_parts
from steppe.markup import is_web_address, spoken
from steppe.opened import place_name
from steppe.tables import read_package, read_table

PAGE, CHAPTERS = "statements", "notebooks"
evidence = cache(facts.load)
CHAPTER = re.compile(r'<a href="(\w+)\.ipynb((?:#[\w.-]+)?)">(.*?)</a>')
ID = re.compile(rf'<code[^>]*>(?:<span class="pre">)?({"|".join(evidence().statements)})(?:</span>)?</code>')
FOLD = re.compile(r"(<details)(><summary>[^<]+: \d+</summary>.*?</details>)")
# A figure with the statements behind it as a title; a sign of money in it has an element of its own.
NUMBER = re.compile(r'(?s)<(span|td)( align="right")? title="([a-z\d_]+)([a-z\d_, ]*)">((?:<span>.*?</span>|.)*?)</\1>')


def told(s: facts.Statement) -> dict[str, str]:
    """A statement in words, as its card, its row and the search have it; `url` is empty where it is no web address."""
    stated, read_as = figure_of(s), repr(s.figure) if s.has_figure else ""
    measure, who = "" if s.measure in s.quantity else spoken(s.measure), "" if s.who == "all" else spoken(s.who)
    about = ", ".join(in_parts(x, FACT) for x in (spoken(s.quantity), measure, who, place_name(s.place)) if x)
    return {
        "figure": stated, "read_as": "" if stated.endswith(read_as) else read_as,
        "about": about, "period": dates.in_words(s.period.text), "said_by": s.said_by,
        "publisher": s.source.publisher, "title": s.source.title or "", "grade": s.grade, "note": s.note or "",
        "url": s.source.url if is_web_address(s.source.url) else "", "published": dates.in_words(s.published),
    }  # fmt: skip


@cache
def loads() -> dict[str, dict]:
    """The claims that move if a statement were another, and how many texts and figures by chapter, the heaviest first.

    `stops`: the changes that take it away and are not seen, but stop the claim or the chapter that needs it.
    """
    folder, found = evidence().folder, {}
    for row in read_table(folder, read_package(folder), "load_map"):
        texts, drawn = (dict(pair.split(":") for pair in (row[kind] or "").split()) for kind in ("words", "figures"))
        chapters = {at: (int(texts.get(at, 0)), int(drawn.get(at, 0))) for at in sorted(texts | drawn)}
        places, claims = sum(map(sum, chapters.values())), (row["claims"] or "").split()
        found[row["statement"]] = row | {"claims": claims, "chapters": chapters, "places": places}
    ids = found.keys() & evidence().statements.keys()
    return {id: found[id] for id in sorted(ids, key=lambda id: (-found[id]["places"], id))}


def uses(path: Path) -> Iterator[dict]:
    """Each output of a chapter that rests on statements: its address, chapter, heading, kind and their ids."""
    headings, counted = [], Counter()
    for at, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        source = "".join(cell["source"])
        headings += re.findall(r"^#+ (.+)$", source, re.M) if cell["cell_type"] == "markdown" else []
        for data in (output["data"] for output in cell.get("outputs", []) if "data" in output):
            said, table, drawn = data.get("text/markdown"), str(data.get("text/html")), data.get(FIGURE)
            kinds = {"figure": drawn, "sentence": said, "verdict": 'id="verdict-' in table, "table": "<table>" in table}
            kind = next(filter(kinds.get, kinds), "")  # none for a fold below a figure
            counted[kind] += 1
            ids = evidence().statements.keys() & re.findall(r"\w+", f"{said} {table} {drawn and drawn['statements']}")
            own = {"figure": f"fig-{path.stem[:2]}-{counted[kind]}", "sentence": "opening" * (counted[kind] == 1)}
            place = f"{CHAPTERS}/{path.stem}.html#{own.get(kind) or f'cell-{at}'}"
            if kind and ids and "show_sources(" not in source:  # a list of all that was read
                yield {"place": place, "chapter": headings[0], "heading": headings[-1], "kind": kind, "ids": ids}


def link(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Makes every number with statements and every id of one a link, and marks the folds that only repeat them."""

    def chapter(found: re.Match) -> str:  # the words alone where the other chapter is not in the book
        is_known = f"{pagename.rpartition('/')[0]}/{found[1]}" in app.env.found_docs
        return f'<a href="{found[1]}.html{found[2]}">{found[3]}</a>' if is_known else found[3]

    page = app.builder.get_relative_uri(pagename, PAGE)
    number = rf'<\1\2><a class="figure" href="{page}#\3" data-ids="\3\4">\5</a></\1>'
    parts = FOLD.split(NUMBER.sub(number, context.get("body", "")))
    for at in range(1, len(parts), 3):
        linked = set(re.findall(r"\w+", " ".join(re.findall(r'data-ids="([^"]+)"', parts[at - 1]))))
        parts[at] += ' class="repeated"' * (linked >= set(ID.findall(parts[at + 1])))
    context["body"] = ID.sub(rf'<a href="{page}#\1">\g<0></a>', CHAPTER.sub(chapter, "".join(parts)))
