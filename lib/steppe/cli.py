"""The command `steppe`: a thin door to the suite."""

import argparse
import os
import re
import signal
import sys
from errno import ENAMETOOLONG
from pathlib import Path

from nbsuite import notebooks
from nbsuite.errors import DataError, ParameterError, Refused, in_one_line, shown
from nbsuite.interruption import SIGNALS
from nbsuite.surroundings import spare
from steppe import language
from steppe.language import LanguageError
from steppe.suite.house import House

FAILED, USAGE, INTERRUPTED = 1, 2, 128
NEGATIVE = re.compile(r"-\.?[0-9][0-9.eE+-]*$")
MOST, LAST_PORT = 1_000_000, 65_535


class _Parser(argparse.ArgumentParser):
    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        self._negative_number_matcher = NEGATIVE  # argparse of Python 3.11 takes -1e-1 for an option

    def error(self, message: str):
        self.exit(USAGE, f"{self.prog}: {in_one_line(' '.join(message.split()))}\n")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 something failed, 2 refused, 128 and more interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    spare()
    handlers = {number: signal.signal(number, _interrupt) for number in SIGNALS}
    try:
        options = _parser().parse_args(arguments)
        if options.command in (_refresh, _check, _mutate):
            language.use(language.ENGLISH)  # what is stored is English
        status = options.command(options)
        if sys.stdout:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt as interruption:
        try:
            print("steppe: interrupted; what was finished is whole, and run again goes on from there", file=sys.stderr)
        except OSError:  # the terminal is closed: what cannot be told must not change the status
            sys.stdout = sys.stderr = None
        return INTERRUPTED + next(iter(interruption.args), signal.SIGINT)
    except OSError as error:
        if error.errno == ENAMETOOLONG:
            from nbsuite.jobs import SHORT

            print(f"steppe: found {shown(str(error.filename))}, expected {SHORT}", file=sys.stderr)
            return USAGE
        print(f"steppe: {in_one_line(error.filename or 'system')}: {error.strerror or error}", file=sys.stderr)
        sys.stdout = None
        return FAILED
    except (LanguageError, ParameterError, DataError, Refused) as error:
        print(f"steppe: {in_one_line(error)}", file=sys.stderr)
        return USAGE
    finally:
        for number, handler in handlers.items():
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, handler)


def _interrupt(number: int, _) -> None:
    """Interrupts once; from then on the command only has to end, and no second signal is heard."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="steppe", description="Steppe Count: one short essay, audited claim by claim.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    run = commands.add_parser(
        "run",
        help="run notebooks under one or more scenarios",
        description="Run notebooks under one or more scenarios and print the verdicts. What has not changed since it "
        "was run is kept; interrupted or killed, the same command goes on from where it was. Of what a notebook of "
        "your own reads only the files directly beside it are seen to change, not hidden ones nor notebooks: for all "
        "else use --force.",
        epilog="example: steppe run 07 -p weekly_arrivals 50000. Status: 0 all done, 1 something failed, 2 refused, "
        "129 hung up, 130 interrupted, 143 told to end.",
    )
    run.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="number, name or path (default: all)")
    which = run.add_mutually_exclusive_group()
    which.add_argument("--scenario", nargs="+", action="extend", metavar="NAME", help="default: essay")
    which.add_argument("--all", action="store_true", help="every scenario")
    run.add_argument("-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), help="a value of your own")
    run.add_argument("--out", type=_a_folder, default=Path("runs"), metavar="FOLDER", help="default: runs/")
    _add_execution(run)
    run.set_defaults(command=_run)

    sweep = commands.add_parser(
        "sweep",
        help="run notebooks at every point of a grid of parameters",
        description="Run notebooks at every point of a grid and say which verdicts turn. What has not changed is kept.",
        epilog="a grid: notebooks: [7], scenario: essay, parameters: {weekly_decline: {from: 0, to: 0.5, steps: 6}, "
        "flow: [gross, net]}",
    )
    sweep.add_argument("grid", type=Path, metavar="GRID.yml", help="parameters with their values")
    sweep.add_argument("--out", type=_a_folder, default=Path("sweep"), metavar="FOLDER", help="default: sweep/")
    _add_execution(sweep)
    sweep.set_defaults(command=_sweep)

    verify = commands.add_parser(
        "verify",
        help="see whether a folder of runs is as it was left",
        description="Compare every file in a folder of runs with its manifest, offline; print a line for each that "
        "was changed, is missing or was added.",
        epilog="Status: 0 all as it was left, 1 something differs, 2 no manifest.",
    )
    verify.add_argument("folder", type=Path, nargs="?", default=Path("runs"), metavar="FOLDER", help="default: runs/")
    verify.add_argument("--rerun", action="store_true", help="also repeat every run elsewhere and compare")
    _add_workers(verify)
    verify.set_defaults(command=_verify)

    refresh = commands.add_parser("refresh", help="rebuild all stored outputs and print what changed in meaning")
    refresh.add_argument("notebooks", nargs="*", metavar="CHAPTER", help="number, name or path (default: all)")
    _add_kernels(refresh)
    refresh.set_defaults(command=_refresh)

    commands.add_parser("check", help="the cheap checks, in order").set_defaults(command=_check)

    mutate = commands.add_parser(
        "mutate",
        help="change each statement in turn and see that it is noticed",
        description="Change one statement at a time and demand that a verdict, a computed value or a drawing moves.",
        epilog="example: steppe mutate kz_in_27sep",
    )
    mutate.add_argument("statements", nargs="*", metavar="STATEMENT", help="print what moves with it (default: all)")
    mutate.add_argument("--record", action="store_true", help="keep the load map, and the score where it is better")
    _add_workers(mutate)
    mutate.set_defaults(command=_mutate)

    diff = commands.add_parser(
        "diff",
        help="say what differs between two runs or two scenarios",
        description="Say which parameters, verdicts and bound values differ, the largest effect first: "
        "the move as a share of the larger figure. What appears or vanishes counts as all of it.",
        epilog="example: steppe diff essay runs/essay+own",
    )
    for name in ("before", "after"):
        diff.add_argument(name, metavar=name.upper(), help="a folder of runs, a notebook, or a scenario as stored")
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")
    diff.add_argument("--most", type=_at_least_one, default=20, metavar="N", help="rows of a kind (default: 20)")
    diff.set_defaults(command=_diff)

    classroom = commands.add_parser("classroom", help="editions for teaching: exercises, solutions, slides, grading")
    steps = classroom.add_subparsers(required=True, metavar="STEP", parser_class=_Parser)
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
    grade.add_argument("--timeout", type=_at_least_one, default=30, metavar="SECONDS", help="of a cell (default: 30)")
    grade.set_defaults(command=_grade)

    book = commands.add_parser("book", help="build the book; first runs what it lacks")
    known = f"one of {', '.join(language.known())} (default: en, or that of STEPPE_LANGUAGE)"
    book.add_argument("--language", default=language.current(), metavar="CODE", help=known)
    book.set_defaults(command=_book)
    return parser


def _add_workers(parser: argparse.ArgumentParser) -> None:
    said = "how many at a time (default: as many as serve the machine)"
    parser.add_argument("--jobs", type=_at_least_one, metavar="N", help=said)


def _add_execution(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="run also what has not changed since it was run")
    parser.add_argument("--timeout", type=_at_least_one, metavar="SECONDS", help="the longest that one cell may take")
    said = "run on the workers of a Dask scheduler: tcp://host:8786"
    parser.add_argument("--scheduler", type=_an_address, metavar="ADDRESS", help=said)
    _add_kernels(parser)


def _add_kernels(parser: argparse.ArgumentParser) -> None:
    _add_workers(parser)
    parser.add_argument("--cold", action="store_true", help="start every kernel from nothing: slower, same outputs")


def _an_address(text: str) -> str:
    found = re.fullmatch(r"((tcp|tls|ws|wss|ucx)://)?([\w.-]+|\[[0-9a-f:]+\]):(?P<port>[0-9]{1,5})", text)
    if not found or not 0 < int(found["port"]) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"found {shown(text)}, expected an address such as tcp://10.0.0.1:8786")
    return text


def _a_folder(text: str) -> Path:
    """The folder meant, without the folders on the way that would be made only to be left again."""
    if not text:
        raise argparse.ArgumentTypeError("found '', expected a folder")
    folder = Path()
    for part in Path(text).parts:
        folder = folder.parent if part == ".." and not os.path.lexists(folder) else folder / part
    return folder


def _at_least_one(text: str) -> int:
    if not re.fullmatch("[0-9]{1,7}", text) or not 0 < int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"found {shown(text)}, expected a whole number from 1 to {MOST:,}")
    return int(text)


def _how(options):
    from nbsuite.runner import How

    chosen = {name: value for name, value in vars(options).items() if name in How.__dataclass_fields__}
    return How(count=options.jobs, **chosen)


def _run(options) -> int:
    from nbsuite import jobs, run

    house = House()
    names = house.scenario_names() if options.all else options.scenario or []
    request = jobs.admit(house, options.notebooks, names, options.p, options.out)
    return run.run(house, request, options.out, _how(options))


def _sweep(options) -> int:
    from nbsuite.jobs import expect_free
    from steppe.suite import sweep

    expect_free(House(), options.out)
    grid = sweep.read(options.grid)
    return sweep.run(grid, sweep.jobs(grid, House(), options.out), options.out, _how(options))


def _verify(options) -> int:
    from nbsuite import verify

    return verify.verify(House(), options.folder, options.rerun, options.jobs)


def _refresh(options) -> int:
    from steppe.suite import refresh

    return refresh.refresh(House(), options.notebooks, _how(options))


def _check(options) -> int:
    from steppe.suite import checks

    return checks.report(House())


def _mutate(options) -> int:
    from nbsuite import workers
    from steppe.suite import score

    return score.report(House(), options.statements, options.record, options.jobs or workers.cores())


def _diff(options) -> int:
    from steppe.suite import difference

    house = House()
    found = difference.between(*(difference.side(word, house) for word in (options.before, options.after)))
    show = {"text": difference.as_text, "markdown": difference.as_markdown, "json": difference.as_json}
    print(show[options.format](found, options.most))
    return 0


def _build(options) -> int:
    from steppe.classroom import editions

    house = House()
    return editions.build(house, house.root / "build" / "classroom", options.language) or 0


def _collect(options) -> int:
    from steppe.classroom import collecting

    house = House()
    chapter = notebooks.find(options.chapter, house.chapters())
    source = house.root / "build" / "classroom" / "teacher" / chapter.name
    if not source.is_file():
        raise Refused(f"{house.name_of(source)}: found no such file, expected that of `steppe classroom build`")
    return bool(collecting.collect(source, options.handed_in, options.course))


def _grade(options) -> int:
    from steppe.classroom import grading

    chapter = notebooks.find(options.chapter, House().chapters())
    return bool(grading.grade(chapter, options.course, options.timeout))


def _book(options) -> int:
    from steppe.suite import book

    language.use(options.language)
    return book.build() or 0
