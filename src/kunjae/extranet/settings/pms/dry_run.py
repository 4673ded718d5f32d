"""Settings > PMS > Dry run: the request that an order, or an example of an offer, would be. Nothing is sent, nobody is asked, and
no credentials are in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kunjae.accounts import roles
from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.facts import OfferFacts
from kunjae.concierge.queries import offers as offers_of
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pms.words import trouble
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.money import parse_amount
from kunjae.kernel.texts import in_language
from kunjae.pms.charges import charge_of_order, is_mapped
from kunjae.pms.connections import connection_of, line_of
from kunjae.pms.facts import Charge, RequestShown
from kunjae.pms.maps import map_of
from kunjae.pms.ports import Pms, PmsError

EXAMPLE = "example"
"""In place of what only a real order has: its key, its reservation, its room, its booking."""


@staff_page(allowed=roles.may_manage)
@require_safe
def dry_run(request: HttpRequest, desk: Desk) -> HttpResponse:
    """`order`: the id of an order; else `offer`: the code of an offer, at first the first one."""
    pms = connection_of(desk.property).adapter
    if pms is None:
        messages.info(request, _("Connect a PMS first."))
        return redirect("extranet:pms", slug=desk.property.slug)
    found = offers_of(desk.property)
    order, code = _id_of(request.GET.get("order", "")), request.GET.get("offer", "")
    offer = next((each for each in found if each.code == code), found[0] if found else None)
    content: dict[str, Any] = {
        "pms": pms,
        "offers": [(each.code, in_language(each.name, desk.language)) for each in found],
        "chosen": offer.code if offer else "",
        "order": order,
    }
    charge: Charge | None = None
    status = 200
    try:
        if order is not None:
            charge = charge_of_order(desk.property, order)
        elif offer is not None:
            charge = _example(desk, offer)
        if charge is not None:
            content |= _shown(desk, pms, charge)
    except NoSuchOrder as error:
        content["wrong"], status = error.text(desk.language), 404
    except KunjaeError as error:
        content["wrong"] = error.text(desk.language)
    except PmsError as error:
        content["wrong"] = trouble(error, desk.language)
    return show(request, desk, "kunjae/settings/pms/dry_run.html", content, status=status)


def _shown(desk: Desk, pms: Pms, charge: Charge) -> dict[str, Any]:
    if not is_mapped(pms, charge.mapping):
        return {"charge": charge, "unmapped": True}
    request: RequestShown = pms.shown(charge, line_of(desk.property))
    return {"charge": charge, "sent": request}


def _example(desk: Desk, offer: OfferFacts) -> Charge:
    """One piece of the offer today, at its price, or at a thousand where it has none."""
    return Charge(
        key=EXAMPLE,
        reservation=EXAMPLE,
        room=EXAMPLE,
        name=in_language(offer.name, desk.property.languages[0]),
        amount=offer.price or parse_amount("1000", desk.hotel.currency, "price"),
        currency=desk.hotel.currency,
        quantity=1,
        day=desk.today,
        booking=EXAMPLE,
        mapping=map_of(desk.property, offer.id),
    )


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
