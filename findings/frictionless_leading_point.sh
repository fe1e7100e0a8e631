#!/usr/bin/env bash
# Tool: frictionless 5.21.0, Table Schema field type "number" with
# "bareNumber": false (the documented switch for prices and percentages: units
# before or after the number are stripped).
# Expected: "$1.25" is 1.25 and "$.50" is 0.50; a decimal point belongs to the
# number. With bareNumber true the text ".5" is read as 0.5.
# Seen: "$.50" is read as 50, ".5%" as 5, ",5 kg" (decimalChar ",") as 5: the
# point is thrown away with the unit, a factor of ten or a hundred, no error.
# "-.5" is read as -0.5, because the minus sign protects its point, so in one
# column the negative half is right and the positive half ten times too big.
# For a user: validate says VALID, extract hands on amounts that are 10 or 100
# times too large, and only for values written without a leading zero.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env >/dev/null; export PATH="$work/env/bin:$PATH"
pip install -q frictionless==5.21.0 2>/dev/null
printf 'item,price\nstamp,$.50\ncard,$1.25\nbox,$0.50\n' > shop.csv
printf '{"fields":[{"name":"item","type":"string"},{"name":"price","type":"number","bareNumber":false}]}' > shop.json
frictionless validate shop.csv --schema shop.json > report.txt && echo "validate: exit 0"
frictionless extract shop.csv --schema shop.json --json | tee rows.json
cat > run.py <<'PY'
import json
from decimal import Decimal
from frictionless import Field
prices = [row["price"] for row in json.load(open("rows.json"))["shop"]]
assert [Decimal(p) for p in prices] == [50, Decimal("1.25"), Decimal("0.5")], prices
def read(text, **options):
    value, notes = Field.from_descriptor({"name": "x", "type": "number", **options}).read_cell(text)
    print(repr(text), options, "->", value, notes)
    assert notes is None
    return value
assert read(".5") == Decimal("0.5")
assert read(".5", bareNumber=False) == 5
assert read(".5%", bareNumber=False) == 5
assert read("-.5", bareNumber=False) == Decimal("-0.5")
assert read(",5 kg", bareNumber=False, decimalChar=",") == 5
PY
python run.py
