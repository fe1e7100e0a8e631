#!/usr/bin/env bash
# Tool: nbgrader 0.9.6, export (CsvExportPlugin, the default).
# Expected: a file in the format that its name says: a name with a comma is put
# in quotation marks, as Python's csv module, spreadsheets and pandas do.
# Seen: values are joined with commas as they are. A student whose last name is
# "King, Jr." takes two columns, and all that follows moves by one: in the column
# raw_score stands the e-mail address, in the column score the penalty, 0.0.
# A reader that goes by column names (csv.DictReader, a spreadsheet) gives this
# student 0.0 points of 1.0; the points earned, 1.0, stand under another name.
# For a user: grades entered from the export are wrong for whoever has a comma
# in the name, and only for them; the command ends with status 0.
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
mkdir -p source/hw submitted/{king,moss}/hw
cat > hw.py <<'PY'
from make import cell, write
test = cell("test", "assert answer == 42", True)
write("source/hw/hw.ipynb", cell("answer", "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", False), test)
for name in "king", "moss":
    write(f"submitted/{name}/hw/hw.ipynb", cell("answer", "answer = 42", False), test)
PY
python hw.py
nbgrader generate_assignment hw 2>/dev/null
nbgrader db student add king --first-name=Ann --last-name="King, Jr." --email=king@school.example 2>/dev/null
nbgrader db student add moss --first-name=Bob --last-name=Moss --email=moss@school.example 2>/dev/null
nbgrader autograde hw > log.txt 2>&1; nbgrader export > log.txt 2>&1 && echo "export: exit 0"
cat grades.csv
cat > look.py <<'PY'
import csv
from nbgrader.api import Gradebook
rows = {row["student_id"]: row for row in csv.DictReader(open("grades.csv", newline=""))}
with Gradebook("sqlite:///gradebook.db") as book:
    earned = {name: book.find_submission("hw", name).score for name in rows}
read = {name: row["score"] for name, row in rows.items()}
print("in the database:", earned, "| in the column score:", read)
assert earned == {"king": 1.0, "moss": 1.0} and read == {"king": "0.0", "moss": "1.0"}
assert rows["king"]["raw_score"] == "king@school.example"
PY
python look.py 2>/dev/null
