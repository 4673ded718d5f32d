"""What a guest has chosen and not ordered yet. It is kept by the guest's own browser, in a cookie: the house keeps
nothing, every page has an address of its own, and going back loses nothing.

The cookie is signed for one booking. Prices are not in it: they are worked out anew each time it is looked at.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from kunjae.concierge.rules.pricing import Wanted
from kunjae.guest.access import GuestDesk

COOKIE = "kunjae_basket"
MOST_ITEMS = 10
LONGEST_COOKIE = 3800
"""Letters: browsers keep 4,096, its name and address among them."""


class BasketFull(Exception):
    """No more goes into it: what is in should be ordered first."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing chosen, under a name of its own in the basket."""

    name: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Basket:
    """`id`: ordered under it, so that the same basket is ordered once."""

    id: UUID
    items: tuple[Item, ...] = ()

    def with_item(self, wanted: Wanted) -> Basket:
        """One more at the end. Raises BasketFull."""
        grown = replace(self, items=(*self.items, Item(secrets.token_hex(3), wanted)))
        if len(grown.items) > MOST_ITEMS or len(_packed(grown, "")) > LONGEST_COOKIE:
            raise BasketFull
        return grown

    def without(self, name: str) -> Basket:
        return replace(self, items=tuple(item for item in self.items if item.name != name))


def basket_of(request: HttpRequest, desk: GuestDesk) -> Basket:
    """What this browser holds for this booking; an empty one for anything that we did not write."""
    text = request.COOKIES.get(COOKIE, "")
    try:
        data = signing.loads(text, salt=_salt(desk)) if text else {}
        items = tuple(_item(each) for each in data["items"][:MOST_ITEMS]) if data else ()
        return Basket(UUID(hex=data["id"]) if data else uuid4(), items)
    except (signing.BadSignature, ValueError, KeyError, TypeError, AttributeError):
        return Basket(uuid4())


def keep_basket(response: HttpResponseBase, desk: GuestDesk, basket: Basket) -> None:
    """Let the browser hold it until it is closed, for the pages of this hotel."""
    if not basket.items:
        forget_basket(response, desk)
        return
    response.set_cookie(
        COOKIE,
        _packed(basket, _salt(desk)),
        path=_path(desk),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_basket(response: HttpResponseBase, desk: GuestDesk) -> None:
    """Ordered, or signed out."""
    response.delete_cookie(COOKIE, path=_path(desk), samesite="Lax")


def _packed(basket: Basket, salt: str) -> str:
    data = {"id": basket.id.hex, "items": [_as_json(item) for item in basket.items]}
    return signing.dumps(data, salt=salt, compress=True)


def _as_json(item: Item) -> dict[str, Any]:
    wanted = item.wanted
    data = {"n": item.name, "s": wanted.stay, "o": wanted.offer, "a": dict(wanted.answers)}
    return data | ({"p": 1} if wanted.pay_now else {})


def _item(data: Mapping[str, Any]) -> Item:
    return Item(
        str(data["n"]),
        Wanted(
            stay=int(data["s"]),
            offer=str(data["o"]),
            answers=dict(data["a"]),
            pay_now=bool(data.get("p")),
        ),
    )


def _salt(desk: GuestDesk) -> str:
    return f"kunjae.basket:{desk.booking_id}"


def _path(desk: GuestDesk) -> str:
    return reverse("guest:sign_in", kwargs={"slug": desk.property.slug})
