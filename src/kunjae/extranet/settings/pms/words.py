"""What the connection with a PMS says of itself, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kunjae.concierge.posting_words import error_text
from kunjae.pms.connections import ConnectionShown
from kunjae.pms.facts import HouseThere
from kunjae.pms.ports import PmsBusy, PmsError
from kunjae.properties.models import Property


def standing(connection: ConnectionShown) -> tuple[str, str]:
    """(role of a badge, words)."""
    match connection.stopped_because:
        case "not_connected":
            return "cancelled", _("Not connected")
        case "held":
            return "warn", _("Held back")
        case "keys_unreadable":
            return "warn", _("Credentials unreadable")
        case "not_enabled":
            return "cancelled", _("Off")
        case "paused":
            return "warn", _("Paused")
        case _:
            return "done", _("Connected")


def said_of(house: HouseThere) -> str:
    """`Baan Talay · THB`."""
    return " · ".join(part for part in (house.name or house.id, house.currency) if part)


def other_currency(connection: ConnectionShown, property: Property) -> str:
    """That the PMS bills in another currency; empty where it does not, or nobody knows yet."""
    if connection.house is None or connection.house.currency == property.currency:
        return ""
    return _("The PMS bills in %(there)s, this hotel in %(here)s: orders can't be posted.") % {
        "there": connection.house.currency,
        "here": property.currency,
    }


def trouble(error: PmsError, language: str) -> str:
    """Why the PMS was no help just now."""
    if isinstance(error, PmsBusy):
        minutes = max(1, -(-int(error.after.total_seconds()) // 60))
        return _("The PMS asks for patience: try again in %(minutes)s min.") % {"minutes": minutes}
    return error_text(error.code, language)
