"""Writes `lib/steppe/messages/messages.pot` from the texts of the suite, and brings the translations up to it.

    python tools/messages.py          # writes messages.pot, ru.po and kk.po
    python tools/messages.py --check  # ends with status 1 where one of them would change

A translator fills the empty `msgstr` of a PO file, with any editor for gettext. A message whose English has changed is
marked fuzzy and stays English until the mark is taken away. The notes say what a message is: `f-string` for one whose
holes the code has filled before it is looked up.
"""

import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_javascript
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import marks
from steppe import testing, units
from steppe.classroom.answers import MESSAGES as FEEDBACK
from steppe.display import dates
from steppe.language import ENGLISH, FACT, HOLE, MESSAGES, PATTERN, known
from steppe.markup import spoken
from steppe.opened import place_name
from steppe.paths import DATA, NOTEBOOKS, ROOT
from steppe.rule import AGAINST, FOR
from steppe.scenario import VOCABULARY
from steppe.suite import scenarios, verdicts
from steppe.suite.audit_template import TEMPLATE
from steppe.tables import read_package, read_table, table_in

TRANSLATED = "00", "03", "07"  # the chapters whose sentences and figures are translated
CLAIMS = "C03", "C09", "C11"  # those that they judge: the notes on them are translated, too
SAID = {"say", "phrase", "show"}
CODE = {  # calls whose texts are names in code
    "about", "essay", "judge", "query", "merge", "sort_values", "drop_duplicates", "groupby", "pivot", "set_index",
    "statement", "Timestamp", "Timedelta", "date_range", "under", "get", "verdict", "join", "split", "contains", "xs",
    "exact", "dropna", "open_facts", "set_xscale", "daily", "from_dict", "nunique", "axis", "DateFormatter", "format",
    "set_major_formatter", "week_of_month", "Quantity", "set_fontweight", "to", "tick_params", "grid",
}  # fmt: skip
LOOKS = {
    "fmt", "marker", "color", "va", "ha", "hatch", "linestyle", "fontweight", "arrowstyle", "loc", "edgecolor", "kind",
    "facecolor", "how", "on", "orient", "by", "during", "textcoords", "transform", "level", "align", "suffixes",
    "index", "unit", "subset", "dtype", "axis", "names", "arrowprops",
}  # fmt: skip
NO_TEXT = re.compile(r"C\d|#\w{6}|%.*|\{x.*|[\d/.:-]*|.*[a-z]_[a-z].*|[^A-Za-z]*[A-Za-z]?[^A-Za-z]*|-inf|nan")
NAMES = {  # in code, although they look like words
    "white", "black", "arrowstyle", "color", "linewidth", "during", "ignore", "left", "switch", "ISO date", "inf",
    "figure", "period", "publisher", "decides", "what", "chapter", "written", "unsettled", "vantage",
    "less a week of", "oC0", "sC3", "DC2", "hatch", "alpha", "label", "{:range}", "Judgement", "Series", "DataFrame",
    "step", "known", "loop", "gap", "against, {column}", "code",
}  # fmt: skip
PLACES = {
    value
    for fields in [table_in(read_package(DATA), "facts")["schema"]["fields"]]
    for field in fields
    if field["name"] == "place"
    for value in field["constraints"]["enum"]
}
TWO_MEANINGS = {"open", "level"}  # in the data open crossing points and the level of rents; elsewhere other words
# Texts that are put together from two, which only the chapter knows.
PATTERNS = {
    "less a week of {period}": "07_a_year_at_this_rate.ipynb",
    "less usual days, {period}": "07_a_year_at_this_rate.ipynb",
    "{axis} (grade: {signs})": "plots.py",
    "(grade: {signs})": "plots.py",
    "a count of the week for {places}": "claims.py",
    "a count of the week, and of what was usual, for {places}": "claims.py",
    "a count of applications for {days}": "claims.py",
    "a published figure for {places}": "rule.py",
    "and": "03_where_they_went.ipynb",
}
WORD = re.compile("[A-Za-z]{3}")

Found = Iterator[tuple[str | tuple[str, str], str, str]]  # text or text and its plural, note, place


def main() -> int:
    changed = [path for path, text in files() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print("\n".join(f"{path.name}: not up to date; run python tools/messages.py" for path in changed))
        return bool(changed)
    for path, text in files():
        path.write_text(text, encoding="utf-8")
    for path in sorted(MESSAGES.glob("*.po")):
        with path.open("rb") as file:
            messages = [message for message in read_po(file) if message.id]
        print(f"{path.name}: {sum(not done(message) for message in messages)} of {len(messages)} are not translated")
    return 0


def done(message) -> bool:
    return not message.fuzzy and all(message.string if isinstance(message.string, tuple) else [message.string])


def files() -> Iterator[tuple[Path, str]]:
    """Each file of messages, and what it should hold."""
    template = catalog()
    yield MESSAGES / "messages.pot", written(template)
    for language in known():
        if language != ENGLISH:
            with (MESSAGES / f"{language}.po").open("rb") as file:
                translation = read_po(file, locale=language)
            translation.update(template, no_fuzzy_matching=True, keep_user_comments=True)
            translation.obsolete.clear()
            yield MESSAGES / f"{language}.po", written(translation)


def written(messages: Catalog) -> str:
    file = io.BytesIO()
    write_po(file, messages, width=110, ignore_obsolete=True, include_lineno=False)
    text = file.getvalue().decode("utf-8")
    return re.sub(r'"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid).*\n', "", text)


def catalog() -> Catalog:
    """All messages: each text once, with the places it is from."""
    messages = Catalog(project="Steppe Count", copyright_holder="The Steppe Count authors", header_comment="#")
    for text, note, place in (*of_units(), *of_tables(), *of_library(), *of_theme(), *of_chapters()):
        if text == "{figure}" or (str(text).endswith(" for") and not note):
            continue  # the same in every language, or part of one of PATTERNS
        id = (text, text) if note == "plural" else text
        context = FACT if text in TWO_MEANINGS and note in ("who", "measure") else None
        messages.add(id, locations=[(place, None)], auto_comments=[note] if note else [], context=context)
    return messages


def of_units() -> Found:
    """Around figures: units with their plurals, ranges, dates."""
    for name, unit in units.UNITS.items():
        around = f"{unit.before}{{figure}}{unit.after}"
        is_bare = around == "{figure}" and name != "ratio"
        yield f"{{figure}} {unit.axis}" if is_bare else around, "plural", "units.py"
        yield unit.axis, "beside a scale", "units.py"
    for form in units.FORMS.values():
        for text in (form.between, form.at_least, form.at_most, form.unbounded):
            if WORD.search(HOLE.sub("", text)) or " to " in text:
                yield text, "a range", "units.py"
    for shapes in (dates.SHAPES, dates.FROM, dates.UP_TO, dates.WITHIN_MONTH, dates.WITHIN_YEAR):
        for text in shapes.values():
            yield text, "a date", "display/dates.py"
            if "{month}" in text:
                yield dates.abbreviated(text), "a date in a label", "display/dates.py"


def of_tables() -> Found:
    """The closed lists of the data, the claims, the scenarios and the parameters."""
    for word in (*sorted(FOR), *sorted(AGAINST), "mixed", "open", "not testable", "contested", "fragile"):
        yield word, "a verdict", "rule.py"
    for vantage in verdicts.HEADINGS:
        yield vantage, "a vantage point", "rule.py"
        yield vantage.removeprefix("as "), "a vantage point", "rule.py"
    fields = {field["name"]: field for field in table_in(read_package(DATA), "facts")["schema"]["fields"]}
    for name in ("place", "measure", "who", "quantity", "wording"):
        for value in fields[name]["constraints"]["enum"]:
            yield place_name(value) if name == "place" else spoken(value), name, "facts.csv"
    for row in read_table(DATA, read_package(DATA), "claims"):
        texts = [row["paraphrase"], row["test"], *(row["readings"] or "").split("; ")]
        more = [row["readings_because"], row["reason"], row["note"]]
        for text in filter(None, texts + more * row["id"].startswith(CLAIMS)):
            yield text, row["id"], "claims.csv"
    for name in scenarios.names():
        yield spoken(name), "a scenario", "scenarios/"
        yield scenarios.describe(name), f"the scenario {name}", "scenarios/"
    for parameter in VOCABULARY.values():
        yield parameter.meaning, f"the parameter {parameter.name}", "scenario.py"
        yield parameter.unit, "the unit of a parameter", "scenario.py"
        if "_" in parameter.name:
            yield parameter.name.replace("_", " "), "a parameter", "scenario.py"
    for name in VOCABULARY["flow"].choices:
        yield name, "what an arrival is", "scenario.py"
    yield "None", "a value in code, the same in every language", "scenario.py"


def of_library() -> Found:
    """What library and book look up, `translated("...")`, `_("...")` or `t("...")`, and tables of texts."""
    library = [path for path in (ROOT / "lib" / "steppe").rglob("*.py") if not path.is_relative_to(TEMPLATE)]
    for path in sorted([*library, DATA / "claims.py", *(ROOT / "book").glob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called, texts = getattr(getattr(node, "func", None), "id", ""), []
            if called in ("translated", "_", "t"):
                texts = node.args[:1]
            elif path.stem == "claims" and called in ("Figure", "Comparison"):  # what is missing, or compared with
                texts = [*node.args, *(key for arg in node.args if isinstance(arg, ast.Dict) for key in arg.keys)]
            elif path.parent.name == "display" and isinstance(node, ast.List | ast.Dict):  # headings
                texts = node.elts if isinstance(node, ast.List) else node.keys
                texts = [each for each in texts if is_text(each) and each.value[:1].isupper()]
                texts = [each for each in texts if each.value not in NAMES]
            yield from ((text, "", path.name) for each in texts for text in alternatives(each))
    for text in FEEDBACK.values():
        yield text, "feedback", "answers.py"
    for name in (*testing.names["SLOTS"], "arrivals"):
        yield name, "a figure behind a claim", "claims.py"
    for text, place in PATTERNS.items():
        yield text, PATTERN, place


def of_theme() -> Found:
    """Templates, and scripts of the book: `t("...")`, and `t("one", "several", n=...)` for a plural."""
    ours = [path for ending in ("html", "js") for path in (ROOT / "book").rglob(f"*.{ending}")]
    for path in sorted([*ours, *(ROOT / "lib" / "steppe" / "classroom" / "texts").glob("*.j2")]):
        extracted = extract_javascript if path.suffix == ".js" else babel_extract
        with path.open("rb") as source:
            for _, _, texts, _ in extracted(source, ["t"], [], {}):
                one, several, *_ = [*([texts] if isinstance(texts, str) else texts or ()), None, None]
                if one:
                    yield (one, several) if several else one, "", f"{path.relative_to(ROOT).parts[0]}/{path.name}"
    for path in sorted((ROOT / "book").glob("*.md")):
        for heading in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M):
            yield heading, "a heading", f"book/{path.name}"
    for text in (marks.REDRAWN, marks.MISSING):
        yield text, "", "marks.py"
    for kind in ("figure", "sentence", "verdict", "table"):
        yield kind, "what a statement is used in", "book/statements.py"


def of_chapters() -> Found:
    """Headings of all chapters; sentences, texts of figures and headings of tables of some."""
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                for heading in re.findall(r"^#+ (.+)$", source, re.M):
                    yield heading.strip(), "a heading", path.name
            elif path.name.startswith(TRANSLATED):
                for text, note in of_code(ast.parse(source)):
                    yield text, note, path.name


def of_code(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The texts of a cell, in order: templates whole, f-strings with holes, and what is no name in code."""
    name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    if name in SAID:
        at = name == "show"
        templates = [*node.args[at : at + 1], *(each.value for each in node.keywords if each.arg == "otherwise")]
        yield from ((text, "a sentence") for each in templates for text in alternatives(each))
        nodes = [*node.args[:at], *(each for each in node.keywords if each.arg != "otherwise")]
    elif isinstance(node, ast.JoinedStr):
        for text in patterns(node):
            words = HOLE.sub("", text)
            if WORD.search(words) and not NO_TEXT.fullmatch(words) and not is_name(text):
                yield text, PATTERN
        nodes = []
    elif is_text(node):
        text = " ".join(node.value.split()).strip(" ;,:")
        yield from [(text, "")] if not NO_TEXT.fullmatch(text) and not is_name(text) else []
        nodes = []
    elif name in CODE:
        nodes = [node.func, *(each for each in node.args if isinstance(each, ast.Call))]
    elif isinstance(node, ast.Call):
        nodes = [node.func, *node.args, *(each for each in node.keywords if each.arg not in LOOKS)]
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):  # a new column
        nodes = [node.slice]
    elif isinstance(node, ast.Subscript | ast.Compare):
        left_out = [getattr(node, "slice", None)]
        nodes = [each for each in ast.iter_child_nodes(node) if not is_text(each) and each not in left_out]
    elif isinstance(node, ast.AnnAssign) or (isinstance(node, ast.Expr) and is_text(node.value)):
        nodes = []
    else:
        nodes = ast.iter_child_nodes(node)
    for each in nodes:
        yield from of_code(each)


def is_name(text: str) -> bool:
    return text in NAMES or text in PLACES


def is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def alternatives(node: ast.expr) -> list[str]:
    """All texts that an expression of constants, conditions and sums may come to."""
    if isinstance(node, ast.IfExp):
        return alternatives(node.body) + alternatives(node.orelse)
    if isinstance(node, ast.BinOp):
        return [first + second for first in alternatives(node.left) for second in alternatives(node.right)]
    return [node.value] if is_text(node) else []


def patterns(node: ast.JoinedStr) -> list[str]:
    """An f-string with a hole, named after what fills it, in the place of each value; one for each condition in it."""
    found = [""]
    for part in node.values:
        texts = [part.value] if isinstance(part, ast.Constant) else alternatives(part.value)
        if not texts:
            name = re.sub(r"\W+", "_", ast.unparse(part.value)).strip("_")
            texts = [f"{{{name}}}" if f"{{{name}}}" not in found[0] else f"{{{name}_again}}"]
        found = [before + text for before in found for text in texts]
    return [" ".join(text.split()) for text in found]


if __name__ == "__main__":
    sys.exit(main())
