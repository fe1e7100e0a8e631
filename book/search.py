"""The index behind `search.html`: the book section by section, and each term, part of a claim and statement once.

Sphinx's own has each chapter under each scenario, and fetches pages for excerpts, which browsers refuse for files.
"""

import json
import re
from html import unescape

from pages import VANTAGES
from statements import CHAPTERS, PAGE, evidence, told
from views import judged

from steppe.suite import scenarios

UNREAD = re.compile(r"<(nav|aside|pre|details|button|select|svg|script|style|template)\b.*?</\1>|<!--.*?-->", re.S)
OUTER, OWN = r'(?:<section[^>]*? id="([^"]+)"[^>]*>\s*)?', r'(?:[^>]*? id="([^"]+)")?'
HEADING = re.compile(rf'{OUTER}<(h\d|dt(?= id="term-))\b{OWN}.*?>(.*?)</(?:h\d|dt)>', re.S)
CELL = re.compile(r"(?:\s*(?:</p>\s*)?</t[dh]>\s*<t[dh]\b[^>]*>(?:\s*<p>)?\s*)+")
INLINE = re.compile(r"</?(?:a|b|code|em|i|m[a-z]+|small|span|strong|sub|sup)\b[^>]*>|https?://[^\s<]+")


def sections(doc: str, page: str) -> list[list]:
    """[kind, page, fragment, heading, text] of each section: a line for each block, without code, folds and foot."""
    parts = HEADING.split(UNREAD.sub("", re.split(r'<section class="tools"|</main>', page.partition("<main")[2])[0]))
    found = []
    for outer, tag, own, name, text in zip(*(parts[at::5] for at in range(1, 6)), strict=True):
        place = "" if tag == "h1" else own or outer or ""
        kind = "term" if tag == "dt" else "chapter" if doc.startswith(CHAPTERS) else "page"
        if place or not found:
            found.append([kind, doc, place, plain(name), plain(text)])
        else:
            found[-1][-1] += f"\n{plain(name)}\n{plain(text)}"
    return found[:1] if doc == PAGE else found


def plain(html: str) -> str:
    blocks = re.split(r"<[^>]+>", INLINE.sub("", CELL.sub(" · ", re.sub(r"\s+", " ", html))))
    return "\n".join(filter(None, (" ".join(unescape(block).split()) for block in blocks)))


def write(app) -> None:
    """Reads the pages that were built, those of other scenarios left out, and writes the index beside them."""
    out = app.outdir
    docs = sorted(doc for doc in app.env.found_docs if doc.partition("/")[0] not in scenarios.names())
    chapters = {doc.partition("/")[2][:2]: doc for doc in docs if doc.startswith(CHAPTERS)}
    found = [section for doc in docs for section in sections(doc, (out / f"{doc}.html").read_text(encoding="utf-8"))]
    for id, part in judged().items():
        text = " · ".join(f"{name}: {part.at(at).word}" for at, name in VANTAGES.items() if part.at(at).word != "-")
        title = f"{id} {part.claim.paraphrase}"
        found.append(["claim", chapters.get(part.claim.chapter), f"verdict-{id}", title, text])
    for s in sorted(evidence().statements.values(), key=lambda s: (s.grade, s.known_from, s.id)):
        lines = "{about}, {period}\n{said_by}, in {publisher}, {published}, grade {grade}, {id}\n{note}\n{title}"
        text = re.sub(r"\n+", "\n", lines.format(id=s.id, **told(s))).strip()
        found.append(["statement", PAGE, s.id, told(s)["figure"], text, s.said_by, s.source.publisher])
    entries = [[kind, docs.index(doc), *more] for kind, doc, *more in found if doc in docs]
    index = json.dumps({"docnames": docs, "entries": entries}, ensure_ascii=False)
    (out / "searchindex.js").write_text(f"const INDEX = {index};\n", encoding="utf-8")
