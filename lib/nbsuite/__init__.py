"""Folders of parameterised notebooks: run them, keep what is unchanged, verify and compare their outputs.

* a request: `project` and its hooks, `parameters` (names and types), `jobs` (what is wrong is refused)
* a run: `run`, `runner`, `execution` (papermill, for one notebook), `workers` or `cluster`, `warm` kernels; `key` is
  what it depends on, `reads` what it was seen to read
* what is kept: `store` (the canonical form), `files` (a whole one is told from a partial one), `manifest`
"""
