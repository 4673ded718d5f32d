"""What orders would come to: answers checked, prices and taxes worked out, moments set. Nothing is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from kunjae.bookings.facts import StayFacts
from kunjae.concierge.errors import OfferRefused, SoldOut
from kunjae.concierge.facts import (
    Answers,
    OfferKind,
    OrderFacts,
    OrderPayment,
    OrderStatus,
    PayWhen,
    Posting,
    PricePer,
)
from kunjae.concierge.rules.answers import read_answers
from kunjae.concierge.rules.moments import free_until, had_at
from kunjae.concierge.rules.shelf import (
    PASSED_BY_STAFF,
    OnShelf,
    ShelfFacts,
    held_nights,
    on_shelf,
    without_rooms,
)
from kunjae.concierge.rules.taxes import tax_split
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.money import LARGEST_AMOUNT
from kunjae.properties.rules import TaxSplit


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a guest wants. `answers` as posted: `{"day": "2026-12-10", "slot": "14:00", "number": 2, code: text}`,
    of hours `{"hour": "14:00"}`. `expected`: the amount that was shown, gross minor units."""

    stay: int
    offer: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    pay_now: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What one order would be. Amounts gross, minor units.

    `amount` = `unit` x `quantity`; of an upgrade the sum of `night_amounts`. `free_until`: until then the guest may cancel
    alone. `stock_day` and `pieces`: what it takes of its offer's day, noted where there is no stock, too: there may be one
    later. `nights`: those that a price by night, or an upgrade, is for.
    """

    wanted: Wanted
    on: OnShelf
    answers: Answers
    unit: int
    quantity: int
    amount: int
    split: TaxSplit
    had_at: datetime
    free_until: datetime | None
    stock_day: date
    pieces: int
    nights: tuple[date, ...] = ()
    night_amounts: tuple[int, ...] = ()


def quote(
    facts: ShelfFacts,
    wanted: Sequence[Wanted],
    now: datetime,
    *,
    by_staff: bool = False,
    path: str = "items",
) -> tuple[Quoted, ...]:
    """What the things wanted would come to together; each takes its stock, room and night before the next is looked at.

    Raises InvalidInput naming every field (`items.0.answers.day`), and OfferRefused with the reasons of the first thing that
    cannot be ordered. `by_staff`: reasons in PASSED_BY_STAFF do not refuse.
    """
    found: list[Quoted] = []
    errors: list[FieldError] = []
    ordered: Counter[tuple[str, date]] = Counter(facts.ordered)
    taken: Counter[tuple[str, date]] = Counter()
    orders = list(facts.orders)
    for index, each in enumerate(wanted):
        seen = replace(without_rooms(facts, taken), ordered=ordered, orders=tuple(orders))
        try:
            quoted = _quote(seen, each, now, by_staff, f"{path}.{index}" if path else str(index))
        except InvalidInput as error:
            errors.extend(error.errors)
            continue
        found.append(quoted)
        orders.append(as_order(quoted, now))
        ordered[each.offer, quoted.stock_day] += quoted.pieces
        if (stay := facts.booking.stay(each.stay)) is not None:
            taken.update(held_nights(quoted.on.offer, stay))
    if errors:
        raise InvalidInput(*errors)
    return tuple(found)


def _quote(facts: ShelfFacts, wanted: Wanted, now: datetime, by_staff: bool, path: str) -> Quoted:
    stay = facts.booking.stay(wanted.stay)
    if stay is None:
        raise invalid(f"{path}.stay", "unknown_stay", "there is no stay {n}", "ไม่มีรายการที่ {n}", n=wanted.stay)
    offer = next((each for each in facts.offers if each.code == wanted.offer), None)
    if offer is None:
        raise invalid(f"{path}.offer", "unknown_offer", "there is no such offer", "ไม่มีข้อเสนอนี้")
    on = on_shelf(facts, stay, offer, now, by_staff=by_staff)
    if reasons := tuple(each for each in on.reasons if not (by_staff and each in PASSED_BY_STAFF)):
        raise OfferRefused(reasons, offer.name, path)
    answers = read_answers(on, wanted.answers, f"{path}.answers")
    day = answers.day or on.days[0].day
    unit, quantity, amount = _amount(on, stay, answers)
    if amount > LARGEST_AMOUNT:
        raise invalid(f"{path}.answers.number", "amount_too_large", "is too large", "มากเกินไป")
    pieces = _pieces(on, stay, answers)
    left = next((each.left for each in on.days if each.day == day), None)
    if left is not None and pieces > left:
        raise SoldOut(("sold_out",), offer.name, path)
    at = had_at(offer.kind, stay, facts.hotel, day=day, at=answers.at)
    return Quoted(
        wanted=replace(wanted, pay_now=_pays_now(on, wanted, amount, by_staff, path)),
        on=on,
        answers=answers,
        unit=unit,
        quantity=quantity,
        amount=amount,
        split=tax_split(amount, offer.taxes, facts.hotel.taxes),
        had_at=at,
        free_until=free_until(at, offer.guest_cancels_until),
        stock_day=day,
        pieces=pieces,
        nights=on.nights,
        night_amounts=on.night_amounts,
    )


# How many, how much


def persons_of(stay: StayFacts, answers: Answers) -> int:
    """For how many a price per person is: as answered, else all guests of the stay."""
    return answers.number if answers.number is not None else max(1, stay.adults + stay.children)


def quantity_of(per: PricePer, stay: StayFacts, answers: Answers, nights: int) -> int:
    """How often the unit price is counted."""
    if per is PricePer.PERSON:
        return persons_of(stay, answers)
    if per is PricePer.NIGHT:
        return nights
    if per is PricePer.PERSON_NIGHT:
        return persons_of(stay, answers) * nights
    if per is PricePer.PIECE:
        return answers.number if answers.number is not None else 1
    return 1


def _amount(on: OnShelf, stay: StayFacts, answers: Answers) -> tuple[int, int, int]:
    """Unit, quantity, amount."""
    if on.offer.kind is OfferKind.UPGRADE:
        return on.unit, len(on.nights), sum(on.night_amounts)
    if on.offer.kind.moves_an_hour:
        amount = next(step.amount for step in on.steps if step.at == answers.at)
        return amount, 1, amount
    quantity = quantity_of(on.offer.price_per, stay, answers, len(on.nights))
    return on.unit, quantity, on.unit * quantity


def _pieces(on: OnShelf, stay: StayFacts, answers: Answers) -> int:
    """What it takes of the day's stock: the number that was answered, else the persons of a price per person, else one."""
    if answers.number is not None:
        return answers.number
    by_person = on.offer.kind is OfferKind.OFFER and on.offer.price_per in (
        PricePer.PERSON,
        PricePer.PERSON_NIGHT,
    )
    return persons_of(stay, answers) if by_person else 1


def _pays_now(on: OnShelf, wanted: Wanted, amount: int, by_staff: bool, path: str) -> bool:
    pay = on.offer.pay
    if wanted.pay_now and pay is PayWhen.ON_BOOKING:
        raise invalid(
            f"{path}.pay_now",
            "not_paid_now",
            "is paid with the room, not now",
            "ข้อเสนอนี้รวมในบิลห้องพัก ไม่ต้องชำระทันที",
        )
    return amount > 0 and (wanted.pay_now or (pay is PayWhen.NOW and not by_staff))


def as_order(quoted: Quoted, now: datetime) -> OrderFacts:
    """The order that it would be, so that the next thing in the basket knows of it."""
    offer = quoted.on.offer
    return OrderFacts(
        id=offer.id,
        stay=quoted.on.stay,
        offer=offer.code,
        kind=offer.kind,
        name=offer.name,
        status=OrderStatus.UNCONFIRMED,
        payment=OrderPayment.ON_BOOKING,
        posting=Posting.NOT_NEEDED,
        per=offer.price_per,
        unit=quoted.unit,
        quantity=quoted.quantity,
        amount=quoted.amount,
        counted=0,
        taxes=offer.taxes,
        answers=quoted.answers,
        when_stay_changes=offer.when_stay_changes,
        guest_cancels_until=offer.guest_cancels_until,
        had_at=quoted.had_at,
        ordered_at=now,
    )
