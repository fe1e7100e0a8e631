"""Figures typed into code: what may stand and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.suite.house import House
from steppe.suite.literals import NAMED, unbound, unbound_in_library, unbound_in_words

HOUSE = House()

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
        ('say("{n} came", n=round(130_000))', "130000"),
        ('say("{n} came", n=int(round(98_000.4)))', "98000.4"),
        ('say("{n} came", n=1990)', "1990"),
        ('say("{n} came", n=2)', "2"),
        ('phrase("{n} came", n=-1)', "1"),
        ('say("{n} came", n="a98000")', "a98000"),
        ('say("{n} came", n="n98")', "n98"),
        ('n = "a98000"', "a98000"),
        ("f(days=98000)", "98000"),
        ("x[98000]", "98000"),
        ("n = 1990", "1990"),
        ('say("{n} of 2000 men", n=n)', "2000"),
        ('say("ninety-eight thousand of {n} came", n=n)', "ninety-eight thousand"),
        ('words = r"98,000 came \\d"', "98,000"),
        ('show_table(frame, "Entries, 98,000 in all")', "98,000"),
    ],
)
def test_a_pasted_number_is_found(source, found):
    assert [figure for _, figure in unbound(source)] == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('ax.text(0, 0, f"{98_000:,} came")', "98000"),
        ('words = f"{98:,} of {n}"', "98"),
        ('words = f"{int(98.4)} of {n}"', "98.4"),
        ("ax.text(0, 0, str(98000))", "98000"),
        ("ax.text(0, 0, str(98))", "98"),
        ("ax.text(0, 0, 98)", "98"),
        ("ax.annotate(98, (0, 0))", "98"),
        ("ax.axhline(98_000)", "98000"),
        ("ax.axhline(27.4)", "27.4"),
        ("ax.axvspan(3, end)", "3"),
        ("ax.bar([1], [98000])", "98000"),
        ("ax.barh([y], [98])", "98"),
        ("ax.plot([start, end], [27.4, 100])", "27.4"),
        ("n = 98_000", "98000"),
        ("n = round(98_000)", "98000"),
        ("q = Quantity.exact(round(98.4, 1), 'percent')", "98.4"),
    ],
)
def test_a_pasted_number_is_found_in_a_display(source, found):
    assert [figure for _, figure in unbound_in_library(source)] == [found]
    assert unbound_in_library(source, {found}) == []


@pytest.mark.parametrize(
    "source",
    [
        "axes.text(0.38, 12, words, fontsize=8)",
        "axes.axhline(y - 0.35, linewidth=0.8)",
        "axes.axhline(100)",
        "axes.set_xlim(1893, 2027.5)",
        "ticks = 4 if high >= 100_000 else 5",
        'Slot(TOPIC, "exits", who, KAZAKHSTAN, "1989/2021", days=1800)',
        'f"{1000 * step} m of {day[:4]} and {len(ids) - 6} more"',
        'year = re.compile(r"\\d{4}(?:-\\d\\d)?")',
    ],
)
def test_a_display_may_lay_out(source):
    assert unbound_in_library(source) == []


def test_every_exception_of_a_module_is_needed():
    for name, figures in NAMED.items():
        (path,) = (path for path in [*HOUSE.for_readers, *HOUSE.worded, *HOUSE.pages.glob("*.py")] if path.name == name)
        find = unbound_in_words if path in HOUSE.worded else unbound_in_library
        assert {figure for _, figure in find(path.read_text(encoding="utf-8"))} == figures.keys()
        assert all(figures.values())


def test_a_display_may_not_make_up_a_figure():
    assert unbound_in_library("Quantity.exact(100 * round(n, -3), 'percent')") == []
    assert unbound_in_library("q = Quantity.exact(365, 'day')\nw = units.amount(5.5, 'percent')") == [
        (1, "365"),
        (2, "5.5"),
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('Parameter("flow", "one of 98,000 entries")', ["98,000"]),
        ('MEANINGS = {"a tenth of them": "net"}', ["a tenth"]),
        ('f"{n} of 12"', ["12"]),
        ('raise ValueError(f"weeks: found {weeks}, expected 1 to 260")', []),
        ("LARGEST = 10_000_000", []),
        ('"""At most 12."""', []),
    ],
)
def test_beneath_the_displays_words_count_and_numbers_and_errors_do_not(source, found):
    assert [figure for _, figure in unbound_in_words(source)] == found
