"""The list of offers, and that of room upgrades: put in order, switched on and off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_manage
from kunjae.concierge.commands.catalogue import put_in_order, switch
from kunjae.concierge.errors import NoSuchOffer
from kunjae.concierge.facts import OfferFacts, OfferKind
from kunjae.concierge.pictures import picture_name
from kunjae.concierge.queries import offers
from kunjae.concierge.words import category_text, kind_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.offers.prices import PriceLine, Pricing
from kunjae.extranet.offers.reach import reach
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.properties.queries import house
from kunjae.rates.models import RatePlan


@dataclass(frozen=True, slots=True)
class Line:
    """One offer in the list. `ended`: its last day has passed, so that nobody sees it."""

    offer: OfferFacts
    name: str
    kind: str
    picture: str
    ladder: str
    """Of an upgrade: from which types to which."""
    prices: list[PriceLine]
    reach: list[str]
    ended: bool


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def offer_list(request: HttpRequest, desk: Desk, *, upgrade: bool = False) -> HttpResponse:
    """The list in the hotel's order. A POST moves one (`do`: `up:spa`, `down:spa`), gives them all another order (`order`:
    the codes), or switches one (`on:spa`, `off:spa`)."""
    page = "extranet:upgrades" if upgrade else "extranet:offers"
    status = 200
    if request.method == "POST":
        if not may_manage(desk.role):
            raise PermissionDenied
        status = _done(request, desk, upgrade)
        if status == 200:
            return redirect(page, slug=desk.property.slug)
    every = [each for each in offers(desk.property, retired=True) if _is_upgrade(each) is upgrade]
    names = _names(desk)
    lines = [_line(each, desk, names) for each in every if not each.retired]
    content = {
        "lines": lines,
        "retired": [_line(each, desk, names) for each in every if each.retired],
        "order": " ".join(line.offer.code for line in lines),
        "is_upgrade": upgrade,
        "page_name": page,
        "new_page": "extranet:new_upgrade" if upgrade else "extranet:new_offer",
        "edit_page": "extranet:upgrade" if upgrade else "extranet:offer",
        "may_edit": may_manage(desk.role),
    }
    return show(request, desk, "kunjae/offers/list.html", content, status=status)


def _is_upgrade(offer: OfferFacts) -> bool:
    return offer.kind is OfferKind.UPGRADE


def _names(desk: Desk) -> dict[str, str]:
    """Of room types and rate plans, by code."""
    types = {
        code: in_language(each.name, desk.language) for code, each in house(desk.property).by_code.items()
    }
    plans = RatePlan.objects.of(desk.property).values_list("code", "name")
    return {code: in_language(name, desk.language) for code, name in plans} | types


def _line(offer: OfferFacts, desk: Desk, names: Mapping[str, str]) -> Line:
    last: date | None = offer.segment.valid_to
    kind = category_text(offer.category, desk.language)
    if offer.kind.moves_an_hour:
        kind = kind_text(offer.kind, desk.language)
    ladder = ""
    if offer.upgrade is not None:
        lower = ", ".join(names.get(code, code) for code in offer.upgrade.from_types) or _("every lower type")
        ladder = f"{lower} → {names.get(offer.upgrade.to_type, offer.upgrade.to_type)}"
    return Line(
        offer=offer,
        name=in_language(offer.name, desk.language) or offer.code,
        kind=kind,
        picture=picture_name(offer.picture),
        ladder=ladder,
        prices=Pricing(desk.hotel, offer.taxes, desk.language).lines(offer),
        reach=reach(offer.segment, names, desk.language, desk.hotel.era),
        ended=last is not None and last < desk.today,
    )


def _done(request: HttpRequest, desk: Desk, upgrade: bool) -> int:
    """Do what the button says; 200, or 409 where somebody else was quicker, with a message."""
    verb, _colon, code = request.POST.get("do", "").partition(":")
    try:
        if verb in ("on", "off"):
            switch(property=desk.property, code=code, enabled=verb == "on")
        elif verb in ("up", "down", "order"):
            there = [each.code for each in offers(desk.property) if _is_upgrade(each) is upgrade]
            if request.POST.get("seen", "").split() != there:
                messages.error(
                    request, _("Somebody else changed the list meanwhile; its order is as before.")
                )
                return 409
            wanted = request.POST.get("order", "").split() if verb == "order" else _moved(there, code, verb)
            put_in_order(property=desk.property, codes=wanted, upgrades=upgrade)
    except NoSuchOffer:
        messages.error(request, _("This one is not on the list any more."))
        return 409
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return 409
    return 200


def _moved(codes: list[str], code: str, verb: str) -> list[str]:
    """The codes with this one a place up or down; one that is at the end already, or unknown, stays."""
    place = codes.index(code) if code in codes else -1
    other = place + (-1 if verb == "up" else 1)
    if place >= 0 and 0 <= other < len(codes):
        codes[place], codes[other] = codes[other], codes[place]
    return codes
