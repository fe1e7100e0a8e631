"""`steppe run`: the requested notebooks, then the verdicts they lead to."""

from errno import EAGAIN
from functools import partial
from pathlib import Path

from nbsuite import files, manifest, records, runner
from nbsuite.errors import in_one_line
from nbsuite.key import World
from nbsuite.runner import How
from steppe.suite import door, scenarios, verdicts
from steppe.suite.door import OWN, Request
from steppe.suite.house import House


def run(request: Request, out: Path, how: How) -> int:
    """Runs a request, prints what came of it and returns the exit status.

    Raises DataError or ParameterError where stored data are not right, and as `runner.fill` does.
    """
    world, evidence = World(), door.sound(House())
    own = {name + OWN: scenarios.load(name) | request.own for name in request.scenarios if request.own}
    runs = {name: scenarios.load(name) for name in scenarios.names()} | own
    matrices = {name: verdicts.of(evidence, values) for name, values in runs.items()}
    about = world.digests | {"runs": records.digest(runs)} | records.OPEN
    text = records.close(verdicts.as_json(evidence, matrices, about))
    keep = partial(_keep_verdicts, world, text, out / manifest.VERDICTS)
    results, is_done = runner.fill(out, request.jobs, how, keep, world)
    print(_verdicts(matrices))
    print("", *map(in_one_line, _places(results, out)), sep="\n")
    return 0 if is_done else 1


def _keep_verdicts(world: World, text: bytes, path: Path) -> None:
    """Stores the verdicts. Raises OSError where that fails, also for what they rest on and is touched meanwhile."""
    if world.has_moved():
        raise OSError(EAGAIN, runner.MOVED, str(path))
    files.write_if_changed(path, text)


def _verdicts(matrices: dict[str, verdicts.Matrix]) -> str:
    shown = [name for name in matrices if name == verdicts.YARDSTICK or name.endswith(OWN)][:2]
    blocks = [f"Verdicts, scenario {name}\n\n{verdicts.as_text(matrices[name])}\n" for name in shown]
    yardstick = verdicts.words(matrices[verdicts.YARDSTICK])
    for name, matrix in matrices.items():
        different = verdicts.differences(yardstick, verdicts.words(matrix))
        if different:
            blocks.append(f"{name} differs from {verdicts.YARDSTICK}: {'; '.join(different)}")
    return "\n".join(blocks)


def _places(results: list[runner.Result], out: Path) -> list[str]:
    done, kept = sum(result.ok for result in results), sum(result.is_kept for result in results)
    folders = {result.job.target.parent for result in results}
    where = f"{folders.pop()}/" if len(folders) == 1 else f"{out}/<scenario>/"
    count = f"{done} of {len(results)} notebooks done" + (f", {kept} of them unchanged" if kept else "")
    return [f"verdicts: {out / manifest.VERDICTS}", f"{count}: {where}"]
