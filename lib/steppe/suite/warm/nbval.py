"""A pytest plugin that gives nbval warm kernels: `pytest -p steppe.suite.warm.nbval --nbval notebooks`."""

import pytest

from steppe.suite import warm
from steppe.suite.spared import spare
from steppe.suite.surroundings import SETTLED, UNSETTLING

spare()


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config):
    """One server for a session and all its workers, which inherit the environment, settled as for a run."""
    if hasattr(config, "workerinput"):
        return (yield)
    with warm.kernels() as environment, pytest.MonkeyPatch.context() as patch:
        for name in UNSETTLING:
            patch.delenv(name, raising=False)
        for name, value in (SETTLED | environment).items():
            patch.setenv(name, value)
        return (yield)
