"""Change and cancellation policies."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from kunjae.api.schemas.values import Percent, Price, Shape, Text
from kunjae.rates.facts import ChargeOn, Clock


class Tier(Shape):
    """One step of a policy: `days_before` or `always`, and one of `percent`, `nights`, `amount`."""

    days_before: Annotated[int | None, Field(ge=0, le=1000)] = None
    always: bool = False
    percent: Percent | None = None
    nights: Annotated[int | None, Field(ge=1, le=1000)] = None
    amount: Price | None = None


class ReachedTier(Tier):
    """The tier in force, and since when; null for an `always` tier."""

    reached_at: dt.datetime | None


class Policy(Shape):
    """What changing and cancelling costs. Left out: as a plan without tiers that lets its guest do everything."""

    name: str | Text = Field(default_factory=dict)
    guest_can_change: bool = True
    guest_can_cancel: bool = True
    max_changes: Annotated[int | None, Field(ge=0, le=1000, description="null: no limit.")] = None
    charge_on: ChargeOn = ChargeOn.VALUE_GIVEN_BACK
    clock: Clock = Clock.CURRENT_ARRIVAL
    no_show_percent: Percent = "100"
    tiers: list[Tier] = Field(default_factory=list, max_length=20)
