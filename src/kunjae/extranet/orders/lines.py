"""Orders as rows of the list show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.bookings.listing import Place
from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.listing import OrderRow
from kunjae.concierge.words import status_text, type_text
from kunjae.extranet.access import Desk
from kunjae.extranet.orders.answers import when_text
from kunjae.kernel.texts import in_language

_NO_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Line:
    """One order of the list, all that its row shows; the amount in minor units. `is_new`: it came while the page was
    open."""

    id: str
    url: str
    guest: str
    booking: str
    booking_url: str
    offer: str
    when: str
    type: str
    amount: int
    ordered_at: datetime
    status: OrderStatus
    said: str
    auto_confirmed: bool
    may_act: bool
    is_new: bool

    @property
    def counts(self) -> bool:
        return self.status.counts

    @property
    def may_confirm(self) -> bool:
        return self.may_act and self.status is OrderStatus.UNCONFIRMED

    @property
    def may_cancel(self) -> bool:
        return self.may_act and self.status.counts

    def shown(self, currency: str, timezone: str, era: str) -> SafeString:
        """Its table row in the language of the page."""
        return _row(self, currency, timezone, era, get_language())


@lru_cache(maxsize=4_000)
def _row(line: Line, currency: str, timezone: str, era: str, language: str | None) -> SafeString:
    """A row is drawn once for what it shows: a list is looked at far more often than its orders change."""
    content = {"line": line, "currency": currency, "timezone": timezone, "era": era}
    return render_to_string("kunjae/orders/list_row.html", content)


def lines_of(desk: Desk, rows: Sequence[OrderRow], *, since: Place | None = None) -> list[Line]:
    """The rows as lines; those above `since` are new."""
    slug, language = desk.property.slug, desk.language
    order = reverse("extranet:order", args=[slug, _NO_ID])
    booking = reverse("extranet:booking", args=[slug, "CODE"])
    return [
        Line(
            id=row.id.hex,
            url=order.replace(_NO_ID, str(row.id)),
            guest=row.guest,
            booking=row.booking,
            booking_url=booking.replace("CODE", row.booking),
            offer=in_language(row.name, language),
            when=when_text(row.kind, row.day, row.at, language, desk.hotel.era),
            type=type_text(row.kind.type, language),
            amount=row.amount,
            ordered_at=row.ordered_at,
            status=row.status,
            said=status_text(row.status, language),
            auto_confirmed=row.auto_confirmed and row.status is OrderStatus.CONFIRMED,
            may_act=desk.may_change,
            is_new=since is not None and row.place > since,
        )
        for row in rows
    ]
