"""What orders would come to, and which answers they need."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from kunjae.concierge.errors import OfferRefused
from kunjae.concierge.facts import (
    DayChoice,
    NumberOf,
    PayWhen,
    PricePer,
    Question,
    QuestionKind,
    TaxTreatment,
)
from kunjae.concierge.rules.moments import guest_may_cancel, remind_at
from kunjae.concierge.rules.pricing import Wanted, as_order, quote
from kunjae.concierge.rules.shelf import Beside, shelf
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.facts import FurtherFee, TaxSettings
from tests.concierge.the_shelf import (
    CHECK_IN,
    CHECK_OUT,
    FAR,
    HOTEL,
    at,
    booking,
    day_question,
    early,
    in_house,
    late,
    number_question,
    offer,
    shelf_facts,
    slot_question,
    stay,
    upgrade,
)


def one(facts, answers=None, now=FAR, **options):
    """The first offer for the first stay, quoted."""
    return quote(facts, [Wanted(1, facts.offers[0].code, answers or {})], now, **options)[0]


def wrong(facts, answers, **options):
    """Path and code of everything that is wrong with the answers."""
    with pytest.raises(InvalidInput) as caught:
        one(facts, answers, **options)
    return {(error.path.removeprefix("items.0."), error.code) for error in caught.value.errors}


@pytest.mark.parametrize(
    ("per", "number", "quantity"),
    [  # 3 nights, 2 adults and a child
        (PricePer.ORDER, None, 1),
        (PricePer.ROOM, None, 1),
        (PricePer.NIGHT, None, 3),
        (PricePer.PERSON, None, 3),
        (PricePer.PERSON, 2, 2),
        (PricePer.PERSON_NIGHT, None, 9),
        (PricePer.PERSON_NIGHT, 2, 6),
        (PricePer.PIECE, 4, 4),
        (PricePer.ORDER, 4, 1),
    ],
)
@pytest.mark.parametrize(("currency", "price"), [("THB", 90000), ("JPY", 3333), ("KWD", 12345)])
def test_a_price_is_for_one_order_night_person_or_piece(per, number, quantity, currency, price):
    questions = (number_question(required=False),)
    hotel = replace(HOTEL, currency=currency)
    facts = shelf_facts(offer(price=price, price_per=per, questions=questions, stock=20), hotel=hotel)
    found = one(facts, {"number": number})
    assert (found.unit, found.quantity, found.amount) == (price, quantity, price * quantity)
    assert found.split.gross == found.amount
    by_person = per in (PricePer.PERSON, PricePer.PERSON_NIGHT)
    assert found.pieces == (number or (3 if by_person else 1))
    assert found.stock_day == CHECK_IN


def test_taxes_are_those_of_rooms_vat_alone_or_none():
    fees = (FurtherFee({"en": "Provincial fee"}, Decimal(1)),)
    hotel = replace(HOTEL, taxes=TaxSettings(Decimal(10), Decimal(7), fees))
    splits = {}
    for treatment in TaxTreatment:
        facts = shelf_facts(offer(price=300000, taxes=treatment), hotel=hotel)
        splits[treatment] = one(facts).split
    rooms, vat, none = splits.values()
    assert (rooms.net, rooms.service_charge, rooms.fees, rooms.vat) == (252589, 25259, (2526,), 19626)
    assert (vat.net, vat.service_charge, vat.fees, vat.vat) == (280374, 0, (0,), 19626)
    assert (none.net, none.service_charge, none.fees, none.vat) == (300000, 0, (0,), 0)


def test_where_prices_are_without_taxes_an_offer_is_shown_and_sold_with_them():
    net = replace(HOTEL, taxes=TaxSettings(Decimal(10), Decimal(7), prices_include_taxes=False))
    facts = shelf_facts(
        offer(price=100000, old_price=120000, price_per=PricePer.NIGHT),
        late((14, 50000), taxes=TaxTreatment.VAT_ONLY),
        upgrade(amount=30000),
        hotel=net,
    )
    spa, hour, up = shelf(facts, FAR)
    assert (spa.unit, spa.offer.old_price, hour.unit, up.unit) == (117700, 141240, 53500, 35310)
    wanted = [Wanted(1, "spa"), Wanted(1, "late", {"hour": "14:00"}), Wanted(1, "to-dlx")]
    amounts = [(each.amount, each.split.net) for each in quote(facts, wanted, FAR)]
    assert amounts == [(353100, 300000), (53500, 50000), (105930, 90000)]


def test_an_upgrade_costs_a_share_of_todays_difference_but_at_least_the_floor():
    facts = shelf_facts(upgrade("SUI", percent=Decimal("33.33"), least=50000))
    rates = dict(facts.rates)
    rates["BAR", "SUI", date(2026, 12, 11)] = replace(rates["BAR", "SUI", CHECK_IN], price=160000)
    rates["BAR", "SUI", date(2026, 12, 12)] = replace(rates["BAR", "SUI", CHECK_IN], price=100000)
    found = one(replace(facts, rates=rates))
    assert found.night_amounts == (66660, 50000, 50000)  # 33.33 % of 2000.00; of 100.00; of less than nothing
    assert (found.amount, found.quantity, found.nights) == (166660, 3, stay().dates.nights)
    assert found.had_at == at(10, "14:00")
    inside = one(in_house(shelf_facts(upgrade())), now=at(11))
    assert (inside.amount, inside.nights, inside.had_at) == (60000, stay().dates.nights[1:], at(13, "12:00"))


def test_hours_cost_what_their_step_costs():
    facts = shelf_facts(late(), early())
    found = quote(facts, [Wanted(1, "late", {"hour": "16:00"}), Wanted(1, "early", {"hour": "09:00"})], FAR)
    assert [(each.amount, each.quantity) for each in found] == [(90000, 1), (80000, 1)]
    assert [(each.answers.day, each.answers.at) for each in found] == [
        (CHECK_OUT, time(16)),
        (CHECK_IN, time(9)),
    ]
    assert [each.had_at for each in found] == [at(13, "12:00"), at(10, "09:00")]
    assert wrong(facts, {"hour": "15:00"}) == {("answers.hour", "hour_not_offered")}
    assert wrong(facts, {}) == {("answers.hour", "required")}


@pytest.mark.parametrize(
    ("questions", "answers", "had_at"),
    [
        ((), {}, at(11, "00:00")),
        ((day_question(),), {"day": "2026-12-12"}, at(13, "00:00")),
        ((day_question(),), {"day": "2026-12-13"}, at(13, "12:00")),
        ((day_question(DayChoice.DEPARTURE),), {}, at(13, "12:00")),
        ((day_question(), slot_question()), {"day": "2026-12-13", "slot": "18:00"}, at(13, "18:00")),
        ((slot_question(),), {"slot": "10:00"}, at(10, "10:00")),
        ((day_question(required=False),), {}, at(11, "00:00")),
    ],
)
def test_it_is_had_at_its_time_or_at_the_end_of_its_day_but_before_check_out(questions, answers, had_at):
    found = one(shelf_facts(offer(questions=questions, guest_cancels_until=24)), answers)
    assert found.had_at == had_at
    assert found.free_until == had_at - timedelta(hours=24)


def test_answers_are_checked_all_at_once_and_say_where():
    asked = Question(code="allergies", kind=QuestionKind.TEXT, label={"en": "Allergies"}, most=10)
    massage = offer(questions=(day_question(), slot_question(), number_question(most=4), asked))
    facts = shelf_facts(massage)
    assert wrong(facts, {}) == {
        ("answers.day", "required"),
        ("answers.slot", "required"),
        ("answers.number", "required"),
        ("answers.allergies", "required"),
    }
    odd = {
        "day": "2026-12-14",
        "slot": "11:00",
        "number": "5",
        "allergies": "peanuts and more",
        "hour": "14:00",
    }
    assert wrong(facts, odd) == {
        ("answers.day", "day_not_offered"),
        ("answers.slot", "slot_not_offered"),
        ("answers.number", "invalid_integer"),
        ("answers.allergies", "too_long"),
        ("answers.hour", "unknown_field"),
    }
    odd = {"day": "tomorrow", "slot": "noon", "number": "two", "allergies": 7}
    assert {code for _path, code in wrong(facts, odd)} == {
        "invalid_date",
        "invalid_time",
        "invalid_integer",
        "invalid_type",
    }
    found = one(facts, {"day": "2026-12-11", "slot": "14:00", "number": "2", "allergies": " nuts "})
    assert (found.answers.day, found.answers.at, found.answers.number) == (date(2026, 12, 11), time(14), 2)
    assert found.answers.texts == {"allergies": "nuts"}


def test_what_need_not_be_answered_may_be_left_out_or_empty():
    questions = (day_question(required=False), slot_question(required=False), number_question(required=False))
    facts = shelf_facts(offer(questions=questions, price_per=PricePer.PERSON))
    for answers in ({}, {"day": "", "slot": None, "number": ""}):
        found = one(facts, answers)
        assert (found.answers.day, found.answers.at, found.answers.number) == (None, None, None)
        assert (found.quantity, found.had_at) == (3, at(11, "00:00"))
    timed = one(facts, {"slot": "14:00"})  # a time is nothing without its day
    assert (timed.answers.day, timed.had_at) == (CHECK_IN, at(10, "14:00"))


def test_pieces_are_asked_for_even_where_the_hotel_wrote_no_question():
    facts = shelf_facts(offer("wine", price_per=PricePer.PIECE, most_pieces=3))
    question = shelf(facts, FAR)[0].offer.question(QuestionKind.NUMBER)
    assert (question.number_of, question.least, question.most) == (NumberOf.PIECES, 1, 3)
    assert one(facts, {"number": "3"}).amount == 270000
    assert wrong(facts, {"number": "4"}) == {("answers.number", "invalid_integer")}
    asked = (number_question(NumberOf.PIECES, most=50),)
    assert wrong(shelf_facts(offer(price_per=PricePer.PIECE, most_pieces=3, questions=asked)), {"number": 4})


def test_a_basket_takes_its_stock_and_hours_one_after_the_other():
    facts = shelf_facts(
        offer(questions=(number_question(),), stock=5),
        late(),
        upgrade(),
        ordered={("spa", CHECK_IN): 1},
        booking=booking(stay(), stay(2)),
    )
    two = {"number": 2}
    assert len(quote(facts, [Wanted(1, "spa", two), Wanted(2, "spa", two)], FAR)) == 2
    for basket in (
        [Wanted(1, "spa", two), Wanted(2, "spa", {"number": 3})],
        [Wanted(1, "late", {"hour": "14:00"}), Wanted(1, "late", {"hour": "16:00"})],
        [Wanted(1, "to-dlx"), Wanted(1, "to-dlx")],
    ):
        with pytest.raises(OfferRefused) as caught:
            quote(facts, basket, FAR)
        assert caught.value.reasons in (("sold_out",), ("already_ordered",))
        assert caught.value.path == "items.1"


@pytest.mark.parametrize(
    ("basket", "reason"),
    [
        ([Wanted(1, "to-sui"), Wanted(2, "to-sui")], "no_higher_room"),
        ([Wanted(1, "late", {"hour": "14:00"}), Wanted(2, "late", {"hour": "14:00"})], "room_taken"),
    ],
)
def test_two_stays_of_a_basket_do_not_get_the_same_last_room(basket, reason):
    nights = [CHECK_IN + timedelta(days=index) for index in range(3)]
    facts = shelf_facts(
        late(),
        upgrade("SUI"),
        booking=booking(stay(), stay(2, room="002")),
        beside={number: Beside(before=True, after=True) for number in (1, 2)},
        higher={(1, "SUI"), (2, "SUI")},
        free={("SUI", night): 1 for night in nights} | {("STD", CHECK_OUT): 1},
    )
    with pytest.raises(OfferRefused) as caught:
        quote(facts, basket, FAR)
    assert (caught.value.reasons, caught.value.path) == ((reason,), "items.1")
    two = dict.fromkeys(facts.free, 2)
    assert len(quote(replace(facts, free=two), basket, FAR)) == 2


def test_strangers_to_the_booking_and_amounts_beyond_reason_are_named():
    facts = shelf_facts(offer(price=10**13, price_per=PricePer.PIECE))
    with pytest.raises(InvalidInput) as caught:
        quote(facts, [Wanted(9, "spa"), Wanted(1, "cake"), Wanted(1, "spa", {"number": 2})], FAR)
    assert [(error.path, error.code) for error in caught.value.errors] == [
        ("items.0.stay", "unknown_stay"),
        ("items.1.offer", "unknown_offer"),
        ("items.2.answers.number", "amount_too_large"),
    ]


@pytest.mark.parametrize(
    ("pay", "chosen", "by_staff", "now"),
    [
        (PayWhen.ON_BOOKING, False, False, False),
        (PayWhen.EITHER, False, False, False),
        (PayWhen.EITHER, True, False, True),
        (PayWhen.NOW, False, False, True),
        (PayWhen.NOW, False, True, False),
    ],
)
def test_how_it_is_paid_is_the_offers_word_then_the_guests(pay, chosen, by_staff, now):
    facts = shelf_facts(offer(pay=pay), offer("free", price=0, pay=pay))
    found = quote(facts, [Wanted(1, "spa", pay_now=chosen)], FAR, by_staff=by_staff)
    assert found[0].wanted.pay_now is now
    assert quote(facts, [Wanted(1, "free")], FAR)[0].wanted.pay_now is False


def test_an_offer_that_goes_on_the_booking_is_not_paid_now():
    with pytest.raises(InvalidInput) as caught:
        quote(shelf_facts(), [Wanted(1, "spa", pay_now=True)], FAR)
    assert [(error.path, error.code) for error in caught.value.errors] == [
        ("items.0.pay_now", "not_paid_now")
    ]


def test_a_guest_cancels_alone_until_the_rule_closes():
    quoted = one(
        shelf_facts(offer(questions=(slot_question("10:00"),), guest_cancels_until=2)), {"slot": "10:00"}
    )
    order = as_order(quoted, FAR)
    assert guest_may_cancel(order, at(10, "07:59"))
    assert not guest_may_cancel(order, at(10, "08:00"))
    assert not guest_may_cancel(replace(order, guest_cancels_until=None), FAR)


def test_a_hotel_is_reminded_a_day_before_or_half_way():
    had = at(10, "14:00")
    assert remind_at(FAR, had) == at(9, "14:00")
    assert remind_at(at(9, "14:00"), had) == at(10, "02:00")
    assert remind_at(at(10, "12:00"), had) == at(10, "13:00")
    assert isinstance(remind_at(FAR, had), datetime)
