"""A guest who calls: a token got by booking number and PIN stands for one booking of one property."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from kunjae.accounts.facts import Actor
from kunjae.api.problems import Refused
from kunjae.guest.access import GuestDesk, guest_actor, property_of_slug
from kunjae.guest.facts import Session
from kunjae.guest.sessions import session_of
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts


@dataclass(frozen=True, slots=True)
class GuestCaller:
    """The property in the address, the session behind the token, and the moment of the request."""

    property: Property
    session: Session
    now: datetime

    @builtins.property
    def code(self) -> str:
        return self.session.code

    @builtins.property
    def actor(self) -> Actor:
        return guest_actor(self.session)

    def desk(self, language: str) -> GuestDesk:
        """The same as the guest's pages know it."""
        return GuestDesk(self.property, property_facts(self.property), self.session, self.now, language)


class GuestBearer(HttpBearer):
    """`Authorization: Bearer TOKEN` of `guest_sign_in`, for the property in the address: two queries."""

    def authenticate(self, request: HttpRequest, token_text: str) -> GuestCaller | None:
        """The guest, or None for a token that opens nothing here."""
        match = request.resolver_match
        hotel = property_in_address(str(match.kwargs["slug"])) if match else None
        if hotel is None:
            return None
        now = timezone.now()
        session = session_of(hotel, token_text, now)
        return GuestCaller(hotel, session, now) if session else None


def property_in_address(slug: str) -> Property | None:
    """The hotel of that slug; PostgreSQL refuses a text with NUL, and no slug has one."""
    return property_of_slug(slug) if slug and "\0" not in slug else None


def guest_of(request: HttpRequest) -> GuestCaller:
    """Who calls."""
    caller: GuestCaller = request.auth  # type: ignore[attr-defined]
    return caller


def hotel_of(slug: str) -> Property:
    """The hotel in the address. Raises Refused (`no_such_property`)."""
    hotel = property_in_address(slug)
    if hotel is None:
        raise Refused("no_such_property")
    return hotel
