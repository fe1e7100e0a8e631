"""A request carried out: its runs in a folder, a headline that the project adds to them, and where they are."""

from collections.abc import Mapping
from errno import EAGAIN
from pathlib import Path
from typing import NamedTuple

from nbsuite import files, records, runner
from nbsuite.errors import in_one_line
from nbsuite.jobs import Request
from nbsuite.key import World
from nbsuite.project import Project
from nbsuite.runner import How, Result


class Headline(NamedTuple):
    """What a project's hook adds to a request: a text to print, and tables to keep beside the runs.

    A table is by the name of its file a JSON text that ends in an open record, as `records.close` takes it.
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
    tables = {out / name: records.close(text) for name, text in headline.tables.items()}

    def keep() -> None:
        for path, content in tables.items():
            if world.has_moved():
                raise OSError(EAGAIN, runner.MOVED, str(path))
            files.write_if_changed(path, content)

    results, is_done = runner.fill(out, request.jobs, how, keep, world)
    if headline.text:
        print(f"{headline.text}\n")
    print(*map(in_one_line, _places(results, out, list(tables))), sep="\n")
    return 0 if is_done else 1


def _places(results: list[Result], out: Path, tables: list[Path]) -> list[str]:
    done, kept = sum(result.ok for result in results), sum(result.is_kept for result in results)
    folders = {result.job.target.parent for result in results}
    where = f"{folders.pop()}/" if len(folders) == 1 else f"{out}/<scenario>/"
    count = f"{done} of {len(results)} notebooks done" + (f", {kept} of them unchanged" if kept else "")
    return [*(f"{path.stem}: {path}" for path in tables), f"{count}: {where}"]
