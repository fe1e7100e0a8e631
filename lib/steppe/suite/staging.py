"""The source tree of the book: copies of notebooks, data and pages, never the originals.

`notebooks/` and one folder for each other scenario lie side by side, so that links between chapters
and to `../data` lead to the same places as in the repository.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from steppe import facts
from steppe.scenario import VOCABULARY
from steppe.suite import notebooks, scenarios, store, verdicts
from steppe.suite.door import DEFAULT_SCENARIO
from steppe.suite.house import House
from steppe.suite.notebooks import INJECTED, PARAMETERS, Refused

ESSAY_FOLDER = "notebooks"
SCENARIOS = "{{ scenarios }}"
FOLDED = "hide-input"
SET_UP = "open_facts("


def stage(house: House, pages: Path, runs: Mapping[str, list[Path]], target: Path) -> None:
    """Fills `target` with the source of the book.

    `pages` holds the written pages, `runs` the chapters as run under each other scenario. Raises
    `Refused` for a chapter without a title or a missing data dictionary.
    """
    dictionary = house.data / "README.md"
    if not dictionary.is_file():
        raise Refused(f"{house.name_of(dictionary)}: found no such file, expected the data dictionary")
    entries = "\n".join(f"{spoken(name).capitalize()} <{name}/index>" for name in runs)
    for page in sorted(pages.glob("*.md")):
        _put(target / page.name, page.read_text(encoding="utf-8").replace(SCENARIOS, entries))
    shutil.copytree(house.data, target / "data")
    titles = {path.stem: title_of(path) for path in house.chapters()}
    for path in house.chapters():
        _stage_chapter(path, DEFAULT_SCENARIO, list(runs), target / ESSAY_FOLDER)
    for name, paths in runs.items():
        for path in paths:
            _stage_chapter(path, name, list(runs), target / name)
    _put(target / "scenarios.md", _overview(list(runs)))
    matrices = {name: verdicts.of(facts.load(house.data), scenarios.load(name)) for name in (DEFAULT_SCENARIO, *runs)}
    for name in runs:
        _put(target / name / "index.md", _scenario_page(name, titles, matrices))


def title_of(path: Path) -> str:
    """The question a chapter asks: the heading of its first cell."""
    cells = notebooks.read(path).cells
    first = cells[0].source.partition("\n")[0] if cells and cells[0].cell_type == "markdown" else ""
    if not first.startswith("# "):
        raise Refused(f"{path.name}: found no title, expected a first cell that starts with '# '")
    return first.removeprefix("# ").strip()


def spoken(scenario: str) -> str:
    """The name of a scenario as prose has it."""
    return scenario.replace("_", " ")


def _stage_chapter(path: Path, scenario: str, others: list[str], folder: Path) -> None:
    from nbformat.v4 import new_markdown_cell

    notebook = notebooks.read(path)
    title, (_, _, rest) = title_of(path), notebook.cells[0].source.partition("\n")
    if scenario != DEFAULT_SCENARIO:
        notebook.cells[0].source = f"# {title} · {spoken(scenario)}\n\n{_banner(scenario, path)}\n{rest}"
    for cell in notebook.cells:
        _fold(cell)
    notebook.cells.append(new_markdown_cell(_elsewhere(path, scenario, others)))
    _put(folder / path.name, store.dumps(store.normalise(notebook)))


def _fold(cell) -> None:
    """Puts code behind a line, which names the cells before the first thought."""
    if cell.cell_type != "code":
        return
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), FOLDED]
    if name := _set_up(cell):
        cell.metadata["mystnb"] = {"code_prompt_show": name, "code_prompt_hide": name}


def _set_up(cell) -> str | None:
    tags = cell.metadata.get("tags", [])
    if PARAMETERS in tags:
        return "The parameters"
    if INJECTED in tags:
        return "What the scenario sets"
    return "Opening the case" if SET_UP in cell.source else None


def _banner(scenario: str, path: Path) -> str:
    return (
        f"> **Scenario {spoken(scenario)}.** {scenarios.describe(scenario)}\n"
        f"> [What it sets and which verdicts change](index.md) ·\n"
        f"> [This chapter on the essay's own figures](../{ESSAY_FOLDER}/{path.name})\n"
    )


def _elsewhere(path: Path, scenario: str, others: list[str]) -> str:
    """The line under a chapter that leads to its other runs."""
    folders = {DEFAULT_SCENARIO: ESSAY_FOLDER} | {name: name for name in others}
    links = [
        f"**{spoken(name)}**" if name == scenario else f"[{spoken(name)}](../{folder}/{path.name})"
        for name, folder in folders.items()
    ]
    return "---\n\nThis chapter under each scenario: " + " · ".join(links)


def _overview(names: list[str]) -> str:
    rows = "\n".join(f"| [{spoken(name)}]({name}/index.md) | {scenarios.describe(name)} |" for name in names)
    return (
        "# The chapters under other scenarios\n\n"
        "The chapters above take the essay's figures at face value. Each scenario changes that choice, or adds one "
        "assumption, and leaves all else as it is. Every chapter was run again under each.\n\n"
        f"| Scenario | What it assumes |\n|---|---|\n{rows}\n"
    )


def _scenario_page(name: str, titles: Mapping[str, str], matrices: Mapping[str, verdicts.Matrix]) -> str:
    chapters = {stem.partition("_")[0]: f"{stem}.ipynb" for stem in titles}
    essay = scenarios.scenario(DEFAULT_SCENARIO)
    settings = "\n".join(
        f"| `{parameter}` | {value} | {getattr(essay, parameter)} | {VOCABULARY[parameter].meaning} |"
        for parameter, value in scenarios.scenario(name).differences().items()
    )
    changes = verdicts.differences(*(verdicts.words(matrices[each]) for each in (DEFAULT_SCENARIO, name)))
    changed = "\n".join(f"* {line.replace('->', '→')}" for line in changes) or "No verdict differs."
    listed = "\n".join(f"* [{title}]({stem}.ipynb)" for stem, title in titles.items())
    entries = "\n".join(f"{title} <{stem}>" for stem, title in titles.items())
    return (
        f"# Scenario: {spoken(name)}\n\n{scenarios.describe(name)}\n\n"
        f"## What it sets\n\n| Parameter | Here | Essay | Meaning |\n|---|---|---|---|\n{settings}\n\n"
        f"## Chapters\n\n{listed}\n\n"
        f"## Verdicts that differ from the essay's scenario\n\n{changed}\n\n"
        f"## All verdicts\n\n{verdicts.as_markdown(matrices[name], chapters)}\n\n"
        "\\* changes at half or at double tolerance; ' weighed by hand\n\n"
        f"```{{toctree}}\n:hidden:\n\n{entries}\n```\n"
    )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
