"""Notebooks as files: run them, store them, compare them, check them.

Reads the core and the scenarios, never the display layer. A command of `steppe` is the module of its name; `check` is
`checks`, `diff` is `difference` and `mutate` is `score`. They stand on these:

* a request: `house`, `notebooks`, `scenarios`, `door` (what is wrong is refused)
* a run: `runner`, `execution` (papermill, for one notebook), `workers` or `cluster`, `warm` kernels; `key` is what it
  depends on, `seal` tells a whole file from a partial one, `manifest` lists a folder of them
* a notebook on disk: `store`, with `pictures` and `fingerprint` for its figures; what changed is said by
  `nbsuite.compare` and `nbsuite.references`
* what is stored: `verdicts`, `ratchet` (what may never get worse), `parameters`
* mutations: `mutations` of one statement; `watched` and `slices` run claims and chapters again only as far as a change
  reaches; `mutate` tries them all
"""
