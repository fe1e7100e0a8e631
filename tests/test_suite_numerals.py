"""Numerals in prose: what may stand and what may not."""

import pytest

from steppe.suite.numerals import located, unbound


@pytest.mark.parametrize(
    "prose",
    [
        "On 21 September 2022 it began; by 4 October it was over.",
        "From the census of 1897 on. Between 21 and 27 September, in the summer of 1991, in 1991-1995 and in 2022.",
        "September 30, 2022, or 2022-09-30.",
        "# 07 A year at this rate",
        "## 2. The evidence",
        "See C05, chapter 07, chapters 03 and 04, section 2 and exercise 1.",
        "1. First do this.\n2. Then that.",
        "Drawn at 1:10m, under CC BY 4.0.",
        "Run `weekly_arrivals=50000` or\n```\nx = 3\n```\n",
        "[the report](https://example.org/2022/10/story-17) and ![a map](map-3.png)",
        "Under <!-- verdicts:start --> | 300,000 | <!-- verdicts:end --> as generated.",
        "With Python 3.11 to 3.14, men of 18 to 60 and BSD-3-Clause; N01 is not judged.",
        '<div style="width: 80%">text</div> <!-- 12 -->',
    ],
)
def test_dates_names_places_and_code_may_stand(prose):
    assert unbound(prose) == []


@pytest.mark.parametrize(
    ("prose", "numeral"),
    [
        ("About 100,000 came.", "100,000"),
        ("It rose by 27.4 %.", "27.4"),
        ("There were 2,022 of them.", "2,022"),
        ("Some 2000 people.", "2000"),
        ("A share of 1/4 remains.", "1/4"),
        ("C18 is no claim.", "C18"),
        ("**19 million** live there.", "19"),
        ("From 5% on.", "5%"),
        ("It was 21 a mile.", "21"),
        ("A [link to 98000](x.html).", "98000"),
        ("4,739 miles", "4,739"),
    ],
)
def test_a_typed_figure_is_named(prose, numeral):
    assert unbound(prose) == [numeral]


def test_a_figure_is_found_on_its_own_line():
    assert located("One.\n\n```\n12\n```\n\nSome 98,000 came.") == [(7, "98,000")]
    assert located("| a <!-- verdicts:start -->\n| 5 |\n<!-- verdicts:end -->\n5 came") == [(4, "5")]
