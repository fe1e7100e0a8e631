"""Where data, notebooks and stored outputs are: in the audit that STEPPE_PROJECT names, as `--project` does, or around
the current folder, where it is that of another text; else beside the library. Processes that are started inherit it.
"""

import os
from contextlib import suppress
from pathlib import Path

PROJECT = "STEPPE_PROJECT"
TESTS = Path("data", "claims.py")  # tests the claims of a text
_PACKAGE = Path(__file__).resolve().parent
_SHARED = _PACKAGE / "_share"

OWN = _SHARED if _SHARED.is_dir() else _PACKAGE.parents[1]


def _is_essay(folder: Path) -> bool:
    return folder == OWN or (folder / "lib" / "steppe").is_dir()


def _chosen() -> Path:
    if os.environ.get(PROJECT):
        return Path(os.environ[PROJECT]).resolve()
    with suppress(FileNotFoundError):  # the current folder may be gone
        for folder in (Path.cwd(), Path.cwd().parent):
            if (folder / TESTS).is_file() and not _is_essay(folder):
                return folder
    return OWN


ROOT = _chosen()
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
CLAIMS = ROOT / TESTS
IS_ESSAY = _is_essay(ROOT)
if not IS_ESSAY:
    os.environ[PROJECT] = str(ROOT)
