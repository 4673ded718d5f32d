"""A hotel file tried before it is imported: what it would change, and importing it only if that is still so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kunjae.imports.editing import EditedMeanwhile, fingerprint
from kunjae.imports.exported import Table, hotel_tables, priced_tables
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_facts import HotelFile
from kunjae.kernel.errors import invalid
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class Trial:
    """`changes`: a line for everything that the file would change. `seen`: a fingerprint of the hotel it was tried on."""

    changes: tuple[str, ...]
    seen: str


def try_hotel_file(*, property: Property, file: HotelFile, now: datetime) -> Trial:
    """What importing the file would change; nothing is saved.

    Raises InvalidInput as importing it would, and for the file of another hotel (`property.slug`).
    """
    _must_be_of(property, file)
    with transaction.atomic():  # one for the property's row, too: all of it is taken back
        seen = _fingerprint(property)
        changes = import_hotel(file=file, now=now).changes
        transaction.set_rollback(True)
    return Trial(changes, seen)


def import_as_tried(*, property: Property, file: HotelFile, seen: str, now: datetime) -> tuple[str, ...]:
    """Import the file; a line for everything that changed. Raises what `try_hotel_file` raises, and EditedMeanwhile when
    the hotel is no longer the one that it was tried on; nothing is saved then."""
    _must_be_of(property, file)

    def still(*, property_written: bool) -> None:
        own, rest = _fingerprint(property).split(":")
        seen_own, _colon, seen_rest = seen.partition(":")
        if rest != seen_rest or (own != seen_own and not property_written):
            raise EditedMeanwhile

    return import_hotel(file=file, now=now, still=still).changes


def _must_be_of(property: Property, file: HotelFile) -> None:
    if file.hotel.slug != property.slug:
        raise invalid(
            "property.slug",
            "other_hotel",
            "is {slug}: the file of another hotel",
            "เป็น {slug} ซึ่งเป็นไฟล์ของที่พักอื่น",
            slug=file.hotel.slug,
        )


def _fingerprint(property: Property) -> str:
    """Of the property's own section, a colon, and of the rest: they are saved apart."""
    row = Property.objects.get(id=property.id)
    tables: Table = hotel_tables(row)
    own: Table = tables.pop("property")
    return ":".join(fingerprint(part) for part in (own, tables | priced_tables(row)))
