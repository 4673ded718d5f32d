"""Bringing a hotel to what its file says: created or updated, safe to repeat.

The property is a shared table, so its row is written in a short transaction of its own, after everything has been
checked; the rest is one business transaction (design.md 5.4). What the file leaves out stays as it is: rooms,
types and plans are retired only by `retired = true`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from kunjae.imports.currency import currency_is_used
from kunjae.imports.hotel_facts import HotelFile
from kunjae.imports.hotel_offers import Beside, drop_pictures, pictures_of, save_offers, unfit_offers
from kunjae.imports.hotel_prices import save_prices
from kunjae.imports.hotel_rooms import capacities_after, oversold, save_capacities, stranded
from kunjae.imports.hotel_rows import HotelRows, rows_of, save_rows, shown
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.moments import local_date
from kunjae.properties.models import Property, RoomType
from kunjae.tenancy.transactions import run_in_transaction

FILE_DETAILS = frozenset(
    {
        "guest_changes_close_at_check_in",
        "pms",
        "payment_hold_minutes",
        "slip_hold_hours",
        "logo",
        "colour",
        "phone",
        "line_id",
        "address",
        "tax_id",
        "branch",
        "email",
    }
)
"""Those of a property's details that the file rules; left out they are empty."""
_OUTDATED_DETAILS = frozenset({"offers"})
"""What older releases kept there."""


@dataclass(frozen=True, slots=True)
class ImportedHotel:
    """The hotel as it is now, and a line for everything that changed; none when nothing did."""

    property: Property
    is_new: bool
    changes: tuple[str, ...]


class Still(Protocol):
    """Raises if the hotel is no longer what the file was made from."""

    def __call__(self, *, property_written: bool) -> None:
        """`property_written`: the property's own section was asked about before, and has been saved since by this very
        import; only the rest can be as it was."""


def _whatever_it_is(*, property_written: bool) -> None:
    """Nobody looked at the hotel before."""


def import_hotel(
    *, file: HotelFile, now: datetime, still: Still = _whatever_it_is, beside: Beside | None = None
) -> ImportedHotel:
    """Create or update the hotel of the file; all of it or nothing. `beside` finds the pictures that offers name.

    `still` is asked in each transaction, before it writes and while nobody else can, whether or not it finds anything to
    write.

    Raises InvalidInput naming the key that speaks of an unknown code, or that would strand a guest: a room with
    guests to come that is retired or changes its type, fewer rooms of a type than are sold.
    """
    before = Property.objects.filter(slug=file.hotel.slug).first()
    _check(before, file, local_date(now, file.hotel.timezone))
    after = _property_row(before, file, now)
    file, pictures = pictures_of(after, file, beside)
    try:
        return _carry_out(before, after, file, now, still)
    except BaseException:
        drop_pictures(pictures)
        raise


def _carry_out(
    before: Property | None, after: Property, file: HotelFile, now: datetime, still: Still
) -> ImportedHotel:
    lines = _property_changes(before, after)
    if lines:
        with transaction.atomic():
            list(Property.objects.filter(id=after.id).select_for_update())
            still(property_written=False)
            after.save(force_insert=before is None)

    def bring() -> list[str]:
        return _bring(after, file, now, lambda: still(property_written=bool(lines)))

    try:
        # Again after an IntegrityError: somebody sold a room between the check and the new number of rooms.
        brought = run_in_transaction(bring, again_after=(IntegrityError,))
    except BaseException:
        if lines:
            _put_back(before, after)
        raise
    return ImportedHotel(after, before is None, (*lines, *brought))


# The property


def _property_row(before: Property | None, file: HotelFile, now: datetime) -> Property:
    row = Property(slug=file.hotel.slug, opened_at=now)
    kept: dict[str, Any] = {}
    if before is not None:
        row = Property.objects.get(id=before.id)
        if not file.is_of_property:
            return row
        kept = {
            key: value for key, value in before.details.items() if key not in FILE_DETAILS | _OUTDATED_DETAILS
        }
    for column, value in file.hotel.columns.items():
        setattr(row, column, value)
    row.details = kept | file.hotel.details
    return row


def _property_changes(before: Property | None, after: Property) -> list[str]:
    if before is None:
        return [f"hotel {after.slug}: new"]
    names = [field.name for field in Property._meta.concrete_fields if field.name != "details"]
    lines = [
        f"{name}: {shown(getattr(before, name))} → {shown(getattr(after, name))}"
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
    for name in sorted(before.details.keys() | after.details.keys()):
        was, becomes = before.details.get(name), after.details.get(name)
        if was != becomes:
            lines.append(f"{name}: {shown(was)} → {shown(becomes)}")
    return lines


def _put_back(before: Property | None, after: Property) -> None:
    """The property as it was before this import saved it; what somebody else has saved since stays."""
    if before is None:
        after.delete()
        return
    with transaction.atomic():
        row = Property.objects.select_for_update().get(id=after.id)
        if not _property_changes(row, after):
            before.save()


# What must hold before anything is written


def _check(property: Property | None, file: HotelFile, today: date) -> HotelRows:
    """The hotel's rows. Raises InvalidInput with every key of the file that does not fit them."""
    rows = rows_of(property)
    errors: list[FieldError] = []
    policies = rows.policies.keys() | {entry.code for entry in file.policies}
    plans = rows.plans.keys() | {entry.code for entry in file.rate_plans}
    types = rows.types.keys() | {entry.code for entry in file.room_types}
    for plan in file.rate_plans:
        if plan.policy is not None and plan.policy not in policies:
            errors += _unknown(f"{plan.path}.policy", "policy", "นโยบาย", plan.policy)
    for price in file.prices:
        if price.rate_plan not in plans:
            errors += _unknown(f"{price.path}.rate_plan", "rate plan", "เรท", price.rate_plan)
        if price.room_type not in types:
            errors += _unknown(f"{price.path}.room_type", "room type", "ประเภทห้อง", price.room_type)
    errors += unfit_offers(property, file, rows)
    if property is not None:
        errors += _currency_stays(property, file)
        errors += stranded(property, file, rows, today)
        if not errors:
            errors += oversold(property, file, rows, today)
    if errors:
        raise InvalidInput(*errors)
    return rows


def _unknown(path: str, en: str, th: str, code: str) -> tuple[FieldError, ...]:
    return invalid(
        path,
        "unknown_" + en.replace(" ", "_"),
        "there is no {en} {code}",
        "ไม่มี{th} {code}",
        en=en,
        th=th,
        code=code,
    ).errors


def _currency_stays(property: Property, file: HotelFile) -> tuple[FieldError, ...]:
    if property.currency == file.hotel.currency:
        return ()
    policies, offers = [entry.code for entry in file.policies], [entry.offer.code for entry in file.offers]
    if not currency_is_used(property, policies=policies, offers=offers):
        return ()
    return invalid(
        "property.currency",
        "currency_in_use",
        "the hotel has prices, bookings or fees in {currency}",
        "ที่พักมีราคา การจอง หรือค่าธรรมเนียมเป็น {currency} แล้ว",
        currency=property.currency,
    ).errors


# Writing


def _bring(property: Property, file: HotelFile, now: datetime, still: Callable[[], None]) -> list[str]:
    """Write what differs, if `still` lets it; a line for each. Inside a transaction, on rows read in it.

    The room types are held against whoever makes a counter of how many rooms they have (`inventory.commands`).
    """
    list(RoomType.objects.of(property).order_by("id").select_for_update())
    still()
    today = local_date(now, file.hotel.timezone)
    rows = _check(property, file, today)
    capacities = capacities_after(file, rows)
    lines = save_rows(property, file, rows)
    lines += save_prices(property, file, rows)
    lines += save_offers(property, file, rows, now)
    save_capacities(property, {row.id: capacities[code] for code, row in rows.types.items()}, today)
    return lines
