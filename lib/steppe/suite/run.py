"""`steppe run`: the requested notebooks, then the verdicts they lead to."""

from __future__ import annotations

from errno import EAGAIN
from functools import partial
from pathlib import Path

from steppe.facts import Facts
from steppe.suite import inputs, manifest, runner, scenarios, seal, store, verdicts
from steppe.suite.door import OWN, Request
from steppe.suite.house import House
from steppe.suite.key import World
from steppe.suite.notebooks import in_one_line
from steppe.suite.runner import How


def run(request: Request, out: Path, how: How) -> int:
    """Runs a request, prints what came of it and returns the exit status.

    Raises DataError or ParameterError where stored data are not right, and as `runner.fill` does.
    """
    world = World()
    evidence = inputs.sound(House())
    runs = {name: scenarios.load(name) for name in scenarios.names()} | _own(request)
    matrices = {name: verdicts.of(evidence, values) for name, values in runs.items()}
    keep = partial(_keep_verdicts, world, evidence, runs, out / manifest.VERDICTS)
    results, is_done = runner.fill(out, request.jobs, how, keep, world)
    print(_verdicts(matrices))
    print("", *map(in_one_line, _places(results, out)), sep="\n")
    return 0 if is_done else 1


def _keep_verdicts(world: World, evidence: Facts, runs: dict[str, dict[str, object]], path: Path) -> None:
    """Works out how sure and how firm each verdict is, unless that was done and nothing it rests on has changed.

    Raises OSError where it cannot be stored, also for what is touched meanwhile.
    """
    about = {**world.digests, "runs": seal.digest(runs)}
    about["key"] = seal.digest(about)
    if (seal.read(path) or {}).get("key") == about["key"]:
        return
    from steppe.suite import record

    text = record.as_json(evidence, runs, about | seal.OPEN)
    if world.has_moved():
        raise OSError(EAGAIN, runner.MOVED, str(path))
    store.write(path, seal.close(text))


def _own(request: Request) -> dict[str, dict[str, object]]:
    """The reader's own values, on top of each scenario asked for."""
    if not request.own:
        return {}
    return {name + OWN: scenarios.load(name) | request.own for name in request.scenarios}


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
