"""Which names a cell binds and reads: rather too many than too few, and none of a comprehension's own."""

import pytest

from steppe.suite.names import names_of


@pytest.mark.parametrize(
    ("source", "binds", "loads"),
    [
        ("a = b", "a", "b"), ("a += b", "a", "a b"), ("a, (b, *c) = d", "a b c", "d"),
        ("import a.b, c as d\nfrom e import f", "a d f", ""),
        ("x = [s.id for s in found if s]", "x", "found"), ("x = [y := s for s in a]", "x y", "a"),
        ("x = {s: t for s, t in pairs for u in t}", "x", "pairs"), ("x['a'] = b", "", "x b"),
        ("x = sorted(found, key=lambda s: s.id + shift)", "x", "sorted found shift"),
        ("if (n := len(a)) > 1:\n    b = n", "n b", "len a n"),
        ("def f(a, b=c):\n    d = a + e\n    return d", "f", "a c d e"),
        ("for a in b:\n    c = a", "a c", "a b"), ("with a as b:\n    pass", "b", "a"),
    ],
)  # fmt: skip
def test_the_names_of_a_cell(source, binds, loads):
    assert names_of(source) == (frozenset(binds.split()), frozenset(loads.split()))
