"""Reports > Upselling: what the Concierge sold to the stays that arrive in some days, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from kunjae.bookings.registers import csv_text
from kunjae.concierge.words import type_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.files import csv_file
from kunjae.extranet.filters import DayField, ListFilter
from kunjae.extranet.reports.bars import STEP, TALL, lying, standing
from kunjae.kernel.formats import format_date
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import in_language
from kunjae.reports.facts import LeadSold, Reached, Upselling
from kunjae.reports.queries import upselling_report

MOST_DAYS = 400
"""A year and a month: a report reads every order of its days."""


class ReportDays(ListFilter):
    """Of stays that arrive on which days."""

    most_days = MOST_DAYS

    first = DayField(label=gettext_lazy("Arrivals from"))
    last = DayField(label=gettext_lazy("Arrivals until"))


@staff_page()
@require_safe
def upselling(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; without days those around today, half a year back and two months ahead."""
    form = _form(request, desk)
    content: dict[str, Any] = {"form": form}
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        content |= _shown(upselling_report(desk.property, first, last), desk)
        content |= {"first": first, "last": last}
    return show(
        request, desk, "kunjae/reports/upselling.html", content, status=200 if form.is_valid() else 422
    )


@staff_page()
@require_safe
def upselling_file(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The months of every offer as CSV, with a mark that lets Excel read Thai."""
    form = _form(request, desk)
    if not form.is_valid():
        raise Http404
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    report = upselling_report(desk.property, first, last)
    headings = (
        _("Month of arrival"),
        _("Offer code"),
        _("Offer"),
        _("Type"),
        _("Orders"),
        _("Revenue"),
        _("Currency"),
        _("Cancelled or expired"),
    )
    name = f"{desk.property.slug}-upselling-{first}-{last}.csv"
    return csv_file(name, csv_text(headings, _rows(report, desk)))


def _form(request: HttpRequest, desk: Desk) -> ReportDays:
    if "first" in request.GET or "last" in request.GET:
        return ReportDays(request.GET)
    first = (desk.today - timedelta(days=150)).replace(day=1)
    return ReportDays({"first": first.isoformat(), "last": (desk.today + timedelta(days=60)).isoformat()})


def _shown(report: Upselling, desk: Desk) -> dict[str, Any]:
    """The report with the bars of its charts."""
    by_offer = lying(each.sold.revenue for each in report.by_offer)
    by_lead = lying(each.sold.revenue for each in report.by_lead)
    steps = _funnel(report)
    funnel = lying(number for _name, number, _share in steps)
    short = [format_date(each.first, desk.language, pattern="MMM", year=False) for each in report.by_month]
    columns = standing(report.by_month, short)
    return {
        "report": report,
        "by_offer": list(zip(report.by_offer, by_offer, strict=True)),
        "by_type": [(type_text(type, desk.language), sold) for type, sold in report.by_type],
        "by_lead": [
            (lead_text(lead), lead.sold, bar) for lead, bar in zip(report.by_lead, by_lead, strict=True)
        ],
        "funnel": [(*step, bar) for step, bar in zip(steps, funnel, strict=True)],
        "months": [(each, month_text(each.first, desk)) for each in report.by_month],
        "columns": columns,
        "chart_width": max(len(columns), 4) * STEP,
        "chart_height": TALL,
    }


def _funnel(report: Upselling) -> list[tuple[str, int, int | None]]:
    """From arrivals to orders: name, stays, and percent of the arrivals."""
    reached: Reached = report.reached
    steps = [
        (_("Stays arriving"), reached.arrivals),
        (_("Got the mail before arrival"), reached.mailed),
        (_("Opened the Concierge"), reached.opened),
        (_("Ordered"), report.ordered),
    ]
    whole = reached.arrivals
    return [(name, number, round(100 * number / whole) if whole else None) for name, number in steps]


def month_text(first: date, desk: Desk) -> str:
    """A month with its year: `December 2026`, `ธันวาคม 2569`."""
    return format_date(first, desk.language, era=desk.hotel.era, pattern="LLLL")


_ON_THE_DAY = pgettext_lazy("lead time", "On the day of arrival")
_DURING = pgettext_lazy("lead time", "During the stay")


def lead_text(lead: LeadSold) -> str:
    """How long before arrival, in words."""
    if lead.least is None:
        return str(_DURING)
    if lead.most is None:
        return _("%(days)s days before arrival or more") % {"days": lead.least}
    if lead.most == 0:
        return str(_ON_THE_DAY)
    return _("%(least)s–%(most)s days before arrival") % {"least": lead.least, "most": lead.most}


def _rows(report: Upselling, desk: Desk) -> Iterator[tuple[str, ...]]:
    currency = desk.property.currency
    for month, each in report.by_month_and_offer:
        yield (
            f"{month:%Y-%m}",
            each.code,
            in_language(each.name, desk.language),
            type_text(each.type, desk.language),
            str(each.sold.orders),
            amount_text(each.sold.revenue, currency),
            currency,
            str(each.sold.fallen),
        )
