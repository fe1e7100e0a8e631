"""Line ends: a clone on Windows, where git may change them, has the same digests."""

import subprocess
import sys
from shutil import which

import pytest

from steppe.paths import ROOT

DIGESTS = """\
import json
from nbsuite.key import World
from steppe.suite.house import House
print(json.dumps(World(House()).digests))"""

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists() or not which("git"), reason="no clone, or no git")


def git(*words, **options) -> str:
    return subprocess.run(["git", *map(str, words)], check=True, capture_output=True, text=True, **options).stdout


def test_a_clone_with_other_line_ends_has_the_same_keys(tmp_path):
    found = set()
    for setting in ("true", "false"):
        clone = tmp_path / setting
        git("-c", f"core.autocrlf={setting}", "clone", "-q", "--depth", "1", ROOT.as_uri(), clone)
        run = [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(clone / 'lib')!r})\n{DIGESTS}"]
        found.add(subprocess.run(run, check=True, capture_output=True, text=True, cwd=tmp_path).stdout)
        assert "w/crlf" not in git("ls-files", "--eol", cwd=clone)
    assert len(found) == 1


def test_every_file_that_git_takes_for_text_has_its_line_ends_fixed():
    listed = (line.split() for line in git("ls-files", "--eol", cwd=ROOT).splitlines())
    assert [line for line in listed if line[0] == "i/lf" and "eol=lf" not in line and "attr/-text" not in line] == []
