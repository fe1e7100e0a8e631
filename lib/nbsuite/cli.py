"""The command `nbsuite`, and what a project that has a command of its own takes from it."""

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from errno import ENAMETOOLONG
from importlib import import_module
from pathlib import Path

from nbsuite.errors import OneLineError, Refused, in_one_line, shown
from nbsuite.project import Project, find
from nbsuite.surroundings import SIGNALS, spare

FAILED, USAGE, INTERRUPTED = 1, 2, 128
WORDS = {  # of argparse, and what is said instead
    "expected 2 arguments": "found less, expected a name and a value",
    "expected one argument": "found no value, expected one",
    "expected at least one argument": "found no name, expected one or more",
    "the following arguments are required:": "found too little; --help explains what is missing:",
    "unrecognized arguments:": "found what means nothing here; --help lists what does:",
}
MOST, LAST_PORT = 1_000_000, 65_535


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one line."""

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        self._negative_number_matcher = re.compile(r"-\.?[0-9][0-9.eE+-]*$")  # Python 3.11 takes -1e-1 for an option

    def error(self, message: str):
        for word, instead in WORDS.items():
            message = message.replace(word, instead)
        self.exit(USAGE, f"{self.prog}: {in_one_line(' '.join(message.split()))}\n")


Command = Callable[[argparse.Namespace, Project], int]


@dataclass(frozen=True)
class Program:
    """A command: its name, what it is, how it finds its project in a folder, and what it does otherwise, or besides.

    replaced: by the name of a subcommand what is called for it. add: is given the subparsers, to add others.
    """

    name: str
    description: str
    project: Callable[[Path | None], Project]
    replaced: Mapping[str, Command] = field(default_factory=dict)
    add: Callable[[argparse._SubParsersAction], None] = lambda commands: None


def main(arguments: list[str] | None = None, program: Program | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 something failed, 2 refused, 128 and more interrupted."""
    program = program or Program("nbsuite", "Run, keep, verify and compare parameterised notebooks.", find)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    spare()
    handlers = {number: signal.signal(number, _interrupt) for number in SIGNALS}
    try:
        options = parser(program).parse_args(arguments)
        status = options.command(options, program.project(options.project))
        if sys.stdout:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt as interruption:
        said = "interrupted; what was finished is whole, and run again goes on from there"
        status = INTERRUPTED + next(iter(interruption.args), signal.SIGINT)
    except (OneLineError, Refused) as error:
        said, status = error, USAGE
    except OSError as error:
        if error.errno == ENAMETOOLONG:
            said, status = f"found {shown(str(error.filename))}, expected {_load('jobs').SHORT}", USAGE
        else:
            said, status, sys.stdout = f"{error.filename or 'system'}: {error.strerror or error}", FAILED, None
    finally:
        for number, handler in handlers.items():
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, handler)
    try:
        print(f"{program.name}: {in_one_line(said)}", file=sys.stderr)
    except OSError:  # the terminal is closed: what cannot be told must not change the status
        sys.stdout = sys.stderr = None
    return status


def _interrupt(number: int, _) -> None:
    """Interrupts once; from then on the command only has to end, and no second signal is heard."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def parser(program: Program) -> argparse.ArgumentParser:
    """The parser of a command line; what it finds has the function to call as `command`."""
    parser = Parser(prog=program.name, description=program.description)
    parser.add_argument("--project", type=Path, metavar="DIR", help="a project elsewhere (default: the one you are in)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    workers, kernels, execution, named = (argparse.ArgumentParser(add_help=False) for _ in range(4))
    named.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="number, name or path (default: all)")
    said = "how many at a time (default: as many as serve the machine)"
    workers.add_argument("--jobs", dest="count", type=at_least_one, metavar="N", help=said)
    kernels.add_argument("--cold", action="store_true", help="start every kernel from nothing: slower, same outputs")
    execution.add_argument("--force", action="store_true", help="run also what has not changed since it was run")
    execution.add_argument("--timeout", type=at_least_one, metavar="SECONDS", help="the longest that one cell may take")
    said = "run on the workers of a Dask scheduler: tcp://host:8786"
    execution.add_argument("--scheduler", type=_an_address, metavar="ADDRESS", help=said)

    def add(name: str, command: Command, help: str, *parents: argparse.ArgumentParser, **about: str):
        added = commands.add_parser(name, help=help, parents=parents, **about)
        added.set_defaults(command=program.replaced.get(name, command))
        return added

    run = add(
        "run", _run, "run notebooks under one or more scenarios", named, execution, workers, kernels,
        description="Run notebooks under one or more scenarios. What has not changed since it was run is kept; "
        "interrupted or killed, the same command goes on from where it was. Of what a notebook reads only the files "
        "directly beside it, and those that the project names, are seen to change: for all else use --force.",
        epilog=f"example: {program.name} run 07 -p weekly_arrivals 50000. Status: 0 all done, 1 something failed, "
        "2 refused, 129 hung up, 130 interrupted, 143 told to end.",
    )  # fmt: skip
    which = run.add_mutually_exclusive_group()
    which.add_argument("--scenario", nargs="+", action="extend", metavar="NAME", help="of the project")
    which.add_argument("--scenarios", nargs="+", action="extend", type=Path, default=[], metavar="FILE", help="YAML")
    which.add_argument("--all", action="store_true", help="every scenario of the project")
    run.add_argument("-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), help="a value of your own")
    run.add_argument("--out", type=_a_folder, default=Path("runs"), metavar="FOLDER", help="default: runs/")

    sweep = add(
        "sweep", _sweep, "run notebooks at every point of a grid of parameters", execution, workers, kernels,
        description="Run notebooks at every point of a grid, and write what they show into one table. What has not "
        "changed is kept.",
        epilog="a grid: notebooks: [7], scenario: essay, parameters: {weekly_decline: {from: 0, to: 0.5, steps: 6}, "
        "flow: [gross, net]}",
    )  # fmt: skip
    sweep.add_argument("grid", type=Path, metavar="GRID.yml", help="parameters with their values")
    sweep.add_argument("--out", type=_a_folder, default=Path("sweep"), metavar="FOLDER", help="default: sweep/")

    verify = add(
        "verify", lambda asked, project: _load("manifest").verify(project, asked.folder, asked.rerun, asked.count),
        "see whether a folder of runs is as it was left", workers,
        description="Compare every file in a folder of runs with its manifest, offline; print a line for each that "
        "was changed, is missing or was added.",
        epilog="Status: 0 all as it was left, 1 something differs, 2 no manifest.",
    )  # fmt: skip
    verify.add_argument("folder", type=Path, nargs="?", default=Path("runs"), metavar="FOLDER", help="default: runs/")
    verify.add_argument("--rerun", action="store_true", help="also repeat every run elsewhere and compare")

    add(
        "refresh", lambda asked, project: _load("run").refresh(project, asked.notebooks, how(asked)),
        "rebuild all stored outputs and print what changed in meaning", named, execution, workers, kernels,
        description="Run notebooks under every scenario into runs/, as far as what is there is not up to date, and "
        "store their outputs.",
    )  # fmt: skip

    add("check", lambda asked, project: _load("run").report(project), "the cheap checks of what is stored, in order")

    mutate = add(
        "mutate",
        lambda asked, project: _load("mutate").report(project, asked.names, asked.table, asked.record, asked.count),
        "change each cell and row of a table in turn, and say what no output shows", workers,
        description="Change one number of a CSV table by a tenth, or drop one row, and run the notebooks in a copy of "
        "the folder: what does no output show? A project may have its own way, and then NAME is what that takes.",
    )  # fmt: skip
    mutate.add_argument("names", nargs="*", metavar="NAME", help="notebooks (default: all)")
    mutate.add_argument("--table", type=Path, metavar="FILE", help="CSV (default: that of the project)")
    mutate.add_argument("--record", action="store_true", help="keep the score where it is better")

    between = add(
        "diff", diff, "say what differs between two runs or two scenarios",
        description="Say which parameters and outputs differ, the largest effect first: the move as a share of the "
        "larger figure. What appears or vanishes counts as all of it.",
        epilog=f"example: {program.name} diff essay runs/fade_out",
    )  # fmt: skip
    for name in ("before", "after"):
        between.add_argument(name, metavar=name.upper(), help="a folder of runs, a notebook, or a scenario as stored")
    between.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")
    between.add_argument("--most", type=at_least_one, default=20, metavar="N", help="rows of a kind (default: 20)")
    program.add(commands)
    return parser


def _load(name: str):
    """A module of the engine, when a command is called: the help of one needs none of them."""
    return import_module(f"nbsuite.{name}")


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


def at_least_one(text: str) -> int:
    """The type of an option that counts."""
    if not re.fullmatch("[0-9]{1,7}", text) or not 0 < int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"found {shown(text)}, expected a whole number from 1 to {MOST:,}")
    return int(text)


def how(options: argparse.Namespace):
    """How to run, by the options."""
    kind = _load("runner").How
    return kind(**{name: value for name, value in vars(options).items() if name in kind.__dataclass_fields__})


def _run(options: argparse.Namespace, project: Project) -> int:
    jobs, run = map(_load, ("jobs", "run"))
    names = project.scenario_names() if options.all else options.scenario or []
    request = jobs.admit(project, options.notebooks, names, options.p, options.out, options.scenarios)
    return run.run(project, request, options.out, how(options))


def _sweep(options: argparse.Namespace, project: Project) -> int:
    jobs, run = map(_load, ("jobs", "run"))
    jobs.expect_free(project, options.out)
    return run.sweep(project, run.read_grid(options.grid, project), options.out, how(options))


def diff(options: argparse.Namespace, project: Project, between: Callable | None = None) -> int:
    """Prints what differs between two sides; `between` finds it, unless that is `nbsuite.compare.between`."""
    compare = _load("compare")
    found = (between or compare.between)(*(compare.side(word, project) for word in (options.before, options.after)))
    print(compare.report(found, options.format, options.most))
    return 0
