"""How evidence is shown. pandas and matplotlib load when a function first needs them, not when a module is imported."""
