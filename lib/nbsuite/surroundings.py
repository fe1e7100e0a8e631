"""What surrounds the processes of the suite: environment variables that are settled, and a library they do without.

Whatever the caller has set, the outputs are the same. Variables that say where modules are stay, and so do those that
no output is seen to depend on.
"""

import os
import sys
from collections.abc import MutableMapping

SETTLED = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "MATPLOTLIBRC": os.devnull,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}
PATH = "PYTHONPATH"
UNSETTLING = (
    "JUPYTER_DEFAULT_PROVISIONER_NAME", "JUPYTER_PATH", "PROJ_DATA", "PROJ_LIB", "PROJ_NETWORK",
    "PYTHONBREAKPOINT", "PYTHONDEVMODE", "PYTHONINSPECT", "PYTHONINTMAXSTRDIGITS", "PYTHONIOENCODING", "PYTHONOPTIMIZE",
    "PYTHONPROFILEIMPORTTIME", "PYTHONSAFEPATH", "PYTHONSTARTUP", "PYTHONUTF8", "PYTHONVERBOSE", "PYTHONWARNINGS",
)  # fmt: skip


def settle(environment: MutableMapping[str, str]) -> MutableMapping[str, str]:
    """Changes an environment into one under which notebooks run, and returns it."""
    for name in UNSETTLING:
        environment.pop(name, None)
    environment.update(SETTLED)
    if PATH in environment:  # kernels run in other folders, and are to find the same modules
        environment[PATH] = os.pathsep.join(map(os.path.abspath, environment[PATH].split(os.pathsep)))
    return environment


def spare() -> None:
    """Keeps this process from loading a grammar of IRIs.

    Before it reads notebooks, which have no IRIs, jsonschema loads one wherever it is installed. That takes three times
    as long as papermill and all that it needs.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def pytest_addoption() -> None:
    """As a plugin, `-p nbsuite.surroundings`: pytest calls this before it loads those installed, as nbval."""
    spare()
