"""A hook that the warm process cannot import is told in one line, and kernels start cold."""

import pytest

from test_nbsuite_done import notebook
from test_nbsuite_foreign import nbsuite
from test_nbsuite_warm_equals_cold import FORKED, printed


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("no_such_module:install", "(ModuleNotFoundError: No module named 'no_such_module')"),
        ("hooks:none", "(AttributeError: module 'hooks' has no attribute 'none')"),
        ("hooks:broken", "(ValueError: two\\nlines)"),
    ],
)
def test_a_hook_that_cannot_be_called_is_told_once_and_the_kernels_are_cold(tmp_path, hook, said):
    (tmp_path / "hooks.py").write_text("def broken(folder):\n    raise ValueError('two\\nlines')\n")
    (tmp_path / "nbsuite.toml").write_text(f'preload = "{hook}"\n')
    paths = [notebook(tmp_path / f"{name}.ipynb", FORKED) for name in ("one", "two")]
    told = nbsuite("run", *paths, cwd=tmp_path)
    assert told.count("preload: ") == 1
    assert f"preload: found '{hook}' {said}, expected package.module:name of a function; kernels start cold\n" in told
    assert printed((tmp_path / "runs" / "default" / "two.ipynb").read_text(), 0) == "False\n"
