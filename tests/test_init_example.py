"""The page that leads through an audit of another text does what it says."""

import os
import re
import subprocess
import sys

from steppe import paths
from test_init import ELSEWHERE

PAGE = paths.OWN / "examples" / "lighthouse.md"


def test_the_page_about_the_lighthouse_is_true_from_its_first_command_to_its_last(tmp_path):
    blocks = re.findall(r"^```(sh|text)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    commands = [text for kind, text in blocks if kind == "sh"]
    script = "set -e\n" + "".join(f"echo '== {at}'\n{text}" for at, text in enumerate(commands))
    (tmp_path / "steppe").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m steppe "$@"\n')
    (tmp_path / "steppe").chmod(0o755)
    here = ELSEWHERE | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash"], input=script, cwd=tmp_path, env=here, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.split(r"^== \d+\n", done.stdout, flags=re.M)[1:]
    at = -1
    for kind, text in blocks:
        at += kind == "sh"
        missing = [line for line in text.splitlines() if kind == "text" and line not in said[at].splitlines()]
        assert not missing, said[at]
    facts = (tmp_path / "lighthouse" / "data" / "facts.csv").read_text("utf-8").splitlines()
    claims = (tmp_path / "lighthouse" / "data" / "claims.csv").read_text("utf-8").splitlines()
    assert (len(facts), len(claims)) == (11, 4)
    assert "invented" in PAGE.read_text(encoding="utf-8")
