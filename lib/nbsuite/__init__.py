"""Folders of parameterised notebooks: run them, keep what is unchanged, verify and compare their outputs."""
