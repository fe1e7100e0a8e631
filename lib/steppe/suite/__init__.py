"""What this project adds to `nbsuite`: facts, claims and verdicts, and what changes when a statement does.

Reads the core and the scenarios. A command of `steppe` is the module of its name; `check` is `checks`, `diff` is
`difference` and `mutate` is `score`. They stand on these:

* the project as nbsuite takes it: `house`, with `scenarios`, the headline of `run`, and `pictures` for warm kernels
* another text: `audit_template` makes an audit, `new` adds to one
* what is stored: `verdicts`
* mutations: `mutations` of one statement; `watched` and `slices` run claims and chapters again only as far as a change
  reaches; `mutate` tries them all; `score` has the marks that may never get worse
"""
