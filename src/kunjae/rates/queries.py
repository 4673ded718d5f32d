"""Reads of rate plans and nightly prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.facts import TaxSettings
from kunjae.properties.models import Property
from kunjae.properties.rules import gross_price
from kunjae.rates.facts import Meal, NightRate, RateKey, RatePlanFacts
from kunjae.rates.models import NightPrice, RatePlan
from kunjae.rates.policy_text import policy_from_json
from kunjae.tenancy.prepared import Rows, any_of
from kunjae.tenancy.unchanged import Unchanged


@dataclass(frozen=True)
class RatePlans:
    """All rate plans of a property, retired ones too, with their policies."""

    by_id: dict[UUID, RatePlanFacts]

    @cached_property
    def by_code(self) -> dict[str, RatePlanFacts]:
        return {facts.code: facts for facts in self.by_id.values()}

    @cached_property
    def ids(self) -> dict[str, UUID]:
        return {facts.code: id for id, facts in self.by_id.items()}


_PLANS = Rows(lambda hotel: RatePlan.objects.of(hotel).select_related("policy").order_by("position", "code"))
_plans: Unchanged[RatePlans] = Unchanged()


def rate_plans(property: Property) -> RatePlans:
    """The plans in the hotel's own order, in one query."""
    currency = property.currency

    def made(rows: list[RatePlan]) -> RatePlans:
        return RatePlans({row.id: _plan_facts(row, currency) for row in rows})

    return _plans.get((property.id, currency), lambda: _PLANS.read(property.id), make=made)


def _plan_facts(row: RatePlan, currency: str) -> RatePlanFacts:
    policy = policy_from_json(row.policy.terms, currency, "policy") if row.policy else None
    if policy and not policy.name:
        policy = replace(policy, name=row.policy.name)
    return RatePlanFacts(
        row.code, row.name, Meal(row.meal), policy, row.prepay_percent, row.conditions, row.retired
    )


_PRICES = Rows(
    lambda hotel, plans, types, ranges: (
        NightPrice.objects.of(hotel)
        .filter(
            any_of(Q(night__gte=first, night__lte=last) for first, last in ranges),
            rate_plan_id__in=plans,
            room_type_id__in=types,
        )
        .values_list(
            "rate_plan_id",
            "room_type_id",
            "night",
            "price",
            "extra_adult",
            "extra_child",
            "min_stay",
            "closed_to_arrival",
            "closed_to_departure",
            "closed",
        )
    )
)


def night_rates(
    property: Property,
    taxes: TaxSettings,
    *,
    plans: dict[UUID, str],
    types: dict[UUID, str],
    ranges: Iterable[StayDates],
) -> dict[RateKey, NightRate]:
    """Today's prices, gross, of these plans and types (id -> code) on the nights of the ranges and on their
    check-out dates, in one query."""
    rows = _PRICES(
        property.id, list(plans), list(types), [(dates.check_in, dates.check_out) for dates in ranges]
    )
    return {
        (plans[plan], types[room_type], night): NightRate(
            gross_price(price, taxes),
            gross_price(adult, taxes),
            gross_price(child, taxes),
            min_stay,
            to_arrival,
            to_departure,
            closed,
        )
        for plan, room_type, night, price, adult, child, min_stay, to_arrival, to_departure, closed in rows
    }
