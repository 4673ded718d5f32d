"""Prices: the calendar of a plan in a room type, and setting many nights at once, previewed first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.rates.price_calendar import PriceCalendar, later
from kunjae.extranet.settings.rates.price_changes import GroupOutcome, Outcome
from kunjae.extranet.settings.rates.price_form import PriceForm
from kunjae.extranet.settings.rates.price_rows import PricesMoved, entered_rates, outcome_now, save_change
from kunjae.imports.hotel_facts import WEEKDAYS
from kunjae.inventory.queries import type_counts
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.stay_dates import LATEST_DATE, StayDates
from kunjae.kernel.texts import in_language
from kunjae.pages.months import month_of
from kunjae.properties.queries import House, house
from kunjae.rates.queries import RatePlans, rate_plans

MONTHS = (1, 3)


@dataclass(frozen=True, slots=True)
class View:
    """Which calendar is shown: the codes of plan and type, the first day of the first month, how many months."""

    plan: str
    room_type: str
    first: date
    months: int

    @property
    def last(self) -> date:
        return later(self.first, self.months) - timedelta(days=1)

    def query(self, **others: Any) -> str:
        """The part of the address behind the question mark."""
        return urlencode(
            {"plan": self.plan, "type": self.room_type, "month": f"{self.first:%Y-%m}", "months": self.months}
            | others
        )


@dataclass(frozen=True)
class Rates:
    """What the page knows of the hotel: types and plans, those in use, by code and name."""

    house: House
    plans: RatePlans
    language: str

    def plan_choices(self, shown: str = "") -> list[tuple[str, str]]:
        found = self.plans.by_code.values()
        return [(each.code, self._name(each)) for each in found if not each.retired or each.code == shown]

    def type_choices(self, shown: str = "") -> list[tuple[str, str]]:
        found = self.house.by_code.values()
        return [(each.code, self._name(each)) for each in found if not each.retired or each.code == shown]

    def _name(self, each: Any) -> str:
        return in_language(each.name, self.language) or str(each.code)


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The calendar and the form beside it; a POST previews what is typed, or saves it (`do`: `save`)."""
    rates = Rates(house(desk.property), rate_plans(desk.property), desk.language)
    view = _view(request, desk, rates)
    if view is None:
        missing = {"no_plans": not rates.plan_choices(), "no_types": not rates.type_choices()}
        return show(request, desk, "kunjae/settings/rates/no_prices.html", missing)
    form = PriceForm(
        request.POST if request.method == "POST" else None,
        initial=_first_values(desk, view),
        plans=rates.plan_choices(view.plan),
        types=rates.type_choices(view.room_type),
        currency=desk.hotel.currency,
    )
    if not form.is_bound:
        return _page(request, desk, rates, view, form)
    if not form.is_valid():
        return _page(request, desk, rates, view, form, status=422)
    moved = ""
    try:
        if request.POST.get("do") == "save":
            return _saved(request, desk, rates, view, form)
        found = outcome_now(desk.property, rates.house, rates.plans, form.change())
    except InvalidInput as error:
        form.wrong(error)
        return _page(request, desk, rates, view, form, status=422)
    except PricesMoved as error:
        moved = error.text(desk.language)
        found = outcome_now(desk.property, rates.house, rates.plans, form.change())
    except KunjaeError as error:
        form.add_error(None, error.text(desk.language))
        return _page(request, desk, rates, view, form, status=409)
    return _page(request, desk, rates, view, form, outcome=found, moved=moved, status=409 if moved else 200)


def _view(request: HttpRequest, desk: Desk, rates: Rates) -> View | None:
    """What the address asks for; whatever it does not say, or says wrongly, is the first there is. None without any."""
    plans, types = rates.plan_choices(), rates.type_choices()
    if not plans or not types:
        return None
    plan, kind = request.GET.get("plan", ""), request.GET.get("type", "")
    months = request.GET.get("months", "")
    first = month_of(request.GET.get("month", ""), desk.today)
    return View(
        plan if plan in rates.plans.by_code else plans[0][0],
        kind if kind in rates.house.by_code else types[0][0],
        min(first, later(LATEST_DATE, -max(MONTHS))),
        next((each for each in MONTHS if months == str(each)), MONTHS[0]),
    )


def _first_values(desk: Desk, view: View) -> dict[str, Any]:
    """What the form shows at first: the nights of the calendar that are still to come."""
    first = max(view.first, desk.today) if view.last >= desk.today else view.first
    return {
        "plans": [view.plan],
        "types": [view.room_type],
        "first": first,
        "last": view.last,
        "weekdays": [day.value for day in WEEKDAYS],
    }


def _saved(request: HttpRequest, desk: Desk, rates: Rates, view: View, form: PriceForm) -> HttpResponse:
    change = form.change()
    found = save_change(
        desk.property, rates.house, rates.plans, change, seen=request.POST.get("seen", ""), now=desk.now
    )
    if found.changed:
        words = ngettext("%(count)s night is saved.", "%(count)s nights are saved.", found.changed)
        messages.success(request, words % {"count": f"{found.changed:,}"})
    else:
        messages.info(request, _("Nothing was changed."))
    month = f"{change.first:%Y-%m}" if not view.first <= change.first <= view.last else f"{view.first:%Y-%m}"
    address = reverse("extranet:prices", kwargs={"slug": desk.property.slug})
    return redirect(f"{address}?{view.query(month=month)}")


def _page(
    request: HttpRequest,
    desk: Desk,
    rates: Rates,
    view: View,
    form: PriceForm,
    *,
    outcome: Outcome | None = None,
    moved: str = "",
    status: int = 200,
) -> HttpResponse:
    content = {
        "form": form,
        "view": view,
        "plans": rates.plan_choices(view.plan),
        "types": rates.type_choices(view.room_type),
        "lengths": MONTHS,
        "earlier": view.query(month=f"{later(view.first, -1):%Y-%m}"),
        "later": view.query(month=f"{later(view.first, 1):%Y-%m}"),
        "here": view.query(),
        "months": _months(desk, rates, view),
        "outcome": outcome,
        "moved": moved,
        "groups": [_named(rates, group) for group in outcome.groups] if outcome else (),
    }
    return show(request, desk, "kunjae/settings/rates/prices.html", content, status=status)


def _named(rates: Rates, group: GroupOutcome) -> dict[str, Any]:
    names = dict(rates.plan_choices(group.plan)), dict(rates.type_choices(group.room_type))
    return {"plan": names[0][group.plan], "type": names[1][group.room_type], "is": group}


def _months(desk: Desk, rates: Rates, view: View) -> list[Any]:
    """In two queries."""
    found = entered_rates(
        desk.property,
        rates.house,
        rates.plans,
        plan_codes=(view.plan,),
        type_codes=(view.room_type,),
        first=view.first,
        last=view.last,
    )
    kind = rates.house.type_ids[view.room_type]
    shown = [StayDates(view.first, view.last + timedelta(days=1))]
    counts = type_counts(desk.property, {kind: view.room_type}, shown)
    return PriceCalendar(
        rates={night: rate for (_plan, _type, night), rate in found.items()},
        counts={night: count for (_type, night), count in counts.items()},
        capacity=rates.house.capacities[view.room_type],
        today=desk.today,
        currency=desk.hotel.currency,
        language=desk.language,
        era=desk.hotel.era,
    ).months(view.first, view.months)
