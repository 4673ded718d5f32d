"""The states of payment requests and refunds as badges."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.kernel.texts import in_language
from kunjae.pages import words
from kunjae.payments.providers.errors import NoSuchProvider
from kunjae.payments.providers.registry import provider

register = template.Library()


@register.simple_tag
def request_badge(state: str) -> SafeString:
    """`{% request_badge request.state %}`"""
    return _badge(words.MONEY_BADGES.get(state, "warn"), str(words.REQUESTS.get(state, state)))


@register.simple_tag
def refund_badge(state: str) -> SafeString:
    """`{% refund_badge refund.state %}`"""
    return _badge(words.MONEY_BADGES.get(state, "warn"), str(words.REFUNDS.get(state, state)))


@lru_cache(maxsize=100)
def _badge(role: str, text: str) -> SafeString:
    return render_to_string("kunjae/components/badge.html", {"role": role, "text": text})


@register.filter
def provider_name(code: str) -> str:
    """What a provider is called; its code once there is no such provider any more."""
    try:
        return in_language(provider(code).name, (get_language() or "th").split("-")[0])
    except NoSuchProvider:
        return code


@register.filter
def cause_text(cause: str) -> str:
    """Why money goes back."""
    return str(words.REFUND_CAUSES.get(cause, cause))
