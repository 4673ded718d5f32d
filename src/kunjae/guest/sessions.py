"""Sessions of guests: a random token in a cookie or a header, its hash in a row, one booking behind it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from kunjae.guest.facts import Session
from kunjae.guest.models import GuestSession
from kunjae.guest.rules import SESSION_LASTS, session_holds, session_to_note
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows, Write, deleting, updating
from kunjae.tenancy.transactions import one_transaction

LONGEST_TOKEN = 100

_SESSION = Rows(
    lambda hotel, hashed: (
        GuestSession.objects.of(hotel)
        .filter(hash=hashed)
        .values_list(
            "id",
            "booking_id",
            "booking__code",
            "booking__language",
            "booking__booker_id",
            "began_at",
            "seen_at",
            "expires_at",
        )
    )
)
_SEEN = Write(
    lambda hotel, session, now: updating(GuestSession.objects.of(hotel).filter(id=session), seen_at=now)
)
_END = Write(lambda hotel, session: deleting(GuestSession.objects.of(hotel).filter(id=session)))


def hash_of(token: str) -> str:
    """What is kept of a token: enough to know it again, too little to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin_session(property: Property, booking_id: UUID, now: datetime) -> str:
    """A new session of that booking, inside the transaction of the caller; its token, which is nowhere else."""
    token = secrets.token_urlsafe(32)
    GuestSession(
        property=property,
        booking_id=booking_id,
        hash=hash_of(token),
        began_at=now,
        seen_at=now,
        expires_at=now + SESSION_LASTS,
    ).save(force_insert=True)
    return token


def session_of(property: Property, token: str, now: datetime) -> Session | None:
    """The session of this token at this property, if it still holds: one query, and one more every ten minutes."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    row = _SESSION.first(property.id, hash_of(token))
    session = Session(*row) if row else None
    if session is None or not session_holds(session, now):
        return None
    if session_to_note(session, now):
        _note_use(property, session.id, now)
    return session


@one_transaction
def _note_use(property: Property, session_id: UUID, now: datetime) -> None:
    _SEEN(property.id, session_id, now)


@one_transaction
def end_session(*, property: Property, session_id: UUID) -> None:
    """Sign out: the token opens nothing any more."""
    _END(property.id, session_id)
