"""A lint of words: no figure and no verdict is typed where a reader meets it.

* `texts`: where readers meet words, in Markdown, tables, pages and code
* `figures`: figures in digits or in words, but for those of `phrases.csv`
* `verdicts`: words of the rule beside the id of a claim
"""
