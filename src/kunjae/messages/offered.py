"""What a mail before arrival offers, in its reader's language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from kunjae.concierge.facts import OfferKind
from kunjae.concierge.pictures import picture_name
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.messages.blocks import Offered
from kunjae.messages.tables import Teller

LONGEST = 160
"""Signs of a description."""


def offered_values(teller: Teller) -> list[dict[str, Any]]:
    """What templates may name of each."""
    return [
        {
            "name": teller.local(on.offer.name),
            "description": teller.local(on.offer.description) or None,
            "price": price_of(teller, on),
        }
        for on in teller.matter.invited
    ]


def offered_blocks(teller: Teller, url: str) -> list[Offered]:
    """Each with its picture."""
    return [
        Offered(
            name=teller.local(on.offer.name),
            text=shortened(teller.local(on.offer.description)),
            price=price_of(teller, on),
            picture=picture_address(teller, on.offer.picture),
            url=url,
            more=teller.say("see_offer"),
        )
        for on in teller.matter.invited
    ]


def price_of(teller: Teller, on: OnShelf) -> str:
    """What it costs, and what for; of several hours the cheapest."""
    if on.offer.kind.moves_an_hour:
        amounts = {step.amount for step in on.steps}
        cheapest = teller.money(min(amounts, default=on.unit))
        return cheapest if len(amounts) <= 1 else teller.say("price_from", amount=cheapest)
    per = "night" if on.offer.kind is OfferKind.UPGRADE else on.offer.price_per.value
    return teller.say(f"price_per_{per}", amount=teller.money(on.unit))


def picture_address(teller: Teller, picture: str) -> str:
    """Where a mail finds a picture; empty without one."""
    name = picture_name(picture)
    if not name:
        return ""
    return settings.BASE_URL + reverse("guest:picture", args=[teller.matter.property.slug, name])


def shortened(text: str) -> str:
    """At most so many signs, ending between words where there are some."""
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:–-") + "…"
