"""Offers, room upgrades and orders as the rules see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from kunjae.kernel.texts import LocalText


class OfferKind(StrEnum):
    """What is sold. All but `upgrade` are on the list of offers."""

    OFFER = "offer"
    LATE_CHECK_OUT = "late_check_out"
    EARLY_CHECK_IN = "early_check_in"
    UPGRADE = "upgrade"

    @property
    def type(self) -> OfferType:
        return OfferType.ROOM_UPGRADE if self is OfferKind.UPGRADE else OfferType.OFFER

    @property
    def moves_an_hour(self) -> bool:
        """Whether it takes the night beside the stay's own in its room."""
        return self in (OfferKind.LATE_CHECK_OUT, OfferKind.EARLY_CHECK_IN)


class OfferType(StrEnum):
    """The two types of the list of orders."""

    OFFER = "offer"
    ROOM_UPGRADE = "room_upgrade"


class Category(StrEnum):
    """Under which heading guests find it."""

    FOOD = "food"
    WELLNESS = "wellness"
    TRANSPORT = "transport"
    ACTIVITY = "activity"
    CELEBRATION = "celebration"
    ROOM = "room"
    OTHER = "other"


class PricePer(StrEnum):
    """What one amount of the price is for. An order is for one stay, and so for one room."""

    ORDER = "order"
    ROOM = "room"
    NIGHT = "night"
    PERSON = "person"
    PERSON_NIGHT = "person_night"
    PIECE = "piece"

    @property
    def by_night(self) -> bool:
        return self in (PricePer.NIGHT, PricePer.PERSON_NIGHT)


class TaxTreatment(StrEnum):
    """Which of the hotel's taxes a gross price holds."""

    AS_ROOMS = "as_rooms"
    """Service charge, VAT and further fees, like a room."""
    VAT_ONLY = "vat_only"
    NONE = "none"


class PayWhen(StrEnum):
    """How an offer may be paid."""

    ON_BOOKING = "on_booking"
    EITHER = "either"
    """The guest chooses."""
    NOW = "now"


class WhenStayChanges(StrEnum):
    """What becomes of an order when its stay is moved, shortened, gets another type or ends (rules.md 9.9)."""

    DEFAULT = "default"
    """By night repriced, all else kept; dated outside the stay cancelled."""
    KEEP = "keep"
    REPRICE = "reprice"
    MOVE = "move"
    """Dated orders move with the arrival, by as many days."""
    CANCEL = "cancel"


class QuestionKind(StrEnum):
    """What a question asks for."""

    DAY = "day"
    SLOT = "slot"
    NUMBER = "number"
    TEXT = "text"


class DayChoice(StrEnum):
    """Which days of the stay a question about a day offers."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    ANY = "any"


class NumberOf(StrEnum):
    """What a number answers: how many pieces, or for how many persons."""

    PIECES = "pieces"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that an order must or may say. At most one of each kind but TEXT.

    DAY: `days`. SLOT: `times`, in order (from-to every n minutes is written out when the offer is saved). NUMBER:
    `number_of`, `least` to `most`. TEXT: `most` letters. `code` names its answer.
    """

    code: str
    kind: QuestionKind
    label: LocalText = field(default_factory=dict)
    """Empty: the house's own words for the kind."""
    required: bool = True
    days: DayChoice = DayChoice.ANY
    times: tuple[time, ...] = ()
    number_of: NumberOf = NumberOf.PIECES
    least: int = 1
    most: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Who sees an offer, and when. None and empty do not narrow.

    `valid_from` to `valid_to` (inclusive) and `weekdays` (0 Monday) are about the day on which it is had: the day that
    the guest chooses, else the arrival (a late check-out: the departure; in house: today). `order_from_days`: seen at most so many days before arrival; `order_until_days`:
    ordered at least so many days before arrival; `order_until_hours`: so many hours before it is had.
    """

    valid_from: date | None = None
    valid_to: date | None = None
    weekdays: tuple[int, ...] = ()
    before_arrival: bool = True
    during_stay: bool = True
    order_from_days: int | None = None
    order_until_days: int | None = None
    order_until_hours: int | None = None
    room_types: tuple[str, ...] = ()
    rate_plans: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    least_adults: int | None = None
    most_adults: int | None = None
    least_children: int | None = None
    most_children: int | None = None
    least_nights: int | None = None
    most_nights: int | None = None


@dataclass(frozen=True, slots=True)
class HourStep:
    """A late check-out until, or an early check-in from, this hour, gross minor units."""

    at: time
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeTerms:
    """To which room type, from which (empty: all of lower rank), and for how much a night.

    Either `amount` (gross minor units) or `percent` of the difference between today's prices of the two types in the
    stay's rate plan, at least `least` for each night.
    """

    to_type: str
    from_types: tuple[str, ...] = ()
    amount: int | None = None
    percent: Decimal | None = None
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """One offer or room upgrade, complete. Amounts gross, minor units.

    `price`: None for upgrades (`upgrade`) and hours (`steps`). `stock`: pieces a day, None without limit.
    `guest_cancels_until`: hours before it is had until which the guest may cancel alone; None: never alone.
    `mail_text` goes into the mail of confirmation. `picture`: a name in the folder of uploads, empty without.
    """

    id: UUID
    code: str
    kind: OfferKind
    name: LocalText
    description: LocalText = field(default_factory=dict)
    mail_text: LocalText = field(default_factory=dict)
    category: Category = Category.OTHER
    picture: str = ""
    enabled: bool = True
    retired: bool = False
    position: int = 0
    price: int | None = None
    price_per: PricePer = PricePer.ORDER
    most_pieces: int | None = None
    old_price: int | None = None
    taxes: TaxTreatment = TaxTreatment.AS_ROOMS
    questions: tuple[Question, ...] = ()
    segment: Segment = field(default_factory=Segment)
    stock: int | None = None
    steps: tuple[HourStep, ...] = ()
    upgrade: UpgradeTerms | None = None
    auto_confirm: bool = False
    pms_product: str = ""
    notify: tuple[str, ...] = ()
    note: str = ""
    guest_cancels_until: int | None = None
    when_stay_changes: WhenStayChanges = WhenStayChanges.DEFAULT
    pay: PayWhen = PayWhen.ON_BOOKING

    def question(self, kind: QuestionKind) -> Question | None:
        return next((question for question in self.questions if question.kind is kind), None)


class OrderStatus(StrEnum):
    """rules.md 9.2. Money and PMS are states of their own."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def counts(self) -> bool:
        """Whether it is revenue (rules.md 9.3), and holds what it sells."""
        return self in (OrderStatus.UNCONFIRMED, OrderStatus.CONFIRMED)


class OrderPayment(StrEnum):
    """How the money of an order stands."""

    ON_BOOKING = "on_booking"
    """Billed with the room."""
    TO_PAY = "to_pay"
    """To be paid now; nothing has come yet."""
    AUTHORISED = "authorised"
    """A provider keeps the amount; taken when confirmed."""
    PAID = "paid"
    RELEASED = "released"
    """What was kept was let go."""
    RETURNED = "returned"
    """What was paid is on its way back, or has gone."""


class Posting(StrEnum):
    """Whether an order stands on the guest's account in the hotel's PMS (rules.md 9.6)."""

    NOT_NEEDED = "not_needed"
    TO_DO = "to_do"
    """A clerk is to type it."""
    BY_HAND = "by_hand"
    """Ticked: a clerk has typed it."""
    WAITING = "waiting"
    """Two-way, as all that follow: on its way to the guest's folio, or off it."""
    POSTED = "posted"
    UNKNOWN = "unknown"
    """Sent, and no answer yet."""
    FAILED = "failed"
    REVERSED = "reversed"

    @property
    def on_folio(self) -> bool:
        """Whether the PMS bills it: it counts no longer in the booking's value (rules.md 8)."""
        return self in (Posting.BY_HAND, Posting.POSTED)


@dataclass(frozen=True, slots=True)
class Answers:
    """What an order says. `day`: hotel-local; `at`: the slot, or the hour of a late check-out; `number`: of pieces or
    persons; `texts`: answers in words by the question's code."""

    day: date | None = None
    at: time | None = None
    number: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """One order as rules and pages need it. Amounts gross, minor units.

    `amount` = sum of its lines, at frozen unit prices; `counted`: what it counts in the booking's value now (rules.md 8).
    `had_at`: the moment from which it can no longer be served, at which it expires.
    """

    id: UUID
    stay: int
    offer: str
    kind: OfferKind
    name: LocalText
    status: OrderStatus
    payment: OrderPayment
    posting: Posting
    per: PricePer
    unit: int
    quantity: int
    amount: int
    counted: int
    taxes: TaxTreatment
    answers: Answers
    when_stay_changes: WhenStayChanges
    guest_cancels_until: int | None
    had_at: datetime
    ordered_at: datetime
    room_type: str = ""
    """Of an upgrade: the type it moves to."""
    sold_as: str = ""
    """Of an upgrade: the type that the stay was sold as."""
    stock_day: date | None = None
    pieces: int = 0
    """What it takes of its offer's day; 0 where the offer has no stock."""
