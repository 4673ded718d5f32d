"""Policies, rate plans and their nightly prices (tenant tables)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from kunjae.properties.models import RoomType
from kunjae.rates.facts import Meal
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Policy(TenantModel):
    """A policy as the hotel sells it now. `terms` is the JSON of `rates.policy_text`: the same form as the copy
    that every stay keeps, so that one reader understands both (docs/adr/0004)."""

    code = models.CharField(max_length=20)
    name = models.JSONField()
    terms = models.JSONField()
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "code"], name="policy_code_once")]


class RatePlan(TenantModel):
    """What is sold: meal, policy, payment terms and conditions."""

    code = models.CharField(max_length=20)
    name = models.JSONField()
    meal = models.CharField(
        max_length=20, choices=[(meal.value, meal.value) for meal in Meal], default=Meal.NONE.value
    )
    policy_id: UUID | None
    policy = TenantKey(Policy, related_name="rate_plans", null=True)
    prepay_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    conditions = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "code"], name="rate_plan_code_once"),
            models.CheckConstraint(
                condition=Q(prepay_percent__gte=0, prepay_percent__lte=100), name="rate_plan_prepay_percent"
            ),
        ]


class NightPrice(TenantModel):
    """Today's price of a plan and room type for one night, in minor units as the hotel entered it (net where its
    prices are without taxes), with the night's restrictions."""

    rate_plan_id: UUID
    rate_plan = TenantKey(RatePlan, index=False)
    room_type_id: UUID
    room_type = TenantKey(RoomType, index=False)
    night = models.DateField()
    price = models.BigIntegerField()
    extra_adult = models.BigIntegerField(default=0)
    extra_child = models.BigIntegerField(default=0)
    min_stay = models.PositiveSmallIntegerField(default=1)
    closed_to_arrival = models.BooleanField(default=False)
    closed_to_departure = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "rate_plan_id", "room_type_id", "night"], name="night_price_once"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, extra_adult__gte=0, extra_child__gte=0),
                name="night_price_not_negative",
            ),
        ]
