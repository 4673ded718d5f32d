"""What a change would do, before it is confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from kunjae.api.schemas.policies import ReachedTier
from kunjae.api.schemas.stays import BareStay
from kunjae.api.schemas.values import Money, Shape, StayNumber, Text
from kunjae.changes.facts import Severity as SeverityOf
from kunjae.concierge.rules.following import Does as DoesOf


class TaxLine(Shape):
    name: Text
    amount: Money


class Taxes(Shape):
    """What the total holds."""

    net: Money
    service_charge: Money
    fees: list[TaxLine]
    vat: Money


class PreviewedStay(BareStay):
    """One room, before or after."""

    taxes: Taxes


class Figures(Shape):
    """The four figures: change = new - current + fee."""

    current: Money
    new: Money
    fee: Money
    change: Money
    waived_fee: Money = Field(description="What the policy asks and `record: false` leaves out.")
    fees_waived: Money = Field(description="What a reinstatement takes back of fees recorded earlier.")


class PlanProblem(Shape):
    """Something in the way, or to know. Further fields depend on the code."""

    model_config = ConfigDict(extra="allow")

    code: str = Field(
        examples=["room_taken"],
        description="room_taken, sold_out, no_price, no_single_room, beds_differ, min_stay, closed, "
        "closed_to_arrival, closed_to_departure, occupancy, past_nights.",
    )
    severity: SeverityOf = Field(
        description="refused: cannot be confirmed; choose: choose first; warning: may be passed."
    )
    message: str
    nights: list[dt.date]
    room: Annotated[str, Field(description="The room in question.")] = ""
    taken_by: Annotated[str | None, Field(description="The booking that has the room; null: a block.")] = None
    taken_by_stay: int | None = None
    blocked: bool = False


class Moved(Shape):
    booking: str
    stay: StayNumber


class StayPreview(Figures):
    """One live stay of the booking, touched or not."""

    stay: StayNumber
    given_back: Money = Field(description="The value given back, the base of most fees.")
    touched: bool
    before: PreviewedStay | None = Field(description="null: a room that is added.")
    after: PreviewedStay | None = Field(description="null: cancelled, or moved to another booking.")
    moved_to: Moved | None
    tier: ReachedTier | None
    problems: list[PlanProblem]
    rooms_free: list[str] = Field(description="Rooms to choose from, the ones with the same beds first.")


class OrdersPreview(Shape):
    """What orders count in the booking's value: value after = value before + change + their difference."""

    before: Money
    after: Money


class EffectAmounts(Shape):
    before: Money
    after: Money


class EffectDays(Shape):
    before: dt.date | None
    after: dt.date | None


class OrderEffect(Shape):
    """What becomes of one order of a stay that the change touches."""

    order: UUID
    stay: StayNumber
    offer: str = Field(description="The offer's code.")
    name: Text
    does: DoesOf = Field(description="`goes`: with its stay to another booking.")
    because: str = Field(
        description="Why it is cancelled: stay_cancelled, outside_stay, room_type, by_rule, sold_out, room_taken, "
        "no_room, no_higher_room; else empty."
    )
    message: str
    amount: EffectAmounts
    day: EffectDays


class MoneyPreview(Shape):
    """What to do about money after the change."""

    collect_now: Money
    to_return: Money = Field(alias="return")
    later: Money
    text: str


class Preview(Shape):
    currency: str
    record: bool
    digest: str
    stays: list[StayPreview]
    total: Figures
    orders: OrdersPreview
    order_effects: list[OrderEffect] = Field(description="Orders that stand; untouched ones are not in it.")
    money: MoneyPreview
    can_confirm: bool
    needs_reason: bool
