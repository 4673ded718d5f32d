"""Endpoints: added, edited, given a new secret, paused, removed, and let hear again after a restore."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.accounts.encryption import encrypt
from kunjae.kernel.errors import invalid
from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.errors import EndpointChanged, NoSuchEndpoint, SecretUnreadable
from kunjae.webhooks.facts import BY_HAND, DELIVER, NO_ENDPOINT, RESTORED, SECRET_UNREADABLE
from kunjae.webhooks.models import Attempt, Endpoint
from kunjae.webhooks.rules import OLD_SECRET_SIGNS, chosen_events, endpoint_url
from kunjae.webhooks.secrets import can_be_read, new_secret

MOST_ENDPOINTS = 20
"""Of one property: each event is put once for each."""


@dataclass(frozen=True, slots=True)
class CreatedEndpoint:
    """`secret` (`whsec_…`) is shown once to whoever asked for it; it is kept encrypted, to sign with."""

    id: UUID
    url: str
    secret: str


@one_transaction
def create_endpoint(
    *,
    property: Property,
    url: str,
    now: datetime,
    description: str = "",
    events: Collection[str] = (),
    private_allowed: bool = False,
) -> CreatedEndpoint:
    """Let this address hear of these events of the property from now on, of all without any. Raises InvalidInput naming
    `url` or `events`."""
    if Endpoint.objects.of(property).count() >= MOST_ENDPOINTS:
        raise invalid(
            "url",
            "too_many",
            "the hotel has {most} addresses already: remove one first",
            "ที่พักมีปลายทางครบ {most} แห่งแล้ว กรุณาลบออกก่อน",
            most=MOST_ENDPOINTS,
        )
    secret = new_secret()
    endpoint = Endpoint(
        property=property,
        url=endpoint_url(url, private_allowed=private_allowed),
        secret=encrypt(secret),
        events=chosen_events(events),
        description=_description(description),
        created_at=now,
    )
    endpoint.save(force_insert=True)
    return CreatedEndpoint(endpoint.id, endpoint.url, secret)


@one_transaction
def save_endpoint(
    *,
    property: Property,
    id: UUID,
    url: str,
    description: str,
    events: Collection[str],
    seen: str,
    private_allowed: bool = False,
) -> None:
    """Another address, other words or other events. `seen`: its fingerprint as it was shown. Raises NoSuchEndpoint,
    EndpointChanged, and InvalidInput naming `url` or `events`."""
    row = _locked(property, id)
    if row.fingerprint != seen:
        raise EndpointChanged
    # An address that stands already stays, though it could not be entered any more.
    kept = row.url if url.strip() == row.url else endpoint_url(url, private_allowed=private_allowed)
    _write(property, id, url=kept, description=_description(description), events=chosen_events(events))


@one_transaction
def new_secret_for(*, property: Property, id: UUID, now: datetime) -> str:
    """A new secret, shown this once. The one before signs beside it for a day, so that the receiver has time; one that cannot
    be read any more does not, and the endpoint hears again. Raises NoSuchEndpoint."""
    row = _locked(property, id)
    secret = new_secret()
    readable = can_be_read(row.secret)
    _write(
        property,
        id,
        secret=encrypt(secret),
        old_secret=row.secret if readable else "",
        old_until=now + OLD_SECRET_SIGNS if readable else None,
    )
    if row.disabled_reason == SECRET_UNREADABLE:
        _write(property, id, active=True, disabled_reason="")
    return secret


@one_transaction
def switch_endpoint(*, property: Property, id: UUID, active: bool) -> None:
    """Staff pause it, or let it hear again whatever it was disabled for. What happens meanwhile is not told of later. Raises
    NoSuchEndpoint; SecretUnreadable where nothing could be signed."""
    row = _locked(property, id)
    if active and not can_be_read(row.secret):
        raise SecretUnreadable
    if row.active != active:
        _write(property, id, active=active, disabled_reason="" if active else BY_HAND)


@one_transaction
def forget_endpoint(*, property: Property, id: UUID) -> None:
    """Remove it with its log; what waits for it is sent nowhere. Raises NoSuchEndpoint."""
    _locked(property, id)
    waiting = Message.objects.of(property).filter(topic=DELIVER, payload__endpoint=id.hex)
    waiting.filter(state__in=(State.WAITING.value, State.HELD.value)).update(
        state=State.FAILED.value, last_error=NO_ENDPOINT, claim=None
    )
    Attempt.objects.of(property).filter(endpoint_id=id).delete()
    Endpoint.objects.of(property).filter(id=id).delete()


@one_transaction
def disable_endpoint(*, property_id: UUID, id: UUID, reason: str) -> bool:
    """Send it nothing more. False when it was disabled before, whose reason stays."""
    rows = Endpoint.objects.of(property_id).filter(id=id, active=True)
    return bool(rows.update(active=False, disabled_reason=reason))


@one_transaction
def hold_back_endpoints(*, property_id: UUID) -> int:
    """Send nothing more to any endpoint of the property, as it came out of a backup; how many were active."""
    rows = Endpoint.objects.of(property_id).filter(active=True)
    return rows.update(active=False, disabled_reason=RESTORED)


@one_transaction
def release_endpoints(*, property_id: UUID) -> list[str]:
    """Send again to endpoints that are disabled for a reason of the house's; the addresses of those whose secret cannot
    be read, which stay disabled."""
    held = Endpoint.objects.of(property_id).filter(disabled_reason__in=(RESTORED, SECRET_UNREADABLE))
    unreadable = []
    for id, url, secret in held.order_by("id").values_list("id", "url", "secret"):
        row = Endpoint.objects.of(property_id).filter(id=id)
        if can_be_read(secret):
            row.update(active=True, disabled_reason="")
        else:
            row.update(disabled_reason=SECRET_UNREADABLE)
            unreadable.append(url)
    return unreadable


def _locked(property: Property, id: UUID) -> Endpoint:
    row = Endpoint.objects.of(property).filter(id=id).select_for_update().first()
    if row is None:
        raise NoSuchEndpoint(str(id))
    return row


def _write(property: Property, id: UUID, **values: object) -> None:
    Endpoint.objects.of(property).filter(id=id).update(**values)


def _description(words: str) -> str:
    words = " ".join(words.split())
    most = Endpoint._meta.get_field("description").max_length or 0
    if len(words) > most:
        raise invalid(
            "description", "too_long", "at most {most} characters", "ไม่เกิน {most} ตัวอักษร", most=most
        )
    if "\0" in words:
        raise invalid("description", "invalid_text", "holds a character that no text has", "มีอักขระที่ใช้ไม่ได้")
    return words
