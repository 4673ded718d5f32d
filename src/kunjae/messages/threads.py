"""The mails of one order as a thread in their reader's mailbox: each answers the one before it."""

from __future__ import annotations

from django.db.models import Q

from kunjae.messages.facts import MailState
from kunjae.messages.models import Mail

MOST = 20
"""How many a mail names; the first and the newest say where it belongs."""
_LEFT = (MailState.WAITING.value, MailState.SENT.value)


def message_id(mail: Mail, domain: str) -> str:
    """The same at every attempt, so that a mail sent twice is known as one."""
    return f"<{mail.id.hex}@{domain}>"


def thread_headers(mail: Mail, domain: str) -> dict[str, str]:
    """`In-Reply-To` and `References` of a mail about an order that is not the first to its reader; one query."""
    order = mail.about.get("order")
    if not order:
        return {}
    before = Q(written_at__lt=mail.written_at) | Q(written_at=mail.written_at, id__lt=mail.id)
    rows = Mail.objects.of(mail.property_id).filter(
        before, booking_id=mail.booking_id, reader=mail.reader, about__order=order, state__in=_LEFT
    )
    earlier = [message_id(row, domain) for row in rows.only("id").order_by("written_at", "id")]
    if not earlier:
        return {}
    named = earlier if len(earlier) <= MOST else [earlier[0], *earlier[1 - MOST :]]
    return {"In-Reply-To": earlier[-1], "References": " ".join(named)}
