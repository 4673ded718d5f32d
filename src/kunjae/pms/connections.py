"""A hotel's connection with its PMS: what was entered, and whether it works.

Secrets are one encrypted JSON text, `{name: {"value": …, "at": …}}`, and leave it only as a `Line`.
"""

from __future__ import annotations

import json
import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils.crypto import constant_time_compare

from kunjae.accounts.encryption import decrypt, encrypt
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.pms.errors import ConnectionChanged, Held, KeysUnreadable, NotConnected
from kunjae.pms.facts import HouseThere, Line
from kunjae.pms.models import Connection, OfferMap
from kunjae.pms.opening import follow_again, open_again
from kunjae.pms.ports import Pms
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.asking import start_looking
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction, run_in_transaction

TWO_WAY, ONE_WAY = "two_way", "one_way"
"""What stands in a property's details under `pms`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionShown:
    """The connection as pages show it; without one, `pms` is empty. `secrets_at`: which secrets are kept, and since when.
    `readable` is False where they are encrypted under another key of the house. `has_hook`: the PMS was given an address to
    call. `mapping`: room types and rates of what comes in."""

    pms: str = ""
    enabled: bool = False
    held: bool = False
    details: Mapping[str, str] = field(default_factory=dict)
    secrets_at: Mapping[str, datetime] = field(default_factory=dict)
    readable: bool = True
    house: HouseThere | None = None
    tested_at: datetime | None = None
    paused_at: datetime | None = None
    paused_reason: str = ""
    quiet_until: datetime | None = None
    has_hook: bool = False
    mapping: Mapping[str, Any] = field(default_factory=dict)
    looked_at: datetime | None = None
    look_error: str = ""
    changed_at: datetime | None = None

    @property
    def is_set_up(self) -> bool:
        return bool(self.pms)

    @property
    def adapter(self) -> Pms | None:
        return adapter(self.pms) if self.pms else None

    @property
    def seen(self) -> str:
        """A fingerprint of what was shown, empty for one that is not set up."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def stopped_because(self) -> str:
        """Why nothing goes through at all, a code (`not_connected`, `not_enabled`, `held`, `paused`, `keys_unreadable`); empty
        when it works. A PMS that asked for patience works."""
        if not self.pms:
            return "not_connected"
        if self.held:
            return "held"
        if not self.readable:
            return "keys_unreadable"
        if not self.enabled:
            return "not_enabled"
        return "paused" if self.paused_at else ""


def connection_of(property: Property) -> ConnectionShown:
    """The hotel's connection, one query."""
    row = Connection.objects.of(property).first()
    return shown(row) if row else ConnectionShown()


def shown(row: Connection) -> ConnectionShown:
    """The row as facts; no query."""
    try:
        kept, readable = _secrets(row), True
    except KeysUnreadable:
        kept, readable = {}, False
    return ConnectionShown(
        pms=row.pms,
        enabled=row.enabled,
        held=row.held,
        details=row.details,
        secrets_at={name: datetime.fromisoformat(each["at"]) for name, each in kept.items()},
        readable=readable,
        house=HouseThere(**row.house) if row.house else None,
        tested_at=row.tested_at,
        paused_at=row.paused_at,
        paused_reason=row.paused_reason,
        quiet_until=row.quiet_until,
        has_hook=bool(row.hook),
        mapping=row.mapping,
        looked_at=row.looked_at,
        look_error=row.look_error,
        changed_at=row.changed_at,
    )


def line_of(property: Property, *, pms: str | None = None) -> Line:
    """How to reach the hotel's PMS, whether it is enabled or not. One query. Raises NotConnected (also where it is another
    one than `pms`), KeysUnreadable and Held."""
    row = Connection.objects.of(property).first()
    if row is None or pms not in (None, row.pms):
        raise NotConnected
    return line_from(property, row)


def line_from(property: Property, row: Connection) -> Line:
    """The same from its row; no query. Raises KeysUnreadable and Held."""
    if row.held:
        raise Held
    kept = {name: each["value"] for name, each in _secrets(row).items()}
    return _line(property, adapter(row.pms), kept, row.details)


def trial_line(property: Property, pms: str, values: Mapping[str, str]) -> Line:
    """What would be kept of these values, to be tried out; nothing is saved. A secret that is left empty is the one that is
    kept. Raises InvalidInput naming the fields, and NoSuchPms."""
    row = Connection.objects.of(property).first()
    entered = _entered(row, adapter(pms), values)
    kept = {each.name: entered[each.name] for each in adapter(pms).fields if each.secret}
    details = {each.name: entered[each.name] for each in adapter(pms).fields if not each.secret}
    return _line(property, adapter(pms), kept, details)


def save_connection(
    *,
    property: Property,
    pms: str,
    values: Mapping[str, str],
    enabled: bool,
    now: datetime,
    seen: str | None = None,
    house: HouseThere | None = None,
) -> None:
    """Keep what the hotel entered. A secret that is left empty stays what it was. Another PMS, or another of its hotels,
    forgets what was known of it; a pause ends, and what is not as it should be is tried again.

    `house`: what the PMS just said of itself with these values. `seen`: the fingerprint of what was shown
    (`ConnectionShown.seen`), None where nobody looked. Raises InvalidInput naming the fields (`enabled`: it was never tested,
    or has another currency), ConnectionChanged, NoSuchPms.
    """
    found = adapter(pms)

    def save() -> None:
        row = Connection.objects.of(property).select_for_update().first()
        if seen is not None and seen != (row.changed_at.isoformat() if row else ""):
            raise ConnectionChanged
        entered = _entered(row, found, values)
        kept = _kept(row, found)
        secrets = {
            each.name: kept[each.name]
            if kept.get(each.name, {}).get("value") == entered[each.name]
            else {"value": entered[each.name], "at": now.isoformat()}
            for each in found.fields
            if each.secret and entered[each.name]
        }
        details = {each.name: entered[each.name] for each in found.fields if not each.secret}
        if row is None:
            row = Connection(property=property, pms=pms)
        if row.pms != pms:
            row.mapping, row.hook, row.looked_at, row.look_error = {}, "", None, ""
            OfferMap.objects.of(property).delete()
        if row.pms != pms or row.details != details:
            row.house, row.tested_at = {}, None
        row.pms, row.details, row.secrets = pms, details, encrypt(json.dumps(secrets)) if secrets else ""
        if house is not None:
            row.house, row.tested_at = _house_text(house), now
        if enabled:
            _refuse_unknown(row, property)
        row.enabled, row.held, row.changed_at = enabled, False, now
        row.paused_at, row.paused_reason, row.quiet_until = None, "", None
        row.save()
        if enabled:
            _say_in_details(property, TWO_WAY)
            open_again(property, now)
            start_looking(property, now)

    run_in_transaction(save)


def remember_house(*, property: Property, house: HouseThere, now: datetime) -> None:
    """What the PMS said of itself. Raises InvalidInput when it bills in another currency: it is then not enabled."""

    def remember() -> None:
        row = Connection.objects.of(property).select_for_update().first()
        if row is None:
            raise NotConnected
        row.house, row.tested_at = _house_text(house), now
        row.enabled = row.enabled and house.currency == property.currency
        row.save(update_fields=["house", "tested_at", "enabled"])

    run_in_transaction(remember)
    refuse_currency(house, property)


def refuse_currency(house: HouseThere, property: Property) -> None:
    """Raises InvalidInput when the PMS bills in another currency: amounts go over as they are."""
    if house.currency != property.currency:
        raise invalid(
            "enabled",
            "other_currency",
            "the PMS bills in {there}, this hotel in {here}: orders cannot be posted",
            "PMS คิดเงินเป็น {there} แต่ที่พักนี้ใช้ {here} จึงลงบัญชีให้ไม่ได้",
            there=house.currency or "?",
            here=property.currency,
        )


def forget_connection(*, property: Property, seen: str, now: datetime) -> None:
    """Take away what the hotel entered, keys and all; what is there no more is fine. From then on a clerk adds orders by
    hand, those too that had not gone through. Raises ConnectionChanged."""

    def forget() -> None:
        row = Connection.objects.of(property).select_for_update().first()
        if row is None:
            return
        if row.changed_at.isoformat() != seen:
            raise ConnectionChanged
        Connection.objects.of(property).filter(id=row.id).delete()
        OfferMap.objects.of(property).delete()
        _say_in_details(property, ONE_WAY, instead_of=TWO_WAY)
        follow_again(property, now)

    run_in_transaction(forget)


def hook_address(property: Property) -> str:
    """The address that the PMS calls when a reservation has changed: secret in itself. Empty where there is none. Raises
    KeysUnreadable."""
    row = Connection.objects.of(property).first()
    return _address(property, _hook(row)) if row and row.hook else ""


def is_hook(property: Property, secret: str) -> bool:
    """Whether an address with this secret is the one that the PMS was given."""
    row = Connection.objects.of(property).first()
    try:
        return bool(row and row.hook and constant_time_compare(_hook(row), secret))
    except KeysUnreadable:
        return False


@one_transaction
def new_hook(*, property: Property, now: datetime) -> str:
    """Another address for the PMS to call; the one before is worth nothing any more. Raises NotConnected."""
    secret = random_secrets.token_urlsafe(32)
    if not Connection.objects.of(property).update(hook=encrypt(secret), changed_at=now):
        raise NotConnected
    return _address(property, secret)


# Backups


@one_transaction
def hold_back_connections(*, property_id: UUID) -> int:
    """Nothing is told to the PMS, as the connection came out of a backup; how many were not held yet."""
    return Connection.objects.of(property_id).filter(held=False).update(held=True)


@one_transaction
def release_connections(*, property_id: UUID, now: datetime) -> int:
    """Let what was held back be as it was, and go on; how many."""
    found = Connection.objects.of(property_id).filter(held=True).update(held=False)
    if found:
        open_again(property_id, now)
        start_looking(property_id, now)
    return found


def _refuse_unknown(row: Connection, property: Property) -> None:
    if not row.house:
        raise invalid(
            "enabled",
            "not_tested",
            "test the connection first, so that the hotel's currency is known",
            "กรุณาทดสอบการเชื่อมต่อก่อน เพื่อตรวจสอบสกุลเงินของที่พัก",
        )
    refuse_currency(HouseThere(**row.house), property)


def _entered(row: Connection | None, pms: Pms, values: Mapping[str, str]) -> dict[str, str]:
    """All fields with what was entered, or is kept of a secret. Raises InvalidInput."""
    kept = _kept(row, pms)
    whole = {}
    for each in pms.fields:
        entered = values.get(each.name, "").strip()
        whole[each.name] = entered or (kept.get(each.name, {}).get("value", "") if each.secret else "")
    if errors := pms.check(whole):
        raise InvalidInput(*errors)
    return whole


def _kept(row: Connection | None, pms: Pms) -> dict[str, dict[str, str]]:
    """The secrets that are kept for this PMS, as far as they can be read."""
    if row is None or row.pms != pms.code:
        return {}
    try:
        return _secrets(row)
    except KeysUnreadable:
        return {}


def _line(property: Property, pms: Pms, secrets: Mapping[str, str], details: Mapping[str, str]) -> Line:
    return Line(
        property_id=property.id,
        address=settings.PMS_ADDRESSES.get(pms.code, pms.address),
        currency=property.currency,
        timezone=property.timezone,
        secrets=secrets,
        details=details,
    )


def _house_text(house: HouseThere) -> dict[str, str]:
    return {"id": house.id, "name": house.name, "currency": house.currency}


def _secrets(row: Connection) -> dict[str, dict[str, str]]:
    """Raises KeysUnreadable."""
    if not row.secrets:
        return {}
    try:
        found: dict[str, dict[str, str]] = json.loads(decrypt(row.secrets))
    except InvalidToken:
        raise KeysUnreadable from None
    return found


def _hook(row: Connection) -> str:
    try:
        return decrypt(row.hook)
    except InvalidToken:
        raise KeysUnreadable from None


def _address(property: Property, secret: str) -> str:
    return f"{settings.BASE_URL}/hooks/pms/{property.slug}/{secret}"


def _say_in_details(property: Property, pms: str, *, instead_of: str | None = None) -> None:
    """How orders get into the PMS from now on; `instead_of`: only if that is how they do."""
    row = Property.objects.select_for_update().get(id=property.id)
    if instead_of in (None, row.details.get("pms")):
        row.details = {**row.details, "pms": pms}
        row.save(update_fields=["details"])
    property.details = row.details
