"""Text from the data made harmless and readable: for HTML, for Markdown, for links."""

import html
import re
from collections.abc import Iterable

from nbsuite.errors import in_markdown
from steppe.language import translated
from steppe.units import NO_BREAK

# A sign that would begin a formula stands alone in an element: whatever sets formulas looks for pairs in one text.
_IN_HTML = str.maketrans({"$": "<span>$</span>", "\\": "<span>\\</span>"})
_PROPER = re.compile(r"\b(?:kazakh|russia|ukrain|uzbek)")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#@\[\]\"<>\\^`{|}]+([/?#]\S*)?", re.I)


def spoken(name: str) -> str:
    """Names of the closed lists in prose: Russian citizens for `russian_citizens`, men 18 to 60 for `men_18_60`."""
    spaced = re.sub(r"(?<=\d)[ _](?=\d)", " to ", name).replace("_", " ")
    return _PROPER.sub(lambda found: found[0].capitalize(), spaced)


def one_line(text: object) -> str:
    """The text without characters that do not print, every run of white space that may break one blank."""
    spaced = re.sub(rf"[^\S{NO_BREAK}]+", " ", str(text)).strip()
    return spaced if spaced.isprintable() else "".join(c for c in spaced if c.isprintable() or c == NO_BREAK)


def html_text(text: object) -> str:
    """The text as it may stand between tags of HTML; no sign in it starts a formula."""
    return html.escape(one_line(text), quote=True).translate(_IN_HTML)


def markdown_text(text: object) -> str:
    """The text as it may stand in a Markdown paragraph; it starts no link, no tag and no formula."""
    return in_markdown(one_line(text))


def code_html(text: object) -> str:
    """A statement's id as HTML, which may stand in Markdown, too; the book makes it a link."""
    return f"<code>{html_text(text)}</code>"


def folded(ids: Iterable[str]) -> str:
    """A list of statements that opens on demand, in HTML that needs no script; nothing for none."""
    codes = [code_html(id) for id in dict.fromkeys(ids)]
    summary = f"{translated('Statements')}: {len(codes)}"
    return f"<details><summary>{summary}</summary>{', '.join(codes)}</details>" if codes else ""


def is_web_address(url: str | None) -> bool:
    """True for an http or https address with a host and nothing unprintable."""
    return bool(url) and url.isprintable() and bool(_WEB_ADDRESS.fullmatch(url))


def link(text: object, url: str | None) -> str:
    """HTML link to a web address; any other address leaves the text alone."""
    if not is_web_address(url):
        return html_text(text)
    return f'<a href="{html.escape(url, quote=True)}">{html_text(text)}</a>'
