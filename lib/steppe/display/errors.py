"""What a display refuses, told in one line."""


class DisplayError(ValueError):
    """A template or a value that cannot be shown; notebooks print it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]
