"""The states of payment requests and refunds as badges."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kunjae.pages import words

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
def cause_text(cause: str) -> str:
    """Why money goes back."""
    return str(words.REFUND_CAUSES.get(cause, cause))
