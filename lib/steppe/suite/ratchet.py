"""What may never get worse: what the mutations find."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbsuite import files
from nbsuite.errors import Refused

HIGHER_IS_BETTER = {
    "mutation score": True,
    "mutations unseen": False,
    "statements carrying weight": True,
}

Marks = Mapping[str, float]


def read(path: Path) -> dict[str, float]:
    """The marks that were reached; none where nothing was recorded. Raises `Refused` for another form."""
    try:
        marks = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        marks = None
    if not isinstance(marks, dict) or not marks.keys() <= HIGHER_IS_BETTER.keys():
        raise Refused(f"{path.name}: expected a JSON object of {', '.join(HIGHER_IS_BETTER)}")
    return marks


def complaints(kept: Marks, found: Marks) -> Iterator[str]:
    """Every mark that is worse than the one recorded, or was never recorded."""
    for name, mark in found.items():
        if name not in kept:
            yield f"{name}: found {mark:g}, expected a recorded mark to compare it with"
        elif _is_better(name, kept[name], mark):
            bound = "at least" if HIGHER_IS_BETTER[name] else "at most"
            yield f"{name}: found {mark:g}, expected {bound} {kept[name]:g}"


def record(path: Path, found: Marks) -> bool:
    """Keeps every mark that is new or better than before, never a worse one; says whether any was."""
    kept = read(path)
    better = {name: mark for name, mark in found.items() if name not in kept or _is_better(name, mark, kept[name])}
    marks = {name: (kept | better)[name] for name in HIGHER_IS_BETTER if name in kept | better}
    return bool(better) and files.write_if_changed(path, json.dumps(marks, indent=1) + "\n")


def _is_better(name: str, mark: float, than: float) -> bool:
    return mark > than if HIGHER_IS_BETTER[name] else mark < than
