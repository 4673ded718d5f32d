"""Operations read from JSON: what they say, what is refused, and which field is to blame."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.changes.operations import (
    UNSET,
    AddStay,
    AssignRoom,
    Cancel,
    ChangeGuests,
    ChangeRatePlan,
    ChangeRoomType,
    MoveDates,
    MoveToBooking,
    NoShow,
    Pricing,
    Reinstate,
    SetGuest,
    SetPrices,
    SetTerms,
    without_names,
)
from kunjae.changes.operations_text import (
    MOST_OPERATIONS,
    add_stay_from_json,
    operations_from_json,
    operations_to_json,
)
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import Meal

from .sketches import POLICY_F, day

DATES = StayDates(day("12-20"), day("12-22"))
MOVE = {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22"}
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX"}
GUESTS = {"op": "change_guests", "stay": 1, "adults": 2, "children": 1}
PLAN = {"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}
PRICES = {"op": "set_prices", "stay": 1, "nightly_prices": ["1500.00", "1600.50"]}
ADD = {
    "op": "add_stay",
    "room_type": "STD",
    "rate_plan": "BAR",
    "check_in": "2026-12-20",
    "check_out": "2026-12-22",
    "adults": 2,
}
CANCEL = {"op": "cancel", "stay": 1}

READ = [
    (MOVE, MoveDates(1, dates=DATES)),
    (MOVE | {"room": "003"}, MoveDates(1, dates=DATES, room="003")),
    (MOVE | {"room": None}, MoveDates(1, dates=DATES, room=None)),
    (MOVE | {"pricing": "today"}, MoveDates(1, Pricing.TODAY, dates=DATES)),
    (MOVE | {"pricing": None}, MoveDates(1, dates=DATES)),
    (
        MOVE | {"pricing": "manual", "nightly_prices": ["1", "2"]},
        MoveDates(1, Pricing.MANUAL, (100, 200), dates=DATES),
    ),
    (MOVE | {"nightly_prices": ["1", "2"]}, MoveDates(1, Pricing.MANUAL, (100, 200), dates=DATES)),
    (TO_DELUXE, ChangeRoomType(1, room_type="DLX")),
    (
        TO_DELUXE | {"room": "101", "pricing": "keep"},
        ChangeRoomType(1, Pricing.KEEP, room_type="DLX", room="101"),
    ),
    ({"op": "assign_room", "stay": 2, "room": "003"}, AssignRoom(2, "003")),
    ({"op": "assign_room", "stay": 2, "room": None}, AssignRoom(2, None)),
    (GUESTS, ChangeGuests(1, adults=2, children=1)),
    (GUESTS | {"adults": 0}, ChangeGuests(1, adults=0, children=1)),
    (PLAN, ChangeRatePlan(1, rate_plan="NRF")),
    (PRICES, SetPrices(1, Pricing.MANUAL, (150000, 160050))),
    ({"op": "set_terms", "stay": 1}, SetTerms(1)),
    ({"op": "set_terms", "stay": 1, "meal": "none"}, SetTerms(1, meal=Meal.NONE)),
    ({"op": "set_terms", "stay": 1, "conditions": {"en": "None"}}, SetTerms(1, conditions={"en": "None"})),
    ({"op": "set_terms", "stay": 1, "conditions": {}}, SetTerms(1, conditions={})),
    ({"op": "set_terms", "stay": 1, "policy": None}, SetTerms(1, policy=None)),
    ({"op": "set_guest", "stay": 1, "guest_name": " สมหญิง "}, SetGuest(1, "สมหญิง")),
    ({"op": "set_guest", "stay": 1, "guest_name": ""}, SetGuest(1, "")),
    (CANCEL, Cancel(1)),
    ({"op": "no_show", "stay": 1}, NoShow(1)),
    ({"op": "reinstate", "stay": 2}, Reinstate(2)),
    ({"op": "reinstate", "stay": 2, "waive_fees": True}, Reinstate(2, waive_fees=True)),
    ({"op": "move_to_booking", "stay": 1, "booking": "kj4f2a7q"}, MoveToBooking(1, "KJ4F2A7Q")),
    (ADD, AddStay("STD", "BAR", DATES, 2)),
    (ADD | {"room": "003", "children": 1}, AddStay("STD", "BAR", DATES, 2, 1, "003")),
    (ADD | {"room": None, "guest_name": None, "nightly_prices": None}, AddStay("STD", "BAR", DATES, 2)),
    (
        ADD | {"guest_name": "Ann", "nightly_prices": ["10", 20]},
        AddStay("STD", "BAR", DATES, 2, guest_name="Ann", nightly_prices=(1000, 2000)),
    ),
]


@pytest.mark.parametrize(("data", "operation"), READ)
def test_an_operation_is_read(data, operation):
    assert operations_from_json([data], "THB") == (operation,)


def test_a_room_left_out_differs_from_a_room_to_assign_later():
    (left_out,), (later,) = (operations_from_json([data], "THB") for data in (MOVE, MOVE | {"room": None}))
    assert left_out.room is UNSET
    assert later.room is None


def test_a_policy_copy_is_read_with_the_bookings_currency():
    terms = {
        "op": "set_terms",
        "stay": 1,
        "policy": {"name": "P", "tiers": [{"always": True, "amount": "500"}]},
    }
    (in_baht,), (in_yen,) = (operations_from_json([terms], currency) for currency in ("THB", "JPY"))
    assert (in_baht.policy.tiers[0].amount, in_yen.policy.tiers[0].amount) == (50000, 500)


PRICE_LISTS = st.lists(st.integers(0, 10**13), max_size=5).map(tuple)
NUMBERS = st.integers(1, 1000)
CODES = st.sampled_from(["STD", "DLX", "001", "ห้อง 1"])
ROOMS = st.sampled_from([UNSET, None, "001", "A 12"])
PRICINGS = st.one_of(
    st.just((None, None)),
    st.sampled_from([(Pricing.KEEP, None), (Pricing.TODAY, None)]),
    PRICE_LISTS.map(lambda prices: (Pricing.MANUAL, prices)),
)
STAY_DATES = st.builds(
    lambda start, nights: StayDates(start, start + (day("12-02") - day("12-01")) * nights),
    st.dates(day("2000-01-01"), day("2150-01-01")),
    st.integers(1, 365),
)
TEXTS = st.sampled_from([{}, {"th": "ไม่คืนเงิน", "en": "No refund"}, {"en": "No refund"}])
PEOPLE = st.tuples(st.integers(0, 100), st.integers(0, 100)).filter(any)
OPERATIONS = st.one_of(
    st.builds(
        lambda n, p, dates, room: MoveDates(n, p[0], p[1], dates=dates, room=room),
        NUMBERS,
        PRICINGS,
        STAY_DATES,
        ROOMS,
    ),
    st.builds(
        lambda n, p, code, room: ChangeRoomType(n, p[0], p[1], room_type=code, room=room),
        NUMBERS,
        PRICINGS,
        CODES,
        ROOMS,
    ),
    st.builds(
        lambda n, p, people: ChangeGuests(n, p[0], p[1], adults=people[0], children=people[1]),
        NUMBERS,
        PRICINGS,
        PEOPLE,
    ),
    st.builds(lambda n, p, code: ChangeRatePlan(n, p[0], p[1], rate_plan=code), NUMBERS, PRICINGS, CODES),
    st.builds(AssignRoom, NUMBERS, st.none() | CODES),
    st.builds(
        SetTerms,
        NUMBERS,
        st.just(UNSET) | st.sampled_from(Meal),
        st.just(UNSET) | TEXTS,
        st.sampled_from([UNSET, None, POLICY_F]),
    ),
    st.builds(SetGuest, NUMBERS, st.sampled_from(["", "Ann", "สมหญิง ใจดี"])),
    st.builds(Cancel, NUMBERS),
    st.builds(NoShow, NUMBERS),
    st.builds(Reinstate, NUMBERS, st.booleans()),
    st.builds(MoveToBooking, NUMBERS, st.just("KJ4F2A7Q")),
    st.builds(
        lambda people, dates, room, name, prices: AddStay(
            "STD", "BAR", dates, people[0], people[1], room=room, guest_name=name, nightly_prices=prices
        ),
        PEOPLE,
        STAY_DATES,
        st.none() | CODES,
        st.sampled_from(["", "Ann"]),
        st.none() | PRICE_LISTS,
    ),
)


@given(OPERATIONS, st.sampled_from(["THB", "JPY", "KWD"]))
def test_an_operation_written_is_read_back_through_real_json(operation, currency):
    written = json.loads(json.dumps(operations_to_json([operation], currency)))
    assert operations_from_json(written, currency) == (operation,)


def test_a_history_keeps_no_names():
    operations = operations_from_json(
        [
            {"op": "set_guest", "stay": 1, "guest_name": "Ann"},
            ADD | {"guest_name": "Bob"},
            CANCEL | {"stay": 2},
        ],
        "THB",
    )
    written = json.dumps(operations_to_json(without_names(operations), "THB"))
    assert "Ann" not in written
    assert "Bob" not in written
    assert without_names(operations)[2] is operations[2]


def wrongs(*data, currency="THB"):
    """Path (without `operations.`) and code of all that is wrong."""
    with pytest.raises(InvalidInput) as caught:
        operations_from_json(list(data), currency)
    for error in caught.value.errors:
        assert error.message["en"]
        assert error.message["th"]
    return [(error.path.removeprefix("operations."), error.code) for error in caught.value.errors]


def without(data, name):
    return {key: value for key, value in data.items() if key != name}


WRONG = [
    (None, "0", "invalid_type"),
    ("cancel", "0", "invalid_type"),
    ([], "0", "invalid_type"),
    ({"op": "destroy", "stay": 1}, "0.op", "unknown_operation"),
    ({"op": "", "stay": 1}, "0.op", "required"),
    ({"op": "Cancel", "stay": 1}, "0.op", "unknown_operation"),
    ({"op": None, "stay": 1}, "0.op", "invalid_type"),
    ({"op": ["cancel"], "stay": 1}, "0.op", "invalid_type"),
    ({"stay": 1}, "0.op", "required"),
    ({"op": "cancel"}, "0.stay", "required"),
    ({"op": "cancel", "stay": 0}, "0.stay", "invalid_integer"),
    ({"op": "cancel", "stay": -1}, "0.stay", "invalid_integer"),
    ({"op": "cancel", "stay": True}, "0.stay", "invalid_integer"),
    ({"op": "cancel", "stay": 1.0}, "0.stay", "invalid_integer"),
    ({"op": "cancel", "stay": None}, "0.stay", "invalid_integer"),
    ({"op": "cancel", "stay": "one"}, "0.stay", "invalid_integer"),
    (CANCEL | {"reason": "x"}, "0.reason", "unknown_field"),
    (MOVE | {"romo": "003"}, "0.romo", "unknown_field"),
    (MOVE | {"room_type": "DLX"}, "0.room_type", "unknown_field"),
    (ADD | {"stay": 3}, "0.stay", "unknown_field"),
    (without(MOVE, "check_in"), "0.check_in", "required"),
    (without(MOVE, "check_out"), "0.check_out", "required"),
    (MOVE | {"check_in": "20 Dec"}, "0.check_in", "invalid_date"),
    (MOVE | {"check_in": None}, "0.check_in", "invalid_date"),
    (MOVE | {"check_out": "2026-02-30"}, "0.check_out", "invalid_date"),
    (MOVE | {"check_out": "2026-12-20"}, "0.check_out", "no_nights"),
    (MOVE | {"check_out": "2026-12-19"}, "0.check_out", "no_nights"),
    (MOVE | {"check_out": "2027-12-21"}, "0.check_out", "too_many_nights"),
    (MOVE | {"check_in": "1000-01-01", "check_out": "1000-01-02"}, "0.check_out", "date_out_of_range"),
    (MOVE | {"room": 3}, "0.room", "invalid_type"),
    (MOVE | {"room": ""}, "0.room", "required"),
    (MOVE | {"room": "0" * 21}, "0.room", "too_long"),
    (MOVE | {"pricing": "free"}, "0.pricing", "invalid_choice"),
    (MOVE | {"pricing": True}, "0.pricing", "invalid_choice"),
    (MOVE | {"nightly_prices": "1500"}, "0.nightly_prices", "invalid_type"),
    (MOVE | {"nightly_prices": ["1", "x"]}, "0.nightly_prices.1", "invalid_amount"),
    (MOVE | {"nightly_prices": ["1", "-1"]}, "0.nightly_prices.1", "negative_amount"),
    (MOVE | {"nightly_prices": ["1.001", "1"]}, "0.nightly_prices.0", "too_many_decimals"),
    (MOVE | {"nightly_prices": [1.5, "1"]}, "0.nightly_prices.0", "invalid_amount"),
    (MOVE | {"nightly_prices": ["1"] * 366}, "0.nightly_prices", "too_many"),
    (without(TO_DELUXE, "room_type"), "0.room_type", "required"),
    (TO_DELUXE | {"room_type": 5}, "0.room_type", "invalid_type"),
    ({"op": "assign_room", "stay": 1}, "0.room", "required"),
    ({"op": "assign_room", "stay": 1, "room": 3}, "0.room", "invalid_type"),
    (without(GUESTS, "adults"), "0.adults", "required"),
    (GUESTS | {"adults": -1}, "0.adults", "invalid_integer"),
    (GUESTS | {"adults": 101}, "0.adults", "invalid_integer"),
    (GUESTS | {"children": "few"}, "0.children", "invalid_integer"),
    (GUESTS | {"adults": 0, "children": 0}, "0.adults", "nobody"),
    (without(PLAN, "rate_plan"), "0.rate_plan", "required"),
    (without(PRICES, "nightly_prices"), "0.nightly_prices", "required"),
    (PRICES | {"nightly_prices": None}, "0.nightly_prices", "required"),
    ({"op": "set_terms", "stay": 1, "meal": "brunch"}, "0.meal", "invalid_choice"),
    ({"op": "set_terms", "stay": 1, "meal": None}, "0.meal", "invalid_choice"),
    ({"op": "set_terms", "stay": 1, "conditions": 5}, "0.conditions", "invalid_text"),
    ({"op": "set_terms", "stay": 1, "policy": "F"}, "0.policy", "invalid_type"),
    ({"op": "set_terms", "stay": 1, "policy": {"clock": "x"}}, "0.policy.clock", "invalid_choice"),
    (
        {"op": "set_terms", "stay": 1, "policy": {"tiers": [{"days_before": 3, "percent": "x"}]}},
        "0.policy.tiers.0.percent",
        "invalid_percent",
    ),
    ({"op": "set_guest", "stay": 1}, "0.guest_name", "required"),
    ({"op": "set_guest", "stay": 1, "guest_name": None}, "0.guest_name", "invalid_type"),
    ({"op": "set_guest", "stay": 1, "guest_name": "a" * 201}, "0.guest_name", "too_long"),
    ({"op": "set_guest", "stay": 1, "guest_name": "a\x00"}, "0.guest_name", "invalid_characters"),
    ({"op": "reinstate", "stay": 1, "waive_fees": "yes"}, "0.waive_fees", "invalid_boolean"),
    (without(ADD, "room_type"), "0.room_type", "required"),
    (without(ADD, "rate_plan"), "0.rate_plan", "required"),
    (ADD | {"adults": 0}, "0.adults", "nobody"),
    (ADD | {"check_out": "2026-12-20"}, "0.check_out", "no_nights"),
    (ADD | {"guest_name": 5}, "0.guest_name", "invalid_type"),
    (ADD | {"pricing": "today"}, "0.pricing", "unknown_field"),
    (ADD | {"nightly_prices": ["x"]}, "0.nightly_prices.0", "invalid_amount"),
]


@pytest.mark.parametrize(("data", "path", "code"), WRONG)
def test_a_wrong_operation_names_its_field(data, path, code):
    assert (path, code) in wrongs(data)


@pytest.mark.parametrize("data", [None, {}, "cancel", CANCEL])
def test_operations_are_a_list(data):
    with pytest.raises(InvalidInput) as caught:
        operations_from_json(data, "THB")
    assert [(error.path, error.code) for error in caught.value.errors] == [("operations", "invalid_type")]


def test_a_list_of_operations_has_a_limit():
    assert len(operations_from_json([ADD] * MOST_OPERATIONS, "THB")) == MOST_OPERATIONS
    assert wrongs(*[ADD] * (MOST_OPERATIONS + 1)) == [("operations", "too_many")]


def test_no_operations_are_read_as_none():
    assert operations_from_json([], "THB") == ()


def test_wrong_fields_of_several_operations_are_named_at_once():
    assert wrongs(
        CANCEL | {"stay": 0}, MOVE | {"stay": 2}, TO_DELUXE | {"room_type": 5, "x": 1, "stay": 3}
    ) == [
        ("0.stay", "invalid_integer"),
        ("2.room_type", "invalid_type"),
        ("2.x", "unknown_field"),
    ]


@pytest.mark.parametrize("data", [MOVE | {"room": "001", "pricing": "keep"}, ADD])
def test_a_wrong_date_blames_no_other_field(data):
    assert wrongs(data | {"check_in": "20 Dec"}) == [("0.check_in", "invalid_date")]


CONFLICTS = [
    ([MOVE | {"pricing": "keep"}, TO_DELUXE | {"pricing": "today"}], "1.pricing", "pricing_conflict"),
    ([MOVE | {"pricing": "today"}, PRICES], "1.pricing", "pricing_conflict"),
    ([PRICES, GUESTS | {"pricing": "keep"}], "1.pricing", "pricing_conflict"),
    ([MOVE | {"pricing": "keep"}, GUESTS, PLAN | {"pricing": "today"}], "2.pricing", "pricing_conflict"),
    ([CANCEL, MOVE], "1", "operations_conflict"),
    ([MOVE, CANCEL], "1", "operations_conflict"),
    ([MOVE, GUESTS, CANCEL], "2", "operations_conflict"),
    ([CANCEL, {"op": "set_guest", "stay": 1, "guest_name": "Ann"}], "1", "operations_conflict"),
    ([CANCEL, {"op": "set_terms", "stay": 1, "policy": None}], "1", "operations_conflict"),
    ([CANCEL, {"op": "reinstate", "stay": 1}], "1", "operations_conflict"),
    ([CANCEL, {"op": "no_show", "stay": 1}], "1", "operations_conflict"),
    ([{"op": "no_show", "stay": 1}, MOVE], "1", "operations_conflict"),
    ([{"op": "move_to_booking", "stay": 1, "booking": "KJ2"}, MOVE], "1", "operations_conflict"),
]


@pytest.mark.parametrize(("operations", "path", "code"), CONFLICTS)
def test_operations_that_cannot_be_meant_together(operations, path, code):
    assert wrongs(*operations) == [(path, code)]


@pytest.mark.parametrize(
    "operations",
    [
        [MOVE | {"pricing": "today"}, TO_DELUXE],
        [MOVE, TO_DELUXE | {"pricing": "today"}],
        [MOVE | {"pricing": "today"}, TO_DELUXE | {"pricing": "today"}],
        [MOVE | {"pricing": "today"}, GUESTS | {"stay": 2, "pricing": "keep"}],
        [CANCEL, MOVE | {"stay": 2}],
        [CANCEL, ADD],
        [MOVE, PRICES],
        [MOVE | {"pricing": "manual"}, PRICES],
        [{"op": "reinstate", "stay": 1}, MOVE],
    ],
)
def test_operations_that_go_together(operations):
    assert len(operations_from_json(operations, "THB")) == 2


def test_a_new_booking_reads_its_stays_like_added_ones():
    assert add_stay_from_json(without(ADD, "op"), "THB", "stays.0") == AddStay("STD", "BAR", DATES, 2)
    with pytest.raises(InvalidInput) as caught:
        add_stay_from_json(without(ADD, "op") | {"room_type": 5}, "THB", "stays.0")
    assert [error.path for error in caught.value.errors] == ["stays.0.room_type"]


def test_the_same_asked_twice_of_one_stay_is_refused():
    move = {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-12"}
    with pytest.raises(InvalidInput) as refused:
        operations_from_json([move, move | {"check_out": "2026-12-14"}], "THB")
    assert [(error.path, error.code) for error in refused.value.errors] == [
        ("operations.1", "operation_twice")
    ]
