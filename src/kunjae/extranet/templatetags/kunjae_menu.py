"""The menu of the staff pages and the way back: `extranet.menu` as template tags."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.extranet import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context: dict[str, Any]) -> SafeString:
    """The entries of the menu; nothing on pages that belong to no property."""
    desk = context.get("desk")
    if desk is None:
        return SafeString("")
    slug = desk.property.slug
    rest = context["request"].path.partition(f"/{slug}/")[2]
    here = menu.section_of(rest)
    is_itself = rest.strip("/") in (here, "bookings/new", "")
    return menu.main_menu(slug, desk.role, here, is_itself, get_language() or "th")


@register.simple_tag(takes_context=True)
def crumbs(context: dict[str, Any]) -> SafeString:
    """The way from the menu to this page."""
    desk = context.get("desk")
    match = context["request"].resolver_match if desk else None
    if desk is None or match is None:
        return SafeString("")
    code = str(match.kwargs.get("code", ""))
    return menu.crumbs(match.url_name or "", desk.property.slug, code, get_language() or "th")
