"""The book in the language in use: what templates and scripts say, headings of chapters, and what is still English."""

import re

from docutils import nodes

from steppe.language import ENGLISH, current, in_parts, translated
from steppe.rule import AGAINST, FOR

SAID = re.compile(r'\bt\("((?:[^"\\]|\\.)+)"')  # in the scripts
BLOCK = r"(?s)<(p|li|h\d|td|th|dt|dd|summary|option|label|figcaption)( [^>]*)?>((?:(?!<(?:\1|p|ul|ol)\b).)*?)</\1>"
CODE = re.compile(r"<(code|pre|small)\b.*?</\1>|<[^>]*>|&\w+;", re.S)


def t(text: str, plural: str = "", **values: object) -> str:
    """A text in the language in use, its holes filled; `n` chooses between the text and its plural."""
    if current() == ENGLISH:
        words = plural if plural and values["n"] != 1 else text
    else:
        words = translated(text, values["n"]) if plural else in_parts(text)
    return words.format(**values) if values else words


def speak(app) -> None:
    """Gives all templates `t`, the code of the language and, for scripts, what is said in it."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in app.confdir.rglob("*.js"))
    texts = {*SAID.findall(scripts), *FOR, *AGAINST, "mixed", "open", "not testable"} if current() != ENGLISH else ()
    about = {"t": t, "lang": current(), "messages": {text: t(text) for text in sorted(texts)}}
    app.builder.templates.environment.globals.update(about)


def head(app, doctree) -> None:
    """Puts headings into the language; their ids, to which links lead, stay."""
    for title in doctree.findall(nodes.title):
        if t(title.astext()) != title.astext():
            title[:] = [nodes.Text(t(title.astext()))]


def mark(app) -> None:
    """Says of every text that is still English that it is."""

    def marked(found: re.Match) -> str:
        tag, attributes, inner = found[1], found[2] or "", found[3]
        words = CODE.sub(" ", inner)
        is_english = " lang=" not in attributes and re.search("[a-z]{3}", words) and not re.search("[А-ӿ]", words)
        return f'<{tag}{attributes} lang="en">{inner}</{tag}>' if is_english else found[0]

    for path in app.outdir.rglob("*.html") if current() != ENGLISH else ():
        path.write_text(re.sub(BLOCK, marked, path.read_text(encoding="utf-8")), encoding="utf-8")
