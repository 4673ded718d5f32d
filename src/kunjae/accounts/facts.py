"""Who does something, as a history remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind`: staff, token, guest or system. `name` is what a history shows: an e-mail address, a token's name.
    `silent`: the outside does not hear of what they do, as of an importer, who only writes down what happened."""

    kind: str
    name: str
    id: UUID | None = None
    silent: bool = False


SYSTEM = Actor("system", "Kunjae")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One person who works for a hotel. `seen` is a fingerprint of all that may be changed of them."""

    id: UUID
    email: str
    name: str
    role: str
    last_sign_in: datetime | None
    has_second_factor: bool
    seen: str
