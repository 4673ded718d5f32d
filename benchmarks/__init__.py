"""`make bench`: how quick the house is, beside the bare database, in one table. `python -m benchmarks --help`."""
