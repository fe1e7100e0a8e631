"""YAML as far as parameters need it: a mapping of plain values, or of lists and mappings of these, read one way.

What would surprise is refused: a key twice or other than text (`<<` merges, `yes` is a truth), an anchor, an alias, a
tag, in a flat file a value within a value, a number other than in plain decimals (YAML 1.1 takes 0100 for 64 and 1:30
for 90), a date without quotes. So is a text of more than LONGEST characters, before any of it is parsed.
"""

import re

import yaml

from nbsuite.errors import DataError, shown

EXPECTED = "lines such as flow: net"
LONGEST = 64_000
_NUMBERS = {
    int: re.compile(r"[-+]?(0|[1-9][0-9]{0,14})"),
    float: re.compile(r"[-+]?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}"),
}


class _Plain(yaml.SafeLoader):
    is_flat = True

    def compose_node(self, parent, index):
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            _refuse("an anchor or an alias", "values written out", event)
        if event.tag:
            _refuse(f"the tag {shown(event.tag)}", "a plain value", event)
        if self.is_flat and parent is not None and not isinstance(event, yaml.ScalarEvent):
            _refuse("a value within a value", "one plain value a line", event)
        if parent is None and not isinstance(event, yaml.MappingStartEvent):
            _refuse("no mapping", EXPECTED, event)
        return super().compose_node(parent, index)

    def construct_unique(self, node):
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                _refuse("a list or a mapping as a name", "plain names", key)
            if key.tag != self.DEFAULT_SCALAR_TAG:
                _refuse(f"{shown(key.value)} as a name", "plain names", key)
            if key.value in seen:
                _refuse(f"{shown(key.value)} a second time", "each name once", key)
            seen.add(key.value)
        return self.construct_yaml_map(node)

    def construct_number(self, node):
        kind = int if node.tag.endswith("int") else float
        if not _NUMBERS[kind].fullmatch(node.value):
            _refuse(shown(node.value), "a number in plain decimals", node)
        return kind(node.value)

    def refuse_day(self, node):
        _refuse(shown(node.value), f"a date in quotes: '{node.value[:10]}'", node)


def _refuse(found: str, expected: str, at):
    raise DataError(at.start_mark.name, found, expected, at.start_mark.line + 1)


for _tag, _construct in {
    "map": _Plain.construct_unique, "int": _Plain.construct_number, "float": _Plain.construct_number,
    "timestamp": _Plain.refuse_day,
}.items():
    _Plain.add_constructor(f"tag:yaml.org,2002:{_tag}", _construct)


def read(file: str, text: str, is_flat: bool = True) -> dict:
    """The values of a YAML text by name; is_flat: no value may hold others. Raises DataError, naming `file`."""
    if len(text) > LONGEST:
        raise DataError(file, f"{len(text):,} characters", f"at most {LONGEST:,}")
    try:
        loader = _Plain(text)
        loader.name, loader.is_flat = file, is_flat
        values = loader.get_single_data()
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise DataError(file, f"no YAML ({problem})", EXPECTED, mark and mark.line + 1) from None
    except RecursionError:
        raise DataError(file, "values within values without end", EXPECTED) from None
    if not values:
        raise DataError(file, "no values", EXPECTED)
    return values
