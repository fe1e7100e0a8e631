"""Which names a cell binds, and which it reads from earlier cells: none of its own, none of a function's own."""

import pytest

from steppe.suite.names import names_of


@pytest.mark.parametrize(
    ("source", "binds", "loads"),
    [
        ("a = b", "a", "b"), ("a += b", "a", "a b"), ("a, (b, *c) = d", "a b c", "d"),
        ("import a.b, c as d\nfrom e import f", "a d f", ""),
        ("x = [s.id for s in found if s]", "x", "found"), ("x = [y := s for s in a]", "x y", "a"),
        ("x = {s: t for s, t in pairs for u in t}", "x", "pairs"),
        ("x['a'] = b", "x", "x b"), ("def f(x):\n    x.a = 1", "f", ""),
        ("x = sorted(found, key=lambda s: s.id + shift)", "x", "sorted found shift"),
        ("if (n := len(a)) > 1:\n    b = n", "n b", "len a"),
        ("def f(a, b=c):\n    d = a + e\n    return d", "f", "c e"),
        ("for a in b:\n    c = a", "a c", "b"),
        ("for a in b:\n    c = a\nd = a", "a c d", "a b"),
        ("a = b\nc = a", "a c", "b"),
        ("c = a\na = b", "a c", "a b"),
        ("if a:\n    b = c\nd = b", "b d", "a b c"),
        ("def f():\n    return a\na = 1", "f a", "a"),
        ("def f():\n    global a\n    a = b", "f a", "b"),
        ("try:\n    a = b\nexcept c:\n    d = a", "a d", "a b c"),
        ("say('{a} {b}')\na = 1", "a", "say a b"),
        ("with a as b:\n    pass", "b", "a"),
    ],
)  # fmt: skip
def test_the_names_of_a_cell(source, binds, loads):
    assert names_of(source) == (frozenset(binds.split()), frozenset(loads.split()))
