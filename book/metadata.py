"""How the book is cited, and what lies beside its pages: stored chapters, statements for cards, RO-Crate metadata."""

import shutil

import yaml
from statements import CHAPTERS, evidence, told

from steppe.paths import NOTEBOOKS, ROOT

LISTED = {".html": "text/html", ".ipynb": "application/x-ipynb+json", ".csv": "text/csv"}


def known_to_all(app, config) -> None:
    """Gives every page the record of CITATION.cff, the essay and the day on which the evidence was closed."""
    config.html_context |= {
        "citation": yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")),
        "compiled": evidence().compiled, "essay": next(iter(evidence().essay.statements.values())),
    }  # fmt: skip


def finish(app) -> None:
    """Writes chapters as they are stored, metadata, and cards as a script, since a page from a folder cannot fetch."""
    out, names = app.outdir, {doc: title.astext() for doc, title in app.env.titles.items()}
    for source in (app.srcdir / CHAPTERS).glob("*.ipynb"):
        stored = NOTEBOOKS / source.name
        shutil.copyfile(stored if stored.is_file() else source, out / CHAPTERS / source.name)
    paths = sorted(path.relative_to(out) for path in out.rglob("*") if path.suffix in LISTED)
    files = [(p.as_posix(), names.get(p.with_suffix("").as_posix(), p.name), LISTED[p.suffix]) for p in paths]
    about = app.config.html_context | {"files": files, "cards": {s.id: told(s) for s in evidence().statements.values()}}
    for template, path in {"crate.json": "ro-crate-metadata.json", "statements.js": "_static/statements.js"}.items():
        (out / path).write_text(app.builder.templates.render(template, about), encoding="utf-8", newline="\n")
