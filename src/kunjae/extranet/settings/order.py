"""The buttons of a list that move an entry one place up or down (`do`: `up:BAR`), on the order that was shown (`order`)."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest

from kunjae.extranet.access import Desk
from kunjae.imports.editing import move


def move_as_pressed(request: HttpRequest, desk: Desk, kind: Literal["room_types", "rate_plans"]) -> None:
    """Do what the button says; nothing for one that there is not. Raises EditedMeanwhile."""
    way, _colon, code = request.POST.get("do", "").partition(":")
    if way in ("up", "down"):
        seen = request.POST.get("order", "").split()
        move(property=desk.property, kind=kind, code=code, up=way == "up", seen=seen)
