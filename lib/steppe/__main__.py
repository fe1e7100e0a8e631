"""`python -m steppe`: the command without its script."""

import sys

from steppe.cli import main

if __name__ == "__main__":
    sys.exit(main())
