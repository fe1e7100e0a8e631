"""The command `steppe`: that of the engine with this project, and what only this project does."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from nbsuite import cli, notebooks
from nbsuite.errors import Refused, shown
from steppe import language

if TYPE_CHECKING:
    from steppe.suite.house import House


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status, as `nbsuite.cli.main` does."""
    return cli.main(arguments, PROGRAM)


def _house(folder: Path | None) -> House:
    """The project in a folder, or the one that was chosen; this process reads no other. Raises `Refused`."""
    if folder is not None:
        if not (folder / "data" / "datapackage.json").is_file():
            raise Refused(f"--project: found {shown(str(folder))}, expected a folder that `steppe init` made")
        read = sys.modules.get("steppe.paths")
        if read and folder.resolve() != read.ROOT:
            raise Refused(f"--project: found {shown(str(folder))}, but {read.ROOT} was read before, expected one")
        os.environ["STEPPE_PROJECT"] = str(folder.resolve())
    from steppe.suite.house import House

    return House()


def _add(commands: argparse._SubParsersAction) -> None:
    init = commands.add_parser("init", help="make an audit of another text in a new folder")
    init.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")
    init.set_defaults(command=lambda asked, _: _load("suite.audit_template").init(asked.folder))

    new = commands.add_parser(
        "new",
        help="add a fact, a source, a claim, a scenario or a chapter",
        description="Ask for the fields, check each at once, write what is right and say which verdicts moved.",
        epilog="example, without questions: steppe new source --field id=survey --field publisher='An office'",
    )
    new.add_argument("kind", choices=("fact", "source", "claim", "scenario", "chapter"))
    new.add_argument("--field", action="append", default=[], metavar="NAME=VALUE", help="instead of all questions")
    new.set_defaults(command=lambda asked, house: _load("suite.new").new(house, asked.kind, asked.field))

    classroom = commands.add_parser("classroom", help="editions for teaching: exercises, solutions, slides, grading")
    steps = classroom.add_subparsers(required=True, metavar="STEP", parser_class=cli.Parser)
    build = steps.add_parser("build", help="derive the editions for students and teachers, and the slides")
    build.add_argument("--language", choices=language.known(), default=language.ENGLISH, help="default: en")
    build.set_defaults(command=_build)
    course = argparse.ArgumentParser(add_help=False)
    course.add_argument("chapter", metavar="CHAPTER", help="its number, such as 07")
    course.add_argument("--course", type=Path, default=Path("course"), metavar="FOLDER", help="default: course/")
    collect = steps.add_parser("collect", parents=[course], help="check notebooks that were handed in, for nbgrader")
    collect.add_argument("handed_in", type=Path, metavar="HANDED_IN", help="a folder of notebooks named after students")
    collect.set_defaults(command=_collect)
    grade = steps.add_parser("grade", parents=[course], help="grade with nbgrader: points as CSV, feedback as HTML")
    said = "of a cell (default: 30)"
    grade.add_argument("--timeout", type=cli.at_least_one, default=30, metavar="SECONDS", help=said)
    grade.set_defaults(command=_grade)

    book = commands.add_parser("book", help="build the book; first runs what it lacks")
    known = f"one of {', '.join(language.known())} (default: en, or that of STEPPE_LANGUAGE)"
    book.add_argument("--language", default=language.current(), metavar="CODE", help=known)
    book.set_defaults(command=_book)


def _load(name: str):
    """A module of this library, when a command is called: no other needs it, nor does the help of any."""
    return import_module(f"steppe.{name}")


def _build(options: argparse.Namespace, house: House) -> int:
    _load("classroom.editions").build(house, house.root / "build" / "classroom", options.language)
    return 0


def _collect(options: argparse.Namespace, house: House) -> int:
    chapter = notebooks.find(options.chapter, house.chapters())
    source = house.root / "build" / "classroom" / "teacher" / chapter.name
    if not source.is_file():
        raise Refused(f"{house.name_of(source)}: found no such file, expected that of `steppe classroom build`")
    return bool(_load("classroom.collecting").collect(source, options.handed_in, options.course))


def _grade(options: argparse.Namespace, house: House) -> int:
    chapter = notebooks.find(options.chapter, house.chapters())
    return bool(_load("classroom.grading").grade(chapter, options.course, options.timeout))


def _book(options: argparse.Namespace, house: House) -> int:
    tools = house.root / "tools"
    if not (tools / "build_book.py").is_file():
        raise Refused(f"book: found no {tools / 'build_book.py'}, expected a clone of this project")
    sys.path.append(str(tools))
    from build_book import build

    language.use(options.language)
    return build(house)


PROGRAM = cli.Program(
    "steppe", "Steppe Count: one short essay, audited claim by claim.", _house, add=_add,
    replaced={
        "refresh": lambda asked, house: _load("suite.refresh").refresh(house, asked.notebooks, cli.how(asked)),
        "check": lambda _, house: _load("suite.checks").report(house),
        "diff": lambda asked, house: cli.diff(asked, house, _load("suite.difference").between),
    },
)  # fmt: skip
