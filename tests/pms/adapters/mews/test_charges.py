from __future__ import annotations

from datetime import timedelta

import pytest

from kunjae.pms.adapters.mews.adapter import Mews
from kunjae.pms.facts import Booked, Choice, HouseThere
from kunjae.pms.ports import NotLetIn, PmsBusy, PmsDown, PmsRefused
from tests.pms.adapters.mews.desk import DAY, KEY, MAPPED, Clock, charge, line_to
from tests.pms.fakes.mews import (
    ACCESS,
    CLIENT,
    DOUBLE,
    FLEX,
    FOOD,
    RESTAURANT,
    SUITE,
    FakeMews,
    named,
    no,
)
from tests.pms.fakes.server import LOST, SILENT, Answer, busy


def test_a_charge_stands_on_the_guests_account_and_is_found_there(there: FakeMews, mews: Mews) -> None:
    id = there.add("52", DAY)
    line = line_to(there)
    assert mews.find(charge(), line) is None
    booked = mews.post(charge(), line)
    (stands,) = there.standing(KEY)
    assert booked.id == stands["ServiceOrderId"]
    assert (stands["BillingName"], stands["UnitCount"], there.owed()) == ("อาหารค่ำริมหาด", 2, 1800)
    assert (stands["AccountId"], stands["LinkedReservationId"]) == (named("g52"), id)
    assert stands["ConsumedUtc"] == "2026-11-25T05:00:00Z"  # noon in Bangkok
    found = mews.find(charge(), line)
    assert found == Booked(booked.id, stands["BillId"])
    assert mews.find(charge(room=id), line) == found
    assert mews.can.dedup is None  # so that it is asked before it is told again
    mews.post(charge(), line)
    assert len(there.standing(KEY)) == 2


def test_after_a_lost_answer_it_is_found(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    there.then(LOST, on="orders/add")
    with pytest.raises(PmsDown) as lost:
        mews.post(charge(), line)
    assert lost.value.sent
    assert mews.find(charge(), line) is not None
    for _ in range(1010):  # a guest who has ordered a lot: more than one page
        there._item("CustomItem", named("old"), named("g52"), 1)
    there.items.append(there.items.pop(2))
    assert mews.find(charge(), line) is not None


def test_what_was_not_carried_out_says_so(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    there.then(SILENT, on="reservations/getAll")
    with pytest.raises(PmsDown) as down:
        mews.post(charge(), line)
    assert not down.value.sent
    there.then(Answer(500), Answer(408), on="orders/add")
    for _ in range(2):
        with pytest.raises(PmsDown) as broken:
            mews.post(charge(), line)
        assert broken.value.sent
    there.then(Answer(200, {}), on="orders/add")
    with pytest.raises(PmsDown) as unread:
        mews.post(charge(), line)
    assert unread.value.sent
    there.then(busy(30), on="orders/add")
    with pytest.raises(PmsBusy) as told:
        mews.post(charge(), line)
    assert told.value.after == timedelta(seconds=30)
    for status, passing in ((400, False), (403, True), (409, True)):
        there.then(no(status, "no"), on="orders/add")
        with pytest.raises(PmsRefused) as refused:
            mews.post(charge(), line)
        assert refused.value.passing is passing
    assert there.owed() == 0


def test_who_is_gone_is_charged_nothing(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY, state="Processed")
    there.add("53", DAY, state="Canceled")
    line = line_to(there)
    for wrong, code, passing in (
        (charge(), "checked_out", False),
        (charge(reservation="53"), "reservation_cancelled", False),
        (charge(reservation="99"), "no_reservation", True),
        (charge(reservation=""), "no_reservation", True),
    ):
        with pytest.raises(PmsRefused, match=code) as refused:
            mews.post(wrong, line)
        assert refused.value.passing is passing
    there.add("54", DAY)
    with pytest.raises(PmsRefused, match="not_mapped"):
        mews.post(charge(reservation="54", mapping={"service": RESTAURANT}), line)
    with pytest.raises(PmsRefused, match="refused"):
        mews.post(charge(reservation="54", mapping={**MAPPED, "tax": "TH-99"}), line)
    assert there.owed() == 0


def test_a_charge_is_taken_off_once(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    booked = mews.post(charge(), line)
    mews.post(charge(key="kunjae-2"), line)
    there.then(LOST, on="cancel")
    with pytest.raises(PmsDown) as lost:
        mews.reverse(charge(), booked, line)
    assert lost.value.sent
    mews.reverse(charge(), booked, line)
    assert len(there.questions("cancel")) == 1
    assert mews.find(charge(), line) is None
    assert there.owed() == 1800  # the other one stays


def test_whatever_stands_under_the_key_is_taken_off(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    booked = mews.post(charge(), line)
    mews.post(charge(), line)
    mews.reverse(charge(), booked, line)
    assert there.owed() == 0
    there.reservations[named("r52")]["AccountId"] = there.reservations[there.add("53", DAY)]["AccountId"]
    booked = mews.post(charge(), line)
    there.reservations[named("r52")]["AccountId"] = named("g52")
    mews.reverse(charge(), booked, line)
    assert there.owed() == 0


def test_what_staff_have_given_back_is_off_and_a_closed_bill_is_a_no(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    booked = mews.post(charge(), line)
    (item,) = there.standing(KEY)
    item["AccountingState"] = "Closed"
    with pytest.raises(PmsRefused, match="folio_locked"):
        mews.reverse(charge(), booked, line)
    assert mews.find(charge(), line) is not None
    item["AccountingState"] = "Open"
    there.rebate(item["Id"])
    assert mews.find(charge(), line) is None
    mews.reverse(charge(), booked, line)
    assert there.owed() == 0


def test_a_call_that_mews_does_not_give_is_no_reason_to_stop_all(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    booked = mews.post(charge(), line)
    there.may_cancel = False
    with pytest.raises(PmsRefused, match="may_not_cancel") as refused:
        mews.reverse(charge(), booked, line)
    assert not refused.value.passing
    there.then(Answer(401), on="update")
    with pytest.raises(PmsRefused, match="may_not_upgrade"):
        mews.set_room_type("52", "", SUITE, KEY, line)
    there.then(Answer(401), on="orders/add")
    with pytest.raises(NotLetIn):
        mews.post(charge(key="kunjae-2"), line)
    there.then(Answer(401), on="cancel")
    there.then(Answer(401), on="configuration")
    with pytest.raises(NotLetIn):
        mews.reverse(charge(), booked, line)
    there.locked_out = True
    for asked in (mews.house, lambda line: mews.find(charge(), line)):
        with pytest.raises(NotLetIn):
            asked(line)


@pytest.mark.parametrize(
    ("currency", "amount", "pieces", "there_is", "name"),
    [
        ("JPY", 1800, 1, 1800, "อาหารค่ำริมหาด"),
        ("KWD", 1801, 2, 1.801, "อาหารค่ำริมหาด × 2"),  # does not divide: one line
        ("THB", 100_000, 3, 1000, "อาหารค่ำริมหาด × 3"),
    ],
)
def test_amounts_are_exact(
    there: FakeMews, mews: Mews, currency: str, amount: int, pieces: int, there_is: float, name: str
) -> None:
    there.currency = currency
    there.add("52", DAY)
    mews.post(charge(currency=currency, amount=amount, quantity=pieces), line_to(there))
    assert there.owed() == there_is
    assert there.standing(KEY)[0]["BillingName"] == name


def test_the_hotel_and_what_it_may_choose(there: FakeMews, mews: Mews, clock: Clock) -> None:
    line = line_to(there)
    assert mews.house(line) == HouseThere(named("hotel"), "Koh Hotel", "THB")
    choices = mews.choices(line)
    assert choices["service"] == (Choice(RESTAURANT, "Restaurant"),)
    assert [each.value for each in choices["tax"]] == ["TH-7", "-"]
    assert choices["category"] == (Choice(FOOD, "Food"),)
    assert set(choices) == {each.name for each in mews.map_fields}
    assert mews.room_types(line) == (Choice(DOUBLE, "Double"), Choice(SUITE, "Suite"))
    assert mews.rates(line) == (Choice(FLEX, "Flexible"),)
    there.sells_parking = True
    mews.rates(line)  # still kept
    clock.now += 600
    with pytest.raises(PmsRefused, match="service_unclear"):
        mews.house(line)
    mews.house(line_to(there, service="accommodation"))
    there.pricing = "Net"
    with pytest.raises(PmsRefused, match="net_pricing"):
        mews.house(line)
    assert [each.path for each in mews.check({})] == ["client_token", "access_token"]


def test_no_tax_is_a_choice(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    mews.post(charge(mapping={"service": RESTAURANT, "tax": "-"}), line_to(there))
    item = there.questions("orders/add")[0].json()["Items"][0]
    assert item["UnitAmount"]["TaxCodes"] == []
    assert "AccountingCategoryId" not in item


def test_that_nothing_is_there_is_not_read_out_of_a_broken_answer(there: FakeMews, mews: Mews) -> None:
    there.add("52", DAY)
    line = line_to(there)
    mews.post(charge(), line)
    for broken in (Answer(404), Answer(200, {}), Answer(200, b""), Answer(204)):
        for where in ("orderItems/getAll", "reservations/getAll"):
            there.then(broken, on=where)
            with pytest.raises(PmsDown, match="unreadable_answer"):
                mews.find(charge(), line)


def test_the_dry_run_shows_the_request_without_tokens(there: FakeMews, mews: Mews) -> None:
    shown = mews.shown(charge(), line_to(there))
    assert shown.url.endswith("/api/connector/v1/orders/add")
    assert '"GrossValue": 900' in shown.body
    assert ACCESS not in repr(shown) + repr(line_to(there))
    assert CLIENT not in repr(shown)
    assert there.asked == []
