#!/usr/bin/env bash
# Tool: testbook 0.4.2 (unit tests for functions inside a notebook).
# Expected: a value passed to a notebook function arrives as it was sent, or the
# call is refused; comparing a notebook object with an equal value gives True.
# Seen: sets and bytes are sent as quoted text and integer dictionary keys as
# text keys, all silently. kind({1, 2}) sees 'str', kind(b'x') sees 'str', and
# price({1: 10, 2: 20}, 1) (a plain lookup with default 0) returns 0, not 10.
# tb.ref("s") == {1, 2} is False though s is {1, 2} in the notebook, so
# `assert tb.ref("s") != {1, 2}` passes. A notebook NaN comes back as the text
# 'nan', and the notebook dictionary {1: 'a'} as {'1': 'a'}.
# For a user: the test examines the function with other data than the test says;
# it may fail for no reason in the notebook, or pass though the code is wrong.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env >/dev/null; export PATH="$work/env/bin:$PATH"
export IPYTHONDIR="$work/ipython" JUPYTER_RUNTIME_DIR="$work/runtime" JUPYTER_PREFER_ENV_PATH=1
pip install -q testbook==0.4.2 nbclient==0.11.0 ipykernel==7.4.0 2>/dev/null
cat > run.py <<'PY'
from nbformat import v4
from testbook import testbook
book = v4.new_notebook(cells=[v4.new_code_cell(
    "s = {1, 2}\nd = {1: 'a'}\nmissing = float('nan')\n"
    "def kind(x): return type(x).__name__\n"
    "def price(table, number): return table.get(number, 0)\n"
    "def check(): return [kind({1, 2}), kind(b'x'), price({1: 10, 2: 20}, 1), s == {1, 2}]")])
with testbook(book, execute=True) as tb:
    kind, price = tb.ref("kind"), tb.ref("price")
    inside = tb.ref("check")()
    outside = [kind({1, 2}), kind(b"x"), price({1: 10, 2: 20}, 1), tb.ref("s") == {1, 2}]
    back = [tb.ref("missing"), dict(tb.ref("d"))]
    wrong_assert_passes = tb.ref("s") != {1, 2}
print("in the notebook:      ", inside)
print("same calls from test: ", outside)
print("values read back:     ", back, "| s != {1, 2}:", wrong_assert_passes)
assert inside == ["set", "bytes", 10, True]
assert outside == ["str", "str", 0, False]
assert back == ["nan", {"1": "a"}] and wrong_assert_passes is True
PY
python run.py 2>/dev/null
