"""The page of all statements, and links to it wherever a statement is named."""

import re
from functools import cache
from html import escape
from itertools import groupby

from docutils import nodes
from load_map import hanging, loads
from sphinx.util.docutils import SphinxDirective

from steppe import facts
from steppe.display import dates
from steppe.display.tables import figure_of
from steppe.markup import html_text, link
from steppe.opened import place_name

PAGE = "statements"
COLUMNS = ("What was stated", "For", "Said by, read in", "Published", "Grade", "Statement")
EVERYBODY = "all"
PROPER = re.compile(r"\b(?:eu|kazakh|russia|ukrain|uzbek)")
CELLS = re.compile(r"(</t[dh]>)(<t[dh])")
CHAPTER = re.compile(r'<a href="(\w+)\.ipynb(#[\w.-]+)?">(.*?)</a>')
CODE = re.compile(r"<code>([a-z0-9_]+)</code>")


@cache
def evidence() -> facts.Facts:
    return facts.load()


class Statements(SphinxDirective):
    """Every statement in one table for each quantity; the id of a row is that of its statement."""

    def run(self) -> list[nodes.Node]:
        ordered = sorted(evidence().statements.values(), key=lambda s: (s.quantity, s.measure, s.known_from, s.id))
        sections = []
        for quantity, statements in groupby(ordered, key=lambda s: s.quantity):
            title = headed(quantity)
            section = nodes.section("", nodes.title(title, title), ids=[nodes.make_id(f"about-{quantity}")])
            section += nodes.raw("", table(statements), format="html")
            sections.append(section)
        return sections


def table(statements) -> str:
    header = "".join(f"<th>{name}</th>" for name in COLUMNS)
    rows = "\n".join(map(row, statements))
    return f'<div class="scrolls"><table>\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>'


def row(s: facts.Statement) -> str:
    about = ", ".join(filter(None, (words(s.measure), "" if s.who == EVERYBODY else words(s.who), place_name(s.place))))
    cells = (
        f"{html_text(figure_of(s))}{small(about)}{small(s.note)}",
        html_text(dates.in_words(s.period.text)),
        f"{html_text(s.said_by)}<br>\n{link(s.source.publisher, s.source.url)}",
        html_text(dates.in_words(s.published)),
        s.grade,
        f"<code>{s.id}</code>{small(moving(s))}",
    )
    return f'<tr id="{s.id}">' + "\n".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def moving(s: facts.Statement) -> str:
    """What would move if the statement were another, as `steppe mutate` found it."""
    load = loads(evidence()).get(s.id)
    return f"moves {hanging(load)}" if load else ""


def small(text: str | None) -> str:
    return f"<br>\n<small>{html_text(text)}</small>" if text else ""


def headed(quantity: str) -> str:
    spoken = words(quantity)
    return spoken[0].upper() + spoken[1:]


def words(name: str) -> str:
    """A name of the closed lists as prose has it: `men_18_60` is men 18–60."""
    spaced = re.sub(r"(?<=\d)_(?=\d)", "–", name).replace("_", " ")
    return PROPER.sub(lambda found: found[0].capitalize(), spaced)


def link_statements(app, doctree, docname) -> None:
    """Makes every id of a statement, in text or in a table, a link to its row."""
    if docname == PAGE or app.builder.format != "html":
        return
    page = app.builder.get_relative_uri(docname, PAGE)
    for literal in list(doctree.findall(nodes.literal)):
        id = literal.astext()
        if id in evidence().statements and not isinstance(literal.parent, nodes.reference):
            literal.replace_self(nodes.reference("", "", literal.deepcopy(), refuri=f"{page}#{id}", internal=True))
    for raw in list(doctree.findall(nodes.raw)):
        if raw.get("format") == "html":
            linked = CODE.sub(lambda found: linked_code(found, page), raw.astext())
            linked = CHAPTER.sub(lambda found: linked_chapter(app, docname, found), linked)
            raw.replace_self(nodes.raw("", apart(linked), **raw.attributes))


def apart(table: str) -> str:
    """A table whose cells stand on lines of their own; the search would read neighbours as one word."""
    return CELLS.sub("\\1\n\\2", table)


def linked_code(found: re.Match, page: str) -> str:
    if found[1] not in evidence().statements:
        return found[0]
    return f'<a href="{escape(page)}#{found[1]}">{found[0]}</a>'


def linked_chapter(app, docname: str, found: re.Match) -> str:
    """A link between chapters as it is in the book; without the link where the other chapter is not in it."""
    stem, place, words = found.groups()
    other = docname.rpartition("/")[0] + f"/{stem}"
    if other not in app.env.found_docs:
        return words
    return f'<a href="{escape(app.builder.get_relative_uri(docname, other))}{place or ""}">{words}</a>'


def setup(app):
    app.add_directive("statements", Statements)
    app.connect("doctree-resolved", link_statements)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
