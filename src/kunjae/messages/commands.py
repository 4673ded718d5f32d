"""What people do with mails: send one again, put it into the hotel's own words, take those back; and holding all mails of
a house that came out of a backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.kernel.errors import FieldError, InvalidInput, KunjaeError
from kunjae.messages.blocks import clean
from kunjae.messages.compose import SEND
from kunjae.messages.facts import HOUSE_WORDS, Kind, MailState, Reader
from kunjae.messages.models import Mail, MailHold, MailTemplate
from kunjae.messages.recipients import answers_to, language_for, recipients
from kunjae.messages.templating import LONGEST_BODY, LONGEST_SUBJECT, WrongTemplate, check
from kunjae.messages.variables import names_of
from kunjae.outbox.commands import put
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction

_AGAIN = ":again:"


class NoSuchMail(KunjaeError):
    """There is no such mail at this hotel, or whom it was for has been erased."""

    code = "no_such_mail"


class NobodyToSendTo(KunjaeError):
    """Nobody's address is known."""

    code = "no_address"

    def text(self, language: str) -> str:
        return (
            "ไม่มีอีเมลของผู้รับ ใส่อีเมลที่การจองหรือที่การตั้งค่าก่อน"
            if language == "th"
            else "Nobody's address is known: add it to the booking, or to the hotel's settings."
        )


class WordingMoved(KunjaeError):
    """Somebody else has changed these words in the meantime; nothing was saved."""

    code = "stale"

    def text(self, language: str) -> str:
        return (
            "มีผู้อื่นแก้ไขข้อความนี้ไปแล้ว ยังไม่ได้บันทึก โปรดตรวจดูแล้วบันทึกอีกครั้ง"
            if language == "th"
            else "Somebody else has changed these words in the meantime. Nothing was saved: look at them, then save again."
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """Words for a mail as somebody wrote them."""

    subject: str
    body: str


@one_transaction
def resend(*, property: Property, mail: UUID, times: int, now: datetime) -> UUID:
    """Write the same mail again, to whoever it would go to today, as a mail of its own; its id. `times`: how often it
    was sent again as far as the caller knows, so that pressing twice sends once. Raises NoSuchMail, NobodyToSendTo."""
    row = Mail.objects.of(property).filter(id=mail, erased_at=None).first()
    if row is None or row.booking_id is None:
        raise NoSuchMail
    booking = Booking.objects.of(property).select_related("booker").get(id=row.booking_id)
    reader, root = Reader(row.reader), first_key(row.key)
    to = recipients(property, booking, reader, row.about)
    if not to:
        raise NobodyToSendTo
    id, key = new_id(), f"{root}{_AGAIN}{times + 1}"
    again = {
        "id": id,
        "booking_id": booking.id,
        "key": key,
        "kind": row.kind,
        "reader": row.reader,
        "language": language_for(property, booking, reader),
        "about": row.about,
        "to": to,
        "reply_to": "" if Kind(row.kind) in HOUSE_WORDS else answers_to(property, booking, reader),
        "state": MailState.WAITING.value,
        "written_at": now,
    }
    insert_rows(Mail, property.id, [again], ignore_conflicts=True)
    put(property, SEND, f"{SEND}:{key}", {"mail": id.hex}, now)
    found: UUID = Mail.objects.of(property).values_list("id", flat=True).get(key=key)
    return found


def first_key(key: str) -> str:
    """The key of the mail that was sent again."""
    return key.partition(_AGAIN)[0]


def times_again(property: Property, mail: Mail) -> int:
    """How often a mail was sent again."""
    return Mail.objects.of(property).filter(key__startswith=first_key(mail.key) + _AGAIN).count()


@one_transaction
def save_wording(
    *,
    property: Property,
    kind: Kind,
    reader: Reader,
    language: str,
    draft: Draft,
    seen: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a mail the hotel's own words. `seen`: `seen_wording` as whoever wrote them saw it. Raises WordingMoved, and
    InvalidInput naming `subject` or `body` with each line that is wrong."""
    draft = checked(draft, kind, reader)
    if seen != seen_wording(property, kind, reader, language):
        raise WordingMoved
    row = {
        "kind": kind.value,
        "reader": reader.value,
        "language": language,
        "subject": draft.subject,
        "body": draft.body,
        "changed_at": now,
        "changed_by": actor.name,
    }
    insert_rows(MailTemplate, property.id, [row], unique=("property_id", "kind", "reader", "language"))


@one_transaction
def reset_wording(*, property: Property, kind: Kind, reader: Reader, language: str) -> bool:
    """Let the house's words stand again. False when they did."""
    return bool(_own(property, kind, reader, language).delete()[0])


def seen_wording(property: Property, kind: Kind, reader: Reader, language: str) -> str:
    """What says whether the words are still those that somebody saw; empty for the house's."""
    changed: datetime | None = (
        _own(property, kind, reader, language).values_list("changed_at", flat=True).first()
    )
    return changed.isoformat() if changed else ""


def _own(property: Property, kind: Kind, reader: Reader, language: str):  # type: ignore[no-untyped-def]
    return MailTemplate.objects.of(property).filter(kind=kind.value, reader=reader.value, language=language)


def checked(draft: Draft, kind: Kind, reader: Reader) -> Draft:
    """The words, tidied. Raises InvalidInput as `save_wording` does."""
    found = Draft(clean(draft.subject, one_line=True), clean(draft.body).strip())
    errors = [
        *_wrong("subject", found.subject, LONGEST_SUBJECT, kind, reader),
        *_wrong("body", found.body, LONGEST_BODY, kind, reader),
    ]
    if errors:
        raise InvalidInput(*errors)
    return found


def _wrong(path: str, source: str, most: int, kind: Kind, reader: Reader) -> list[FieldError]:
    if not source:
        return [FieldError(path, "required", {"en": "is needed", "th": "ต้องกรอก"})]
    if len(source) > most:
        words = {"en": f"has more than {most:,} signs", "th": f"ยาวเกิน {most:,} ตัวอักษร"}
        return [FieldError(path, "too_long", words)]
    try:
        unknown = check(source, names_of(kind, reader))
    except WrongTemplate as error:
        return [wrong_template(path, error)]
    return [
        FieldError(
            path,
            "unknown_name",
            {
                "en": f"Line {each.line}: there is no “{each.name}” in this mail",
                "th": f"บรรทัด {each.line}: อีเมลนี้ไม่มี “{each.name}”",
            },
        )
        for each in unknown
    ]


def wrong_template(path: str, error: WrongTemplate) -> FieldError:
    """What is wrong with a template, with its line."""
    line, word = max(error.line, 1), error.word[:200]
    words = {
        "syntax": {"en": f"Line {line}: {word}", "th": f"บรรทัด {line}: เขียนไม่ถูกต้อง ({word})"},
        "unknown_name": {
            "en": f"Line {line}: {word}",
            "th": f"บรรทัด {line}: ไม่มีชื่อนี้ ({word})",
        },
        "too_much": {
            "en": f"Line {line}: writes or repeats too much",
            "th": f"บรรทัด {line}: ข้อความหรือการทำซ้ำมากเกินไป",
        },
    }
    return FieldError(path, error.code, words[error.code])


@one_transaction
def hold_back_mails(*, property_id: UUID, now: datetime) -> None:
    """From now on mails of this property are only kept to be read, until `release_mails`."""
    insert_rows(MailHold, property_id, [{"since": now}], ignore_conflicts=True)


@one_transaction
def release_mails(*, property_id: UUID) -> bool:
    """Let mails leave again. False when they could."""
    return bool(MailHold.objects.of(property_id).all().delete()[0])
