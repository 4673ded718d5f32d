"""A mail on its way: rendered anew at each attempt, brought to the mail server, and kept with what became of it.

    read, render (no transaction) -> SMTP (none open) -> keep: one short transaction

A worker that dies in between leaves the mail waiting; the next one sends it again under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import MIMEPart
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives

from kunjae.bookings.errors import NoSuchBooking
from kunjae.concierge.errors import NoSuchOrder
from kunjae.kernel.texts import in_language
from kunjae.messages.address_test import address_test
from kunjae.messages.blocks import clean
from kunjae.messages.facts import Kind, MailState, Reader
from kunjae.messages.invited import NothingToOffer
from kunjae.messages.links import secrets_of
from kunjae.messages.models import Mail, MailHold
from kunjae.messages.notices import NOTICES, notice
from kunjae.messages.postman import Delivered, deliver, sends_mails, usable
from kunjae.messages.reading import read_matter
from kunjae.messages.rendering import Rendered, Written, render_surely
from kunjae.messages.threads import message_id, thread_headers
from kunjae.messages.values import UNSUBSCRIBE
from kunjae.messages.wording import wording_of
from kunjae.outbox.facts import Answer, GiveUp, Received
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import update_rows
from kunjae.tenancy.prepared import Rows
from kunjae.tenancy.transactions import one_transaction

_MAIL = Rows(lambda hotel, id: Mail.objects.of(hotel).filter(id=id).defer("subject", "text", "html"))
_PROPERTY = Rows(lambda id: Property.objects.filter(id=id))
_HOLD = Rows(lambda hotel: MailHold.objects.of(hotel).values_list("id"))
GONE, NO_ADDRESS, PARTLY = "gone", "no_address", "partly_refused"


def send(message: Received) -> Answer:
    """One attempt at one mail. One that is not waiting any more was sent by a worker that died before it said so."""
    id = UUID(message.payload["mail"])
    mail = _MAIL.first(message.property_id, id)
    if mail is None or mail.erased_at is not None:
        return GiveUp(GONE)
    if mail.state not in (
        MailState.WAITING,
        MailState.FAILED,
    ):  # one that had failed is tried once more by hand
        return None
    property = _PROPERTY(message.property_id)[0]
    kind, reader = Kind(mail.kind), Reader(mail.reader)
    try:
        rendered, secrets = _rendered(property, mail, kind, reader, message.now)
    except (NoSuchBooking, NoSuchOrder, NothingToOffer, ObjectDoesNotExist):
        return GiveUp(GONE)
    if not sends_mails() or _HOLD(property.id):
        _keep(mail, rendered.masked(), MailState.KEPT, message.now)
        return None
    to = [address for address in mail.to if usable(address)]
    if not to:
        _keep(mail, rendered.masked(), MailState.WAITING, message.now, error=NO_ADDRESS)
        return GiveUp(NO_ADDRESS)
    written = rendered.filled(secrets)
    answer = deliver(_email(property, mail, to, written, rendered, leave=secrets.get(UNSUBSCRIBE, "")))
    if isinstance(answer, Delivered):
        refused = [*answer.refused, *(address for address in mail.to if address not in to)]
        _keep(mail, rendered.masked(), MailState.SENT, message.now, refused=refused)
        return None
    _keep(mail, rendered.masked(), MailState.WAITING, message.now, error=answer.code)
    return answer


def _rendered(
    property: Property, mail: Mail, kind: Kind, reader: Reader, now: datetime
) -> tuple[Rendered, Mapping[str, str]]:
    """The mail, and what its marks stand for."""
    if kind is Kind.ADDRESS_TEST:
        return address_test(property, mail.language), {}
    if kind in NOTICES:
        return notice(property, kind, mail.about, mail.language)
    matter = read_matter(property, kind, mail.about, now)
    words = wording_of(property, kind, reader, mail.language)
    rendered = render_surely(matter, kind, reader, mail.language, words, now)
    return rendered, secrets_of(matter, kind, reader, now)


def given_up(message: Received, code: str) -> None:
    """A mail failed for good: it says so, in the transaction of the message that does."""
    rows = Mail.objects.of(message.property_id).filter(
        id=UUID(message.payload["mail"]), state=MailState.WAITING.value
    )
    rows.update(state=MailState.FAILED.value, error=code)


@one_transaction
def _keep(
    mail: Mail,
    masked: Written,
    state: MailState,
    now: datetime,
    *,
    error: str = "",
    refused: list[str] | None = None,
) -> None:
    values: dict[str, Any] = {
        "subject": masked.subject,
        "text": masked.text,
        "html": masked.html,
        "state": state.value,
        "error": PARTLY if refused else error,
        "refused": refused or [],
        "attempts": mail.attempts + 1,
    }
    if state is MailState.SENT:
        values["sent_at"] = now
    update_rows(Mail, mail.property_id, {mail.id: values}, state=mail.state)


def _email(
    property: Property, mail: Mail, to: list[str], written: Written, rendered: Rendered, *, leave: str
) -> EmailMultiAlternatives:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = sender.rpartition("@")[2]
    hotel = clean(in_language(property.name, mail.language), one_line=True)
    email = EmailMultiAlternatives(
        subject=_subject(written.subject),
        body=written.text,
        from_email=str(Address(hotel if mail.reader == Reader.GUEST else "Kunjae", addr_spec=sender)),
        to=to,
        reply_to=[mail.reply_to] if usable(mail.reply_to) else None,
        headers={
            "Message-ID": message_id(mail, domain),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
            **thread_headers(mail, domain),
            **_leaving(leave),
        },
    )
    email.attach_alternative(written.html, "text/html")
    if rendered.calendar is not None:
        email.attach(_calendar_part(rendered.calendar))
    return email


def _leaving(link: str) -> dict[str, str]:
    """How a mail program unsubscribes for its reader with one press (RFC 8058)."""
    return (
        {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if link
        else {}
    )


def _subject(text: str) -> str:
    """Python's own way of encoding a header doubles a space between a word in ASCII and one that is not, where a line
    ends (seen in 3.13). Spaces that do not break are encoded with the words around them."""
    return text if text.isascii() else text.replace(" ", "\u00a0")


def _calendar_part(content: bytes) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        content.decode(),
        subtype="calendar",
        params={"method": "PUBLISH"},
        disposition="attachment",
        filename="booking.ics",
    )
    return part
