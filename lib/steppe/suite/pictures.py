"""A cache of pictures for the kernels of one server: a figure that several of them draw is rendered once.

The cache key is a hash of all that a figure holds, to the last bit, so that what is found is what would have been
rendered.
"""

import hashlib
import io
import logging
import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from IPython.core.ultratb import AutoFormattedTB
from matplotlib.transforms import TransformNode

import steppe
from steppe import facts
from steppe.display import figure
from steppe.suite import verdicts

# The packages that are loaded before kernels are forked; any other may lie beside a notebook.
SHARED = frozenset(name.partition(".")[0] for name in sys.modules) - {"__main__"}
READ = ExitStack()  # facts that are given until the process ends


def preload(folder: str) -> None:
    """Loads what chapters import, judges the claims under every scenario, installs the cache: once for all kernels."""
    for name in steppe.__all__:
        getattr(steppe, name)
    READ.enter_context(facts.given(facts.load(), as_read=True))
    verdicts.of_all(facts.load())
    try:  # IPython looks up what it knows of all modules for the first traceback that it shows
        raise ValueError
    except ValueError as error:
        AutoFormattedTB("Context", "neutral").structured_traceback(type(error), error, error.__traceback__)
    install(folder)


def install(folder: str) -> None:
    """From here on, pictures are taken from `folder` and put into it, as long as it is there."""
    figure.render = partial(cached, Path(folder), render=figure.render)


def cached(folder: Path, fig, render: Callable[[object], bytes]) -> bytes:
    """What `render` makes of a figure, or made of the same figure before.

    A figure without a key, one that is warned about, or one for a folder that is gone, is rendered each time.
    """
    key = _key(fig)
    if key is None:
        return render(fig)
    with suppress(OSError):
        return (folder / key).read_bytes()
    with _told() as told:
        rendered = render(fig)
    with suppress(OSError):
        if told:
            return rendered
        part = folder / f"{key}.{os.getpid()}"
        part.write_bytes(rendered)
        part.replace(folder / key)
    return rendered


@contextmanager
def _told() -> Iterator[list]:
    """Collects the warnings and the messages that are given while it is open; they are shown as ever."""
    told: list = []
    shown, record = warnings.showwarning, logging.getLogRecordFactory()
    warnings.showwarning = lambda *about, **more: told.append(about) or shown(*about, **more)
    logging.setLogRecordFactory(lambda *about, **more: told.append(about) or record(*about, **more))
    try:
        yield told
    finally:
        warnings.showwarning = shown
        logging.setLogRecordFactory(record)


def _key(fig) -> str | None:
    """The hash of a figure; None for one that holds a function of a notebook's own, or of a module of its own.

    A function of a package in SHARED is known by its name, which means the same in all kernels of one server.
    """
    pickled = io.BytesIO()
    try:
        _Pickler(pickled).dump(fig)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return hashlib.sha256(pickled.getvalue()).hexdigest()


class _Pickler(pickle.Pickler):
    """Leaves out by which transforms a transform is used: these are addresses in memory, which draw nothing."""

    def reducer_override(self, thing):
        module = getattr(thing, "__module__", None) or "builtins"
        if module.partition(".")[0] not in SHARED:
            raise pickle.PicklingError(f"{thing!r} is a notebook's own")
        if isinstance(thing, TransformNode):
            return object.__new__, (type(thing),), thing.__dict__ | {"_parents": None}
        return NotImplemented
