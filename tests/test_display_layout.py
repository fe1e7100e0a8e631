"""Every figure of every chapter as a reader sees it: no word is cut off, and none runs into another."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from conftest import canvas
from nbsuite import notebooks
from steppe.display import figure
from steppe.display.style import house_style, lay_out
from steppe.suite.house import House
from steppe.suite.slices import Cell

DPI, SLACK = 100, 1


def words(drawn):
    """The words that a figure shows once it is laid out, with their boxes in pixels; slanted ones are left out."""
    with house_style():
        drawn.set_dpi(DPI)
        canvas = FigureCanvasAgg(drawn)
        lay_out(drawn)
        drawn.draw_without_rendering()
        hidden = beyond_the_scale(drawn)
        written = [t for t in drawn.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in hidden]
        upright = [t for t in written if not t.get_rotation() % 90]
        return [(t.get_text(), Text.get_window_extent(t, canvas.get_renderer())) for t in upright]


def beyond_the_scale(drawn):
    """Labels of ticks that matplotlib keeps and does not draw: beyond the scale, or of axes that are off."""
    found = set()
    for axis in (axis for axes in drawn.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not axis.axes.axison or not low <= tick.get_loc() <= high:
                found |= {tick.label1, tick.label2}
    return found


def faults(drawn):
    """What is cut off at an edge of the figure, and which words share a place."""
    boxes, edge = words(drawn), drawn.bbox
    cut = [
        f"cut off: {text}"
        for text, box in boxes
        if min(box.x0 - edge.x0, box.y0 - edge.y0, edge.x1 - box.x1, edge.y1 - box.y1) < -SLACK
    ]
    return cut + [f"{one} runs into {other}" for (one, a), (other, b) in combinations(boxes, 2) if overlap(a, b)]


def overlap(a, b):
    return min(a.x1, b.x1) - max(a.x0, b.x0) > SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > SLACK


@pytest.mark.parametrize("path", House().chapters(), ids=lambda path: path.stem)
def test_no_word_in_a_figure_of_a_chapter_is_cut_off_or_runs_into_another(path, monkeypatch):
    drawn, namespace = [], {}
    monkeypatch.setattr(figure, "show", lambda fig, alt, **values: drawn.append(fig.figure))
    for number, node in enumerate(notebooks.read(path).cells):
        cell = Cell.of(number, node, path.name) if node.cell_type == "code" else None
        if cell:
            exec(cell.body, namespace)
            cell.last and eval(cell.last, namespace)
    assert drawn
    assert [fault for fig in drawn for fault in faults(fig)] == []


def test_a_word_that_is_cut_off_is_found():
    fig, axes = canvas(2)
    axes.text(1.5, 0.5, "far out")
    assert faults(fig) == ["cut off: far out"]


def test_words_that_share_a_place_are_found():
    fig, axes = canvas(2)
    for word in ("one", "other"):
        axes.text(0.5, 0.5, word)
    assert faults(fig) == ["one runs into other"]
