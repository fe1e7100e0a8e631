"""The error of what cannot be shown."""

from nbsuite.errors import OneLineError


class DisplayError(OneLineError, ValueError):
    """Something that cannot be shown: a template, a value, a figure."""
