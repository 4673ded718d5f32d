"""Composite keys, relations between the rows of one property, the guard and the transactions of the house."""
