"""Claims without figures: which side each statement takes, and the witnesses behind the statements.

`weighed.csv` names the side of every statement and why. It takes a side only if it speaks of the effect asserted.
"""

from collections import defaultdict, namedtuple
from contextlib import suppress
from pathlib import Path

from steppe.case import Case, Claim
from steppe.facts import ESSAY, Facts, NotYetKnown, Statement, View
from steppe.rule import Voice, Weighing
from steppe.tables import check_row, read_package, read_table

# The id of a statement on one side of the part `claim`, and why it lies there: a row of weighed.csv.
Weighed = namedtuple("Weighed", "claim statement side because")


def weighing(case: Case, part: Claim) -> Weighing:
    """The test of a part that weighs statements: one voice for each witness.

    Remarks of one speaker on one day are one witness, and so are all reports of one event, and all editions of one
    study. Remarks that differ in side take neither; an event or a study is read at its best row.
    """
    groups = defaultdict(list)
    for s, weighed in entries(case.facts, case.view, part.id):
        groups[s.origin, s.period if s.measure == "remark" else None].append((s, weighed))
    return Weighing(tuple(map(_voice, groups.values())))


def _voice(group: list[tuple[Statement, Weighed]]) -> Voice:
    best, weighed = min(group, key=lambda each: (each[0].grade, -each[0].known_from.toordinal(), each[0].id))
    sides = {w.side for _, w in group} - {"neither"}
    side = weighed.side if best.measure != "remark" else sides.pop() if len(sides) == 1 else "neither"
    return Voice(f"{best.origin} ({best.grade})", side, best.grade, tuple(s.id for s, _ in group))


def entries(facts: Facts, view: View, part: str) -> list[tuple[Statement, Weighed]]:
    """The statements on a part that a view has, each with its side, in the order of publication.

    The essay, which is judged, is not evidence. Raises DataError where `weighed.csv` is not right.
    """
    found = []
    for weighed in facts.table(read_weighed):
        with suppress(NotYetKnown):
            if weighed.claim == part and (s := view.statement(weighed.statement)).source.id != ESSAY:
                found.append((s, weighed))
    return sorted(found, key=lambda entry: (entry[0].known_from, entry[0].id))


def read_weighed(folder: Path) -> tuple[Weighed, ...]:
    """The rows of weighed.csv. Raises DataError at the first cell that is not right."""
    package = read_package(folder)
    claims, facts, rows = (read_table(folder, package, name) for name in ("claims", "facts", "weighed"))
    parts, statements = {row["id"] for row in claims if row["kind"] == "weighing"}, {row["id"] for row in facts}
    for row in rows:
        check_row(
            "weighed.csv", row,
            ("claim", row["claim"] not in parts, "", "a part that weighs statements"),
            ("statement", row["statement"] not in statements, "", "an id of facts.csv"),
        )
    return tuple(Weighed(*(row[name] for name in Weighed._fields)) for row in rows)
