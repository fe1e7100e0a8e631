"""Sphinx reads the staged book (`steppe book`) with these settings."""

import sys
from pathlib import Path

from steppe.suite.spared import spare

spare()
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "Steppe Count"
extensions = ["myst_nb", "sphinx_book_theme", "evidence", "formulas", "method"]
suppress_warnings = ["mystnb.unknown_mime_type"]
smartquotes = False

nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_output_stderr = "warn"
nb_code_prompt_show = "Code"
nb_code_prompt_hide = "Code"
myst_enable_extensions = ["dollarmath"]
html_math_renderer = "mathml"
myst_heading_anchors = 3

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = [str(HERE / "static")]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_search_summary = False
html_use_index = False
html_domain_indices = False

LICENCES = """
<p>Text and tables of statements: CC BY 4.0. Code: BSD-3-Clause. Natural Earth lines: public domain.
World Bank series: CC BY 4.0.</p>
<p>© OpenStreetMap contributors, ODbL 1.0</p>
"""

html_theme_options = {
    "logo": {"text": project},
    "navbar_persistent": [],
    "max_navbar_depth": 3,
    "toc_title": "On this page",
    "search_bar_text": "Search the book",
    "use_download_button": False,
    "use_fullscreen_button": False,
    "back_to_top_button": False,
    "footer_content_items": ["extra-footer.html"],
    "extra_footer": LICENCES,
}
