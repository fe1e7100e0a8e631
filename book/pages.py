"""What every page of the book knows about itself (kind, chapter, description ...), and how its formulas are set."""

import re
from textwrap import shorten

from docutils import nodes
from latex2mathml.converter import convert
from statements import CHAPTERS
from views import VIEWS, judged, moved

from steppe.display import dates
from steppe.language import translated
from steppe.markup import spoken
from steppe.scenario import DEFAULT, VOCABULARY
from steppe.suite import scenarios, verdicts

SCROLLED = r'<div class="scrolls" role="group" tabindex="0" aria-label="Table">\1</div>'
VANTAGES = dict(zip(verdicts.VANTAGES, map(translated, verdicts.HEADINGS), strict=True))
KINDS = {"index": "front", "data/README": "data"}
END = r"[.?!](?= [A-Z]|$)"
TIDIED = {
    r'<span class="(?:n|o|p|w)">([^<]*)</span>': r"\1",  # names and signs in code
    r'(<table class="docutils.*?</table>)': SCROLLED,
    r'<th class="head': '<th scope="col" class="head',
}


def about(app, pagename: str, templatename: str, context: dict, doctree) -> str | None:
    """Adds to the context of a page what its template shows; returns that template where the page has its own."""
    folder, _, stem = pagename.rpartition("/")
    scenario = DEFAULT if folder == CHAPTERS else folder if folder in scenarios.names() else ""
    body, titles = context.get("body", ""), {doc: title.astext() for doc, title in sorted(app.env.titles.items())}
    for written, tidy in TIDIED.items():
        body = re.sub(written, tidy, body, flags=re.DOTALL)
    heading, closing, rest = body.partition("</h1>")
    kind = KINDS.get(pagename, pagename if not scenario else "scenario" if stem == "index" else "chapter")
    context |= {
        "kind": kind, "folder": folder, "stem": stem, "scenario": scenario, "default_scenario": DEFAULT,
        "scenarios": scenarios.names(), "settings": scenarios.load, "purpose": scenarios.describe,
        "vocabulary": VOCABULARY, "vantages": VANTAGES, "in_words": dates.in_words, "known": titles,
        "heading": heading + closing if closing else "", "rest": rest if closing else heading,
        "chapters": {doc.split("/")[1][:2]: (doc, title) for doc, title in titles.items() if doc.startswith(CHAPTERS)},
        "description": description(doctree) if doctree else "", "judged": judged().values(),
    }  # fmt: skip
    if kind == "chapter" and scenario in scenarios.others():
        context |= {"title": f"{context['title']} · {spoken(scenario)}", "moved": moved(app, pagename)}
    context |= VIEWS[kind](app, context) if kind in VIEWS else {}
    return f"{kind}.html" if kind in VIEWS else None


def description(doctree: nodes.document, length: int = 180) -> str:
    """The first sentences of the answer that a chapter gives; of the text, where a page has no outputs."""
    outputs = [each for each in doctree.findall(nodes.container) if {"answer", "cell_output"} & {*each["classes"]}]
    said = (text.astext() for part in [*outputs, doctree] for text in part.findall(nodes.paragraph))
    text = " ".join(re.sub(r"<[^>]*>", "", next(said, "")).split())  # figures in sentences are HTML
    whole = rf".{{,{length - 1}}}{END}|.*?{END}|.*"  # as many sentences as there is room for, but at least one
    return shorten(re.match(whole, text)[0], 2 * length)


def formula(translator, node: nodes.Element) -> None:
    """A formula as MathML, which browsers set by themselves: no script, no font from elsewhere."""
    is_block = isinstance(node, nodes.math_block)
    html = convert(node.astext(), display="block" if is_block else "inline")
    translator.body.append(f'<div class="scrolls">{html}</div>' if is_block else html)
    raise nodes.SkipNode
