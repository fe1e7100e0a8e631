"""`steppe run`: the requested notebooks, then the verdicts they lead to."""

from __future__ import annotations

import sys
from pathlib import Path

from steppe import scenarios
from steppe.suite import inputs, record, runner, store, verdicts
from steppe.suite.door import OWN, Request
from steppe.suite.house import House


def run(request: Request, out: Path, workers: int, cold: bool = False) -> int:
    """Runs a request, prints what came of it and returns the exit status."""
    evidence = inputs.sound(House())
    runs = {name: scenarios.load(name) for name in scenarios.names()} | _own(request)
    matrices = {name: verdicts.of(evidence, values) for name, values in runs.items()}
    verdicts_as_json = record.as_json(evidence, runs)
    results = runner.run(request.jobs, workers, cold)
    store.write_if_changed(out / "verdicts.json", verdicts_as_json)
    print(_verdicts(matrices))
    print(_places(results, out))
    failures = [result for result in results if not result.ok]
    for result in failures:
        where = f" ({result.output.name})" if result.output else ""
        print(f"failed: {result.job.title}{where}: {result.reason}", file=sys.stderr)
    return 1 if failures else 0


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


def _places(results: list[runner.Result], out: Path) -> str:
    done = sum(result.ok for result in results)
    folders = list(dict.fromkeys(result.job.target.parent for result in results))
    where = f"{folders[0]}/" if len(folders) == 1 else f"{out}/<scenario>/"
    return f"\n{done} of {len(results)} notebooks run: {where}\nverdicts: {out / 'verdicts.json'}"
