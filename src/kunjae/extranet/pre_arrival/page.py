"""The mail before arrival: when it is sent, what it looks like, and what came of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.bookings.errors import NoSuchBooking
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.mails.preview import PREVIEW_CSP, pictures_here
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_date
from kunjae.kernel.texts import in_language
from kunjae.messages.facts import LANGUAGES, Kind, Reader
from kunjae.messages.postman import sends_mails
from kunjae.messages.pre_arrival.commands import (
    Campaign,
    CampaignMoved,
    campaign_of,
    save_campaign,
    seen_campaign,
)
from kunjae.messages.pre_arrival.queries import outcome_by_month, total_of, unsubscribed
from kunjae.messages.pre_arrival.rules import MOST_DAYS
from kunjae.messages.rendering import render_surely
from kunjae.messages.samples import sample
from kunjae.messages.wording import wording_of

MONTHS = 12


class CampaignForm(forms.Form):
    """Whether it is sent, and between how many days before arrival."""

    enabled = forms.BooleanField(label=gettext_lazy("Send this mail"), required=False)
    earliest_days = forms.IntegerField(
        label=gettext_lazy("Sent before arrival"), min_value=0, max_value=MOST_DAYS
    )
    latest_days = forms.IntegerField(label=gettext_lazy("At the latest"), min_value=0, max_value=MOST_DAYS)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


@csp_override(PREVIEW_CSP)
@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def pre_arrival(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; a POST saves when the mail is sent."""
    campaign, status = campaign_of(desk.property), 200
    initial = {
        "enabled": campaign.enabled,
        "earliest_days": campaign.earliest_days,
        "latest_days": campaign.latest_days,
        "seen": seen_campaign(desk.property),
    }
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=initial)
    may_manage = roles.may_manage(desk.role)
    if form.is_bound:
        if not may_manage:
            raise PermissionDenied
        status = _saved(request, desk, form)
        if status == 302:
            return redirect("extranet:pre_arrival", slug=desk.property.slug)
    if not may_manage:
        for field in form.fields.values():
            field.disabled = True
    months = outcome_by_month(desk.property, _since(desk))
    content: dict[str, Any] = {
        "form": form,
        "campaign": campaign,
        "may_manage": may_manage,
        "sends_mails": sends_mails(),
        "months": [
            (format_date(first, desk.language, era=desk.hotel.era, pattern="MMMM"), outcome)
            for first, outcome in months
        ],
        "total": total_of(months),
        "unsubscribed": unsubscribed(desk.property),
        **_preview(request, desk),
    }
    return show(request, desk, "kunjae/pre_arrival/page.html", content, status=status)


def _saved(request: HttpRequest, desk: Desk, form: CampaignForm) -> int:
    """302: saved."""
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    campaign = Campaign(given["enabled"], given["earliest_days"], given["latest_days"])
    try:
        save_campaign(
            property=desk.property, campaign=campaign, actor=desk.actor, now=desk.now, seen=given["seen"]
        )
    except InvalidInput as error:
        for wrong in error.errors:
            form.add_error(wrong.path, in_language(wrong.message, desk.language))
        return 422
    except CampaignMoved as error:
        form.add_error(None, error.text(desk.language))
        form.data = {**dict(form.data.items()), "seen": seen_campaign(desk.property)}
        return 409
    notices.success(
        request,
        _("The mail is sent from now on.") if campaign.enabled else _("The mail is not sent any more."),
    )
    return 302


def _since(desk: Desk) -> datetime:
    """The beginning of the month eleven months ago, hotel-local."""
    first = desk.today.replace(day=1)
    for _month in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return datetime.combine(first, time(0), ZoneInfo(desk.property.timezone))


def _preview(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """The mail of the next guest to come, or of the booking that is asked for, in one language."""
    language = request.GET.get("language", desk.language)
    language = language if language in LANGUAGES else desk.language
    code = request.GET.get("booking", "").strip()[:20]
    found: dict[str, Any] = {"mail_language": language, "languages": LANGUAGES, "booking_code": code}
    try:
        shown = sample(desk.property, Kind.PRE_ARRIVAL, code, desk.now)
    except NoSuchBooking:
        return found | {"no_such_booking": True}
    if shown is None:
        return found
    words = wording_of(desk.property, Kind.PRE_ARRIVAL, Reader.GUEST, language)
    mail = render_surely(shown.matter, Kind.PRE_ARRIVAL, Reader.GUEST, language, words, desk.now).masked()
    return found | {
        "mail": mail,
        "mail_html": pictures_here(mail.html),
        "shown_booking": shown.matter.booking.code,
        "made_up": shown.made_up,
    }
