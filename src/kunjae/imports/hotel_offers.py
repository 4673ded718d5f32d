"""What a hotel file says of offers and room upgrades: held against the house, brought about, and written again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kunjae.accounts.facts import SYSTEM
from kunjae.concierge.commands.catalogue import save_offer
from kunjae.concierge.facts import OfferFacts, OfferKind
from kunjae.concierge.models import Offer
from kunjae.concierge.offer_text import Known, check_codes, offer_to_json, terms_to_json
from kunjae.concierge.pictures import FOLDER, offer_picture, picture_name, read_picture
from kunjae.concierge.queries import offers
from kunjae.imports.hotel_facts import HotelFile, OfferEntry
from kunjae.imports.hotel_rows import HotelRows, shown
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.properties.facts import RoomTypeFacts
from kunjae.properties.models import Property
from kunjae.properties.queries import room_type_facts
from kunjae.properties.uploads import drop_upload, keep_upload

type Beside = Callable[[str], bytes | None]
"""What a file of that name beside the hotel file holds; None where there is none."""
type Table = dict[str, Any]


# Held against the house


def unfit_offers(property: Property | None, file: HotelFile, rows: HotelRows) -> list[FieldError]:
    """What entries say of room types, plans and languages that there will not be, and kinds that would change."""
    if not file.offers:
        return []
    known = _known(property, file, rows)
    kinds = dict(Offer.objects.of(property).values_list("code", "kind")) if property else {}
    errors: list[FieldError] = []
    for entry in file.offers:
        try:
            check_codes(entry.offer, entry.path, known)
        except InvalidInput as error:
            errors += error.errors
        if kinds.get(entry.offer.code, entry.offer.kind.value) != entry.offer.kind.value:
            errors += invalid(
                f"{entry.path}.kind", "kind_fixed", "cannot be changed any more", "เปลี่ยนประเภทไม่ได้แล้ว"
            ).errors
    return errors


def _known(property: Property | None, file: HotelFile, rows: HotelRows) -> Known:
    types = {code: room_type_facts(row) for code, row in rows.types.items()}
    for entry in file.room_types:
        columns = entry.columns
        types[entry.code] = RoomTypeFacts(
            entry.code,
            columns["name"],
            columns["rank"],
            columns["base_adults"],
            columns["max_adults"],
            columns["max_children"],
            columns["beds"],
            columns["retired"],
        )
    plans = rows.plans.keys() | {entry.code for entry in file.rate_plans}
    languages = file.hotel.columns["languages"]
    if property is not None and not file.is_of_property:
        languages = property.languages
    return Known(types, plans, tuple(languages))


# Pictures


def pictures_of(property: Property, file: HotelFile, beside: Beside | None) -> tuple[HotelFile, list[str]]:
    """The file with the pictures of its offers as the folder of uploads keeps them, and which of them are new there.

    A name is that of a picture which the hotel has, else of a file beside the hotel file. Where nobody can look beside it
    (`beside` None: it came through the browser), or there is no such file, an offer keeps the picture that it has. Before
    any transaction: drawing takes its time. Raises InvalidInput for a file that is no picture.
    """
    if not file.offers:
        return file, []
    have = dict(Offer.objects.of(property).values_list("code", "picture"))
    found: list[OfferEntry] = []
    new: list[str] = []
    for entry in file.offers:
        path = have.get(entry.offer.code, "")
        if name := entry.offer.picture:
            if read_picture(property.id, name) is not None:
                path = f"{property.id}/{FOLDER}/{name}"
            elif beside is not None and (content := beside(name)) is not None:
                drawn = offer_picture(content, f"{entry.path}.picture")
                if not path or read_picture(property.id, picture_name(path)) != drawn:
                    path = keep_upload(property.id, FOLDER, "jpg", drawn)
                    new.append(path)
        else:
            path = ""
        found.append(replace(entry, offer=replace(entry.offer, picture=path)))
    return replace(file, offers=tuple(found)), new


def drop_pictures(paths: Sequence[str]) -> None:
    """Those of an import that came to nothing."""
    for path in paths:
        drop_upload(path)


# Brought about


def save_offers(property: Property, file: HotelFile, rows: HotelRows, now: datetime) -> list[str]:
    """Add and change what differs, in the order of the file; a line for each. Inside a transaction."""
    there = {row.code: row for row in Offer.objects.of(property)}
    lines: list[str] = []
    new: dict[str, list[str]] = {}
    for offer in _placed(file):
        word = "upgrade" if offer.kind is OfferKind.UPGRADE else "offer"
        row = there.get(offer.code)
        if row is None:
            save_offer(property=property, offer=offer, version=None, actor=SYSTEM, now=now)
            new.setdefault(word, []).append(offer.code)
            continue
        wanted = _columns(offer, rows, property.currency)
        differing = [name for name, value in wanted.items() if getattr(row, name) != value]
        if not differing:
            continue
        told = _told(row, wanted, differing)
        save_offer(
            property=property, offer=replace(offer, id=row.id), version=row.version, actor=SYSTEM, now=now
        )
        lines.append(f"{word} {offer.code}: {told} changed")
    for word, codes in new.items():
        listed = ", ".join(codes[:12]) + (f" and {len(codes) - 12} more" if len(codes) > 12 else "")
        lines.append(f"{word}{'s' if len(codes) > 1 else ''} {listed}: new")
    return lines


def _placed(file: HotelFile) -> Iterator[OfferFacts]:
    """The offers with their places in their list: that of the upgrades is one of its own."""
    last = {True: 0, False: 0}
    for entry in file.offers:
        is_upgrade = entry.offer.kind is OfferKind.UPGRADE
        last[is_upgrade] += 1
        yield replace(entry.offer, position=last[is_upgrade])


def _columns(offer: OfferFacts, rows: HotelRows, currency: str) -> dict[str, Any]:
    return {
        "name": dict(offer.name),
        "position": offer.position,
        "enabled": offer.enabled,
        "retired": offer.retired,
        "to_type_id": rows.types[offer.upgrade.to_type].id if offer.upgrade else None,
        "stock": offer.stock,
        "picture": offer.picture,
        "terms": terms_to_json(offer, currency),
    }


def _told(row: Offer, wanted: Mapping[str, Any], differing: Sequence[str]) -> str:
    quiet = {"terms": "terms", "picture": "picture", "to_type_id": "room type"}
    said = [
        f"{name} {shown(getattr(row, name))} → {shown(wanted[name])}"
        for name in differing
        if name not in quiet
    ]
    return ", ".join([*said, *(quiet[name] for name in differing if name in quiet)])


# Written


def offer_tables(property: Property) -> dict[str, list[Table]]:
    """`offers` and `upgrades` as the file has them, each only where there are any; retired ones too."""
    tables: dict[str, list[Table]] = {}
    for offer in offers(property, retired=True):
        table = offer_to_json(offer, property.currency)
        if offer.kind in (OfferKind.UPGRADE, OfferKind.OFFER):
            del table["kind"]
        if offer.picture:
            table["picture"] = picture_name(offer.picture)
        tables.setdefault("upgrades" if offer.upgrade else "offers", []).append(table)
    return {name: tables[name] for name in ("offers", "upgrades") if name in tables}


def offer_pictures(property: Property) -> Iterator[tuple[str, bytes]]:
    """The pictures that the file names, by those names."""
    for offer in offers(property, retired=True):
        name = picture_name(offer.picture)
        if name and (content := read_picture(property.id, name)) is not None:
            yield name, content
