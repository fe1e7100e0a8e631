"""Pictures rendered once for all kernels of one server that draw the same figure.

The server of warm kernels sets `folder` and takes it away at its end. A page is known by all that its figure
holds, to the last bit, so that what is found there is what would have been rendered.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

folder: str | None = None


def once(fig, render: Callable[[], bytes]) -> bytes:
    """What `render` makes of a figure, or made of the same figure before.

    Without a folder, or where a figure cannot be told apart in full, it is rendered each time.
    """
    page = _page(fig)
    if page is None:
        return render()
    with suppress(OSError):
        return page.read_bytes()
    rendered = render()
    with suppress(OSError):
        part = page.with_suffix(f".{os.getpid()}")
        part.write_bytes(rendered)
        part.replace(page)
    return rendered


def _page(fig) -> Path | None:
    """Where a picture of the figure is kept; None without a folder or for a figure with code of a notebook's own."""
    if folder is None:
        return None
    told = io.BytesIO()
    try:
        _Whole(told).dump((os.getcwd(), fig))  # a function is known by its name, which means the same in one folder
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return Path(folder, hashlib.sha256(told.getvalue()).hexdigest())


class _Whole(pickle.Pickler):
    """All that a figure holds. Transforms know who follows them by address in memory, which draws nothing."""

    def reducer_override(self, thing):
        from matplotlib.transforms import TransformNode

        if getattr(thing, "__module__", None) == "__main__":
            raise pickle.PicklingError(f"{thing!r} is a notebook's own")
        if isinstance(thing, TransformNode):
            return object.__new__, (type(thing),), thing.__dict__ | {"_parents": None}
        return NotImplemented
