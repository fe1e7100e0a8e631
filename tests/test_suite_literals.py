"""Figures typed into code: what may stand and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.suite.literals import unbound, unbound_in_library

FIGURES = st.one_of(
    st.integers(3, 10**9).filter(lambda n: not 1500 <= n <= 2100).map("{:,}".format),
    st.floats(0.01, 1e4).map("{:.2f}".format),
    st.tuples(st.integers(1, 9), st.integers(11, 99)).map("{0[0]}/{0[1]}".format),
)
WORDINGS = (
    'say("It was {} in all.")',
    'show(fig, alt="It was {} in all.")',
    'f"It was {} of {{n}}."',
    'words = ("It was "\n         "{} in all.")',
    'table = {{"a {} b": q}}',
    "def f():\n    return 'no', '{} of it'",
)


@given(FIGURES, st.sampled_from(WORDINGS))
def test_a_figure_in_words_is_found_in_chapters_and_in_displays(figure, wording):
    source = wording.format(figure)
    assert [found for _, found in unbound(source)] == [figure]
    assert [found for _, found in unbound_in_library(source)] == [figure]


USES = ("n = {}", "f(n={})", "[1, {}]", "x * {}", "Quantity(0, {}, 2, 'mi')")


@given(st.floats(2.01, 1e9, allow_nan=False), st.sampled_from(USES))
def test_a_number_is_found_in_a_chapter(number, wording):
    assert [found for _, found in unbound(wording.format(number))] == [str(number)]


@pytest.mark.parametrize(
    "source",
    [
        'case.statement("kz_in_27sep")',
        'Slot("border_crossings", "entries", "men_18_60", None, "2022-09-21/2022-10-19", days=28)',
        'say("In C05, {c05} by 30 September 2022, in 2023 and since 1989.")',
        'say("{n:range} of {n2}", n=n, n2=m)',
        'since = "1991-12-16/.."',
        'style = "#0072B2"',
        'read("border/osm_10m.csv", encoding="utf-8")',
        'pieces["1:110m"], f"1:{scale}"',
        're.sub("(..)4", r"\\1", words)',
        'pattern = r"\\d{4}"',
        '"""It was 98,000."""\ndef f():\n    "At most 12."',
        "a, b = x[0], y[:12]",
        "n = x * 2 - 1",
        "Quantity.exact(q.high / q.low, 'ratio', q.ids)",
        "Quantity.exact(len(rows), 'persons')",
        "range(1897, 2022)",
        "Counter(x).most_common(16)",
        "plot_border(lines, (72.42, 54.19), height=4.5)",
        "[s for s in found if s.period.days <= 31]",
        'f"{day:%Y-%m} of {name}"',
        'Layout(width="32em")',
    ],
)
def test_what_names_counts_or_lays_out_may_stand(source):
    assert unbound(source) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("plot_ranges({'a': Quantity.exact(130000, 'persons')})", "130000"),
        ("f'{n:,.0f} came'", "{n:,.0f}"),
        ("f'{share:.1%} of it'", "{share:.1%}"),
        ("n = -5", "5"),
        ("entries = 98_000", "98000"),
        ("Quantity.exact(q.high / q.low, 'ratio')", "Quantity.exact(q.high / q.low, 'ratio')"),
    ],
)
def test_what_reaches_a_reader_may_not(source, found):
    assert [figure for _, figure in unbound(source)] == [found]


def test_a_display_may_lay_out_but_not_make_up_a_figure():
    assert unbound_in_library("axes.text(0.38, 12, words, fontsize=8)") == []
    assert unbound_in_library("Quantity.exact(100 * round(n, -3), 'percent')") == []
    assert unbound_in_library("q = Quantity.exact(365, 'day')\nw = units.amount(5.5, 'percent')") == [
        (1, "365"),
        (2, "5.5"),
    ]
