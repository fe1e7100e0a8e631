"""Displays as a real kernel stores them."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from steppe.display import figure, say

CELLS = [
    "from steppe.display.say import say\n"
    "from steppe.display.figure import show\n"
    "from steppe.plots import plot_ranges\n"
    "from pandas import Series\n"
    "from steppe.quantity import Quantity\n"
    "n = Quantity(98000, 90000, 100000, 'persons', ('kz_in_27sep',))",
    "say('{n} came.', n=n)",
    "show(plot_ranges(Series({'ministry': n})), '{n} came.', n=n, data=[n])",
    "import matplotlib.pyplot as plt\n"
    "fig, ax = plt.subplots()\n"
    "ax.plot([1, 2])\n"
    "show(fig, 'A line.', data=[])",
    "say('98,000 came.')",
    "every = [Quantity(9.0 + k, 9.0 + k, 9.0 + k, 'persons', (f's{k}',)) for k in range(9)]\n"
    "show(plot_ranges(Series(every)), '{n} came.', n=every[0], data=every)",
]


@pytest.fixture(scope="module")
def outputs():
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    nbformat.validate(notebook)
    return [cell.outputs for cell in notebook.cells]


def test_a_sentence_is_stored_as_markdown_text_and_values(outputs):
    (shown,) = outputs[1]
    assert set(shown.data) == {"text/markdown", "text/plain", say.MIME}
    assert shown.data["text/plain"] == "98,000 came.\nStatements: kz_in_27sep"


def test_a_figure_of_no_statements_is_displayed_once(outputs):
    (shown,) = outputs[3]
    assert shown.output_type == "execute_result"
    assert set(shown.data) == {"image/png", "text/plain", figure.MIME}
    assert shown.metadata["image/png"]["width"] > 0


def test_a_refusal_is_one_line_without_a_traceback(outputs):
    (error,) = outputs[4]
    assert len(error.traceback) == 1
    assert error.traceback[0].startswith("DisplayError: say: found '98,000' typed")


def test_below_a_figure_its_statements_are_folded_away(outputs):
    picture, below = outputs[5]
    assert set(picture.data) == {"image/png", "text/plain", figure.MIME}
    assert picture.metadata["image/png"]["alt"] == "9 came."
    assert below.data["text/html"].startswith("<details><summary>Statements: 9</summary>")
    assert all(f"<code>{id}</code>" in below.data["text/html"] for id in picture.data[figure.MIME]["statements"])
    assert below.data["text/plain"] == "Statements: 9"
