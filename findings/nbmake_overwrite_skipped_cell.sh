#!/usr/bin/env bash
# Tool: nbmake 1.5.5 (pytest plugin), option --overwrite with a cell tagged
# "skip-execution".
# Expected: the tag leaves a cell alone. People put it on the slow or paid cell
# and keep its stored result; --overwrite should refresh the cells that ran.
# The notebook client underneath does just that: `jupyter execute --inplace`
# on the same file keeps the skipped cell's output.
# Seen: after `pytest --nbmake --overwrite` the skipped cell was not run, but its
# stored output is gone from the file, while its execution count (7) stays:
# "before: 7 ['RESULT 42'] after nbmake: 7 []". The test passes, no message.
# For a user: the one result that is expensive to get again is deleted from the
# notebook on disk by a green test run; a commit hook then publishes the hole.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env >/dev/null; export PATH="$work/env/bin:$PATH"
export IPYTHONDIR="$work/ipython" JUPYTER_RUNTIME_DIR="$work/runtime" JUPYTER_PREFER_ENV_PATH=1
pip install -q nbmake==1.5.5 pytest==9.2.0 nbclient==0.11.0 ipykernel==7.4.0 2>/dev/null
cat > make.py <<'PY'
import sys, nbformat
from nbformat import v4
slow = v4.new_code_cell("raise SystemError('must not run')", execution_count=7,
    metadata={"tags": ["skip-execution"]},
    outputs=[v4.new_output("stream", name="stdout", text="RESULT 42")])
book = v4.new_notebook(cells=[slow, v4.new_code_cell("print('fresh')")])
book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
nbformat.write(book, sys.argv[1])
PY
cat > look.py <<'PY'
import sys, nbformat
cells = nbformat.read(sys.argv[1], 4).cells
print([(c.execution_count, [o.text.strip() for o in c.outputs]) for c in cells])
PY
python make.py a.ipynb; python make.py b.ipynb
echo "before:          $(python look.py a.ipynb)"
pytest -q --nbmake --overwrite a.ipynb > log.txt; grep -q '1 passed' log.txt && echo "pytest: 1 passed"
jupyter execute --inplace b.ipynb 2>/dev/null
after_nbmake=$(python look.py a.ipynb); after_client=$(python look.py b.ipynb)
echo "after nbmake:    $after_nbmake"
echo "after nbclient:  $after_client"
[ "$after_nbmake" = "[(7, []), (1, ['fresh'])]" ]
[ "$after_client" = "[(7, ['RESULT 42']), (1, ['fresh'])]" ]
