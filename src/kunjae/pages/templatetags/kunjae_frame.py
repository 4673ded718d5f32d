"""The parts of the frame that are the same on every page: drawn once, and from then on only filled in.

What differs from request to request (the token of its forms, its own address) is left open when they are drawn.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

TOKEN, HERE = "@token@", "@here@"
_OF_A_GUEST = re.compile(r"/g/[-\w]+/")


@register.simple_tag
def head_links() -> SafeString:
    """Type, styles and scripts of every page."""
    return _head_links()


@lru_cache(maxsize=1)
def _head_links() -> SafeString:
    return render_to_string("kunjae/components/head_links.html")


@register.simple_tag(takes_context=True)
def account_bar(context: dict[str, Any]) -> SafeString:
    """The choice of the language and, for somebody signed in, the account menu."""
    request, user = context["request"], context.get("user")
    name, email = (user.name, user.email) if user and user.is_authenticated else ("", "")
    drawn = _account_bar(name, email, get_language())
    filled = drawn.replace(TOKEN, get_token(request)).replace(HERE, escape(request.get_full_path()))
    return mark_safe(filled)  # noqa: S308 - a template's own, a token's letters, and an address that is escaped


@lru_cache(maxsize=500)
def _account_bar(name: str, email: str, _language: str | None) -> SafeString:
    user = SimpleNamespace(name=name, email=email, is_authenticated=bool(email))
    request = SimpleNamespace(get_full_path=HERE)
    return render_to_string(
        "kunjae/components/account_bar.html", {"user": user, "request": request, "csrf_token": TOKEN}
    )


@register.simple_tag(takes_context=True)
def start_address(context: dict[str, Any]) -> str:
    """Where a page that went wrong leads back to: a guest to the hotel's sign-in, everybody else to the start."""
    request = context.get("request")
    found = _OF_A_GUEST.match(request.path) if request else None
    return found[0] if found else "/"
