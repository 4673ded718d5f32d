from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.pms.adapters.apaleo.adapter import Apaleo
from kunjae.pms.ports import Forged, PmsDown, PmsRefused
from tests.pms.adapters.apaleo.desk import DAY, IDA, KEY, charge, line_to
from tests.pms.fakes.apaleo import FakeApaleo
from tests.pms.fakes.server import LOST


def test_reservations_come_in_whole(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add(
        "XPGM-1",
        DAY,
        3,
        status="InHouse",
        externalCode="KJ-77",
        childrenAges=[4, 9],
        guestComment="ชั้นสูง",
        unit={"id": "U1", "name": "204"},
        primaryGuest={**IDA, "phone": "+49 1", "preferredLanguage": "de", "nationalityCountryCode": "DE"},
    )
    found = apaleo.reservation("XPGM-1", line_to(there))
    assert found is not None
    (room,) = found.rooms
    assert (found.number, found.code, found.name) == ("XPGM-1", "KJ-77", "Ida Müller")
    assert (found.email, found.phone) == ("ida@example.com", "+49 1")
    assert (found.language, found.country, found.notes, found.currency) == ("de", "DE", "ชั้นสูง", "THB")
    assert found.booked_at == datetime(2026, 11, 1, 2, tzinfo=UTC)
    assert (room.check_in, room.check_out, room.status) == (DAY, date(2026, 11, 28), StayStatus.IN_HOUSE)
    assert (room.room_type, room.rate, room.room) == ("BER-DBL", "BER-DBL-FLEX", "204")
    assert (room.adults, room.children, room.nightly, room.total) == (2, 2, (300_000,) * 3, 900_000)
    for number in ("NONE", "", "../offers", "a b"):
        assert apaleo.reservation(number, line_to(there)) is None
    there.reservations["XPGM-1"]["property"] = {"id": "MUC"}
    assert apaleo.reservation("XPGM-1", line_to(there)) is None


def test_arrivals_are_those_of_the_hotels_days_all_pages_and_states(
    there: FakeApaleo, apaleo: Apaleo
) -> None:
    line = line_to(there)
    assert list(apaleo.arrivals(DAY, DAY, line)) == []
    for number in range(230):
        there.add(
            f"R{number:03}-1", DAY + timedelta(days=number % 3), status="Canceled" if number % 2 else "NoShow"
        )
    there.reservations["R000-1"]["arrival"] = "2026-11-24T23:30:00+07:00"
    found = list(apaleo.arrivals(DAY, DAY + timedelta(days=1), line))
    assert {each.rooms[0].check_in for each in found} == {DAY, DAY + timedelta(days=1)}
    assert len({each.number for each in found}) == len(found) == 77 - 1 + 77
    assert {each.rooms[0].status for each in found} == {StayStatus.CANCELLED, StayStatus.NO_SHOW}
    there.reservations["R005-1"]["modified"] = "2026-11-20T12:00:00+07:00"
    changed = apaleo.changed(datetime(2026, 11, 20, tzinfo=UTC), line)
    assert changed is not None
    assert [each.number for each in changed] == ["R005-1"]


def test_a_reservation_is_found_by_our_code(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("B-1", DAY, externalCode="KJ-1", status="Canceled")
    for number in ("B-2", "B-3"):
        there.add(number, DAY, externalCode="KJ-1")
    there.add("C-1", DAY, externalCode="KJ-12")
    line = line_to(there)
    found = apaleo.reservation_by_code("KJ-1", line)
    assert found is not None
    assert (found.number, [each.id for each in found.rooms]) == ("B-2", ["B-2", "B-3"])
    apaleo.post(charge(reservation="B-2", room="B-3"), line)
    assert there.folios["B-3-1"].balance == 1800
    there.add("D-1", DAY, externalCode="KJ-1")
    for unclear in ("KJ", "KJ-1"):
        assert apaleo.reservation_by_code(unclear, line) is None


def test_an_upgrade_keeps_the_nights_prices_and_happens_once(there: FakeApaleo, apaleo: Apaleo) -> None:
    there.add("XPGM-1", DAY, childrenAges=[3])
    line = line_to(there)
    there.then(LOST, on="/amend")
    with pytest.raises(PmsDown) as lost:
        apaleo.set_room_type("XPGM-1", "XPGM-1", "BER-SUI", KEY, line)
    assert lost.value.sent
    apaleo.set_room_type("XPGM-1", "XPGM-1", "BER-SUI", KEY, line)
    assert len(there.questions("amend")) == 1
    found = apaleo.reservation("XPGM-1", line)
    assert found is not None
    assert (found.rooms[0].room_type, found.rooms[0].rate) == ("BER-SUI", "BER-SUI-FLEX")
    assert found.rooms[0].nightly == (300_000, 300_000)
    there.sold_out.add("BER-DBL")
    with pytest.raises(PmsRefused, match="no_room_left") as refused:
        apaleo.set_room_type("XPGM-1", "XPGM-1", "BER-DBL", KEY, line)
    assert refused.value.passing
    there.reservations["XPGM-1"]["status"] = "InHouse"
    with pytest.raises(PmsRefused, match="checked_in"):
        apaleo.set_room_type("XPGM-1", "XPGM-1", "BER-DBL", KEY, line)


def test_the_hook_names_the_reservation_and_nothing_else(there: FakeApaleo, apaleo: Apaleo) -> None:
    line = line_to(there)
    event = b'{"topic":"Reservation","type":"amended","propertyId":"BER","data":{"entityId":"XPGM-1"}}'
    assert apaleo.touched({}, event, line) == ("XPGM-1",)
    assert apaleo.touched({}, b'{"topic":"system","type":"healthcheck"}', line) == ()
    assert apaleo.touched({}, event.replace(b"BER", b"MUC"), line) == ()
    for forged in (b"", b"[]", b"{}", b"[" * 9999):
        with pytest.raises(Forged):
            apaleo.touched({}, forged, line)
