"""Notebooks as files: run them, store them, compare them, check them.

Reads the core and the scenarios, never the display layer. Every module has one job:

* `house`: where notebooks, references and README are
* `notebooks`: find notebooks, read what they declare
* `inputs`: read all data first
* `door`: refuse a wrong request before anything starts
* `key`: what a run rests on, as one number; `seal`: tell a whole file from a changed or a partial one
* `runner`: each execution once, the unchanged not at all; `execution`: papermill, for one notebook; `workers`: the
  processes that do it, with `spared` to start quickly
* `store`: one canonical form on disk; `palette`: a picture as a small file, `pictures`: each rendered once,
  `fingerprint`: what a figure draws, as one number
* `manifest`, `verify`: whether a folder of runs is as it was left
* `verdicts`: the matrix of every scenario as text and table; `record`: every verdict as a line of json
* `meaning`: what changed between two stored notebooks
* `refresh`: rebuild all that is stored
* `parameters`: the parameters cells against the vocabulary
* `readme`: the table and the picture of the README
* `stored`: all that is stored, read once
* `checks`: the cheap checks, with `traces` as their eyes
* `mutations`: what may be wrong with one statement
* `watched`, `slices`, `observed`: claims and chapters in one process, again only as far as a change reaches
* `mutate`: every mutation tried; `score`: what came of it, printed and kept;
  `survivors`: what goes unseen, with the `reasons` written for it
* `ratchet`: what may never get worse
* `run`: what `steppe run` does and prints
* `book`: the rendered book, from what `staging` lays out, with the sentences of `alternative`
"""
