"""The change engine: operations on a booking's stays, planned and priced. Pure (rules.md 2 to 6)."""

from kunjae.changes.rules.plan import plan

__all__ = ["plan"]
