"""Reports: what sold, to whom, and how much."""
