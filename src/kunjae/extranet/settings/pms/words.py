"""What the connection with a PMS says of itself, in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kunjae.concierge.posting_words import error_text
from kunjae.kernel.formats import format_date
from kunjae.pms.connections import ConnectionShown
from kunjae.pms.facts import HouseThere
from kunjae.pms.ports import PmsBusy, PmsError
from kunjae.pms.reservations.facts import Naming, ReservationShown
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


def problem_text(shown: ReservationShown, naming: Naming, language: str, era: str) -> str:
    """Why a reservation of the PMS could not be taken in as it stands."""
    values = shown.problem_values
    match shown.problem:
        case "currency":
            return _("It is in %(currency)s, which this hotel does not bill in.") % values
        case "dates":
            days = [
                format_date(date.fromisoformat(values[name]), language, era=era)
                for name in ("check_in", "check_out")
            ]
            return _("No stay can have its dates: %(first)s to %(last)s.") % {
                "first": days[0],
                "last": days[1],
            }
        case "type_unknown":
            there = {each.id: each.label for each in naming.types_there}
            return _("Nobody has said what its room type is here: %(type)s.") % {
                "type": there.get(values["type"]) or values["type"]
            }
        case "plan_unknown":
            return _("Nobody has said which rate plan it is here.")
        case "sold_out":
            return _("No room of type %(type)s is left here on all its nights.") % {
                "type": values["room_type"]
            }
        case "room_taken":
            return _("Room %(room)s is taken here on its nights, so it has no number yet.") % values
        case "moved_away":
            return _("Its room was moved to another booking here, and is not followed there.")
        case "linked_already":
            return _("Booking %(booking)s is another reservation of the PMS already.") % values
        case "gone":
            return _("The PMS does not know it any more, nor many others, so nothing was cancelled here.")
        case _:
            return _("It could not be taken in (%(code)s).") % {"code": values.get("because", shown.problem)}
