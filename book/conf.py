"""Sphinx reads the staged book (`steppe book`) with these settings."""

import os
import sys
from pathlib import Path

from nbsuite.surroundings import spare

spare()
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tools")]

project = "Steppe Count"
extensions = ["myst_nb"]
suppress_warnings = ["mystnb.unknown_mime_type"]
smartquotes = False

nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_output_stderr = "warn"
myst_enable_extensions = ["dollarmath"]
html_math_renderer = "mathml"
myst_heading_anchors = 3

html_theme = "theme"
html_theme_path = ["."]
html_permalinks = False
html_static_path = ["static"]
html_css_files = ["figures.css", "folds.css", "cards.css", ("print.css", {"media": "print"}), "words.css", "switch.css"]
html_css_files += ["tools.css", "front.css"]
html_js_files = [(f"{n}.js", {"defer": ""}) for n in ("base", "switch", "tools", "images", "verdicts", "code", "cards")]
html_copy_source = False
html_use_index = False

# Addresses that differ from one copy of the repository to another (README.md); a link without one is left out.
html_context = {name: os.environ.get(f"STEPPE_{name.upper()}", "") for name in ("repository", "binder", "address")}


def setup(app):
    """Has the modules beside this file take part in what Sphinx does."""
    import figures
    import language
    import metadata
    import pages
    import search
    import statements

    app.add_html_math_renderer("mathml", (pages.formula, None), (pages.formula, None))
    app.connect("config-inited", metadata.known_to_all)
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("builder-inited", language.speak)
    app.connect("doctree-read", language.head, priority=300)
    app.connect("doctree-read", figures.lay_out, priority=400)
    app.connect("html-collect-pages", lambda app: [("search", {"title": language.t("Search")}, "search.html")])
    app.connect("html-page-context", statements.link, priority=300)
    app.connect("html-page-context", pages.about, priority=301)
    for write in (metadata.finish, search.write, language.mark):
        app.connect("build-finished", lambda app, error, write=write: error or write(app))
