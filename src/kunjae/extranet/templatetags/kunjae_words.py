"""The words behind codes, in templates: `{{ booking.status|status_text }}`. A code that nobody knows is shown as it is."""

from __future__ import annotations

from django import template

from kunjae.extranet import words

register = template.Library()


@register.inclusion_tag("kunjae/components/badge.html")
def status_badge(status: str) -> dict[str, str]:
    """`{% status_badge stay.status %}`: the badge of a booking's or stay's status."""
    return {"role": words.BADGES.get(status, "warn"), "text": status_text(status)}


@register.filter
def status_text(status: str) -> str:
    return str(words.STATUSES.get(status, status))


@register.filter
def meal_text(meal: str) -> str:
    return str(words.MEALS.get(meal, meal))


@register.filter
def source_text(source: str) -> str:
    return str(words.SOURCES.get(source, source))


@register.filter
def method_text(method: str) -> str:
    return str(words.METHODS.get(method, method))


@register.filter
def ledger_text(kind: str) -> str:
    return str(words.LEDGER.get(kind, kind))


@register.filter
def language_name(language: str) -> str:
    return words.LANGUAGES.get(language, language)
