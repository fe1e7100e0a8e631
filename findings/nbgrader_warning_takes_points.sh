#!/usr/bin/env bash
# Tool: nbgrader 0.9.6, autograde, the points of a test cell.
# Expected: a test cell whose assertions hold earns its points; what a library
# says on stderr meanwhile (a FutureWarning, a line of logging, a progress bar
# of tqdm) is shown to the student and costs nothing.
# Seen: three test cells assert the same true thing. The one that is silent has
# 1.0, the one that also warns has 0.0, the one that also logs has 0.0. Nothing
# is said: autograde ends with status 0, its log does not mention the cells, and
# no cell is marked for a look by hand.
# For a user: an update of pandas that brings a FutureWarning takes the points
# of a whole class, from students whose answers are right.
# Output: silent 1.0 / warns 0.0 / logs 0.0.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env >/dev/null; export PATH="$work/env/bin:$PATH"
export IPYTHONDIR="$work/ipython" JUPYTER_RUNTIME_DIR="$work/runtime" JUPYTER_PREFER_ENV_PATH=1
pip install -q nbgrader==0.9.6 nbclient==0.11.0 nbconvert==7.17.2 nbformat==5.11.1 ipykernel==7.4.0 2>/dev/null
cat > make.py <<'PY'
import sys, nbformat
from nbformat import v4
def cell(id, source, grade):
    kind = {"grade": grade, "solution": not grade, "locked": grade, "task": False} | ({"points": 1} if grade else {})
    about = {"schema_version": 3, "grade_id": id, "cell_type": "code", **kind}
    return v4.new_code_cell(source, metadata={"nbgrader": about})
def write(path, *cells):
    book = v4.new_notebook(cells=list(cells))
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)
PY
mkdir -p source/hw submitted/ann/hw
cat > hw.py <<'PY'
from make import cell, write
tests = {"silent": "", "warns": "import warnings; warnings.warn('use items()', FutureWarning)\n",
         "logs": "import logging; logging.warning('read 3 rows')\n"}
write("source/hw/hw.ipynb", cell("answer", "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", False),
      *(cell(name, before + "assert answer == 42", True) for name, before in tests.items()))
PY
python hw.py
nbgrader generate_assignment hw 2>/dev/null; cp source/hw/hw.ipynb submitted/ann/hw/
nbgrader autograde hw > log.txt 2>&1 && echo "autograde: exit 0"
! grep -qiE "stderr|FutureWarning|read 3 rows|no credit" log.txt
cat > look.py <<'PY'
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    grades = book.find_submission_notebook("hw", "hw", "ann").grades
    seen = {grade.name: (grade.score, grade.needs_manual_grade) for grade in grades}
print(seen)
assert seen == {"silent": (1.0, False), "warns": (0.0, False), "logs": (0.0, False)}
PY
python look.py 2>/dev/null
