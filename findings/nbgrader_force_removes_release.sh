#!/usr/bin/env bash
# Tool: nbgrader 0.9.6, generate_assignment --force, after the teacher has added
# a test to an assignment that somebody has handed in.
# Expected: what it may not do it refuses first, and leaves the release as it
# was: "Cannot add or remove cells ... because there are submissions associated
# with it" is known before anything is written.
# Seen: the old release is removed first, then the refusal comes, then what was
# left is removed too. release/hw is gone; status 1. Without --force the command
# says "Skipping existing assignment", status 0, and the change is not released.
# For a user: the notebook that the class works from is deleted by a command
# that then says that nothing can be changed. It cannot be made again as long as
# the source has the new test.
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
import sys
from make import cell, write
write("source/hw/hw.ipynb", cell("answer", "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", False),
      *(cell(f"test{number}", "assert answer == 42", True) for number in range(int(sys.argv[1]))))
PY
python hw.py 1
nbgrader generate_assignment hw 2>/dev/null; cp release/hw/hw.ipynb submitted/ann/hw/
nbgrader autograde hw > log.txt 2>&1
python hw.py 2
nbgrader generate_assignment hw > skipped.txt 2>&1 && echo "without --force: exit 0"
grep -q "Skipping existing" skipped.txt; ls release/hw
status=0; nbgrader generate_assignment hw --force > log.txt 2>&1 || status=$?
echo "with --force: exit $status"; grep "RuntimeError" log.txt | tail -1
[ "$status" = 1 ] && grep -q "Cannot add or remove cells" log.txt
[ ! -e release/hw ] && echo "release/hw: gone"
