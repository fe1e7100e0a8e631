"""`steppe init`: an audit of another text, which runs and passes its checks as it stands."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbsuite import files, store
from nbsuite.errors import Refused, shown
from nbsuite.notebooks import PARAMETERS
from steppe import paths
from steppe.scenario import OF_ANY_TEXT, VOCABULARY

TEMPLATE = Path(__file__).with_name("audit")
TABLES = ("facts", "sources", "claims", "weighed", "survivors", "load_map")
FREE = ("quantity", "measure", "who", "place", "unit", "licence")  # columns with a closed list for the essay
NAME = {"pattern": "[a-z0-9_]+"}


def init(folder: Path) -> int:
    """Makes an audit in a new or empty folder, with its outputs stored; returns the exit status.

    It is made beside the folder and moved there when it is whole. Raises `Refused` for a folder that is not empty.
    """
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise Refused(f"init: found {shown(str(folder))}, expected a new folder or an empty one")
    with tempfile.TemporaryDirectory(prefix=".steppe-", dir=folder.absolute().parent) as beside:
        made, today = Path(beside, "audit"), date.today()
        for path in (path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            name = path.relative_to(TEMPLATE).as_posix()
            text = files.read_text(path).replace(",DAY,", f",{today},")
            files.write(made / {"gitignore": ".gitignore"}.get(name, name), text)
        package = json.dumps(_package(today), indent=2, ensure_ascii=False)
        files.write(made / "data" / "datapackage.json", f"{package}\n")
        first = chapter("The claims", ("C01", "C02", "C03"))
        files.write(made / "notebooks" / "01_the_claims.ipynb", store.dumps(first))
        words = [sys.executable, "-m", "steppe", "--project", str(made), "refresh"]
        stored = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", errors="replace")
        if stored.returncode:
            raise Refused(f"init: its outputs could not be stored: {stored.stderr.strip().splitlines()[-1:]}")
        if folder.is_dir():
            folder.rmdir()
        made.rename(folder)
    print(f"{folder}: an audit with three sample claims; `make run` and `make test` there")
    return 0


def _package(today: date) -> dict:
    """The tables of the essay's audit, with any name where these have a closed list, and perhaps without rows."""
    essay = json.loads(files.read_text(paths.OWN / "data" / "datapackage.json"))
    tables = [table for table in essay["resources"] if table["name"] in TABLES]
    for table in tables:
        table["mayBeEmpty"] = True
        del table["licenses"]
        for field in table["schema"]["fields"]:
            if field["name"] in FREE:
                del field["constraints"]["enum"]
                field["constraints"] |= NAME if field["constraints"].get("required") else {}
    return {"name": "audit", "profile": "data-package", "compiled": today.isoformat(), "resources": tables}


def chapter(title: str, claims: Iterable[str]) -> nbformat.NotebookNode:
    """A notebook that shows what became of some claims, with the sources and the stamp of a run."""
    lines = [VOCABULARY[name].declaration for name in OF_ANY_TEXT]
    opened = "from steppe import open_facts, show_sources, stamp, verdict\n\nfacts = open_facts(globals())"
    cells = [
        new_markdown_cell(f"# {title}"), new_code_cell("\n".join(lines), metadata={"tags": [PARAMETERS]}),
        new_code_cell(opened),
    ]  # fmt: skip
    for id in claims:
        cells += [new_markdown_cell(f"## {id}"), new_code_cell(f'verdict(facts, "{id}")')]
    cells += [new_markdown_cell("## Sources"), new_code_cell("show_sources(facts)"), new_code_cell("stamp(facts)")]
    return store.normalise(new_notebook(cells=cells, metadata={"kernelspec": store.KERNEL}))
