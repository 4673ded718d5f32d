"""The hotel's settings at a glance: what is set, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kunjae.accounts import roles
from kunjae.accounts.models import Membership
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.kernel.money import percent_text
from kunjae.kernel.texts import in_language
from kunjae.payments.providers.accounts import enabled_providers
from kunjae.properties.models import Room, RoomType
from kunjae.rates.models import NightPrice, Policy, RatePlan

NIGHTS_AHEAD = 365


@staff_page(allowed=roles.may_manage)
@require_safe
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A card for each part, with one line of what is set; above them what is missing."""
    types = list(RoomType.objects.of(desk.property).filter(retired=False).order_by("position", "code"))
    plans = list(RatePlan.objects.of(desk.property).filter(retired=False).order_by("position", "code"))
    rooms = Counter(
        Room.objects.of(desk.property).filter(retired=False).values_list("room_type_id", flat=True)
    )
    policies = list(Policy.objects.of(desk.property).filter(retired=False).order_by("code"))
    staff = Membership.objects.filter(property=desk.property, user__is_active=True).count()
    priced = _priced_nights(desk)
    content = {
        "missing": [
            *_missing_of_the_house(desk, types, rooms),
            *_missing_of_the_rates(desk, types, plans, priced),
        ],
        "taxes": _taxes(desk),
        "type_count": len(types),
        "room_count": sum(rooms.values()),
        "plan_count": len(plans),
        "policy_count": len(policies),
        "type_names": _names(desk, types),
        "plan_names": _names(desk, plans),
        "policy_names": _names(desk, policies),
        "priced_until": _priced_until(desk),
        "staff_count": staff,
        "ways_to_pay": ", ".join(
            in_language(provider.name, desk.language) for provider, _keys in enabled_providers(desk.property)
        ),
    }
    return show(request, desk, "kunjae/settings/overview.html", content)


def _names(desk: Desk, rows: Sequence[RoomType | RatePlan | Policy]) -> str:
    return ", ".join(in_language(row.name, desk.language) for row in rows)


def _priced_nights(desk: Desk) -> dict[tuple[Any, Any], int]:
    """(plan, type) -> on how many nights of the coming year it has a price."""
    coming = {"night__gte": desk.today, "night__lt": desk.today + timedelta(days=NIGHTS_AHEAD)}
    rows = NightPrice.objects.of(desk.property).filter(**coming).values_list("rate_plan_id", "room_type_id")
    return {(plan, kind): count for plan, kind, count in rows.annotate(count=Count("*"))}


def _priced_until(desk: Desk) -> Any:
    return NightPrice.objects.of(desk.property).order_by("-night").values_list("night", flat=True).first()


def _taxes(desk: Desk) -> str:
    taxes = desk.hotel.taxes
    parts = [
        (_("Service charge"), taxes.service_charge_percent),
        *((in_language(fee.name, desk.language), fee.percent) for fee in taxes.further_fees),
        (_("VAT"), taxes.vat_percent),
    ]
    return " · ".join(f"{name} {percent_text(percent)}%" for name, percent in parts if percent)


def _missing_of_the_house(desk: Desk, types: list[RoomType], rooms: Counter[Any]) -> list[tuple[str, str]]:
    """(words, name of the page where it is set)."""
    found = []
    if not desk.property.details.get("phone"):
        found.append(
            (
                _("The hotel has no phone number: guests read it wherever something is refused."),
                "property_settings",
            )
        )
    if not types:
        found.append((_("There is no room type yet."), "rooms"))
    found += [
        (_("%(type)s has no room in use.") % {"type": in_language(kind.name, desk.language)}, "rooms")
        for kind in types
        if not rooms[kind.id]
    ]
    return found


def _missing_of_the_rates(
    desk: Desk, types: list[RoomType], plans: list[RatePlan], priced: dict[tuple[Any, Any], int]
) -> list[tuple[str, str]]:
    found = []
    if not plans:
        found.append((_("There is no rate plan yet."), "rate_plans"))
    for plan in plans:
        name = in_language(plan.name, desk.language)
        if plan.policy_id is None:
            found.append(
                (
                    _("%(plan)s has no policy: its guests can change and cancel nothing themselves.")
                    % {"plan": name},
                    "rate_plans",
                )
            )
        counts = [count for kind in types if (count := priced.get((plan.id, kind.id)))]
        if not counts:
            found.append((_("%(plan)s has no prices for the coming year.") % {"plan": name}, "prices"))
        elif short := NIGHTS_AHEAD - min(counts):
            words = ngettext(
                "%(plan)s has no price on %(count)s night of the coming year.",
                "%(plan)s has no price on %(count)s nights of the coming year.",
                short,
            )
            found.append((words % {"plan": name, "count": short}, "prices"))
    return found
