"""What a run of a chapter says differently from the essay's run: marked where it stands, and listed."""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import partial
from itertools import groupby, zip_longest
from operator import itemgetter

from nbsuite import notebooks
from steppe.display.figure import MIME as FIGURE
from steppe.language import translated

TABLE, SENTENCES = "text/html", "text/markdown"
FOLD = "\n\n<details>"
STAMP = "stamp("  # names the scenario, so it would always differ
STOPS = ".,:"
SHORT = 3  # letters of a word between two changes that is taken with them
ALIKE = 0.4  # below this share of common words, another sentence rather than a changed one
REDRAWN = '<p class="differs">This figure differs from the essay\'s scenario.</p>'
MOVED = "moved"  # in the metadata of a chapter under a scenario: what `mark` returns
MISSING = '</table>\n<p class="differs">Rows of the essay\'s scenario that are not here: {rows}.</p>'
TAG, UNMARKED = re.compile(r"<[^>]*>"), re.compile(r" ?<del>.*?</del>|<(?!/?mark>)[^>]*>")
WORD = re.compile(r"(?:<span[^>]*>.*?</span>|[^ ])+")
BETWEEN = re.compile(r'(?<=[\w)>%"]{2}[.!?]) (?=[A-ZА-ЯӘІҢҒҮҰҚӨҺ"«<])')
HEADING = re.compile(r"^##+ (.+)$", re.M)
ROW = re.compile(r"<tr>.*?</tr>|<p>.*?</p>", re.S)
CELL = re.compile(r"(<(?:td|th|p)\b[^>]*?)( title=\"[^\"]*\")?>(.*?)(</(?:td|th|p)>)", re.S)


def mark(chapter, essay) -> dict:
    """Marks in the outputs of a canonical chapter what differs from the essay's run of it.

    Returns `sentences`, each with id, heading, its text here as HTML with its marks and the essay's without, and how
    many `tables` and `figures` differ.
    """
    from nbformat.v4 import new_output

    found, heading = {"sentences": [], "tables": 0, "figures": 0}, ""
    for cell, twin in zip(*map(notebooks.own_cells, (chapter, essay)), strict=True):
        if cell.cell_type == "markdown":
            heading = (HEADING.findall(cell.source) or [heading])[-1]
        if cell.cell_type != "code" or cell.source.startswith(STAMP):
            continue
        for output, other in zip(cell.outputs[:], [*twin.outputs, *[{}] * len(cell.outputs)], strict=False):
            data, old = output.get("data", {}), other.get("data", {})
            if FIGURE in data and any(data[FIGURE][k] != old.get(FIGURE, {}).get(k) for k in ("digest", "alt")):
                found["figures"] += 1
                said = new_output("display_data", data={TABLE: translated(REDRAWN)})
                cell.outputs.insert(cell.outputs.index(output), said)
            elif SENTENCES in data:
                said, *ids = data[SENTENCES].partition(FOLD)
                told = old.get(SENTENCES, "").partition(FOLD)[0]
                data[SENTENCES] = "".join([" ".join(_sentences(told, said, heading, found["sentences"])), *ids])
            elif TABLE in data and (marked := _table(old.get(TABLE, ""), data[TABLE])) != data[TABLE]:
                found["tables"] += "<table" in marked
                data[TABLE] = marked
    return found


def _sentences(old: str, new: str, heading: str, found: list[dict]) -> Iterator[str]:
    """The sentences of an output, marked; those that differ are added to `found`."""
    for was, now, same in _pairs(BETWEEN.split(old), BETWEEN.split(new), _plain):
        if not same:
            marked, id = _sentence(was or "", now or ""), f"moved-{len(found) + 1}"
            found += [{"id": id, "heading": heading, "here": UNMARKED.sub("", marked), "essay": _plain(was or "")}]
            now = re.sub(r"<(mark|del)>", rf'<\1 id="{id}">', marked, count=1)
        yield now


def _pairs(old: list, new: list, key: Callable) -> Iterator[tuple]:
    """What stands in the same place of both lists, and whether it is the same by its key; None for what is missing."""
    for kind, i, i_end, j, j_end in _steps(map(key, old), map(key, new)):
        for was, now in zip_longest(old[i:i_end], new[j:j_end]):
            yield was, now, kind == "equal"


def _steps(old: Iterable, new: Iterable) -> list[tuple]:
    return SequenceMatcher(None, [*old], [*new], autojunk=False).get_opcodes()


def _sentence(old: str, new: str) -> str:
    """The sentence with what differs marked; all of it, where few words are the same."""
    a, b = WORD.findall(old), WORD.findall(new)
    steps, ends = _steps(map(_plain, a), map(_plain, b)), (0, len(a))
    if sum(s[2] - s[1] for s in steps if s[0] == "equal") < ALIKE * max(len(a), len(b)):
        return _change(old, new)
    alike = [s[0] == "equal" and (s[1] in ends or s[2] in ends or len(" ".join(a[s[1] : s[2]])) > SHORT) for s in steps]
    parts = []
    for same, run in groupby(zip(alike, steps, strict=True), key=itemgetter(0)):
        run = [step for _, step in run]
        was, now = " ".join(a[run[0][1] : run[-1][2]]), " ".join(b[run[0][3] : run[-1][4]])
        parts.append(now if same else _change(was, now))
    return " ".join(parts)


def _change(old: str, new: str) -> str:
    """The words here, marked, and the essay's beside them; the stop that ends them is put last."""
    words = new.rstrip(STOPS)
    was = _plain(old).rstrip(STOPS) if new else _plain(old)
    gone = f'<del><i class="unseen">instead of </i>{was}</del>' if was else ""
    return " ".join(filter(None, [words and f"<mark>{words}</mark>", gone])) + new[len(words) :]


def _plain(text: str) -> str:
    return TAG.sub("", text)


def _cells(row: str) -> tuple[str, ...]:
    return tuple(_plain(text) for *_, text, _ in CELL.findall(row))


def _table(old: str, new: str) -> str:
    """The HTML of a table or a caption with what changed marked; another first cell makes another row."""
    rows, missing = [], 0
    for was, now, same in _pairs(ROW.findall(old), ROW.findall(new), _cells):
        twin = _cells(was) if was and now and _cells(was)[:1] == _cells(now)[:1] else ()
        missing += bool(was) and not twin
        if now:
            rows.append(now if same else CELL.sub(partial(_cell, iter(twin)), now))
    marked = iter(rows)
    table = ROW.sub(lambda _: next(marked), new)
    return table.replace("</table>", translated(MISSING).format(rows=missing), 1) if missing else table


def _cell(old: Iterator[str], cell: re.Match) -> str:
    """A cell of a table; where it changed, its statements belong to what is marked, not to the essay's figure."""
    (begin, title, text, end), was = cell.groups(), next(old, "")
    if _plain(text) == was:
        return cell[0]
    change = _change if title or "<" in text else _sentence
    return f"{begin}>{change(was, f'<span{title}>{text}</span>' if title else text)}{end}"
