"""A request carried out: its runs in a folder, a headline that the project adds to them, and where they are."""

from collections.abc import Iterator, Mapping
from errno import EAGAIN
from pathlib import Path
from typing import NamedTuple

from nbsuite import files, notebooks, runner
from nbsuite.compare import Side, aligned, between, rounded
from nbsuite.errors import in_one_line
from nbsuite.jobs import Request
from nbsuite.key import World
from nbsuite.project import Project
from nbsuite.runner import How, Result

MOST = 10  # values


class Headline(NamedTuple):
    """What a project's hook adds to a request: a text to print, and tables to keep beside the runs.

    A table is by the name of its file a JSON text that ends in an open record, as `files.hashed` takes it.
    """

    text: str
    tables: Mapping[str, str]


def run(project: Project, request: Request, out: Path, how: How) -> int:
    """Runs a request, prints what came of it and returns the exit status.

    The hook `headline` is called before anything runs, with the request and the digests of all that runs depend on; it
    returns a `Headline`, and what it raises refuses the request. Raises as `runner.fill` does, too.
    """
    world, hook = World(project), project.hook("headline")
    headline = hook(request, world.digests) if hook else Headline("", {})
    tables = {out / name: files.hashed(text) for name, text in headline.tables.items()}

    def keep() -> None:
        for path, content in tables.items():
            if world.has_moved():
                raise OSError(EAGAIN, runner.MOVED, str(path))
            files.write_if_changed(path, content)

    results, is_done = runner.fill(out, request.jobs, how, keep, world)
    if headline.text:
        print(f"{headline.text}\n")
    if lines := list(_moved(project, request, results)):
        print(*map(in_one_line, lines), "", sep="\n")
    print(*map(in_one_line, _places(results, out, list(tables))), sep="\n")
    return 0 if is_done else 1


def _moved(project: Project, request: Request, results: list[Result]) -> Iterator[str]:
    """What values moved, the largest move first, from the stored run: of the scenario, or of the default for another.

    All scenarios at once are what references and `diff` are for.
    """
    is_as_stored = request.scenarios == [project.default] and not request.own
    if len(request.scenarios) > 1 or not project.references or is_as_stored:
        return
    before = request.scenarios[0] if request.own else project.default
    stored = {path: path if before == project.default else project.reference(before, path) for path in project.stored()}
    for result in results:
        path = stored.get(result.job.notebook)
        if result.ok and path and path.is_file():
            sides = (Side(name, {"": notebooks.read(place)}) for name, place in (("", path), ("", result.job.target)))
            moved = [each for each in between(*sides).values if each.effect]
            moved = list(dict.fromkeys((each.name, f"{each.before} -> {each.after}") for each in moved))
            yield f"{result.job.notebook.stem}: {len(moved)} values moved from scenario {before}, the largest first"
            rows = moved[:MOST]
            yield from aligned([(name, change if ", line " in name else rounded(change)) for name, change in rows])
            if len(moved) > MOST:
                yield f"  ... and {len(moved) - MOST} more: diff {project.name_of(path)} {result.job.target}"


def _places(results: list[Result], out: Path, tables: list[Path]) -> list[str]:
    done, kept = sum(result.ok for result in results), sum(result.is_kept for result in results)
    folders = {result.job.target.parent for result in results}
    where = f"{folders.pop()}/" if len(folders) == 1 else f"{out}/<scenario>/"
    count = f"{done} of {len(results)} notebooks done" + (f", {kept} of them unchanged" if kept else "")
    return [*(f"{path.stem}: {path}" for path in tables), f"{count}: {where}"]
