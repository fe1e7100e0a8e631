"""How evidence is shown: bound sentences, evidence tables, verdict boxes, figures.

Every verb returns an object that Jupyter displays as the last expression of a cell. pandas and
matplotlib load when a verb first needs them, never when a module is imported.
"""
