"""`python -m nbsuite`: the command."""

from nbsuite.cli import main

raise SystemExit(main())
