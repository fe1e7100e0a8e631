"""A pytest plugin that gives nbval warm kernels, which render no figures: `pytest -p tests.warm --nbval notebooks`."""

import os
from unittest.mock import patch

import pytest

from nbsuite import warm
from nbsuite.surroundings import settle, spare
from steppe.language import ENGLISH, VARIABLE

spare()


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config):
    """One server for a session and all its workers, which inherit the environment, settled as for a run."""
    if hasattr(config, "workerinput"):
        return (yield)
    with warm.kernels(preload="tests.blank:preload") as environment, patch.dict(os.environ):
        settle(os.environ).update(environment | {VARIABLE: ENGLISH})  # what is stored is English
        return (yield)
