"""A hotel's accounts with providers: what it entered, which of them its guests may choose, in its own order.

Secrets are one encrypted JSON text, `{name: {"value": …, "at": …}}`, and leave it only as `Keys`. What guests may see
stands beside it in the open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Q

from kunjae.accounts.encryption import decrypt, encrypt
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.models import Checkout, ProviderAccount
from kunjae.payments.ports import Keys, Provider
from kunjae.payments.providers.errors import AccountChanged, AccountInUse, KeysHeld, KeysUnreadable, NoKeys
from kunjae.payments.providers.registry import provider, providers
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

LIVE = "payments_live"
"""In a property's details: it takes real money."""
STILL_PAID = timedelta(hours=1)
"""How long after an attempt was closed its page at the provider may still be open somewhere: Stripe's is for half an
hour."""


@dataclass(frozen=True, slots=True)
class Account:
    """A provider as a hotel has set it up, or not yet (`changed_at` is None). `secrets_at`: which secrets are kept, and
    since when. `readable` is False where they are encrypted under another key of the house: it is then as if switched
    off, until they are entered again. `held`: out of use since a backup was restored. `is_real`: money that is paid with these keys is no test's."""

    provider: Provider
    enabled: bool
    details: Mapping[str, str]
    secrets_at: Mapping[str, datetime]
    readable: bool
    held: bool
    is_real: bool
    changed_at: datetime | None

    @property
    def seen(self) -> str:
        """A fingerprint of what was shown, empty for one that is not set up."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def is_set_up(self) -> bool:
        return self.changed_at is not None

    @property
    def in_use(self) -> bool:
        """Whether guests may choose it, as far as the account goes."""
        return self.enabled and self.readable and not self.held


def accounts_of(property: Property) -> list[Account]:
    """Every provider: those that the hotel has set up in its own order, then the others. One query."""
    rows = {row.provider: row for row in ProviderAccount.objects.of(property)}
    known = {each.code: each for each in providers()}
    ours = sorted((row for code, row in rows.items() if code in known), key=_place)
    others = [each for code, each in known.items() if code not in rows]
    return [
        *(_account(property, known[row.provider], row) for row in ours),
        *(_none_yet(property, each) for each in others),
    ]


def account_of(property: Property, code: str) -> Account:
    """One provider as the hotel has set it up, or not. Raises NoSuchProvider."""
    found = provider(code)
    row = ProviderAccount.objects.of(property).filter(provider=code).first()
    return _account(property, found, row) if row else _none_yet(property, found)


def keys_of(property: Property, code: str) -> Keys:
    """What the provider needs to act for the hotel, whether guests may choose it or not: refunds and webhooks come
    after it was switched off, too. One query. Raises NoKeys."""
    row = ProviderAccount.objects.of(property).filter(provider=code).first()
    if row is None:
        raise NoKeys(code)
    if row.held:
        raise KeysHeld(code)
    return _keys(property, row)


def enabled_providers(property: Property) -> list[tuple[Provider, Keys]]:
    """What guests of the hotel may choose from, in its order. One query. Left out is what cannot be read, what offers
    nothing in the hotel's currency, and, where the hotel takes real money, what does not."""
    found = []
    known = {each.code: each for each in providers()}
    for row in sorted(ProviderAccount.objects.of(property).filter(enabled=True, held=False), key=_place):
        try:
            keys = _keys(property, row)
        except KeysUnreadable:
            continue
        each = known.get(row.provider)
        if each and each.methods(keys) and (each.is_real(keys) or not keys.live):
            found.append((each, keys))
    return found


@one_transaction
def save_account(
    *,
    property: Property,
    code: str,
    values: Mapping[str, str],
    enabled: bool,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Keep what the hotel entered for a provider. A secret that is left empty stays what it was; one that could not be
    read is asked for again.

    `seen`: the fingerprint of what was shown (`Account.seen`), None where nobody looked. Raises InvalidInput naming the
    fields, AccountChanged, NoSuchProvider.
    """
    found = provider(code)
    row = ProviderAccount.objects.of(property).filter(provider=code).select_for_update().first()
    account = _account(property, found, row) if row else _none_yet(property, found)
    if seen is not None and seen != account.seen:
        raise AccountChanged
    entered = {field.name: values.get(field.name, "").strip() for field in found.fields}
    kept = _secrets(row) if row and account.readable else {}
    whole = {
        field.name: entered[field.name] or (kept.get(field.name, {}).get("value", "") if field.secret else "")
        for field in found.fields
    }
    if errors := found.check(whole):
        raise InvalidInput(*errors)
    secrets = {
        field.name: {"value": entered[field.name], "at": now.isoformat()}
        if entered[field.name]
        else kept[field.name]
        for field in found.fields
        if field.secret and whole[field.name]
    }
    details = {field.name: whole[field.name] for field in found.fields if not field.secret}
    if row is None:
        row = ProviderAccount(property=property, provider=code, position=_next_place(property))
    row.enabled, row.held, row.changed_at = enabled, False, now
    row.details, row.secrets = details, encrypt(json.dumps(secrets)) if secrets else ""
    row.save()


@one_transaction
def switch(*, property: Property, code: str, enabled: bool, now: datetime) -> None:
    """Let guests choose it, or not; on, it is no longer held back. Raises NoKeys when nothing was entered, or it cannot
    be read."""
    row = ProviderAccount.objects.of(property).filter(provider=code).select_for_update().first()
    if row is None:
        raise NoKeys(code)
    if enabled:
        _secrets(row)
    held = row.held and not enabled
    ProviderAccount.objects.of(property).filter(id=row.id).update(enabled=enabled, held=held, changed_at=now)


@one_transaction
def hold_back_accounts(*, property_id: UUID) -> int:
    """Nobody pays through any of them, as they came out of a backup; how many were not held yet."""
    return ProviderAccount.objects.of(property_id).filter(held=False).update(held=True)


@one_transaction
def release_accounts(*, property_id: UUID) -> int:
    """Let what was held back be as it was; how many."""
    return ProviderAccount.objects.of(property_id).filter(held=True).update(held=False)


@one_transaction
def forget_account(*, property: Property, code: str, seen: str, now: datetime) -> None:
    """Take away what the hotel entered, keys and all; what is there no more is fine. Its refunds are done by hand from
    then on. `seen`: the fingerprint of what was shown. Raises AccountChanged, and AccountInUse while a guest may still
    be paying through it: nobody could hear of that money any more."""
    row = ProviderAccount.objects.of(property).filter(provider=code).select_for_update().first()
    if row is None:
        return
    if row.changed_at.isoformat() != seen:
        raise AccountChanged
    attempts = Checkout.objects.of(property).filter(provider=code)
    if attempts.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=now - STILL_PAID)).exists():
        raise AccountInUse
    ProviderAccount.objects.of(property).filter(id=row.id).delete()


@one_transaction
def move_account(*, property: Property, code: str, up: bool, seen: Sequence[str]) -> None:
    """Put it one place higher or lower; one at the end, or unknown, stays. `seen`: the codes in the order that was
    shown. Raises AccountChanged when it is another by now."""
    rows = sorted(ProviderAccount.objects.of(property).select_for_update(), key=_place)
    codes = [row.provider for row in rows]
    if codes != list(seen):
        raise AccountChanged
    place = codes.index(code) if code in codes else -1
    other = place + (-1 if up else 1)
    if place < 0 or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for index, row in enumerate(rows):
        if row.position != index:
            ProviderAccount.objects.of(property).filter(id=row.id).update(position=index)


def is_live(property: Property) -> bool:
    """Whether the hotel takes real money."""
    return property.details.get(LIVE) is True


def set_live(*, property: Property, live: bool) -> None:
    """Say whether the hotel takes real money: while it does, Test payments refuse to run."""
    with transaction.atomic():  # the property is no tenant table
        row = Property.objects.select_for_update().get(id=property.id)
        row.details = {**row.details, LIVE: live}
        row.save(update_fields=["details"])
    property.details = row.details


def _account(property: Property, provider: Provider, row: ProviderAccount) -> Account:
    try:
        kept, keys = _secrets(row), _keys(property, row)
    except KeysUnreadable:
        return Account(provider, row.enabled, row.details, {}, False, row.held, False, row.changed_at)
    since = {name: datetime.fromisoformat(each["at"]) for name, each in kept.items()}
    is_real = provider.is_real(keys)
    return Account(provider, row.enabled, row.details, since, True, row.held, is_real, row.changed_at)


def _none_yet(property: Property, provider: Provider) -> Account:
    empty = Keys(property_id=property.id, slug=property.slug, currency=property.currency)
    return Account(provider, False, {}, {}, True, False, provider.is_real(empty), None)


def _keys(property: Property, row: ProviderAccount) -> Keys:
    return Keys(
        property_id=property.id,
        slug=property.slug,
        currency=property.currency,
        secrets={name: each["value"] for name, each in _secrets(row).items()},
        details=row.details,
        live=is_live(property),
    )


def _secrets(row: ProviderAccount) -> dict[str, dict[str, str]]:
    """Raises KeysUnreadable."""
    if not row.secrets:
        return {}
    try:
        found: dict[str, dict[str, str]] = json.loads(decrypt(row.secrets))
    except InvalidToken:
        raise KeysUnreadable(row.provider) from None
    return found


def _place(row: ProviderAccount) -> tuple[int, str]:
    return row.position, row.provider


def _next_place(property: Property) -> int:
    places = ProviderAccount.objects.of(property).values_list("position", flat=True)
    return max(places, default=-1) + 1
