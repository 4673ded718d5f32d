"""A booking as its pages show it: stays with the names behind their codes, policies in words, taxes and money.

Made of facts only, so that the page of a booking and the old booking kept in its history look the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from kunjae.bookings.facts import StayFacts
from kunjae.changes.rules.fees import policy_clock
from kunjae.kernel.money import percent_text
from kunjae.kernel.texts import LocalText, in_language
from kunjae.pages.charts import FeeChart, fee_chart
from kunjae.payments.rules import MoneyDue
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.queries import House
from kunjae.properties.rules import TaxSplit, split_taxes, sum_of_splits
from kunjae.rates.policy_words import deadline_text, policy_notes, policy_sentence, policy_words
from kunjae.rates.queries import RatePlans
from kunjae.rates.rules import counted_arrival


@dataclass(frozen=True, slots=True)
class Names:
    """Today's names behind the codes of a property; a code that is gone stands for itself."""

    room_types: Mapping[str, LocalText] = field(default_factory=dict)
    rate_plans: Mapping[str, LocalText] = field(default_factory=dict)
    beds: Mapping[str, str] = field(default_factory=dict)
    language: str = "th"

    @classmethod
    def of(cls, house: House, plans: RatePlans, language: str) -> Names:
        return cls(
            {code: facts.name for code, facts in house.by_code.items()},
            {code: facts.name for code, facts in plans.by_code.items()},
            {room.number: room.beds for room in house.rooms.values()},
            language,
        )

    def room_type(self, code: str) -> str:
        return in_language(self.room_types.get(code, {}), self.language) or code

    def rate_plan(self, code: str) -> str:
        return in_language(self.rate_plans.get(code, {}), self.language) or code


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One part of a gross price: `VAT 7%` and its amount in minor units."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class ShownStay:
    """One stay: its place among the others, names, and its policy in words as it stands at one moment."""

    facts: StayFacts
    position: int
    of: int
    room_type: str
    rate_plan: str
    beds: str
    conditions: str
    policy_name: str
    policy: str
    """The whole course: `Free until …, then 50%, from … 100%`; without dates once the stay has ended."""
    deadline: str
    """What holds now and until when; empty once nothing can be cancelled any more."""
    policy_notes: tuple[str, ...]
    chart: FeeChart | None
    sold_as: str = ""
    """Upgraded: the name of the type that it was sold as."""
    course: object | None = None
    """Where it stands at the desk (`extranet.day.course`); none where nobody acts on it."""

    @property
    def is_live(self) -> bool:
        return self.facts.status.is_live

    @property
    def can_be_reinstated(self) -> bool:
        return not self.facts.status.is_live

    @property
    def has_extras(self) -> bool:
        """Whether any night has an extra-person charge: then it gets a column."""
        return any(night.extra_price for night in self.facts.nights)

    @property
    def title(self) -> str:
        """Room type and number: `Standard 001`."""
        return f"{self.room_type} {self.facts.room}" if self.facts.room else self.room_type


def shown_stays(
    stays: Sequence[StayFacts],
    names: Names,
    hotel: PropertyFacts,
    now: datetime,
    *,
    with_deadline: bool = True,
) -> list[ShownStay]:
    """All stays in the order of their numbers. `with_deadline` False: as they were, without what holds now."""
    return [
        _shown(stay, index + 1, len(stays), names, hotel, now, with_deadline)
        for index, stay in enumerate(stays)
    ]


def _shown(
    stay: StayFacts,
    position: int,
    of: int,
    names: Names,
    hotel: PropertyFacts,
    now: datetime,
    with_deadline: bool,
) -> ShownStay:
    language, clock = names.language, policy_clock(hotel)
    arrival = (
        counted_arrival(stay.policy, stay.check_in, stay.earliest_check_in) if stay.policy else stay.check_in
    )
    is_open = stay.status.value in ("reserved", "in_house")
    words = {"currency": hotel.currency, "language": language, "era": hotel.era}
    return ShownStay(
        facts=stay,
        position=position,
        of=of,
        room_type=names.room_type(stay.room_type),
        sold_as=names.room_type(stay.sold_as) if stay.sold_as else "",
        rate_plan=names.rate_plan(stay.rate_plan),
        beds=names.beds.get(stay.room, "") if stay.room else "",
        conditions=in_language(stay.conditions, language),
        policy_name=in_language(stay.policy.name, language) if stay.policy else "",
        policy=policy_sentence(stay.policy, arrival, clock, **words),
        deadline=deadline_text(stay.policy, arrival, clock, now, **words)
        if with_deadline and is_open and stay.policy
        else "",
        policy_notes=policy_notes(stay.policy, language),
        chart=fee_chart(
            stay.policy,
            arrival=arrival,
            clock=clock,
            now=now if with_deadline else None,
            night_prices=[night.total for night in stay.nights],
            **words,
        )
        if is_open
        else None,
    )


def tax_lines(stays: Iterable[StayFacts], hotel: PropertyFacts, language: str) -> list[TaxLine]:
    """What the total of the live stays holds, split by line; empty where the hotel levies nothing."""
    taxes = hotel.taxes
    splits = [split_taxes(stay.total, taxes) for stay in stays if stay.total]
    return split_lines(sum_of_splits(splits, len(taxes.further_fees)), hotel, language)


def split_lines(total: TaxSplit, hotel: PropertyFacts, language: str) -> list[TaxLine]:
    """A split in words, with the hotel's percentages; empty where it holds the net price only."""
    taxes = hotel.taxes
    lines = []
    if total.service_charge:
        lines.append(
            TaxLine(
                f"{_('Service charge')} {percent_text(taxes.service_charge_percent)}%", total.service_charge
            )
        )
    for fee, amount in zip(taxes.further_fees, total.fees, strict=True):
        if amount:
            lines.append(TaxLine(f"{in_language(fee.name, language)} {percent_text(fee.percent)}%", amount))
    if total.vat:
        lines.append(TaxLine(f"{_('VAT')} {percent_text(taxes.vat_percent)}%", total.vat))
    return [TaxLine(_("Net price"), total.net), *lines] if lines else []


@dataclass(frozen=True, slots=True)
class ShownMoney:
    """A booking's money as figures and as a bar; minor units. `covered`: what was paid, at most the value."""

    due: MoneyDue
    fees: int
    orders: int = 0

    @property
    def covered(self) -> int:
        return min(self.due.paid, self.due.value)


def policy_text(stay: StayFacts, currency: str, language: str) -> str:
    """A stay's policy without dates, for comparing two states of it."""
    return policy_words(stay.policy, currency, language)
