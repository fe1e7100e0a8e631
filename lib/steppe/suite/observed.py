"""What of a displayed object counts as seen: bound values, computed tables, drawn data."""

from __future__ import annotations

BOUND = "application/vnd.steppe.say+json"
FIGURE, WORDS = "figure", "words"


def observed(shown: object) -> tuple[str, object] | None:
    """The kind of a displayed object and what in it must move when a statement it hangs on does.

    Of a figure the data drawn; of a sentence or a box the values bound to it; of a table the figures
    computed in it. None for all else: a listing of the evidence, which shows a statement and proves nothing
    by it. Objects are known by their protocol, not by their class.
    """
    drawn = getattr(shown, "digest", None)
    if drawn is not None:
        return FIGURE, drawn
    computed = getattr(shown, "computed", None)
    if any(figures for row in computed or () for figures in row):
        return WORDS, computed
    bundle = getattr(shown, "_repr_mimebundle_", dict)()
    bound = (bundle[0] if isinstance(bundle, tuple) else bundle).get(BOUND)
    return (WORDS, _without_ids(bound["values"])) if bound else None


def _without_ids(values: object) -> object:
    """Bound values without the names of the statements behind them."""
    if isinstance(values, dict):
        return {name: _without_ids(value) for name, value in values.items() if name != "ids"}
    return [_without_ids(value) for value in values] if isinstance(values, list) else values
