"""The environment variables under which notebooks run: whatever the caller has set, the outputs are the same.

Variables that say where modules are stay, and so do those that no output of a chapter is seen to depend on.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

SETTLED = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "MATPLOTLIBRC": os.devnull,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
UNSETTLING = (
    "JUPYTER_DEFAULT_PROVISIONER_NAME",
    "JUPYTER_PATH",
    "PROJ_DATA",
    "PROJ_LIB",
    "PROJ_NETWORK",
    "PYTHONBREAKPOINT",
    "PYTHONDEVMODE",
    "PYTHONINSPECT",
    "PYTHONINTMAXSTRDIGITS",
    "PYTHONIOENCODING",
    "PYTHONOPTIMIZE",
    "PYTHONPROFILEIMPORTTIME",
    "PYTHONSAFEPATH",
    "PYTHONSTARTUP",
    "PYTHONUTF8",
    "PYTHONVERBOSE",
    "PYTHONWARNINGS",
)


def settle(environment: MutableMapping[str, str]) -> MutableMapping[str, str]:
    """Changes an environment into one under which notebooks run, and returns it."""
    for name in UNSETTLING:
        environment.pop(name, None)
    environment.update(SETTLED)
    return environment
