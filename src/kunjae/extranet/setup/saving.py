"""What each page of the set-up saves, by what reads and carries out hotel files.

Property and staff are shared tables and few rows; nobody books yet. So each page saves in one transaction that locks what
two presses would meet on: the owner's row while there is no property, the property's row afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from kunjae.accounts.commands import create_user
from kunjae.accounts.first_owner import create_first_owner
from kunjae.accounts.models import User
from kunjae.accounts.roles import Role
from kunjae.extranet.setup.progress import rooms_are_untouched
from kunjae.imports.editing import EditedMeanwhile, fingerprint
from kunjae.imports.exported import Table, hotel_tables, property_table
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import read_hotel_file
from kunjae.properties.models import Property, Room, RoomType


@transaction.atomic
def save_owner(*, email: str, password: str, name: str, now: datetime) -> User:
    """The first sign-in; hotels that are there already, from a file, are theirs.

    Raises OwnerExists, InvalidEmail, WeakPassword.
    """
    user = create_first_owner(email=email, password=password, name=name, now=now)
    for hotel in Property.objects.order_by("slug"):
        _make_owner(user, hotel, now)
    return user


def _make_owner(user: User, hotel: Property, now: datetime) -> None:
    create_user(email=user.email, password="", property_id=hotel.id, role=Role.OWNER.value, now=now)


@transaction.atomic
def save_new_property(*, user: User, part: Table, now: datetime) -> Property:
    """The hotel, and its owner. `part`: the section `[property]`. Raises InvalidInput (paths below `property`), and
    EditedMeanwhile when another press of the button was quicker."""
    list(User.objects.filter(id=user.id).select_for_update())
    if Property.objects.exists():
        raise EditedMeanwhile
    hotel = import_hotel(file=read_hotel_file({"property": part}), now=now).property
    _make_owner(user, hotel, now)
    return hotel


def seen_of(tables: Mapping[str, Any], *kinds: str) -> str:
    """The fingerprint of what a page shows: of `hotel_tables`, those of these kinds."""
    return fingerprint({kind: tables[kind] for kind in kinds})


@contextmanager
def _as_seen(hotel: Property, seen: str, *kinds: str) -> Iterator[None]:
    """A transaction in which nobody else sets this hotel up. Raises EditedMeanwhile if it is no longer what was seen."""
    with transaction.atomic():
        list(Property.objects.filter(id=hotel.id).select_for_update())
        if seen_of(hotel_tables(hotel), *kinds) != seen:
            raise EditedMeanwhile
        yield


def save_room_types(
    *, hotel: Property, types: Sequence[Table], seen: str, now: datetime, until: Callable[[], None]
) -> None:
    """These room types and no others. What is no longer named is gone for good: no room of it was ever counted or sold.

    `seen`: the `seen_of` "room_types". `until` is asked first: it raises when the set-up is over. Raises InvalidInput
    (paths below `room_types`), EditedMeanwhile.
    """
    with _as_seen(hotel, seen, "room_types"):
        until()
        if not rooms_are_untouched(hotel):
            raise EditedMeanwhile
        numbers = [room["number"] for each in types for room in each["rooms"]]
        read = read_hotel_file({"property": property_table(hotel), "room_types": list(types)})
        Room.objects.of(hotel).exclude(number__in=numbers).delete()
        _import(hotel, read, now)
        RoomType.objects.of(hotel).exclude(code__in=[entry.code for entry in read.room_types]).delete()


def save_rates(
    *,
    hotel: Property,
    policies: Sequence[Table],
    plan: Table,
    seen: str,
    now: datetime,
    until: Callable[[], None],
) -> None:
    """The policies and the plan. `seen`: the `seen_of` "policies", "rate_plans". As `save_room_types`."""
    with _as_seen(hotel, seen, "policies", "rate_plans"):
        until()
        tables: dict[str, Any] = {
            "property": property_table(hotel),
            "policies": list(policies),
            "rate_plans": [plan],
        }
        _import(hotel, read_hotel_file(tables), now)


def save_first_prices(
    *, hotel: Property, prices: Sequence[Table], seen: str, now: datetime, until: Callable[[], None]
) -> None:
    """The prices, which end the set-up. `seen`: the `seen_of` "room_types", "rate_plans". As `save_room_types`."""
    with _as_seen(hotel, seen, "room_types", "rate_plans"):
        until()
        _import(hotel, read_hotel_file({"property": property_table(hotel), "prices": list(prices)}), now)


def _import(hotel: Property, file: Any, now: datetime) -> None:
    import_hotel(file=replace(file, is_part=True, is_of_property=False), now=now)
