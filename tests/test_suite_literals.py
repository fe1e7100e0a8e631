"""Figures typed into the words of a chapter's code: what may stand and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppe.suite.literals import unbound

FIGURES = st.one_of(
    st.integers(3, 10**9).filter(lambda n: not 1500 <= n <= 2100).map("{:,}".format),
    st.floats(0.01, 1e4).map("{:.2f}".format),
    st.tuples(st.integers(1, 9), st.integers(11, 99)).map("{0[0]}/{0[1]}".format),
)
WORDINGS = (
    'say("It was {} in all.")',
    'say("Nothing.", otherwise="It was {} in all.")',
    'show(fig, "It was {} in all.", data=[rows])',
    'show(fig, alt="It was {} in all.")',
    'ax.set_title("It was {} in all")',
    'ax.barh(y, x, label="all {} of them")',
    'ax.annotate("it was {} then", (0, 1))',
    'plt.subplots(2)[1][0].set_xlabel("times {}")',
    'show_table(frame, "All {} of them")',
    'say(first if more else "It was "\n         "{} in all.")',
)


@given(FIGURES, st.sampled_from(WORDINGS))
def test_a_figure_in_the_words_of_code_is_found(figure, wording):
    assert [found for _, found in unbound(wording.format(figure))] == [figure]


@pytest.mark.parametrize(
    "source",
    [
        "week = counts / 7",
        'plt.subplots(figsize=(6.4, 3.25), dpi=150)',
        'ax.axvline(98_000, color="#0072B2", alpha=0.45, linestyle=(0, (5, 2)))',
        'facts.about("border_crossings", "entries", "men_18_60", during="2022-09-21/2022-10-19", min_days=28)',
        'say("In C05, {c05} by 30 September 2022, in 2023 and since 1989.")',
        'say("{n:range} of {n2}", n2=m)',
        'ax.set_title("Entries, September 2022")',
        'def f():\n    "At most 12."',
        'ax.xaxis.set_major_formatter("{x:,.1f}")',
    ],
)
def test_numbers_in_code_and_days_in_words_may_stand(source):
    assert unbound(source) == []


def test_the_line_of_a_figure_is_told():
    assert unbound('n = 5\nsay(\n    "one of "\n    "{n} and 98,000")') == [(3, "98,000")]
