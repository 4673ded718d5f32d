"""What can be had for the dates and people asked: each room type with its plans, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.changes.facts import Problem, Severity
from kunjae.changes.rules.availability import Sellable
from kunjae.changes.rules.fees import policy_clock
from kunjae.changes.wording import problem_text
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import percent_text
from kunjae.kernel.texts import in_language
from kunjae.pages.presentation import prices_text
from kunjae.pages.words import MEALS
from kunjae.properties.facts import PropertyFacts, RoomTypeFacts
from kunjae.properties.rules import split_taxes
from kunjae.rates.policy_words import policy_notes, policy_sentence


@dataclass(frozen=True, slots=True)
class Offer:
    """One plan for a room type. `product` is what its button says. `refusal`: why it cannot be chosen."""

    product: str
    name: str
    meal: str
    prices: str
    total: int | None
    taxes: str
    policy: str
    notes: tuple[str, ...]
    prepayment: str
    conditions: str
    warnings: tuple[str, ...]
    refusal: str
    needs_own_price: bool


@dataclass(slots=True)
class OfferedType:
    """One room type with its plans. `wanted`: the address asked for it, or for one of its rooms."""

    code: str
    name: str
    beds: str
    people: str
    rooms_left: int
    wanted: bool
    offers: list[Offer] = field(default_factory=list)

    @property
    def is_sold_out(self) -> bool:
        return not self.rooms_left


def offered_types(
    found: Iterable[Sellable],
    every: Iterable[RoomTypeFacts],
    hotel: PropertyFacts,
    check_in: date,
    check_out: date,
    *,
    wanted: str,
    language: str,
) -> tuple[list[OfferedType], list[str]]:
    """The types that have a price, the wanted one first, and the names of those in use that have none."""
    types: dict[str, OfferedType] = {}
    for sellable in found:
        facts = sellable.room_type
        if facts.code not in types:
            types[facts.code] = OfferedType(
                facts.code,
                in_language(facts.name, language),
                facts.beds,
                _most_people(facts),
                sellable.rooms_left,
                facts.code == wanted,
            )
        types[facts.code].offers.append(_offer(sellable, hotel, check_in, check_out, language))
    unpriced = [
        in_language(each.name, language) for each in every if not each.retired and each.code not in types
    ]
    return sorted(types.values(), key=lambda each: not each.wanted), unpriced


def product_of(sellable: Sellable) -> str:
    """How a button names it: `STD BAR`."""
    return f"{sellable.room_type.code} {sellable.rate_plan.code}"


def _offer(sellable: Sellable, hotel: PropertyFacts, check_in: date, check_out: date, language: str) -> Offer:
    plan, total = sellable.rate_plan, sellable.total
    words = {"currency": hotel.currency, "language": language, "era": hotel.era}
    sold_out = "sold_out" in sellable.reasons
    return Offer(
        product=product_of(sellable),
        name=in_language(plan.name, language),
        meal=str(MEALS[plan.meal.value]),
        prices=prices_text(sellable.nights, hotel.currency, language),
        total=total,
        taxes=taxes_words([total], hotel, language) if total else "",
        policy=policy_sentence(plan.policy, check_in, policy_clock(hotel), **words),
        notes=policy_notes(plan.policy, language),
        prepayment=_("Prepayment %(percent)s%%") % {"percent": percent_text(plan.prepay_percent)}
        if plan.prepay_percent
        else "",
        conditions=in_language(plan.conditions, language),
        warnings=tuple(_warning(code, sellable, check_in, check_out, hotel, language) for code in sellable.reasons if code not in ("sold_out", "no_price")),
        refusal=_("Sold out on these dates.") if sold_out else "",
        needs_own_price=bool(sellable.unpriced) and not sold_out,
    )  # fmt: skip


def _warning(
    code: str, sellable: Sellable, check_in: date, check_out: date, hotel: PropertyFacts, language: str
) -> str:
    """Why the plan would not sell it to a guest; staff may pass."""
    if code == "past_check_in":
        return past_words()
    restrictions, room_type = sellable.restrictions, sellable.room_type
    nights = {
        "closed_to_arrival": (check_in,),
        "closed_to_departure": (check_out,),
        "closed": restrictions.closed_nights,
    }
    values = {
        "n": str(restrictions.min_stay),
        "adults": str(room_type.max_adults),
        "children": str(room_type.max_children),
    }
    return problem_text(
        Problem(code, Severity.WARNING, nights.get(code, ()), values=values), language, era=hotel.era
    )


def past_words() -> str:
    """What is said of a stay that begins before today."""
    return _("It begins before today.")


def taxes_words(totals: Sequence[int], hotel: PropertyFacts, language: str) -> str:
    """What these totals hold, line by line, each of which stays on one: `Service charge 10% 254.89 · VAT
    7% 196.26`; empty where nothing is levied."""
    splits = [split_taxes(total, hotel.taxes) for total in totals]

    def figure(amount: int) -> str:
        return format_money(amount, hotel.currency, language)

    parts = []
    if service := sum(split.service_charge for split in splits):
        percent = percent_text(hotel.taxes.service_charge_percent)
        parts.append(f"{_('Service charge')} {percent}% {figure(service)}")
    for index, fee in enumerate(hotel.taxes.further_fees):
        if amount := sum(split.fees[index] for split in splits):
            parts.append(f"{in_language(fee.name, language)} {figure(amount)}")
    if vat := sum(split.vat for split in splits):
        parts.append(f"{_('VAT')} {percent_text(hotel.taxes.vat_percent)}% {figure(vat)}")
    return " · ".join(part.replace(" ", "\u00a0") for part in parts)


def _most_people(facts: RoomTypeFacts) -> str:
    adults = ngettext("up to %(count)s adult", "up to %(count)s adults", facts.max_adults) % {
        "count": facts.max_adults
    }
    if not facts.max_children:
        return adults
    children = ngettext("%(count)s child", "%(count)s children", facts.max_children) % {
        "count": facts.max_children
    }
    return f"{adults}, {children}"
