#!/usr/bin/env bash
# Tool: nbgrader 0.9.6, autograde, partial credit: "if the last line of a test
# cell evaluates to a number between 0 and the points, that is the grade".
# Expected: a numpy zero is a zero, and a comparison that is False is not a pass.
# Seen: the grade is read from the text of the result, so only what Python's
# float() takes for a number counts. 0.0 earns 0 of 1. np.float64(0.0), which is
# what numpy 2 shows for the same score, earns 1 of 1, and so do False,
# Fraction(0, 1), Decimal('0') and nan. 0.25 earns 0.25, np.float64(0.25) earns 1.
# For a user: a rubric that computes its score with numpy or pandas worked with
# numpy 1 (which shows 0.0) and gives everybody full points with numpy 2; a test
# cell that ends in `answer == 42` passes whatever the answer is. The log has a
# warning about "other output"; the status is 0, and nothing waits for review.
# Output: all but 0.0 and 0.25 have 1.0.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env >/dev/null; export PATH="$work/env/bin:$PATH"
export IPYTHONDIR="$work/ipython" JUPYTER_RUNTIME_DIR="$work/runtime" JUPYTER_PREFER_ENV_PATH=1
pip install -q nbgrader==0.9.6 nbclient==0.11.0 nbconvert==7.17.2 nbformat==5.11.1 ipykernel==7.4.0 2>/dev/null
pip install -q numpy==2.4.0 2>/dev/null
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
tests = {"zero": "0.0", "numpy_zero": "np.float64(0.0)", "false": "answer == 42", "fraction": "Fraction(0)",
         "decimal": "Decimal(0)", "nan": "float('nan')", "quarter": "0.25", "numpy_quarter": "np.float64(0.25)"}
start = "import numpy as np\nfrom decimal import Decimal\nfrom fractions import Fraction\n"
write("source/hw/hw.ipynb", cell("answer", start + "### BEGIN SOLUTION\nanswer = 7\n### END SOLUTION", False),
      *(cell(name, last, True) for name, last in tests.items()))
PY
python hw.py
nbgrader generate_assignment hw 2>/dev/null; cp source/hw/hw.ipynb submitted/ann/hw/
nbgrader autograde hw > log.txt 2>&1 && echo "autograde: exit 0"
cat > look.py <<'PY'
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    grades = book.find_submission_notebook("hw", "hw", "ann").grades
    seen = {grade.name: grade.score for grade in grades}
    assert not any(grade.needs_manual_grade for grade in grades)
print(seen)
assert {name for name, score in seen.items() if score == 1} == {"numpy_zero", "false", "fraction", "decimal", "nan",
                                                                "numpy_quarter"}
assert (seen["zero"], seen["quarter"]) == (0.0, 0.25)
PY
python look.py 2>/dev/null
