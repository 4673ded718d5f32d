from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.pms.adapters.mews.adapter import Mews
from kunjae.pms.ports import Forged, PmsDown, PmsRefused
from tests.pms.adapters.mews.desk import DAY, KEY, line_to
from tests.pms.fakes.mews import (
    CHILD,
    DOUBLE,
    FLEX,
    ROOM_204,
    SUITE,
    FakeMews,
    named,
)
from tests.pms.fakes.server import LOST


def test_reservations_come_in_whole(there: FakeMews, mews: Mews) -> None:
    people = [{"AgeCategoryId": named("adult"), "Count": 2}, {"AgeCategoryId": CHILD, "Count": 1}]
    id = there.add(
        "52",
        DAY,
        3,
        state="Started",
        ChannelNumber="KJ-77",
        AssignedResourceId=ROOM_204,
        PersonCounts=people,
    )
    there.customers[named("g52")] |= {
        "Email": "ida@example.com",
        "Phone": "+49 1",
        "LanguageCode": "de-DE",
        "NationalityCode": "DE",
    }
    found = mews.reservation("52", line_to(there))
    assert found == mews.reservation(id, line_to(there))
    assert found is not None
    (room,) = found.rooms
    assert (found.number, found.code, found.name, found.email, found.phone) == (
        "52",
        "KJ-77",
        "Ida Müller",
        "ida@example.com",
        "+49 1",
    )
    assert (found.language, found.country, found.currency) == ("de", "DE", "THB")
    assert found.booked_at == datetime(2026, 11, 1, 2, tzinfo=UTC)
    assert (room.id, room.check_in, room.check_out) == (id, DAY, date(2026, 11, 28))
    assert (room.status, room.room_type, room.rate, room.room) == (StayStatus.IN_HOUSE, DOUBLE, FLEX, "204")
    assert (room.adults, room.children, room.nightly, room.total) == (2, 1, (300_000,) * 3, 900_000)
    there.add("60", DAY, state="Optional")
    for number in ("60", "61", ""):
        assert mews.reservation(number, line_to(there)) is None


def test_arrivals_are_read_in_spans_and_pages(there: FakeMews, mews: Mews) -> None:
    line = line_to(there)
    for number in range(230):
        there.add(f"{number:03}", DAY + timedelta(days=number % 100), 1)
    there.add("900", DAY, state="Canceled", CancellationReason="NoShow")
    there.add("901", DAY, state="Canceled", CancellationReason="Other")
    there.add("902", DAY, state="Inquired")
    found = list(mews.arrivals(DAY, DAY + timedelta(days=99), line))
    assert len(found) == len({each.number for each in found}) == 232
    states = {each.number: each.rooms[0].status for each in found}
    assert (states["900"], states["901"]) == (StayStatus.NO_SHOW, StayStatus.CANCELLED)
    assert len(there.questions("reservations/getAll")) == 5  # 80 days: two pages and the end; 20 days: one
    there.reservations[named("r005")]["UpdatedUtc"] = "2026-11-20T12:00:00Z"
    changed = mews.changed(datetime(2026, 11, 20, tzinfo=UTC), line)
    assert changed is not None
    assert [each.number for each in changed] == ["005"]


def test_a_reservation_is_found_by_our_code(there: FakeMews, mews: Mews) -> None:
    line = line_to(there)
    there.add("1", DAY, ChannelNumber="KJ-1", state="Canceled")
    ids = [there.add(number, DAY, ChannelNumber="KJ-1") for number in ("2", "3")]
    found = mews.reservation_by_code("KJ-1", line)
    assert found is not None
    assert (found.number, [each.id for each in found.rooms]) == ("2", ids)
    there.add("4", DAY, ChannelNumber="KJ-1", GroupId=named("others"))
    for unclear in ("KJ-2", "KJ-1"):
        assert mews.reservation_by_code(unclear, line) is None


def test_an_upgrade_keeps_the_price_and_happens_once(there: FakeMews, mews: Mews) -> None:
    id = there.add("52", DAY, AssignedResourceId=ROOM_204)
    line = line_to(there)
    there.then(LOST, on="update")
    with pytest.raises(PmsDown) as lost:
        mews.set_room_type("52", id, SUITE, KEY, line)
    assert lost.value.sent
    mews.set_room_type("52", id, SUITE, KEY, line)
    assert len(there.questions("update")) == 1
    found = mews.reservation("52", line)
    assert found is not None
    assert (found.rooms[0].room_type, found.rooms[0].room) == (SUITE, "")
    assert found.rooms[0].nightly == (300_000, 300_000)
    there.reservations[id] |= {"AssignedResourceId": ROOM_204, "AssignedResourceLocked": True}
    with pytest.raises(PmsRefused, match="room_locked"):
        mews.set_room_type("52", id, DOUBLE, KEY, line)
    there.reservations[id]["State"] = "Started"
    with pytest.raises(PmsRefused, match="checked_in"):
        mews.set_room_type("52", id, DOUBLE, KEY, line)


def test_the_hook_names_reservations_once_each(there: FakeMews, mews: Mews) -> None:
    line = line_to(there)
    event = '{"Discriminator":"ServiceOrderUpdated","Value":{"Id":"a"}}'
    other = '{"Discriminator":"CustomerAdded","Value":{"Id":"b"}}'
    body = f'{{"EnterpriseId":"x","Events":[{event},{other},{event}]}}'.encode()
    assert mews.touched({}, body, line) == ("a",)
    for forged in (b"", b"[]", b'{"Events":1}', b"[" * 9999):
        with pytest.raises(Forged):
            mews.touched({}, forged, line)
