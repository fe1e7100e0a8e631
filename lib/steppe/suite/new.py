"""`steppe new`: a row or a file of an audit, asked for field by field and written only when it passes what files do."""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from nbsuite import files, parameters, store
from nbsuite.errors import DataError, OneLineError, Refused, expected, in_one_line, shown
from steppe import facts, judging
from steppe.scenario import VOCABULARY
from steppe.suite import door, scenarios, verdicts
from steppe.suite.audit_template import chapter
from steppe.suite.house import House
from steppe.tables import read_cells, read_package, table_in

TITLE = re.compile(r"[^\W_].{0,80}")


class Form(NamedTuple):
    """What is asked for: the meaning of each field, by its name; what raises an error of one line for a text that is
    not right; and what makes of all texts a file, its content, a name for what is new, and the verdicts that move.
    """

    fields: Mapping[str, str]
    check: Callable[[str, str], object]
    make: Callable[[dict[str, str]], tuple[Path, str, str, list[str]]]


def new(house: House, kind: str, words: Iterable[str] = ()) -> int:
    """Writes a fact, source, claim, scenario or chapter from texts such as `value=44`, or else from what is answered.

    Says which verdicts moved; returns the exit status. An answer that is not right is asked for again. Raises
    `Refused`, DataError or ParameterError for a text that is not right, and then writes nothing.
    """
    form = {"scenario": _scenario, "chapter": _chapter}.get(kind, partial(_row, name=f"{kind}s"))(house)
    given: dict[str, str] = {}
    for word in words:
        name, is_there, text = word.partition("=")
        if not is_there or name in given:
            raise Refused(f"--field: found {shown(word)}, expected name=value, each name once")
        if name not in form.fields:
            raise expected("--field", name, form.fields)
        given[name] = text
    texts, asked = {}, list(form.fields)
    while asked:
        try:
            while asked:
                name = asked[0]
                texts[name] = given.get(name, "") if given else input(f"{name} ({form.fields[name]}): ").strip()
                form.check(name, texts[name])
                del asked[0]
            path, text, title, moved = form.make(texts)
        except EOFError:
            raise Refused(f"new: found the end of the answers, expected {name}; nothing was written") from None
        except (OneLineError, Refused) as error:
            asked = asked or [error.args[-1]]  # of the whole the column in question, if there is one
            if given or asked[0] not in form.fields:
                raise
            print(in_one_line(error))
    files.write(path, text)
    print(f"{house.name_of(path)}: {title}", *moved or ["no verdict moved"], sep="\n")
    return 0


def _row(house: House, name: str) -> Form:
    """A row of a table: the last one, but a claim stands where its number belongs."""
    table = table_in(read_package(house.data), name)

    def check(column: str, text: str) -> None:
        read_cells(table, [(column, text)])

    def make(texts: dict[str, str]) -> tuple[Path, str, str, list[str]]:
        path, row = house.data / table["path"], io.StringIO()
        csv.writer(row, lineterminator="").writerow(texts.values())
        head, *lines = files.read_text(path).splitlines()
        after = (at for at, line in enumerate(lines) if name == "claims" and line.partition(",")[0] > texts["id"])
        lines.insert(next(after, len(lines)), row.getvalue())
        text = "\n".join([head, *lines, ""])
        return path, text, texts["id"], _moved(house, path.name, text)

    return Form({field["name"]: field.get("description", "") for field in table["schema"]["fields"]}, check, make)


def _moved(house: House, table: str, text: str) -> list[str]:
    """Which verdicts are others with a table as it will be. Raises DataError where the data would be refused."""
    before = {}
    with suppress(DataError):  # as where the test of a claim is there before its row
        before = {name: verdicts.words(matrix) for name, matrix in verdicts.of_all(facts.load(house.data)).items()}
    with tempfile.TemporaryDirectory(prefix="steppe-") as folder:
        data = Path(shutil.copytree(house.data, Path(folder, house.data.name)))
        files.write(data / table, text)
        turned = verdicts.turned(before, verdicts.of_all(door.sound(replace(house, data=data))))
    return [f"{name}: {phrase}" for name, phrase in turned]


def _scenario(house: House) -> Form:
    """A file in `data/scenarios`; its verdicts are compared with those of YARDSTICK."""
    fields = {"name": "of the file: small letters, digits and _", "purpose": "one line in plain words"}

    def check(name: str, text: str) -> None:
        if name == "name" and (not scenarios.NAME.fullmatch(text) or text in scenarios.names()):
            raise DataError("scenario", shown(text), "a new name of small letters, digits and _", column=name)
        if name == "purpose" and not scenarios.PURPOSE.fullmatch(f"# {text}"):
            raise DataError("scenario", shown(text), "the purpose in plain words", column=name)
        if name in VOCABULARY and text:
            parameters.parse([(name, text)], VOCABULARY)

    def make(texts: dict[str, str]) -> tuple[Path, str, str, list[str]]:
        values = parameters.parse([(name, texts[name]) for name in VOCABULARY if texts[name]], VOCABULARY)
        if not values:
            raise DataError("scenario", "no value", f"one of {', '.join(VOCABULARY)}", column="evidence")
        text = f"# {texts['purpose']}\n{yaml.safe_dump(values, sort_keys=False)}"
        path, evidence = house.data / "scenarios" / f"{texts['name']}.yml", facts.load(house.data)
        pair = scenarios.load(verdicts.YARDSTICK), parameters.read_yaml(path.name, text)
        lines = verdicts.differences(*(verdicts.words(verdicts.of(evidence, values)) for values in pair))
        return path, text, texts["purpose"], [f"against {verdicts.YARDSTICK}: {line}" for line in lines]

    fields |= {name: f"{each.meaning}; empty for {each.neutral}" for name, each in VOCABULARY.items()}
    return Form(fields, check, make)


def _chapter(house: House) -> Form:
    """A notebook under the next free number."""
    judged = {claim.claim: None for claim in judging.parts_of(facts.load(house.data)).values()}

    def check(name: str, text: str) -> None:
        if name == "title" and not (TITLE.fullmatch(text) and text.isprintable() and _slug(text)):
            raise DataError("chapter", shown(text), "a title that begins with a letter", column=name)
        for id in text.split() if name == "claims" else ():
            if id not in judged:
                raise expected("claim", id, judged)

    def make(texts: dict[str, str]) -> tuple[Path, str, str, list[str]]:
        number = 1 + max((int(path.name[:2]) for path in house.chapters()), default=0)
        path = house.notebooks / f"{number:02}_{_slug(texts['title'])}.ipynb"
        text = store.dumps(chapter(texts["title"], texts["claims"].split()))
        return path, text, "its outputs are stored by `steppe refresh`", []

    return Form({"title": "its first line", "claims": "ids of those that it shows, such as C01 C02"}, check, make)


def _slug(title: str) -> str:
    return re.sub("[^a-z0-9]+", "_", title.lower()).strip("_")[:40]
