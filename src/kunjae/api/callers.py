"""Who calls: a bearer token stands for one property and one role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from kunjae.accounts.facts import Actor
from kunjae.accounts.queries import token
from kunjae.accounts.roles import may_view
from kunjae.api.language import language_of
from kunjae.api.problems import Refused
from kunjae.properties.models import Property

LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """The property and role behind the token, and the moment of the request: the clock is read here alone."""

    property: Property
    role: str
    actor: Actor
    now: datetime


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`, one query."""

    def authenticate(self, request: HttpRequest, token_text: str) -> Caller | None:
        """The caller, or None for a token that opens nothing."""
        found = token(secret=token_text) if len(token_text) <= LONGEST_TOKEN else None
        if found is None:
            return None
        return Caller(found.property, found.role, Actor("token", found.name, found.id), timezone.now())


def caller_of(request: HttpRequest, may: Callable[[str], bool] = may_view) -> Caller:
    """Who calls, if their role may do this. Raises Refused (`forbidden`)."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if not may(caller.role):
        raise Refused(
            "forbidden",
            {
                "en": f"A token of role {caller.role} may not do this.",
                "th": f"โทเคนสิทธิ์ {caller.role} ทำรายการนี้ไม่ได้",
            },
        )
    return caller


def language(request: HttpRequest) -> str:
    """The language of this answer."""
    return language_of(request)
