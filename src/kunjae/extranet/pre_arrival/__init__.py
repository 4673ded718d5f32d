"""Increase sales > Mail before arrival."""
