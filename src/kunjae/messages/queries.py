"""Reads of mails: the list, one mail, and what waits for its server."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from kunjae.bookings.listing import Place
from kunjae.messages.facts import MailState
from kunjae.messages.models import Mail, MailHold, MailTemplate
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class MailsWanted:
    """Which mails a list shows. `booking`: of one booking, by its number."""

    booking: str = ""
    state: MailState | None = None


def mails(property: Property, wanted: MailsWanted, *, most: int, below: Place | None = None) -> list[Mail]:
    """At most so many, newest first, without their bodies, each with its `code` (of its booking); one query."""
    rows = Mail.objects.of(property).annotate(code=F("booking__code")).defer("text", "html")
    if wanted.booking:
        rows = (
            rows.filter(booking__code=wanted.booking.upper()) if "\0" not in wanted.booking else rows.none()
        )
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if below is not None:
        rows = rows.filter(Q(written_at__lt=below.at) | Q(written_at=below.at, id__lt=below.id))
    return list(rows.order_by("-written_at", "-id")[:most])


def mail_row(property: Property, id: UUID) -> Mail | None:
    """One mail, with its `code` as above."""
    return Mail.objects.of(property).annotate(code=F("booking__code")).filter(id=id).first()


def own_wordings(property: Property) -> set[tuple[str, str, str]]:
    """(kind, reader, language) of the mails that the hotel has its own words for."""
    return set(MailTemplate.objects.of(property).values_list("kind", "reader", "language"))


def are_held(property: Property) -> bool:
    """Whether mails are held, as the house came out of a backup."""
    return MailHold.objects.of(property).exists()
