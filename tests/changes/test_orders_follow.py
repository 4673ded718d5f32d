"""When a stay is moved, shortened, gets another type or ends, its orders follow, shown before and carried out with it
(rules.md 9.9)."""

from datetime import date, timedelta

import pytest

from kunjae.changes.commands import change_at_once, confirm_change, preview_change
from kunjae.changes.errors import PlanOutdated
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.snapshots import plan_json
from kunjae.concierge.models import OfferDay, OrderEvent
from kunjae.inventory.models import Option, OptionNight, RoomNight
from kunjae.ordering.commands import tick_order
from kunjae.outbox.models import Message
from kunjae.payments.models import LedgerEntry
from tests.hotel import CLERK, FAR, book_stays
from tests.ordering.the_counter import (
    BREAKFAST,
    DELUXE,
    LATE,
    SPA,
    TAXI,
    add_offer,
    again,
    booking,
    broken,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    stayed,
    told,
    wants,
)

pytestmark = pytest.mark.django_db

LONGER = {"op": "move_dates", "check_in": "2026-12-10", "check_out": "2026-12-13"}
LATER = {"op": "move_dates", "check_in": "2026-12-20", "check_out": "2026-12-22"}
GONE = {"op": "cancel"}


def asked(hotel, *operations):
    return operations_from_json([{"stay": 1} | each for each in operations], hotel.currency)


def previewed(hotel, code, *operations):
    return preview_change(property=hotel, code=code, operations=asked(hotel, *operations), now=FAR)


def changed(hotel, code, *operations, digest=None):
    """The plan that was shown, and carried out as it was shown."""
    shown = previewed(hotel, code, *operations)
    done = confirm_change(
        property=hotel,
        code=code,
        operations=asked(hotel, *operations),
        digest=digest or shown.digest,
        record=True,
        actor=CLERK,
        now=FAR,
    ).plan
    assert done.orders == shown.orders
    row = booking(hotel, code)
    assert row.orders == shown.orders_after
    assert row.value == shown.money.value
    assert broken() == []
    return shown


def became(plan):
    """What became of each order: offer -> what, why, and the amount in whole units afterwards."""
    return {
        effect.order.offer: (
            effect.does.value,
            effect.because,
            effect.after.amount / 100 if effect.after else None,
        )
        for effect in plan.orders
    }


def test_nights_are_repriced_what_is_dated_outside_is_cancelled_and_all_else_is_kept():
    hotel = make_resort()
    code = stayed(hotel)
    spa, taxi, breakfast = order(hotel, code, massage(), wants("taxi"), wants("breakfast"))
    confirm(hotel, spa)
    confirm(hotel, breakfast)
    assert booking(hotel, code).value == (3000 + 900 + 1200 + 1200) * 100

    longer = changed(hotel, code, LONGER)
    assert became(longer) == {
        "spa": ("kept", "", 900),
        "taxi": ("kept", "", 1200),
        "breakfast": ("repriced", "", 1800),
    }
    assert (longer.orders_before, longer.orders_after) == (330000, 390000)
    row = again(breakfast)
    assert (row.quantity, row.amount, row.counted, sum_of(row.taxes)) == (6, 180000, 180000, 180000)

    later = changed(hotel, code, LATER)
    assert became(later) == {
        "spa": ("cancelled", "outside_stay", None),
        "taxi": ("kept", "", 1200),
        "breakfast": ("repriced", "", 1200),
    }
    spa = again(spa)
    assert (spa.status, spa.counted, spa.acted_by) == ("cancelled", 0, CLERK.name)
    assert spa.reason == "วันที่สั่งไว้อยู่นอกช่วงวันเข้าพักใหม่"  # in the booking's language
    assert list(OfferDay.objects.of(hotel).values_list("day", "ordered")) == [(date(2026, 12, 10), 0)]
    assert again(taxi).had_at.date() == date(2026, 12, 20)
    assert told(hotel)[-3:] == [
        ("order.changed", "breakfast"),
        ("order.cancelled", "spa"),
        ("order.changed", "breakfast"),
    ]
    assert Message.objects.of(hotel).filter(topic="order.cancelled").get().payload["by"] == "staff"

    gone = changed(hotel, code, GONE)
    assert became(gone) == {
        "taxi": ("cancelled", "stay_cancelled", None),
        "breakfast": ("cancelled", "stay_cancelled", None),
    }
    assert (booking(hotel, code).value, booking(hotel, code).orders) == (0, 0)
    steps = OrderEvent.objects.of(hotel).filter(order_id=breakfast.id).order_by("at", "id")
    assert list(steps.values_list("step", flat=True)) == [
        "placed",
        "confirmed",
        "repriced",
        "repriced",
        "cancelled",
    ]


def sum_of(taxes):
    return taxes["net"] + taxes["service_charge"] + sum(taxes["fees"]) + taxes["vat"]


@pytest.mark.parametrize(
    ("rule", "operation", "expected"),
    [
        ("keep", LATER, ("kept", "", 900)),
        ("move", LATER, ("moved", "", 900)),
        ("cancel", LATER, ("cancelled", "by_rule", None)),
        ("cancel", {"op": "change_guests", "adults": 1}, ("kept", "", 900)),
        ("cancel", {"op": "change_room_type", "room_type": "DLX"}, ("cancelled", "by_rule", None)),
        ("move", {"op": "change_room_type", "room_type": "DLX"}, ("kept", "", 900)),
        (
            "move",
            {"op": "move_dates", "check_in": "2026-12-12", "check_out": "2026-12-14"},
            ("moved", "", 900),
        ),
        ("reprice", LATER, ("cancelled", "outside_stay", None)),
        ("keep", GONE, ("cancelled", "stay_cancelled", None)),
    ],
)
def test_the_rule_on_the_offer_decides(rule, operation, expected):
    hotel = make_resort(offered=())
    add_offer(hotel, SPA, when_stay_changes=rule)
    code = stayed(hotel)
    (spa,) = order(hotel, code, massage("2026-12-11"))
    plan = changed(hotel, code, operation)
    assert became(plan)["spa"] == expected
    if expected[0] == "moved":
        day = plan.touched[0].after.check_in + timedelta(days=1)
        row = again(spa)
        assert (row.day, row.stock_day) == (day, day)
        assert row.had_at.date() == day
        assert OfferDay.objects.of(hotel).get(day=day).ordered == 1
        assert OfferDay.objects.of(hotel).get(day="2026-12-11").ordered == 0


def test_what_moves_to_a_day_that_is_sold_out_is_cancelled():
    hotel = make_resort(offered=())
    add_offer(hotel, SPA, when_stay_changes="move", stock=1)
    code, rival = stayed(hotel), book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22"})
    order(hotel, code, massage("2026-12-10"))
    (theirs,) = order(hotel, rival, massage("2026-12-20"))
    assert became(previewed(hotel, code, LATER))["spa"] == ("cancelled", "sold_out", None)
    cancel(hotel, theirs)
    assert became(changed(hotel, code, LATER))["spa"] == ("moved", "", 900)


def test_a_late_check_out_that_is_sold_out_on_the_new_departure_is_cancelled():
    hotel = make_resort(offered=({**LATE, "stock": 1},))
    code = stayed(hotel, room="001")
    longer = {"check_in": "2026-12-10", "check_out": "2026-12-13"}
    (theirs,) = order(hotel, book_stays(hotel, longer | {"room": "002"}), wants("late", hour="14:00"))
    order(hotel, code, wants("late", hour="14:00"))
    stays_longer = {"op": "move_dates", **longer}
    assert became(previewed(hotel, code, stays_longer))["late"] == ("cancelled", "sold_out", None)
    cancel(hotel, theirs)
    assert became(changed(hotel, code, stays_longer))["late"] == ("moved", "", 500)


def test_persons_are_counted_anew_by_night_and_by_the_rule():
    hotel = make_resort(
        offered=(BREAKFAST, {**TAXI, "code": "gala", "price_per": "person", "when_stay_changes": "reprice"})
    )
    code = stayed(hotel)
    order(hotel, code, wants("breakfast"), wants("gala"))
    three = {"op": "change_guests", "adults": 3}
    assert became(changed(hotel, code, three)) == {
        "breakfast": ("repriced", "", 1800),
        "gala": ("repriced", "", 3600),
    }
    assert became(changed(hotel, code, {"op": "set_terms", "meal": "none"})) == {}


def test_a_late_check_out_goes_with_the_departure_while_the_room_is_free():
    hotel = make_resort()
    code = stayed(hotel, room="001")
    (late,) = order(hotel, code, wants("late", hour="14:00"))
    confirm(hotel, late)
    assert held(hotel) == [("001", "2026-12-12")]

    assert became(changed(hotel, code, LONGER))["late"] == ("moved", "", 500)
    assert held(hotel) == [("001", "2026-12-13")]
    assert again(late).day == date(2026, 12, 13)

    # Into another room it goes, too.
    assert became(changed(hotel, code, {"op": "assign_room", "room": "002"}))["late"] == ("kept", "", 500)
    assert held(hotel) == [("002", "2026-12-13")]

    book_stays(hotel, {"check_in": "2026-12-22", "check_out": "2026-12-23", "room": "002"})
    gone = changed(hotel, code, LATER)
    assert became(gone)["late"] == ("cancelled", "room_taken", None)
    assert held(hotel) == []


def test_without_a_room_number_there_is_no_late_check_out():
    hotel = make_resort()
    code = stayed(hotel, room="001")
    order(hotel, code, wants("late", hour="14:00"))
    gone = changed(hotel, code, {"op": "assign_room", "room": None})
    assert became(gone)["late"] == ("cancelled", "no_room", None)
    assert not Option.objects.of(hotel).exists()


def held(hotel):
    rows = RoomNight.objects.of(hotel).filter(option_id__isnull=False).order_by("night")
    return [(number, str(night)) for number, night in rows.values_list("room__number", "night")]


def test_an_upgrade_that_waits_keeps_its_room_for_the_new_nights_or_is_cancelled():
    hotel = make_resort()
    code = stayed(hotel)
    (upgrade,) = order(hotel, code, wants("to-deluxe"))
    assert became(changed(hotel, code, LATER))["to-deluxe"] == ("kept", "", 1400)
    assert kept_nights(hotel) == ["2026-12-20", "2026-12-21"]
    confirm(hotel, upgrade)
    assert kept_nights(hotel) == []

    # Confirmed, it is priced by the night, and ends with another type.
    longer = {"op": "move_dates", "check_in": "2026-12-20", "check_out": "2026-12-23"}
    assert became(changed(hotel, code, longer))["to-deluxe"] == ("repriced", "", 2100)
    assert booking(hotel, code).value == (3 * 1500 + 2100) * 100
    plan = changed(hotel, code, {"op": "change_room_type", "room_type": "STD"})
    assert became(plan)["to-deluxe"] == ("cancelled", "room_type", None)
    assert booking(hotel, code).value == 3 * 1500 * 100


def test_an_upgrade_finds_no_room_on_the_new_nights():
    hotel = make_resort()
    code = stayed(hotel)
    order(hotel, code, wants("to-deluxe"))
    for room in ("101", "102"):
        book_stays(
            hotel, {"check_in": "2026-12-21", "check_out": "2026-12-22", "room_type": "DLX", "room": room}
        )
    gone = changed(hotel, code, LATER)
    assert became(gone)["to-deluxe"] == ("cancelled", "no_higher_room", None)
    assert kept_nights(hotel) == []


def kept_nights(hotel):
    nights = OptionNight.objects.of(hotel).order_by("night").values_list("night", flat=True)
    return [str(night) for night in nights]


def test_an_upgrade_takes_the_late_check_out_along_and_asks_nothing_of_the_rest():
    hotel = make_resort(offered=(LATE, DELUXE, {**SPA, "when_stay_changes": "cancel"}))
    code = stayed(hotel, room="001")
    spa, _late, upgrade = order(hotel, code, massage(), wants("late", hour="14:00"), wants("to-deluxe"))
    confirm(hotel, upgrade)
    assert again(spa).status == "unconfirmed"
    assert held(hotel) == [("101", "2026-12-12")]
    assert broken() == []


def test_orders_go_with_their_stay_to_another_booking():
    hotel = make_resort()
    code, other = stayed(hotel, room="001"), stayed(hotel)
    spa, late = order(hotel, code, massage(), wants("late", hour="14:00"))
    confirm(hotel, spa)
    plan = changed(hotel, code, {"op": "move_to_booking", "booking": other})
    assert became(plan) == {"spa": ("goes", "", 900), "late": ("goes", "", 500)}
    source, target = booking(hotel, code), booking(hotel, other)
    assert (source.value, source.orders) == (0, 0)
    assert (target.value, target.orders) == (690000, 90000)
    assert again(spa).booking_id == again(late).booking_id == target.id
    assert Option.objects.of(hotel).get().booking_id == target.id
    entries = LedgerEntry.objects.of(hotel).filter(order_id=spa.id).order_by("at", "id")
    assert [entry.amount for entry in entries] == [90000, -90000, 90000]
    confirm(hotel, late)
    assert broken() == []


def test_an_order_that_comes_between_makes_the_preview_outdated():
    hotel = make_resort()
    code = stayed(hotel)
    shown = previewed(hotel, code, LATER)
    order(hotel, code, massage())
    with pytest.raises(PlanOutdated) as caught:
        changed(hotel, code, LATER, digest=shown.digest)
    assert became(caught.value.plan) == {"spa": ("cancelled", "outside_stay", None)}


def test_nights_given_back_are_kept_anew_even_where_all_else_is_sold():
    hotel = make_resort()
    code = stayed(hotel, room="001")
    order(hotel, code, wants("late", hour="14:00"), wants("to-deluxe"))
    nights = {"check_in": "2026-12-10", "check_out": "2026-12-13"}
    for room in ("002", "003"):
        book_stays(hotel, nights | {"room": room})
    book_stays(hotel, nights | {"room_type": "DLX", "room": "101"})
    shorter = {"op": "move_dates", "check_in": "2026-12-10", "check_out": "2026-12-11"}
    assert became(changed(hotel, code, shorter)) == {
        "late": ("moved", "", 500),
        "to-deluxe": ("repriced", "", 700),
    }
    assert became(changed(hotel, code, LONGER | {"check_out": "2026-12-12"})) == {
        "late": ("moved", "", 500),
        "to-deluxe": ("repriced", "", 1400),
    }


def test_what_was_typed_into_the_pms_is_to_be_typed_again_at_another_price():
    hotel = make_resort(offered=(BREAKFAST,), details={"pms": "one_way"})
    code = stayed(hotel)
    (breakfast,) = order(hotel, code, wants("breakfast"))
    confirm(hotel, breakfast)
    tick_order(property=hotel, order=breakfast.id, actor=CLERK, now=FAR)
    changed(hotel, code, LONGER)
    row = again(breakfast)
    assert (row.posting, row.posted_at, row.posted_by) == (
        "to_do",
        FAR,
        CLERK.name,
    )  # and it is known that it was


def test_the_api_says_what_becomes_of_them():
    hotel = make_resort()
    code = stayed(hotel)
    confirm(hotel, order(hotel, code, massage())[0])
    said = plan_json(previewed(hotel, code, GONE), "en")
    assert said["orders"] == {"before": "900.00", "after": "0.00"}
    (effect,) = said["order_effects"]
    assert effect | {"order": ""} == {
        "order": "",
        "stay": 1,
        "offer": "spa",
        "name": {"th": "นวดไทย 60 นาที", "en": "Thai massage, 60 min"},
        "does": "cancelled",
        "because": "stay_cancelled",
        "message": "cancelled free of charge: the stay is cancelled",
        "amount": {"before": "900.00", "after": "0.00"},
        "day": {"before": "2026-12-10", "after": None},
    }
    thai = plan_json(previewed(hotel, code, GONE), "th")["order_effects"][0]["message"]
    assert thai == "ยกเลิกโดยไม่มีค่าใช้จ่าย (การเข้าพักถูกยกเลิก)"


@pytest.mark.parametrize(("currency", "unit"), [("JPY", 1), ("KWD", 1000)])
def test_amounts_have_the_decimals_of_their_currency(currency, unit):
    hotel = make_resort(offered=(BREAKFAST,), currency=currency)
    code = stayed(hotel)
    (breakfast,) = order(hotel, code, wants("breakfast"))
    change_at_once(property=hotel, code=code, operations=asked(hotel, LONGER), actor=CLERK, now=FAR)
    assert again(breakfast).amount == 6 * 300 * unit


def test_silent_programs_tell_nobody():
    hotel = make_resort(offered=(BREAKFAST,))
    code = stayed(hotel)
    order(hotel, code, wants("breakfast"))
    quiet = type(CLERK)("system", "Import", silent=True)
    change_at_once(property=hotel, code=code, operations=asked(hotel, GONE), actor=quiet, now=FAR)
    assert told(hotel) == [("order.placed", "breakfast")]
