"""axe-core finds nothing on any page of the book, wide or narrow, light or dark: the second share of the pages."""

import os

import pytest

from looks import SHARES, look_at_all


@pytest.mark.skipif(not os.environ.get("EVERY_PAGE"), reason="EVERY_PAGE=1 looks at every page; `.ci/run` sets it")
@pytest.mark.parametrize("folder", SHARES[1])
def test_axe_finds_nothing_on_any_page(whole_book, browser, folder):
    assert look_at_all(whole_book, browser, folder) == {}
