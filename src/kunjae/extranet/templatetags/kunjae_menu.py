"""The menu of the staff pages and the way back: `extranet.menu` as template tags."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.concierge.totals import waiting
from kunjae.extranet import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context: dict[str, Any]) -> SafeString:
    """The whole menu; nothing on pages that belong to no property. One query, unless the page has counted what waits."""
    desk = context.get("desk")
    if desk is None:
        return SafeString("")
    slug = desk.property.slug
    rest = context["request"].path.partition(f"/{slug}/")[2]
    waits = context.get("waiting_orders") or waiting(desk.property)
    shown = menu.Shown(
        slug,
        desk.role,
        here=menu.section_of(rest),
        is_itself=rest.strip("/") in menu.PAGES,
        unconfirmed=waits.unconfirmed,
        to_add=waits.to_add,
        not_posted=waits.not_posted,
        pms=desk.property.details.get("pms") or "",
    )
    return menu.main_menu(shown, get_language() or "th")


@register.simple_tag(takes_context=True)
def crumbs(context: dict[str, Any]) -> SafeString:
    """The way from the menu to this page."""
    desk = context.get("desk")
    match = context["request"].resolver_match if desk else None
    if desk is None or match is None:
        return SafeString("")
    code = str(match.kwargs.get("code", ""))
    return menu.crumbs(match.url_name or "", desk.property.slug, code, get_language() or "th")
