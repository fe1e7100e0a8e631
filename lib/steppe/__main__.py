"""`python -m steppe`: the command without its script."""

from steppe.cli import main

raise SystemExit(main())
