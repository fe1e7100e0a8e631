"""Where the data, the notebooks and the stored outputs are: in the project that is chosen, else beside the library.

A command chooses it once, before anything is read; the processes that it starts find the choice in STEPPE_PROJECT.
"""

import os
from pathlib import Path

PROJECT = "STEPPE_PROJECT"
_PACKAGE = Path(__file__).resolve().parent
_SHARED = _PACKAGE / "_share"

ROOT = Path(os.environ.get(PROJECT) or (_SHARED if _SHARED.is_dir() else _PACKAGE.parents[1])).resolve()
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
REFERENCES = ROOT / "tests" / "references"
CLAIMS = DATA / "claims.py"  # the tests of the claims of another text; those of the essay are in `steppe.claims`
IS_ESSAY = not CLAIMS.is_file()
