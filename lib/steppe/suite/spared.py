"""What the processes of the suite do without.

Before it reads notebooks, jsonschema loads a grammar of IRIs wherever one is installed. That takes three times as
long as papermill and all that it needs, and notebooks have no IRIs to check.
"""

import sys


def spare() -> None:
    """Keeps this process from loading it."""
    sys.modules.setdefault("rfc3987_syntax", None)


def pytest_addoption() -> None:
    """As a plugin, `-p steppe.suite.spared`: pytest calls this before it loads those that are installed, as nbval."""
    spare()
