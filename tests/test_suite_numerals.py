"""Figures in prose: what may stand and what may not."""

import pytest

from steppe.suite.numerals import located, unbound


@pytest.mark.parametrize(
    "prose",
    [
        "On 21 September 2022 it began; by 4 October it was over.",
        "From the census of 1897 on. Between 21 and 27 September, in the summer of 1991, in 1991-1995 and in 2022.",
        "In 2022 or since, around 1991, of 1989 and 1994, or 2022-09-30.",
        "In 2022 Kazakhstan was asked; in 1989 this was so, and for 2021 is not known.",
        "See C05, chapter 07, chapters 03 and 04, and chapters 02, 05 and 10.",
        "1. First do this.\n2. Then that.\n\n1. Begin anew.",
        "Drawn at 1:10m, under CC BY 4.0.",
        "Run `weekly_arrivals=50000` or\n```\nx = 3\n```\n",
        "Run `papermill a.ipynb b.ipynb -p as_of 2022-09-25`, `-p tolerance_flat 0.01` or\n```\nsteppe run 07\n```\n",
        "Read `kz_in_27sep` and `00_start_here`, call `walks_of(finest, [5000])`, set `make test COLD=1`.",
        "[the report](https://example.org/2022/10/story-17) and ![a map](map-3.png)",
        "With Python 3.11 to 3.14, men of 18 to 60 and BSD-3-Clause; N01 is not judged.",
        '<div style="width: 80%">text</div> <!-- 12 -->',
        "Two of the claims, asked three times, in the first quarter; at half or at double the tolerance.",
        "All seventeen, for every hundred residents.",
    ],
)
def test_dates_names_places_code_and_small_counts_may_stand(prose):
    assert unbound(prose) == []


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("About 100,000 came.", "100,000"),
        ("It rose by 27.4 %.", "27.4"),
        ("There were 2,022 of them.", "2,022"),
        ("A share of 1/4 remains.", "1/4"),
        ("C180 is no claim.", "C180"),
        ("**19 million** live there.", ["19", "million"]),
        ("From 5% on.", "5%"),
        ("It was 21 a mile.", "21"),
        ("A [link to 98000](x.html).", "98000"),
        ("4,739 miles", "4,739"),
        ("## 98 people came", "98"),
        ("# 2. The evidence", "2"),
        ("Some `98,000` came, or `98 of them`.", ["98,000", "98"]),
        ("```\n98,000 came\n```", "98,000"),
        ("About 1900 arrivals came.", "1900"),
        ("2000 men, and some 2000 people.", ["2000", "2000"]),
        ("A crowd of 1900 Russian arrivals, of 1900 men.", ["1900", "1900"]),
        ("98. people", "98"),
        ("12) people", "12"),
        ("1. One.\n7. people", "7"),
        ("<img alt='98,000 came'>", "98,000"),
        ('<a title="98,000 came" href="x3">here</a>', "98,000"),
        ('![a map](map-3.png "98,000 came")', "98,000"),
        ('[report]: page-3.html "98,000 came"', "98,000"),
        ("[^note]: 98,000 came", "98,000"),
        ("<!-- a:start -->98,000<!-- a:end -->", "98,000"),
        ("<!-- verdicts:start -->98,000<!-- verdicts:end -->", "98,000"),
        ("In table 45, 33 and 12 came.", ["45", "33", "12"]),
        ("In chapter 98, and in chapter 07, 10 came.", ["10"]),
        ("98 September and September 30", ["98", "30"]),
        ("²½ of them", "²½"),
        ("Ⅻ thousand", ["Ⅻ", "thousand"]),
        ("ninety-eight thousand came", "ninety-eight thousand"),
        ("a hundred and thirty\nthousand came", "hundred and thirty\nthousand"),
        ("two-thirds left", "two-thirds"),
        ("a fifth of them, one quarter", ["a fifth", "one quarter"]),
        ("a million, or dozens", ["million", "dozens"]),
        ("seventeen miles", "seventeen"),
        ("three times as many", "three times as"),
        ("tenfold, by five per cent", ["tenfold", "five per cent"]),
        ("more than half, or half of all", ["more than half", "half of all"]),
    ],
)
def test_a_pasted_number_is_found(prose, found):
    assert unbound(prose) == ([found] if isinstance(found, str) else found)


def test_a_figure_is_found_on_its_own_line():
    assert located("One.\n\n```\nx = 12\n```\n\nSome 98,000 came.") == [(7, "98,000")]
    assert located("a <img\nalt='8 came'\n> and\n5 came") == [(1, "8"), (4, "5")]
