"""Check-in at the desk, guests who do not come, and both undone."""

from datetime import timedelta

import pytest

from kunjae.bookings.errors import NoSuchStay, RegistrationsMoved
from kunjae.bookings.facts import RegisteredGuest
from kunjae.bookings.models import Registration
from kunjae.bookings.registrations import digest_of_registrations, registrations_of
from kunjae.changes.commands import Registered, change_at_once, preview_change, register
from kunjae.changes.errors import (
    PlanOutdated,
    PlanRefused,
    ReasonRequired,
    RoomRequired,
    TooEarly,
    TooLateToUndo,
    WrongStatus,
)
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import AssignRoom, Cancel, NoShow
from kunjae.changes.operations_text import operations_from_json
from kunjae.payments.models import LedgerEntry
from kunjae.properties.models import Room
from tests.changes.the_desk import ANNA, ARRIVAL, SECOND_DAY, SOMCHAI, AtDesk
from tests.hotel import CLERK, FAR, NEAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def desk(hotel):
    return AtDesk(hotel)


def test_a_guest_checks_in_and_the_moment_is_kept(desk):
    entry = desk.arrive()
    assert (desk.stay.status.value, desk.row.arrived_at, desk.row.left_at) == ("in_house", ARRIVAL, None)
    assert (entry.kind, entry.number, desk.told()) == ("check_in", 1, ["check_in"])
    desk.agrees()


def test_nobody_checks_in_before_the_first_day(desk):
    with pytest.raises(TooEarly, match="10 Dec 2026"):
        desk.arrive(ARRIVAL - timedelta(days=1))
    assert desk.stay.status.value == "reserved"


def test_the_first_day_begins_at_the_hotels_midnight(desk):
    with pytest.raises(TooEarly):
        desk.arrive(ARRIVAL - timedelta(hours=15, seconds=1))
    desk.arrive(ARRIVAL - timedelta(hours=15))


def test_nobody_checks_in_twice_or_to_a_stay_that_is_not_there(desk):
    desk.arrive()
    with pytest.raises(WrongStatus):
        desk.arrive()
    with pytest.raises(NoSuchStay):
        desk.arrive(stay=7)
    assert desk.told() == ["check_in"]


def test_a_stay_without_a_number_needs_one(hotel):
    desk = AtDesk(hotel, more={"room": None})
    with pytest.raises(RoomRequired):
        desk.arrive()
    desk.arrive(room="003")
    assert (desk.stay.room, desk.told()) == ("003", ["change", "check_in"])
    desk.agrees()


def test_another_room_is_taken_at_check_in_and_the_first_one_is_free_again(hotel, desk):
    desk.arrive(room="003")
    assert desk.stay.room == "003"
    AtDesk(hotel).arrive()  # room 001 on the same nights
    desk.agrees()


def test_the_stays_own_room_is_no_change(desk):
    desk.arrive(room="001")
    assert desk.told() == ["check_in"]


def test_a_room_that_is_taken_is_refused_and_nothing_is_saved(hotel, desk):
    AtDesk(hotel, more={"room": "003"})
    with pytest.raises(PlanRefused, match="003 is taken"):
        desk.arrive(room="003", registered=Registered([SOMCHAI]))
    assert (desk.stay.status.value, desk.stay.room, Registration.objects.of(hotel).count()) == (
        "reserved",
        "001",
        0,
    )


def test_another_room_after_the_first_night_needs_a_reason(desk):
    with pytest.raises(ReasonRequired):
        desk.arrive(SECOND_DAY, room="003")
    desk.arrive(SECOND_DAY, room="003", reason="came after midnight")
    assert HistoryEntry.objects.of(desk.hotel).get(kind="check_in").reason == "came after midnight"


def test_a_room_is_ready_when_somebody_says_so(hotel, desk):
    Room.objects.of(hotel).update(to_clean=True)
    desk.arrive()
    assert desk.to_clean()
    other = AtDesk(hotel, more={"room": "002"})
    other.arrive(room_ready=True)
    assert (desk.to_clean("001"), desk.to_clean("002"), desk.to_clean("003")) == (True, False, True)


def test_guests_are_registered_in_their_order_and_the_empty_are_left_out(desk):
    desk.arrive(registered=Registered([SOMCHAI, RegisteredGuest(), ANNA]))
    assert registrations_of(desk.hotel, desk.row.id) == [SOMCHAI, ANNA]


def test_registrations_follow_later_and_replace_those_before(desk):
    desk.arrive(registered=Registered([SOMCHAI, ANNA]))
    kept = Registration.objects.of(desk.hotel).get(position=1).id
    seen = digest_of_registrations([SOMCHAI, ANNA])
    named = {"property": desk.hotel, "code": desk.code, "stay": 1}
    register(**named, registered=Registered([ANNA], seen))
    assert registrations_of(desk.hotel, desk.row.id) == [ANNA]
    assert Registration.objects.of(desk.hotel).get().id == kept
    with pytest.raises(RegistrationsMoved):
        register(**named, registered=Registered([SOMCHAI], seen))
    assert registrations_of(desk.hotel, desk.row.id) == [ANNA]
    assert desk.told() == ["check_in"]


def test_a_check_in_is_undone_the_same_day_and_registrations_stay(desk):
    desk.arrive(registered=Registered([SOMCHAI]))
    desk.do("undo_arrival", ARRIVAL + timedelta(hours=8))  # 23:00
    assert (desk.stay.status.value, desk.row.arrived_at) == ("reserved", None)
    assert registrations_of(desk.hotel, desk.row.id) == [SOMCHAI]
    assert desk.told() == ["check_in", "undo_check_in"]
    desk.agrees()
    desk.arrive(SECOND_DAY)
    desk.agrees()


def test_a_check_in_is_not_undone_after_midnight_nor_where_there_is_none(desk):
    with pytest.raises(WrongStatus):
        desk.do("undo_arrival", ARRIVAL)
    desk.arrive()
    with pytest.raises(TooLateToUndo):
        desk.do("undo_arrival", ARRIVAL + timedelta(hours=9))
    assert (desk.stay.status.value, desk.told()) == ("in_house", ["check_in"])


# No-show


def preview(desk, now=SECOND_DAY):
    return preview_change(property=desk.hotel, code=desk.code, operations=[NoShow(1)], now=now)


def test_a_no_show_costs_what_its_preview_said_and_frees_the_room(hotel, desk):
    shown = preview(desk)
    confirmed = desk.do("no_show", SECOND_DAY, digest=shown.digest, reason="did not answer")
    assert confirmed.plan.total == shown.total
    assert (desk.stay.status.value, desk.booking.fees) == ("no_show", 450000)
    AtDesk(hotel)  # room 001 on the same nights
    desk.agrees()


def test_a_no_show_that_is_not_recorded_costs_nothing(desk):
    desk.do("no_show", SECOND_DAY, record=False)
    assert (desk.stay.status.value, desk.booking.fees, desk.booking.changes_recorded) == ("no_show", 0, 0)


def test_nobody_fails_to_come_before_the_day_of_arrival(desk):
    with pytest.raises(TooEarly):
        desk.do("no_show", ARRIVAL - timedelta(days=1))
    desk.do("no_show", ARRIVAL)
    with pytest.raises(WrongStatus):
        desk.do("no_show", ARRIVAL)


def test_a_no_show_is_refused_when_its_preview_no_longer_holds(desk):
    shown = preview(desk)
    desk.pay(1000)
    with pytest.raises(PlanOutdated):
        desk.do("no_show", SECOND_DAY, digest=shown.digest)
    assert desk.stay.status.value == "reserved"


def test_an_undone_no_show_has_its_room_again_and_owes_no_fee(desk):
    desk.do("no_show", SECOND_DAY)
    desk.do("undo_no_show", SECOND_DAY + timedelta(hours=1))
    assert (desk.stay.status.value, desk.stay.room, desk.stay.total) == ("reserved", "001", 450000)
    assert (desk.booking.fees, desk.stay.recorded_fee) == (0, 0)
    assert list(LedgerEntry.objects.of(desk.hotel).order_by("at", "id").values_list("kind", "amount")) == [
        ("stay", 450000),
        ("stay", -450000),
        ("fee", 450000),
        ("stay", 450000),
        ("fee_waived", -450000),
    ]
    desk.agrees()
    desk.arrive(SECOND_DAY + timedelta(hours=2))


def test_an_older_fee_of_the_stay_stays_when_its_no_show_is_undone(desk):
    """Shortened near arrival for a fee, then not shown up, then arrived after all: the first fee is owed."""
    shorter = [{"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-12"}]
    named = {"property": desk.hotel, "code": desk.code, "actor": CLERK}
    change_at_once(**named, operations=operations_from_json(shorter, "THB"), now=NEAR)
    assert desk.booking.fees == 75000
    desk.do("no_show", SECOND_DAY)
    assert desk.booking.fees == 75000 + 300000
    desk.do("undo_no_show", SECOND_DAY)
    assert (desk.booking.fees, desk.stay.recorded_fee, len(desk.stay.nights)) == (75000, 75000, 2)
    desk.agrees()


def test_a_no_show_is_not_undone_on_another_day_nor_once_its_room_is_gone(hotel, desk):
    with pytest.raises(WrongStatus):
        desk.do("undo_no_show", ARRIVAL)
    desk.do("no_show", ARRIVAL)
    with pytest.raises(TooLateToUndo):
        desk.do("undo_no_show", SECOND_DAY)
    AtDesk(hotel)
    with pytest.raises(PlanRefused, match="001 is taken"):
        desk.do("undo_no_show", ARRIVAL)
    assert desk.stay.status.value == "no_show"
    desk.agrees()


def test_a_cancelled_stay_is_no_no_show(desk):
    named = {"property": desk.hotel, "code": desk.code, "actor": CLERK, "now": ARRIVAL}
    change_at_once(**named, operations=[Cancel(1)])
    for verb in ("arrive", "no_show", "undo_no_show", "undo_arrival", "depart", "undo_departure"):
        with pytest.raises(WrongStatus):
            desk.do(verb, ARRIVAL)


def test_the_price_by_hand_comes_back_with_an_undone_no_show():
    """In a hotel that enters net prices, too: what was agreed is not grossed up once more."""
    hotel = make_hotel("net", prices_include_taxes=False, vat_percent=7, service_charge_percent=10)
    desk = AtDesk(hotel, more={"nightly_prices": ["1000.00", "1200.00", "1500.00"], "adults": 3})
    before = desk.stay.nights
    desk.do("no_show", ARRIVAL)
    desk.do("undo_no_show", ARRIVAL)
    assert desk.stay.nights == before
    desk.agrees()


def test_two_rooms_of_a_booking_go_each_their_own_way(hotel):
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-13"}
    desk = AtDesk(hotel, code=book_stays(hotel, dates | {"room": "001"}, dates | {"room": "002"}, now=FAR))
    desk.arrive()
    desk.do("no_show", ARRIVAL, stay=2)
    desk.do("undo_no_show", ARRIVAL, stay=2)
    desk.do("arrive", ARRIVAL, stay=2)
    assert [stay.status.value for stay in desk.booking.stays] == ["in_house", "in_house"]
    change_at_once(
        property=hotel,
        code=desk.code,
        operations=[AssignRoom(2, "003")],
        actor=CLERK,
        now=ARRIVAL,
        record=False,
    )
    desk.agrees()
