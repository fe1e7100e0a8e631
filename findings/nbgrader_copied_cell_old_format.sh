#!/usr/bin/env bash
# Tool: nbgrader 0.9.6, autograde, with a notebook in which a student has copied
# an answer cell (JupyterLab: select, C, V; the metadata are copied too).
# Expected: the copy is passed over (there is a step for it, DeduplicateIds, and
# the log says "Cell with id 'answer' exists multiple times!"); the others of
# the class are graded in any case, as they are after every other failure.
# Seen: DeduplicateIds empties the metadata of the copy, and the next step takes
# an empty entry for version 0 of the format. autograde ends with status 1 and
# "One or more notebooks in the assignment use an old version of the nbgrader
# metadata format ... nbgrader update ."; the name of the student is not in that
# message. ann, before bob in the alphabet, is graded; bob, who copied, and cid,
# whose notebook is sound, are not.
# For a user: following the advice updates nothing and helps nothing: `nbgrader
# update .` ends with status 1 too (there the file and "Duplicate grade id" are
# in the log), autograde fails as before, and the rest of the class stays
# ungraded until somebody edits the metadata of that notebook.
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
mkdir -p source/hw submitted/{ann,bob,cid}/hw
cat > hw.py <<'PY'
from make import cell, write
answer, test = cell("answer", "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", False), cell("test", "assert answer == 42", True)
write("source/hw/hw.ipynb", answer, test)
for name in "ann", "cid":
    write(f"submitted/{name}/hw/hw.ipynb", cell("answer", "answer = 42", False), test)
write("submitted/bob/hw/hw.ipynb", cell("answer", "answer = 41", False), cell("answer", "answer = 42", False), test)
PY
python hw.py
nbgrader generate_assignment hw 2>/dev/null
status=0; nbgrader autograde hw > log.txt 2>&1 || status=$?
echo "autograde: exit $status"; grep -A4 "ERROR" log.txt
[ "$status" = 1 ]
grep -q "exists multiple times" log.txt; grep -q "old version" log.txt
! grep "ERROR" -A9 log.txt | grep -q bob
for command in "nbgrader update ." "nbgrader autograde hw"; do
    status=0; $command > log.txt 2>&1 || status=$?
    echo "then $command: exit $status"; [ "$status" = 1 ]
done
[ "$(echo autograded/*/hw/hw.ipynb)" = autograded/ann/hw/hw.ipynb ] && echo "graded: ann alone"
