"""Proof that what stands in the database agrees with itself."""
