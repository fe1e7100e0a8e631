"""Run every solution in its chapter and write what `check` compares answers with: `python tools/record_answers.py`."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from pathlib import Path
from secrets import token_hex

import nbformat
from nbformat.v4 import new_code_cell

from nbsuite import files, notebooks, store, warm, workers
from nbsuite.errors import Refused
from steppe.classroom import answers, exercises
from steppe.classroom.exercises import Exercise
from steppe.suite.house import House
from steppe.suite.names import names_of

CAPTURE = """{code}
import sys

sys.path.append({tools!r})
from record_answers import forms

print(forms(answer, [{wrong}]))"""
ANSWER = "answer"
WRITTEN = "wrong"  # what `check` would say of the text of a solution, whose hash tells `build` whether it was changed
NUDGES = 1 - 1e-9, 1 + 1e-9  # so that a figure at the border between two roundings is accepted both ways
NO_ANSWER = {"", answers.NO_NUMBER, f"{0:.{answers.DIGITS - 1}e}"}
LAST_DIGIT = 10.0 ** (1 - answers.DIGITS)
CHANGES = [  # what check cannot find from a wrong answer, of which it sees three digits
    ("reciprocal", lambda x: 1 / x),
    *(("rounding", lambda x, n=n: float(f"{x:.{n}e}")) for n in range(answers.DIGITS - 1)),
    *(("rounding", lambda x, n=n: x + n * LAST_DIGIT * float(f"1e{f'{x:e}'[-3:]}")) for n in (-1, 1)),
]


def record(chapters: Sequence[Path], path: Path = answers.CHECKS) -> None:
    """Writes `checks.csv` anew from the solutions of the chapters; an exercise keeps its salt.

    Raises Refused, with file and cell, for a solution that fails, uses a name that another one sets, or whose answer is
    zero, nan or empty, and for a usual wrong answer that `check` takes for another kind of error, or for right.
    """
    known = answers.read(path) if path.is_file() else {}
    rows = [answers.COLUMNS]
    for id, (type, unit, verdicts) in solved(chapters).items():
        salt = known[id].salt if id in known else token_hex(8)
        rows += [(id, salt, type, unit, said, answers.hashed(salt, form)) for form, said in verdicts.items()]
    files.write_if_changed(path, "".join(f"{','.join(row)}\n" for row in rows))
    answers.read.cache_clear()


def solved(chapters: Sequence[Path]) -> dict[str, tuple[str, str, dict[str, str]]]:
    """By exercise: type and unit of the answer, and what each form of an answer means. Raises Refused as `record`."""
    found = {}
    for exercise, text in printed(chapters, capture).items():
        said = text.rpartition("\n")[2]  # a solution may print, too
        if not said.startswith("{"):
            raise Refused(f"{exercise.place}: {said}")
        type, unit, verdicts = json.loads(said).values()
        found[exercise.id] = type, unit, verdicts | {exercise.written: WRITTEN}
    return found


def capture(exercise: Exercise) -> str:
    """The code of a cell that prints the forms of the answer to an exercise, or what is wrong with it."""
    wrong = "".join(f"({each.code!r}, {each.kind!r}, {each.code}), " for each in exercise.wrong)
    return CAPTURE.format(code=exercise.code, tools=str(Path(__file__).parent), wrong=wrong)


def expect_own_names(several: Iterable[Exercise]) -> None:
    """Raises Refused for a solution that is no Python, sets no `answer`, or uses a name that another one sets."""
    names = {exercise: names_in(exercise) for exercise in several}
    for (one, (_, used)), (other, (is_set, _)) in permutations(names.items(), 2):
        if (shared := used & is_set - {ANSWER}) and one.id[:2] == other.id[:2]:
            raise Refused(f"{one.place}: found {min(shared)}, a name of solution {other.id}, expected one of its own")


def names_in(exercise: Exercise) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a solution sets, and those that it uses before."""
    try:
        is_set, used = names_of("\n".join([exercise.code, *(f"({wrong.code})" for wrong in exercise.wrong)]))
    except (SyntaxError, ValueError) as error:
        raise Refused(f"{exercise.place}: found {error} in the solution, expected Python") from None
    if ANSWER not in is_set:
        raise Refused(f"{exercise.place}: found no `{ANSWER}` in the solution, expected that it sets one")
    return is_set, used


def forms(answer: object, wrong: Sequence[tuple[str, str, object]]) -> str:
    """What an answer and its usual wrong variants (code, kind, value) look like, as JSON; a complaint if one is bad."""
    form, kind_of_answer, unit = answers.text_of, answers.type_of(answer), answers.unit_of(answer)
    if kind_of_answer not in answers.TYPES:
        return f"found an answer of the type {kind_of_answer}, expected {', '.join(answers.TYPES)}"
    verdicts = {form(answer, lambda x, nudge=nudge: x * nudge): answers.RIGHT for nudge in NUDGES}
    if not NO_ANSWER.isdisjoint(verdicts):
        return "found an answer that is zero, missing or empty, expected another"
    usual = [(form(value), kind) for _, kind, value in wrong]
    for text, kind in [*usual, *((form(answer, change), kind) for kind, change in CHANGES)]:
        verdicts.setdefault(text, kind)
    if kind_of_answer == answers.LIST:
        verdicts.setdefault(";".join(sorted(form(answer).split(";"))), answers.ORDER)
    hashes = {answers.hashed("", text): kind for text, kind in verdicts.items()}
    known = answers.Recorded("", kind_of_answer, unit, hashes)
    for code, kind, value in wrong:
        if (said := answers.kind_of(known, value)) != kind:
            return f"found the usual wrong answer {code}, which check calls {said!r}, expected {kind!r}"
    return json.dumps({"type": kind_of_answer, "unit": unit, "verdicts": verdicts})


def printed(chapters: Sequence[Path], code: Callable[[Exercise], str]) -> dict[Exercise, str]:
    """What code of each exercise prints after the cells of its chapter; each chapter is run once.

    Raises Refused, with file and cell, where a chapter, or the code of an exercise, fails.
    """
    everything = exercises.of_chapters(chapters).values()
    expect_own_names(everything)
    own = {path: [each for each in everything if each.place.startswith(f"{path.name},")] for path in chapters}
    found, runs = {}, {}
    with (
        tempfile.TemporaryDirectory(prefix="steppe-") as folder,
        warm.kernels(preload=House.preload) as environment,
        workers.pool(workers.default_count(), environment) as pool,
    ):
        for path in filter(own.get, chapters):
            notebook = nbformat.from_dict(notebooks.plain(path))
            notebook.cells += [new_code_cell(code(exercise)) for exercise in own[path]]
            copy = Path(folder, path.name)
            copy.write_text(store.dumps(store.normalise(notebook)), encoding="utf-8")
            runs[path] = pool.submit(copy, {})
        for path, run in runs.items():
            reason, text, _ = run.result()
            cells = nbformat.reads(text, 4).cells[-len(own[path]) :] if text else []
            outputs = {each: cell.outputs for each, cell in zip(own[path], cells, strict=False)}
            failed = [each.place for each, its in outputs.items() if any(one.output_type == "error" for one in its)]
            if reason:
                raise Refused(f"{next(iter(failed), path.name)}: found {reason}, expected code that runs")
            for each, its in outputs.items():
                found[each] = "".join(one.text for one in its if one.get("name") == "stdout").strip()
            print(f"classroom: {len(own[path])} solutions of {path.name}", flush=True)
    return found


if __name__ == "__main__":
    try:
        record(House().chapters())
    except Refused as error:
        sys.exit(f"record_answers: {error}")
