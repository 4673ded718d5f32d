"""Offers and room upgrades as the hotel writes them: read by all, written by managers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_manage
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import documented
from kunjae.api.order_answers import offer_json
from kunjae.api.order_requests import read_offer_body
from kunjae.api.payment_requests import read_nothing
from kunjae.api.problems import json_response
from kunjae.api.schemas.orders import Offer, OfferEdit, OfferList
from kunjae.api.schemas.payments import CancelRequest
from kunjae.concierge.commands.catalogue import retire, save_offer
from kunjae.concierge.errors import NoSuchOffer
from kunjae.concierge.facts import OfferKind
from kunjae.concierge.models import Offer as OfferRow
from kunjae.concierge.offer_text import Known, offer_from_json
from kunjae.concierge.queries import offer_facts, offer_row
from kunjae.properties.models import Property
from kunjae.properties.queries import House, house
from kunjae.rates.queries import rate_plans

router = Router(tags=["Concierge"])


@router.get("/offers", **documented("List offers", OfferList))
def list_offers(request: HttpRequest) -> HttpResponse:
    """In the order in which guests see them; retired ones are left out."""
    return _list(request, upgrades=False)


@router.get("/upgrades", **documented("List room upgrades", OfferList))
def list_upgrades(request: HttpRequest) -> HttpResponse:
    """In the order in which guests see them; retired ones are left out."""
    return _list(request, upgrades=True)


def _list(request: HttpRequest, *, upgrades: bool) -> HttpResponse:
    caller = caller_of(request)
    rows = OfferRow.objects.of(caller.property).filter(retired=False, to_type_id__isnull=not upgrades)
    the_house = house(caller.property)
    items = [_json(caller.property, row, the_house) for row in rows.order_by("position", "code")]
    return json_response(request, {"items": items})


@router.get("/offers/{code}", **documented("Read an offer", Offer, problems=["no_such_offer"]))
def read_offer(request: HttpRequest, code: str) -> HttpResponse:
    """Retired ones too."""
    return _read(request, code, upgrade=False)


@router.get("/upgrades/{code}", **documented("Read a room upgrade", Offer, problems=["no_such_offer"]))
def read_upgrade(request: HttpRequest, code: str) -> HttpResponse:
    """Retired ones too."""
    return _read(request, code, upgrade=True)


def _read(request: HttpRequest, code: str, *, upgrade: bool) -> HttpResponse:
    caller = caller_of(request)
    return json_response(request, _answer(caller, _row(caller, code, upgrade=upgrade)))


@router.put(
    "/offers/{code}",
    **documented("Write an offer", Offer, body=OfferEdit, problems=["no_such_offer", "stale_offer"]),
)
def write_offer(request: HttpRequest, code: str) -> HttpResponse:
    """The whole offer: what is left out is as usual. Without `version` it is new, last on the list; with it, the offer
    that was read becomes this one. Its picture stays."""
    return _write(request, code, upgrade=False)


@router.put(
    "/upgrades/{code}",
    **documented("Write a room upgrade", Offer, body=OfferEdit, problems=["no_such_offer", "stale_offer"]),
)
def write_upgrade(request: HttpRequest, code: str) -> HttpResponse:
    """The whole room upgrade, as offers are written."""
    return _write(request, code, upgrade=True)


def _write(request: HttpRequest, code: str, *, upgrade: bool) -> HttpResponse:
    caller = caller_of(request, may_manage)
    hotel = caller.property
    body = read_offer_body(read_json(request), code, upgrade=upgrade)
    before = None if body.version is None else _row(caller, code, upgrade=upgrade)
    known = Known(house(hotel).by_code, set(rate_plans(hotel).by_code), tuple(hotel.languages))
    kept: dict[str, Any] = {"picture": before.picture, "retired": before.retired} if before else {}
    offer = offer_from_json(
        body.terms | kept, hotel.currency, "", known=known, id=before.id if before else None
    )
    saved = save_offer(property=hotel, offer=offer, version=body.version, actor=caller.actor, now=caller.now)
    return json_response(request, _answer(caller, saved))


@router.post(
    "/offers/{code}/retire",
    **documented(
        "Retire an offer", Offer, body=CancelRequest, body_optional=True, problems=["no_such_offer"]
    ),
)
def retire_offer(request: HttpRequest, code: str) -> HttpResponse:
    """It is never sold again; its orders stay what they are."""
    return _retire(request, code, upgrade=False)


@router.post(
    "/upgrades/{code}/retire",
    **documented(
        "Retire a room upgrade", Offer, body=CancelRequest, body_optional=True, problems=["no_such_offer"]
    ),
)
def retire_upgrade(request: HttpRequest, code: str) -> HttpResponse:
    """It is never sold again; its orders stay what they are."""
    return _retire(request, code, upgrade=True)


def _retire(request: HttpRequest, code: str, *, upgrade: bool) -> HttpResponse:
    caller = caller_of(request, may_manage)
    read_nothing(read_json(request, optional=True))
    retire(property=caller.property, code=_row(caller, code, upgrade=upgrade).code)
    return json_response(request, _answer(caller, _row(caller, code, upgrade=upgrade)))


def _row(caller: Caller, code: str, *, upgrade: bool) -> OfferRow:
    """Raises NoSuchOffer, also for one of the other list."""
    row = offer_row(caller.property, code)
    if (row.kind == OfferKind.UPGRADE.value) is not upgrade:
        raise NoSuchOffer(code)
    return row


def _answer(caller: Caller, row: OfferRow) -> dict[str, Any]:
    return _json(caller.property, row, house(caller.property))


def _json(hotel: Property, row: OfferRow, the_house: House) -> dict[str, Any]:
    return offer_json(offer_facts(row, the_house, hotel.currency), row.version, hotel)
