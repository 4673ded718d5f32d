"""Getting in: booking number and PIN, or a link. What fails is counted; what is over is cleared away."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Count, Max
from django.utils.crypto import salted_hmac

from kunjae.accounts.encryption import decrypt, encrypt
from kunjae.bookings.guest_links import read_link
from kunjae.bookings.models import Booking
from kunjae.guest.errors import LinkOver, SlowedDown, WrongSignIn
from kunjae.guest.facts import Failures, Tried
from kunjae.guest.models import FailedTry, GuestLink, GuestSession
from kunjae.guest.reading import typed_code, typed_pin
from kunjae.guest.rules import COUNTED_FOR, SESSION_IDLE, next_try
from kunjae.guest.sessions import begin_session, hash_of
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.prepared import Rows
from kunjae.tenancy.transactions import run_in_transaction

NOBODYS_PIN = "------"
"""Compared with where there is no booking: nobody can type it."""

_PIN = Rows(
    lambda hotel, code: (
        Booking.objects.of(hotel).filter(code=code).values_list("id", "code", "language", "pin")
    )
)
_BOOKING = Rows(
    lambda hotel, id: Booking.objects.of(hotel).filter(id=id).values_list("id", "code", "language")
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A guest who just got in: the session's token, the booking, its language."""

    token: str
    booking_id: UUID
    code: str
    language: str


def sign_in(*, property: Property, code: str, pin: str, address: str, now: datetime) -> SignedIn:
    """Open the booking to whoever knows its number and PIN, both as typed; `address`: the caller's on the network.

    A booking that does not exist takes the same steps as a wrong PIN. Tries of one property come one after the other,
    so that a thousand at once are counted like a thousand in a row.
    Raises WrongSignIn, SlowedDown.
    """
    subjects = {
        Tried.BOOKING: _subject(property, Tried.BOOKING, typed_code(code)),
        Tried.ADDRESS: _subject(property, Tried.ADDRESS, address),
    }
    outcome = run_in_transaction(
        lambda: _try(property, typed_code(code), typed_pin(pin), subjects, now)
    )  # a try that fails is kept: it is told of after COMMIT
    if isinstance(outcome, SignedIn):
        return outcome
    raise outcome


def _try(
    property: Property, code: str, pin: str, subjects: Mapping[Tried, str], now: datetime
) -> SignedIn | WrongSignIn | SlowedDown:
    # A hotel's rows are inserted all the time, and each looks that the hotel is there: this lock lets them.
    list(Property.objects.select_for_update(no_key=True).filter(id=property.id).values_list("id"))
    if until := next_try(_failures(property, subjects, now), now):
        return SlowedDown(until, now)
    booking_id, found, language, secret = _PIN.first(property.id, code) or (None, "", "", nobodys_secret())
    if not _fits(secret, pin) or booking_id is None:
        _forget_old(property, now, only_tries=True)
        insert_rows(
            FailedTry,
            property.id,
            [{"kind": kind.value, "subject": subject, "at": now} for kind, subject in subjects.items()],
        )
        return WrongSignIn()
    FailedTry.objects.of(property).filter(
        kind=Tried.BOOKING.value, subject=subjects[Tried.BOOKING]
    ).delete()  # the address's stay: else one's own booking would make room for guessing another's
    _forget_old(property, now)
    return SignedIn(begin_session(property, booking_id, now), booking_id, found, language)


def _failures(property: Property, subjects: Mapping[Tried, str], now: datetime) -> dict[Tried, Failures]:
    """What failed of late for this booking number and this address, in one query."""
    rows = (
        FailedTry.objects.of(property)
        .filter(subject__in=list(subjects.values()), at__gt=now - COUNTED_FOR)
        .values("kind")
        .annotate(count=Count("id"), last=Max("at"))
        .values_list("kind", "count", "last")
    )
    return {Tried(kind): Failures(count, last) for kind, count, last in rows}


def _fits(secret: str, pin: str) -> bool:
    """Whether it is the PIN. One that another installation encrypted fits nothing."""
    try:
        right = decrypt(secret)
    except InvalidToken:
        right = NOBODYS_PIN
    return hmac.compare_digest(right.encode(), pin.encode("utf-8", "replace")) and right != NOBODYS_PIN


def nobodys_secret() -> str:
    """What is decrypted where there is no booking, so that this takes as long."""
    return _encrypted(settings.SECRET_KEY)


@cache
def _encrypted(_key: str) -> str:
    return encrypt(NOBODYS_PIN)


def open_link(*, property: Property, token: str, now: datetime) -> SignedIn:
    """Open the booking of a link, and use the link up. Raises LinkOver."""
    outcome = run_in_transaction(lambda: _open(property, token, now))
    if outcome is None:
        raise LinkOver
    return outcome


def _open(property: Property, token: str, now: datetime) -> SignedIn | None:
    link = read_link(property, token)
    if link is None or link.expires_at <= now:
        return None
    found = _BOOKING.first(property.id, link.booking_id)
    if found is None:
        return None
    booking_id, code, language = found
    _, is_first = GuestLink.objects.of(property).get_or_create(
        hash=hash_of(token),
        defaults={
            "property": property,
            "booking_id": booking_id,
            "used_at": now,
            "expires_at": link.expires_at,
        },
    )
    if not is_first:
        return None
    _forget_old(property, now)
    return SignedIn(begin_session(property, booking_id, now), booking_id, code, language)


def link_is_open(property: Property, token: str, now: datetime) -> bool:
    """Whether the link would still open its booking. Looking uses nothing up."""
    link = read_link(property, token)
    return (
        link is not None
        and link.expires_at > now
        and not GuestLink.objects.of(property).filter(hash=hash_of(token)).exists()
    )


def _forget_old(property: Property, now: datetime, *, only_tries: bool = False) -> None:
    """Clear away what no longer counts: failed tries, ended sessions, used links that are too old to be tried again."""
    FailedTry.objects.of(property).filter(at__lte=now - COUNTED_FOR).delete()
    if only_tries:
        return
    sessions = GuestSession.objects.of(property)
    sessions.filter(expires_at__lte=now).delete()
    sessions.filter(seen_at__lte=now - SESSION_IDLE).delete()
    GuestLink.objects.of(property).filter(expires_at__lte=now).delete()


def _subject(property: Property, kind: Tried, text: str) -> str:
    """A keyed hash: nobody who reads the table learns what was typed, or from where."""
    return salted_hmac(f"kunjae.failed-try:{kind.value}:{property.id}", text, algorithm="sha256").hexdigest()
