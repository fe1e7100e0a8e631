from steppe.cli import main

raise SystemExit(main())
