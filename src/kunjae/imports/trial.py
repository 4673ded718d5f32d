"""A hotel file tried before it is imported: what it would change, and importing it only if that is still so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kunjae.imports.editing import EditedMeanwhile
from kunjae.imports.exported import hotel_file_text
from kunjae.imports.hotel import FILE_DETAILS, import_hotel
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

    def still() -> None:
        if _fingerprint(property) != seen:
            raise EditedMeanwhile

    # A property's section that changes nothing is left out: the rest is then asked whether it is still as it was.
    return import_hotel(
        file=replace(file, is_of_property=_changes_the_property(property, file)), now=now, still=still
    ).changes


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
    text = hotel_file_text(Property.objects.get(id=property.id))
    return hashlib.sha256(text.encode()).hexdigest()


def _changes_the_property(property: Property, file: HotelFile) -> bool:
    row, wanted = Property.objects.get(id=property.id), file.hotel
    ruled = FILE_DETAILS | wanted.details.keys()
    return any(getattr(row, name) != value for name, value in wanted.columns.items()) or any(
        row.details.get(name) != wanted.details.get(name) for name in ruled
    )
