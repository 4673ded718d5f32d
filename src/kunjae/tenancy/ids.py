"""Identifiers made in Python: no sequence, no central counter."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A new UUIDv7: rows sort by the time they were made, on any machine of a cluster."""
    return uuid7()
