"""An order's life: placed, confirmed, cancelled; what it counts and tells, and what it takes of a day's stock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kunjae.accounts.facts import Actor
from kunjae.bookings.errors import NoSuchBooking
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations_text import operations_from_json
from kunjae.concierge.errors import (
    NoSuchOrder,
    OfferRefused,
    OrderEnded,
    OrderNotFree,
    PriceChanged,
    WrongPosting,
)
from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.models import OfferDay, Order
from kunjae.kernel.errors import InvalidInput
from kunjae.ordering.commands import cancel_own_order, quote_orders, tick_order, untick_order
from kunjae.payments.models import LedgerEntry
from kunjae.tenancy.ids import new_id
from tests.hotel import CLERK, FAR
from tests.ordering.the_counter import (
    HOUR,
    add_offer,
    again,
    booking,
    broken,
    cancel,
    confirm,
    events,
    make_resort,
    massage,
    order,
    stayed,
    told,
    wants,
    worker,
)

pytestmark = pytest.mark.django_db
MASSAGE_AT = datetime(2026, 12, 10, 7, tzinfo=UTC)


@pytest.fixture
def hotel():
    return make_resort()


def ordered(hotel):
    return dict(OfferDay.objects.of(hotel).values_list("day", "ordered"))


def test_a_massage_is_ordered_confirmed_and_cancelled(hotel):
    code = stayed(hotel)
    [spa] = order(hotel, code, massage(persons=2))
    assert (spa.status, spa.unit, spa.quantity, spa.amount, spa.counted) == (
        "unconfirmed",
        90000,
        2,
        180000,
        0,
    )
    assert (spa.day, spa.number, spa.had_at) == (date(2026, 12, 10), 2, MASSAGE_AT)
    assert (spa.ordered_at, spa.ordered_by, spa.by_guest) == (FAR, "Somchai Jaidee", True)
    assert ordered(hotel) == {date(2026, 12, 10): 2}
    assert (booking(hotel, code).value, booking(hotel, code).version) == (300000, 2)
    assert told(hotel) == [("order.placed", "spa")]

    assert confirm(hotel, spa).changed
    assert not confirm(hotel, spa).changed
    row = booking(hotel, code)
    assert (row.value, row.orders, row.version) == (480000, 180000, 3)
    assert (again(spa).status, again(spa).counted, again(spa).acted_by) == ("confirmed", 180000, CLERK.name)
    assert told(hotel) == [("order.placed", "spa"), ("order.confirmed", "spa")]
    assert broken() == []

    assert cancel(hotel, spa, reason=" No therapist ").changed
    assert not cancel(hotel, spa, reason="again").changed
    row = booking(hotel, code)
    assert (row.value, row.orders, row.version) == (300000, 0, 4)
    assert ordered(hotel) == {date(2026, 12, 10): 0}
    assert again(spa).reason == "No therapist"
    assert events(spa) == ["placed", "confirmed", "cancelled"]
    assert told(hotel)[2:] == [("order.cancelled", "spa")]
    entries = LedgerEntry.objects.of(hotel).filter(order_id=spa.id).order_by("id")
    assert [(entry.kind, entry.amount) for entry in entries] == [("order", 180000), ("order", -180000)]
    assert broken() == []
    with pytest.raises(OrderEnded) as ended:
        confirm(hotel, spa)
    assert "cancelled" in ended.value.text("en")


def test_an_offer_with_auto_confirm_starts_confirmed_and_is_told_of_once(hotel):
    code = stayed(hotel)
    [taxi] = order(hotel, code, wants("taxi"))
    assert (taxi.status, taxi.auto_confirmed, taxi.acted_by) == ("confirmed", True, "")
    assert booking(hotel, code).value == 420000
    assert told(hotel) == [("order.placed", "taxi")]
    assert not confirm(hotel, taxi).changed
    assert cancel(hotel, taxi).changed
    assert broken() == []


def test_a_basket_is_ordered_whole_or_not_at_all(hotel):
    code = stayed(hotel)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("taxi"), massage(persons=7), massage(persons=2))
    assert (refused.value.reasons, refused.value.path) == (("sold_out",), "items.2")
    with pytest.raises(InvalidInput) as wrong:
        order(hotel, code, wants("taxi"), wants("spa", day="2026-12-24", number="many"))
    assert {error.path for error in wrong.value.errors} > {"items.1.answers.day"}
    with pytest.raises(InvalidInput):
        order(hotel, code)
    with pytest.raises(NoSuchBooking):
        order(hotel, "KJ222222", wants("taxi"))
    assert (Order.objects.of(hotel).count(), booking(hotel, code).version, told(hotel)) == (0, 1, [])
    both = order(hotel, code, wants("breakfast"), massage())
    assert [row.amount for row in both] == [120000, 90000]
    assert len({row.basket for row in both}) == 1
    assert booking(hotel, code).version == 2


def test_a_basket_that_is_sent_twice_is_ordered_once(hotel):
    code, basket = stayed(hotel), new_id()
    first = order(hotel, code, wants("taxi"), massage(), basket=basket)
    second = order(hotel, code, wants("taxi"), massage(), basket=basket)
    assert [row.id for row in first] == [row.id for row in second]
    assert len(told(hotel)) == 2


def test_another_price_than_was_shown_orders_nothing(hotel):
    code = stayed(hotel)
    with pytest.raises(PriceChanged) as changed:
        order(hotel, code, wants("taxi", expected=100000), wants("breakfast", expected=120000))
    assert [quoted.amount for quoted in changed.value.quoted] == [120000, 120000]
    assert not Order.objects.of(hotel).exists()
    quoted = quote_orders(property=hotel, code=code, wanted=[wants("taxi")], now=FAR)
    [taxi] = order(hotel, code, wants("taxi", expected=quoted[0].amount))
    assert taxi.amount == 120000


def test_a_day_has_so_many_pieces_and_what_is_cancelled_is_to_be_had_again(hotel):
    first, second = stayed(hotel), stayed(hotel)
    [many] = order(hotel, first, massage(persons=7))
    with pytest.raises(OfferRefused):
        order(hotel, second, massage(persons=2))
    order(hotel, second, massage(day="2026-12-11", persons=2))
    cancel(hotel, many)
    order(hotel, second, massage(persons=8))
    assert ordered(hotel) == {date(2026, 12, 10): 8, date(2026, 12, 11): 2}
    assert broken() == []


def test_staff_order_at_the_desk_whatever_a_guest_may_see_but_never_beyond_the_stock(hotel):
    add_offer(
        hotel,
        {
            "code": "dinner",
            "name": {"en": "Dinner"},
            "price": "990",
            "stock": 1,
            "segment": {"room_types": ["SUI"], "order_until_days": 30},
        },
    )
    code = stayed(hotel)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("dinner"))
    assert refused.value.reasons == ("too_late", "room_type")
    [dinner] = order(hotel, code, wants("dinner"), actor=CLERK, by_staff=True)
    assert (dinner.by_guest, dinner.ordered_by) == (False, CLERK.name)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("dinner"), actor=CLERK, by_staff=True)
    assert "sold_out" in refused.value.reasons


def test_an_order_that_nobody_answers_is_reminded_of_once_and_expires(hotel):
    code = stayed(hotel)
    [spa] = order(hotel, code, massage())
    worker(MASSAGE_AT - 25 * HOUR)
    assert told(hotel) == [("order.placed", "spa")]
    worker(MASSAGE_AT - 24 * HOUR)
    worker(MASSAGE_AT - 23 * HOUR)
    assert told(hotel)[1:] == [("order.reminder", "spa")]
    worker(MASSAGE_AT)
    assert (again(spa).status, again(spa).acted_at) == ("expired", MASSAGE_AT)
    assert told(hotel)[2:] == [("order.expired", "spa")]
    assert events(spa) == ["placed", "reminded", "expired"]
    assert ordered(hotel) == {date(2026, 12, 10): 0}
    for act in (confirm, cancel):
        with pytest.raises(OrderEnded) as ended:
            act(hotel, spa, now=MASSAGE_AT)
        assert ended.value.status is OrderStatus.EXPIRED
    assert broken() == []


def test_what_was_ordered_late_is_reminded_of_half_way(hotel):
    code = stayed(hotel)
    order(hotel, code, massage(), now=MASSAGE_AT - 10 * HOUR)
    worker(MASSAGE_AT - 5 * HOUR - timedelta(minutes=1))
    assert len(told(hotel)) == 1
    worker(MASSAGE_AT - 5 * HOUR)
    assert told(hotel)[1:] == [("order.reminder", "spa")]


def test_without_a_worker_too_it_is_too_late_to_confirm(hotel):
    code = stayed(hotel)
    [spa] = order(hotel, code, massage())
    with pytest.raises(OrderEnded):
        confirm(hotel, spa, now=MASSAGE_AT)
    assert again(spa).status == "expired"
    worker(MASSAGE_AT + HOUR)
    assert told(hotel)[1:] == [("order.expired", "spa")]


def test_an_answered_order_neither_expires_nor_is_reminded_of(hotel):
    code = stayed(hotel)
    [spa] = order(hotel, code, massage())
    confirm(hotel, spa)
    worker(MASSAGE_AT + HOUR)
    assert again(spa).status == "confirmed"
    assert [topic for topic, _ in told(hotel)] == ["order.placed", "order.confirmed"]


def test_a_guest_cancels_alone_until_the_offers_moment_and_only_what_is_theirs(hotel):
    code, other = stayed(hotel), stayed(hotel)
    guest = Actor("guest", "Somchai Jaidee")

    def own(order, now, code=code):
        return cancel_own_order(property=hotel, code=code, order=order.id, actor=guest, now=now)

    [spa] = order(hotel, code, massage())
    [taxi] = order(hotel, code, wants("taxi"))
    confirm(hotel, spa)
    with pytest.raises(OrderNotFree) as refused:
        own(taxi, FAR)
    assert "contact the hotel" in refused.value.text("en")
    with pytest.raises(OrderNotFree):
        own(spa, MASSAGE_AT - 24 * HOUR)
    with pytest.raises(NoSuchOrder):
        own(spa, FAR, code=other)
    with pytest.raises(NoSuchOrder):
        cancel_own_order(property=hotel, code=code, order=new_id(), actor=guest, now=FAR)
    assert own(spa, MASSAGE_AT - 24 * HOUR - timedelta(seconds=1)).changed
    assert not own(spa, MASSAGE_AT).changed
    assert (again(spa).status, again(spa).acted_by) == ("cancelled", "Somchai Jaidee")
    assert booking(hotel, code).value == 420000


def test_with_a_one_way_pms_a_confirmed_order_is_to_be_added_by_hand():
    hotel = make_resort(details={"pms": "one_way"})
    code = stayed(hotel)
    [spa] = order(hotel, code, massage())
    with pytest.raises(WrongPosting):
        tick_order(property=hotel, order=spa.id, actor=CLERK, now=FAR)
    confirm(hotel, spa)
    assert again(spa).posting == "to_do"
    assert tick_order(property=hotel, order=spa.id, actor=CLERK, now=FAR).changed
    late = Actor("staff", "night@example.com")
    assert not tick_order(property=hotel, order=spa.id, actor=late, now=FAR + HOUR).changed
    row = again(spa)
    assert (row.posting, row.posted_by, row.posted_at) == ("by_hand", CLERK.name, FAR)
    assert (row.counted, booking(hotel, code).orders, broken()) == (0, 0, [])  # the PMS bills it
    assert untick_order(property=hotel, order=spa.id, actor=CLERK, now=FAR).changed
    assert (again(spa).counted, booking(hotel, code).orders, broken()) == (90000, 90000, [])
    assert not untick_order(property=hotel, order=spa.id, actor=CLERK, now=FAR).changed
    assert (again(spa).posting, again(spa).posted_by, again(spa).posted_at) == ("to_do", "", None)
    assert events(spa) == ["placed", "confirmed", "ticked", "unticked"]
    cancel(hotel, spa)
    assert again(spa).posting == "not_needed"
    [taxi] = order(hotel, code, wants("taxi"))
    assert taxi.posting == "to_do"


def test_what_a_clerk_has_added_and_costs_something_else_now_is_to_be_added_anew_and_not_lost():
    hotel = make_resort(details={"pms": "one_way"})
    code = stayed(hotel)
    [meals] = order(hotel, code, wants("breakfast"))
    confirm(hotel, meals)
    tick_order(property=hotel, order=meals.id, actor=CLERK, now=FAR)
    longer = {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-13"}
    operations = operations_from_json([longer], hotel.currency)
    change_at_once(property=hotel, code=code, operations=operations, actor=CLERK, now=FAR)
    row = again(meals)
    assert (row.posting, row.amount, row.counted, broken()) == ("to_do", 180000, 0, [])
    cancel(hotel, meals)
    assert (again(meals).posting, broken()) == ("by_hand", [])  # what was typed is to be taken off
    untick_order(property=hotel, order=meals.id, actor=CLERK, now=FAR)
    assert (again(meals).posting, again(meals).posted_at, broken()) == ("not_needed", None, [])


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 1800), ("KWD", 1800000)])
def test_amounts_of_currencies_with_other_decimals(currency, amount):
    hotel = make_resort(currency=currency)
    code = stayed(hotel)
    before = booking(hotel, code).value
    [spa] = order(hotel, code, massage(persons=2))
    confirm(hotel, spa)
    assert (spa.amount, sum_of(spa.taxes)) == (amount, amount)
    assert booking(hotel, code).value == before + amount
    assert broken() == []


def sum_of(taxes):
    return taxes["net"] + taxes["service_charge"] + sum(taxes["fees"]) + taxes["vat"]


def test_wrong_words_are_named(hotel):
    code = stayed(hotel)
    [spa] = order(hotel, code, massage())
    with pytest.raises(InvalidInput) as wrong:
        cancel(hotel, spa, reason="x" * 501)
    assert wrong.value.errors[0].path == "reason"
    with pytest.raises(InvalidInput):
        cancel(hotel, spa, reason="a\0b")
    with pytest.raises(InvalidInput) as wrong:
        order(hotel, code, wants("sp\0a"), wants("spa", stay=7))
    assert [error.path for error in wrong.value.errors] == ["items.0.offer", "items.1.stay"]
    with pytest.raises(InvalidInput):
        order(hotel, code, *[wants("taxi")] * 51)
    assert again(spa).status == "unconfirmed"
