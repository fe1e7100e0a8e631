#!/usr/bin/env bash
# Tool: frictionless 5.21.0 (Table Schema validator), constraint "pattern".
# Expected: Table Schema says a value must match the pattern (XML Schema style,
# so the whole text), and frictionless does anchor it: pattern "cat" refuses
# "category". So pattern "cat|dog" should allow exactly two texts.
# Seen: with "cat|dog" the column cat, dog, category, catXYZ is reported VALID,
# while "dogs" is refused. The anchors go around the raw text of the pattern and
# bind tighter than the bar, so it means "starts with cat, or equals dog".
# "(cat|dog)" behaves as expected and refuses the same values.
# For a user: any pattern with a top-level bar (A|B|C for codes, ids, sites)
# checks only the start of all but its last choice (and a middle choice too); a
# file full of wrong codes gets a clean report and exit status 0.
# Output: ungrouped VALID, exit 0 / grouped INVALID, rows 4 and 5.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env >/dev/null; export PATH="$work/env/bin:$PATH"
pip install -q frictionless==5.21.0 2>/dev/null
printf 'code\ncat\ndog\ncategory\ncatXYZ\n' > codes.csv
printf 'code\ncat\ndogs\n' > plural.csv
schema() { printf '{"fields":[{"name":"code","type":"string","constraints":{"pattern":"%s"}}]}' "$1" > "$2"; }
schema 'cat' one.json; schema 'cat|dog' open.json; schema '(cat|dog)' grouped.json
cat > run.py <<'PY'
from frictionless import Resource, Schema
def bad_rows(data, schema):
    report = Resource(path=data, schema=Schema.from_descriptor(schema)).validate()
    return [row for row, kind in report.flatten(["rowNumber", "type"])]
seen = {}
for data, schema in [("codes.csv", "one.json"), ("codes.csv", "open.json"),
                     ("plural.csv", "open.json"), ("codes.csv", "grouped.json")]:
    seen[data, schema] = bad_rows(data, schema)
    print(data, schema, "refused rows:", seen[data, schema])
assert seen["codes.csv", "one.json"] == [3, 4, 5]      # one word: whole text is compared
assert seen["codes.csv", "open.json"] == []            # cat|dog: category and catXYZ pass
assert seen["plural.csv", "open.json"] == [3]          # ... but dogs does not
assert seen["codes.csv", "grouped.json"] == [4, 5]     # (cat|dog): both are refused
PY
python run.py
frictionless validate codes.csv --schema open.json > report.txt && echo "command line with cat|dog: exit 0"
grep -q VALID report.txt; ! grep -q INVALID report.txt
