"""Every figure of every chapter as a reader sees it: no word is cut off, and none runs into another."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from steppe.display import figure, style
from steppe.display.place_figures import plot_groups, plot_yardsticks
from steppe.display.style import house_style
from steppe.facts import load
from steppe.quantity import Quantity
from steppe.suite import notebooks
from steppe.suite.house import House
from steppe.suite.slices import Cell

DPI, SLACK = 100, 1
PERSONS = Quantity.exact(98000, "persons")


def words(drawn):
    """The words that a figure shows once it is laid out, with their boxes in pixels; slanted ones are left out."""
    with house_style():
        drawn.set_dpi(DPI)
        canvas = FigureCanvasAgg(drawn)
        drawn.draw_without_rendering()
        hidden = beyond_the_scale(drawn)
        written = [t for t in drawn.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in hidden]
        upright = [t for t in written if not t.get_rotation() % 90]
        return [(t.get_text(), Text.get_window_extent(t, canvas.get_renderer())) for t in upright]


def beyond_the_scale(drawn):
    """Labels of ticks that matplotlib keeps and does not draw."""
    found = set()
    for axis in (axis for axes in drawn.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low <= tick.get_loc() <= high:
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
    monkeypatch.setattr(figure, "show", lambda fig, alt, **values: drawn.append(fig))
    for number, node in enumerate(notebooks.read(path).cells):
        cell = Cell.of(number, node, path.name) if node.cell_type == "code" else None
        if cell and not cell.is_slow:
            exec(cell.body, namespace)
            cell.last and eval(cell.last, namespace)
    assert drawn
    assert [fault for fig in drawn for fault in faults(fig)] == []


def test_a_heading_too_long_for_its_figure_is_found():
    statement = load().statements["kz_in_27sep"]
    assert faults(plot_groups({"Came since the invasion": [statement]})) == []
    title = "Came since the invasion: one study, where its figure is known"
    assert f"cut off: {title}" in faults(plot_groups({title: [statement]}))


def test_a_heading_that_runs_into_the_rank_beside_it_is_found():
    title = "Settled, where one study is known of all"
    drawn = plot_yardsticks({title: {"Kazakhstan": PERSONS}}, "Kazakhstan")
    assert f"{title} runs into Kazakhstan: the only one" in faults(drawn)


def test_words_apart_are_no_fault():
    fig, axes = style.canvas(2)
    for y in (0.2, 0.7):
        axes.text(0.5, y, "apart")
    assert faults(fig) == []
