"""Settings > E-mail > Notifications: the addresses at which the hotel hears of orders (Offer confirmation)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.mails.words import BADGES, STATES, error_words
from kunjae.extranet.settings.pieces import piece_of
from kunjae.imports.editing import EditedMeanwhile, fingerprint, save_part
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.messages.facts import MailState
from kunjae.messages.models import Mail
from kunjae.messages.notifications import NoSuchAddress, newest_tests, send_test
from kunjae.messages.postman import sends_mails
from kunjae.messages.recipients import offer_confirmation, reservations
from kunjae.properties.models import Property

MOST = 20
"""Addresses, as in a hotel file."""


class AddressForm(forms.Form):
    """One more address."""

    address = forms.CharField(
        label=gettext_lazy("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Everybody who is to hear of orders: reception, spa, kitchen."),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An address, and what became of the newest test of it."""

    address: str
    test: Mail | None
    badge: str
    state: str
    error: str


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page. A POST adds an address (`do` add), removes one (`remove:` address) or sends a test to it (`test:`)."""
    form, status = AddressForm(), 200
    if request.method == "POST":
        verb, _colon, address = request.POST.get("do", "").partition(":")
        match verb:
            case "test":
                return _tested(request, desk, address)
            case "remove":
                status = _saved(request, desk, None, [each for each in _now(desk) if each != address])
            case _:
                form = AddressForm(request.POST)
                status = _added(request, desk, form)
        if status == 302:
            return _back(desk)
    tests = newest_tests(desk.property)
    property = Property.objects.get(id=desk.property.id)
    content: dict[str, Any] = {
        "form": form,
        "lines": [_line(address, tests) for address in offer_confirmation(property)],
        "instead": [_line(address, tests) for address in reservations(property)],
        "most": MOST,
        "sends_mails": sends_mails(),
    }
    return show(request, desk, "kunjae/settings/mails/notifications.html", content, status=status)


def _line(address: str, tests: dict[str, Mail]) -> Line:
    test = tests.get(address)
    if test is None:
        return Line(address, None, "", "", "")
    state = MailState(test.state)
    return Line(address, test, BADGES[state], str(STATES[state]), error_words(test.error))


def _now(desk: Desk) -> list[str]:
    """The addresses as they are kept now."""
    return offer_confirmation(Property.objects.get(id=desk.property.id))


def _added(request: HttpRequest, desk: Desk, form: AddressForm) -> int:
    if not form.is_valid():
        return 422
    address, there = form.cleaned_data["address"].strip(), _now(desk)
    if address.casefold() in (each.casefold() for each in there):
        form.add_error("address", _("This address is on the list already."))
        return 422
    if len(there) >= MOST:
        form.add_error("address", _("There are as many addresses as there can be. Please remove one first."))
        return 422
    return _saved(request, desk, form, [*there, address])


def _saved(request: HttpRequest, desk: Desk, form: AddressForm | None, addresses: Sequence[str]) -> int:
    """Keep these addresses as a hotel file would say them; 302: done."""
    piece = piece_of(desk, "property")
    table = dict(piece.table or {})
    email = {**table.get("email", {}), "offer_confirmation": list(addresses)}
    table["email"] = {name: each for name, each in email.items() if each}
    try:
        changes = save_part(
            property=desk.property, kind="property", part=table, seen=fingerprint(piece.table), now=desk.now
        )
    except InvalidInput as error:
        words = "; ".join(in_language(each.message, desk.language) for each in error.errors)
        if form is not None:
            form.add_error("address", words)
        else:
            notices.error(request, words)
        return 422
    except EditedMeanwhile as error:
        notices.error(request, error.text(desk.language))
        return 409
    except KunjaeError as error:
        notices.error(request, error.text(desk.language))
        return 409
    if changes:
        notices.success(request, _("The addresses are saved."))
    return 302


def _tested(request: HttpRequest, desk: Desk, address: str) -> HttpResponse:
    try:
        send_test(property=desk.property, address=address, now=desk.now)
    except NoSuchAddress as error:
        notices.error(request, error.text(desk.language))
    else:
        notices.success(
            request, _("A test is on its way to %(address)s. Look for it there.") % {"address": address}
        )
    return _back(desk)


def _back(desk: Desk) -> HttpResponse:
    return redirect("extranet:notifications", slug=desk.property.slug)
