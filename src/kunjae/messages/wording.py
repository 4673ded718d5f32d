"""The words of each mail: the hotel's own where it has some, else the house's, which are files beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kunjae.messages.facts import Kind, Reader
from kunjae.messages.models import MailTemplate
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

_HOUSE = Path(__file__).parent / "templates" / "house"

_OWN = Rows(
    lambda hotel, kind, reader, language: (
        MailTemplate.objects.of(hotel)
        .filter(kind=kind, reader=reader, language=language)
        .values_list("subject", "body")
    )
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body of a mail as templates. `own`: the hotel wrote them."""

    subject: str
    body: str
    own: bool = False


@cache
def house_wording(kind: Kind, reader: Reader, language: str) -> Wording:
    """The house's own words: the first line of the file is the subject."""
    name = f"{kind.value}.{reader.value}.{language}.liquid"
    subject, _, body = (_HOUSE / name).read_text(encoding="utf-8").partition("\n")
    return Wording(subject.strip(), body.strip())


def wording_of(property: Property, kind: Kind, reader: Reader, language: str) -> Wording:
    """The words that a mail is written with; one query."""
    found = _OWN.first(property.id, kind.value, reader.value, language)
    return Wording(*found, own=True) if found else house_wording(kind, reader, language)
