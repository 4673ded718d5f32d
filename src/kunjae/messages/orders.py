"""An order as a mail tells of it: read in a constant number of queries, and said in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.facts import NumberOf, OfferFacts, OfferKind, OrderFacts, OrderPayment, QuestionKind
from kunjae.concierge.following_words import because_text
from kunjae.concierge.models import Order
from kunjae.concierge.queries import offers, order_row, orders_of
from kunjae.concierge.rules.moments import free_until
from kunjae.kernel.formats import format_date, format_moment
from kunjae.messages.blocks import Facts, clean
from kunjae.messages.words import counted
from kunjae.properties.models import Property

if TYPE_CHECKING:
    from kunjae.messages.tables import Teller


@dataclass(frozen=True, slots=True)
class OrderMatter:
    """An order, its row, and its offer as it is now."""

    row: Order
    facts: OrderFacts
    offer: OfferFacts


def order_matter(property: Property, booking: UUID, id: UUID) -> OrderMatter:
    """The order of this booking, in three queries. Raises NoSuchOrder."""
    row = order_row(property, id)
    found = next((facts for facts in orders_of(property, booking) if facts.id == id), None)
    if found is None:
        raise NoSuchOrder(id.hex)
    return OrderMatter(row, found, offer_of(property, row))


def offer_of(property: Property, row: Order) -> OfferFacts:
    """What was ordered, as the hotel offers it now, retired or not."""
    return next(offer for offer in offers(property, retired=True) if offer.id == row.offer_id)


@dataclass(frozen=True)
class OrderTeller:
    """Says what stands in an order."""

    teller: Teller
    order: OrderMatter

    @property
    def name(self) -> str:
        return self.teller.local(self.order.facts.name)

    @property
    def day(self) -> date | None:
        """On which it is had: the day that was chosen, or the stay's own where an hour moves."""
        facts = self.order.facts
        if facts.answers.day is not None or not facts.kind.moves_an_hour:
            return facts.answers.day
        stay = self._stay
        name = "check_out" if facts.kind is OfferKind.LATE_CHECK_OUT else "check_in"
        return date.fromisoformat(stay[name]) if stay else None

    @property
    def day_text(self) -> str:
        return (
            "" if self.day is None else format_date(self.day, self.teller.language, era=self.teller.hotel.era)
        )

    @property
    def time(self) -> str:
        at = self.order.facts.answers.at
        return "" if at is None else f"{at:%H:%M}"

    @property
    def number(self) -> str:
        """How many pieces, or for how many persons; empty where nobody was asked."""
        number = self.order.facts.answers.number
        if number is None:
            return ""
        question = self.order.offer.question(QuestionKind.NUMBER)
        persons = question is not None and question.number_of is NumberOf.PERSONS
        word = "person" if persons else "piece"
        return counted(word, f"{word}s", number, self.teller.language)

    @property
    def price(self) -> str:
        return self.teller.money(self.order.facts.amount)

    @property
    def payment(self) -> str:
        """How it is paid; empty where nothing will be, and nothing was."""
        facts = self.order.facts
        if not facts.status.counts and facts.payment in (OrderPayment.ON_BOOKING, OrderPayment.TO_PAY):
            return ""
        return self.teller.say(f"order_{self.order.facts.payment}")

    @property
    def text(self) -> str:
        """The offer's own words: where, when, what to bring."""
        return self.teller.paragraphs(self.order.offer.mail_text)

    @property
    def reason(self) -> str:
        """Why it was cancelled: what the change of its stay made of it, or what somebody wrote."""
        if code := self.teller.matter.because:
            return because_text(code, self.teller.language)
        return clean(self.order.row.reason, one_line=True)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was asked and answered in words."""
        found = []
        for given in self.order.row.texts.values():
            label, text = given.get("label", {}), given.get("text", "")
            if text:
                asked = self.teller.local(label) if isinstance(label, dict) else clean(label, one_line=True)
                found.append((asked or self.teller.say("answer"), clean(text, one_line=True)))
        return found

    @property
    def room(self) -> str:
        """Which of several rooms of the booking it is for, or the type that an upgrade moves to."""
        return self.teller.title(self.order.facts.stay)

    @property
    def new_type(self) -> str:
        code = self.order.facts.room_type
        return self.teller.room_type(code) if code else ""

    @property
    def cancel_until(self) -> str:
        """Until when the guest may cancel it alone."""
        facts = self.order.facts
        until = free_until(facts.had_at, facts.guest_cancels_until)
        return self._moment(until) if until is not None and facts.status.counts else ""

    @property
    def answer_until(self) -> str:
        """When it expires unless the hotel answers."""
        return self._moment(self.order.facts.had_at)

    @property
    def ordered(self) -> str:
        return self._moment(self.order.facts.ordered_at)

    def values(self) -> dict[str, Any]:
        """What templates may name of it; None for what there is not."""
        row = self.order.row
        return {
            "offer": self.name,
            "is_upgrade": self.order.facts.kind is OfferKind.UPGRADE,
            "room_type": self.new_type or None,
            "room": self.room,
            "day": self.day_text or None,
            "time": self.time or None,
            "number": self.number or None,
            "price": self.price,
            "payment": self.payment or None,
            "text": self.text or None,
            "reason": self.reason or None,
            "confirmed": row.auto_confirmed,
            "with_stay": bool(self.teller.matter.because),
            "by_guest": self.teller.matter.by == "guest",
            "answers": [{"question": asked, "answer": answer} for asked, answer in self.answers],
            "cancel_until": self.cancel_until or None,
            "answer_until": self.answer_until,
            "ordered": self.ordered,
        }

    def table(self, *, to_hotel: bool) -> list[Facts]:
        """All of it, below its name; the hotel reads the room number, too."""
        facts, say = self.order.facts, self.teller.say
        time_word = {
            OfferKind.LATE_CHECK_OUT: "check_out_until",
            OfferKind.EARLY_CHECK_IN: "check_in_from",
        }.get(facts.kind, "time")
        several = len(self.teller.matter.copy["stays"]) > 1
        pairs = [
            (say("booking_number"), self.teller.matter.booking.code),
            (say("for_room"), self.room if several else ""),
            (say("room_number"), self._room_number if to_hotel else ""),
            (say("new_room_type"), self.new_type),
            (say("day"), self.day_text),
            (say(time_word), self.time),
            (say("number"), self.number),
            *self.answers,
            (say("total"), self._price_with_taxes()),
            (say("payment"), self.payment),
        ]
        return [Facts(self.name, tuple(pair for pair in pairs if pair[1]))]

    def _price_with_taxes(self) -> str:
        """With the taxes that are in it (rules.md 3.5), where there are some."""
        split, money = self.order.row.taxes, self.teller.money
        parts = [
            self.teller.say(word, amount=money(amount), name=name)
            for word, name, amount in (
                ("with_service_charge", "", split.get("service_charge", 0)),
                *(
                    ("with_fee", self.teller.local(fee.name), amount)
                    for fee, amount in zip(
                        self.teller.hotel.taxes.further_fees, split.get("fees", []), strict=False
                    )
                ),
                ("with_vat", "", split.get("vat", 0)),
            )
            if amount
        ]
        return f"{self.price} ({', '.join(parts)})" if parts else self.price

    @property
    def _room_number(self) -> str:
        return (self._stay or {}).get("room") or ""

    @property
    def _stay(self) -> Any:
        number = self.order.facts.stay
        return next((stay for stay in self.teller.matter.copy["stays"] if stay["number"] == number), None)

    def _moment(self, moment: datetime) -> str:
        hotel = self.teller.hotel
        return format_moment(moment, hotel.timezone, self.teller.language, era=hotel.era)
