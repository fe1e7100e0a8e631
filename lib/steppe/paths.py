"""Where the data, the notebooks and the stored outputs are, found from the library's own place."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHARED = _PACKAGE / "_share"

ROOT = _SHARED if _SHARED.is_dir() else _PACKAGE.parents[1]
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
REFERENCES = ROOT / "tests" / "references"
