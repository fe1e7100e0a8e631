"""A pytest plugin that gives nbval warm kernels: `pytest -p steppe.suite.warm.nbval --nbval notebooks`."""

import pytest

from steppe.suite import warm
from steppe.suite.spared import spare

spare()


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config):
    """One server for a session and all its workers, which inherit the environment."""
    if hasattr(config, "workerinput"):
        return (yield)
    with warm.kernels() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return (yield)
