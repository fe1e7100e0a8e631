"""Stored figures: what their digest sees, what their bytes depend on, how they look to a reader's settings."""

import base64
import io
import struct

import pandas as pd
import pytest
from matplotlib import pyplot, rc_context
from PIL import Image

from conftest import canvas
from steppe.display.figure import MIME, show
from steppe.display.style import house_style
from steppe.plots import plot_ranges
from steppe.quantity import Quantity
from steppe.units import DisplayError

ALT = "From {low} to {high} came."
ENDS = {"low": Quantity.exact(40000, "persons", ("a",)), "high": Quantity.exact(98000, "persons", ("b",))}
FIGURES = {"Interior Ministry, 27 Sep": 98000.0, "Deputy minister": 64234.0, "Another official": 40000.0}


def draw(figures=FIGURES):
    rows = {
        label: Quantity(value, value * 0.9, value * 1.2, "persons", (f"s{i}",))
        for i, (label, value) in enumerate(figures.items())
    }
    with house_style(), rc_context({"figure.constrained_layout.use": True}):
        axes = plot_ranges(pd.Series(rows))
        axes.axvline(100000.0, color="C1")
    axes.figure.statements = tuple(id for q in rows.values() for id in q.ids)
    return axes.figure


def curve(values):
    with house_style():
        figure, axes = canvas(3)
        axes.plot(values)
    figure.statements = ()
    return figure


def digest(figure):
    return show(figure, ALT, **ENDS).digest


def bundle(figure):
    return show(figure, ALT, **ENDS)._repr_mimebundle_()


@pytest.mark.parametrize("changed", FIGURES)
def test_a_value_changed_by_a_tenth_of_a_percent_changes_the_digest(changed):
    assert digest(draw(FIGURES | {changed: FIGURES[changed] * 1.001})) != digest(draw())


@pytest.mark.parametrize("week", [3, 10, 19])
def test_one_point_of_a_curve_changed_by_a_tenth_of_a_percent_changes_the_digest(week):
    values = [50000.0 + 1000 * w for w in range(20)]
    assert digest(curve([v * (1.001 if w == week else 1) for w, v in enumerate(values)])) != digest(curve(values))


def test_the_picture_has_the_same_bytes_every_time_and_no_date_or_maker():
    first, second = bundle(draw())[0]["image/png"], bundle(draw())[0]["image/png"]
    assert first == second
    assert chunks(base64.b64decode(first)) <= {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def chunks(png):
    found, at = set(), 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        found.add(name)
        at += 12 + length
    return found


def test_the_picture_is_small_and_finer_than_it_is_shown():
    data, metadata = bundle(draw())
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    size = metadata["image/png"]
    assert picture.size == pytest.approx((1.6 * size["width"], 1.6 * size["height"]), abs=1)
    assert size["width"] <= 640
    assert len(data["image/png"]) < 60_000
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_the_alternative_text_stands_wherever_a_picture_is_not_seen():
    data, metadata = bundle(draw())
    sentence = "From 40,000 to 98,000 came."
    assert data["text/plain"] == data[MIME]["alt"] == metadata["image/png"]["alt"] == sentence
    assert data[MIME]["values"]["low"]["ids"] == ["a"]


def test_a_figure_typed_into_the_alternative_text_is_refused():
    with pytest.raises(DisplayError, match="show: found '98,000' typed"):
        show(draw(), "About 98,000 came.")


def test_a_reader_s_own_settings_change_nothing():
    loud = {"font.size": 30, "font.family": "serif", "axes.facecolor": "black", "lines.linewidth": 9}
    with rc_context(loud | {"svg.fonttype": "path", "figure.dpi": 33}):
        shown = show(draw(), ALT, **ENDS)
    plain = show(draw(), ALT, **ENDS)
    assert (shown.png, shown.digest) == (plain.png, plain.digest)


def test_a_shown_figure_is_closed():
    pyplot.close("all")
    _, axes = pyplot.subplots()
    axes.plot([1, 2])
    show(axes, "A line.", data=[])
    assert pyplot.get_fignums() == []


def test_showing_a_figure_twice_gives_the_same_picture():
    figure = draw()
    first, second = show(figure, ALT, **ENDS), show(figure, ALT, **ENDS)
    assert (first.png, first.digest) == (second.png, second.digest)


def test_what_was_drawn_travels_beside_the_picture_as_csv():
    days = pd.to_datetime(["2022-09-21"] * 2)
    came = pd.DataFrame({"place": ["Here", "There"], "came": [ENDS["low"], None], "day": days})
    lone = Quantity(1 / 3, 0.25, float("inf"), "ratio", ("c",))
    data = show(draw(), ALT, data=[came, lone, {"a": 0.1 + 0.2}], **ENDS)._repr_mimebundle_()[0][MIME]["data"]
    assert data == [
        "place,came,came low,came high,came unit,day,figure,figure low,figure unit,id,index",
        "Here,40000,40000,40000,persons,2022-09-21,,,,,",
        "There,,,,,2022-09-21,,,,,",
        ",,,,,,0.333333333333,0.25,ratio,c,",
        ",,,,,,0.3,,,,a",
    ]
    assert show(draw(), ALT, data=[], **ENDS)._repr_mimebundle_()[0][MIME]["data"] == []
    long = show(draw(), ALT, data=[pd.Series(range(2000))], **ENDS)._repr_mimebundle_()[0][MIME]["data"]
    assert len(long) == 1001
    assert "figure" in long[0]


def test_the_sentence_stands_below_the_picture_for_programs_that_drop_alternative_texts(monkeypatch):
    shown = []
    monkeypatch.setattr("steppe.display.figure.display", lambda data, **about: shown.append(data))
    show(draw(), "{words} came.", words="<b>Many</b> & more")._ipython_display_()
    assert [set(data) for data in shown] == [{MIME, "image/png", "text/plain"}, {"text/html", "text/plain"}]
    assert shown[1]["text/html"].startswith("<p>&lt;b&gt;Many&lt;/b&gt; &amp; more came.</p>")
    assert "<code>s0</code>" in shown[1]["text/html"]
