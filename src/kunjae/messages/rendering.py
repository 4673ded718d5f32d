"""From what a mail tells to the mail: subject, text, HTML, and the dates for a calendar.

What is rendered still has marks where PIN and links stand; `written` fills them in for sending, `masked` for keeping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from django.template.loader import render_to_string
from django.utils.html import escape

from kunjae.bookings.calendar_file import booking_calendar
from kunjae.kernel.texts import in_language
from kunjae.messages.blocks import (
    Block,
    Bullets,
    Button,
    Compared,
    Facts,
    Heading,
    Offered,
    Paragraph,
    as_text,
    clean,
    filled,
    mark,
    read_body,
)
from kunjae.messages.facts import Kind, Reader
from kunjae.messages.links import MASK
from kunjae.messages.reading import Matter
from kunjae.messages.tables import Teller
from kunjae.messages.templating import LONGEST_SUBJECT, WrongTemplate, render
from kunjae.messages.values import LINKS, PIN, UNSUBSCRIBE, tables_of, values_of
from kunjae.messages.wording import Wording, house_wording
from kunjae.properties.models import Property

COLOUR, INK, PAPER = "#0E5A5A", "#1E2A2F", "#FFFFFF"
_WITH_DATES = (Kind.BOOKING_CONFIRMED, Kind.BOOKING_CHANGED, Kind.BOOKING_CANCELLED)

log = structlog.get_logger("kunjae.messages")


@dataclass(frozen=True, slots=True)
class Written:
    """A mail's words, complete."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail with marks where secrets stand, and its calendar file if it has one."""

    subject: str
    text: str
    html: str
    calendar: bytes | None = None

    def filled(self, secrets: Mapping[str, str]) -> Written:
        """The mail with these secrets, by the names of their marks."""
        return Written(self.subject, filled(self.text, secrets), filled(self.html, dict(_in_html(secrets))))

    def masked(self) -> Written:
        """The mail as it is kept and shown: nobody can use what stands in it."""
        shown = dict.fromkeys((PIN, *LINKS), MASK)
        nowhere = dict.fromkeys((_href(name) for name in LINKS), "#")
        return Written(self.subject, filled(self.text, shown), filled(self.html, shown | nowhere))


def _href(name: str) -> str:
    return name.replace("url.", "href.")


def _in_html(secrets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The same for HTML; an address among words can be followed."""
    for name, value in secrets.items():
        shown = escape(value)
        if name.startswith("url."):
            yield _href(name), shown
            yield name, f'<a href="{shown}">{shown}</a>'
        else:
            yield name, shown


def render_mail(
    matter: Matter, kind: Kind, reader: Reader, language: str, wording: Wording, now: datetime
) -> Rendered:
    """The mail in these words. Raises WrongTemplate; `render_surely` does not."""
    teller = Teller(matter, language)
    values = values_of(teller, kind, reader)
    subject = filled(clean(render(wording.subject, values), one_line=True), {})[:LONGEST_SUBJECT]
    blocks = read_body(render(wording.body, values), tables_of(teller, kind, reader))
    leave = teller.say("no_more_offers") if kind is Kind.PRE_ARRIVAL else ""
    rendered = laid_out(
        matter.property, language, subject, blocks, _foot(teller, reader, values["hotel"]), leave=leave
    )
    return replace(rendered, calendar=_calendar(teller, kind, reader, now))


def laid_out(
    property: Property,
    language: str,
    subject: str,
    blocks: Sequence[Block],
    foot: Sequence[str],
    *,
    leave: str = "",
) -> Rendered:
    """These blocks below the hotel's name and in its colour. `leave`: the words of a link to hear no more of such."""
    hotel = clean(in_language(property.name, language), one_line=True)
    colour = property.details.get("colour") or COLOUR
    html = render_to_string(
        "kunjae/mails/layout.html",
        {
            "language": language,
            "subject": subject,
            "hotel": hotel,
            "colour": colour,
            "on_colour": _on(colour),
            "blocks": [_for_layout(block) for block in blocks],
            "foot": foot,
            "leave": leave,
            "leave_href": _href(mark(UNSUBSCRIBE)),
        },
    )
    ends = (*foot, f"{leave}: {mark(UNSUBSCRIBE)}") if leave else tuple(foot)
    return Rendered(subject or hotel, as_text([*blocks, Paragraph(("-- ", *ends))]), html)


def render_surely(
    matter: Matter, kind: Kind, reader: Reader, language: str, wording: Wording, now: datetime
) -> Rendered:
    """The same; the house's own words stand in for the hotel's that cannot be written out any more."""
    try:
        return render_mail(matter, kind, reader, language, wording, now)
    except WrongTemplate as error:
        if not wording.own:
            raise
        log.warning("mail_template_wrong", kind=kind.value, code=error.code, line=error.line)
        return render_mail(matter, kind, reader, language, house_wording(kind, reader, language), now)


def _foot(teller: Teller, reader: Reader, hotel: Mapping[str, Any]) -> list[str]:
    if reader is Reader.HOTEL:
        return [teller.say("foot_hotel")]
    ways = [hotel[name] for name in ("phone", "email") if hotel[name]]
    lines = [teller.say("foot", hotel=hotel["name"]), hotel["address"], " · ".join(ways)]
    return [line for line in lines if line]


def _for_layout(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(lines):
            return {"kind": "paragraph", "lines": lines}
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Bullets(items):
            return {"kind": "bullets", "items": items}
        case Facts(title, pairs, total):
            return {"kind": "facts", "title": title, "pairs": pairs, "total": total}
        case Compared(title, before, after, rows):
            return {"kind": "compared", "title": title, "before": before, "after": after, "rows": rows}
        case Button(text, url, quiet):
            return {"kind": "button", "text": text, "href": _href(url), "quiet": quiet}
        case Offered():
            return {"kind": "offered", "offer": block, "href": _href(block.url)}


def _on(colour: str) -> str:
    """Ink or paper, whichever can be read better on the hotel's colour."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return INK if light > 0.3 else PAPER


def _calendar(teller: Teller, kind: Kind, reader: Reader, now: datetime) -> bytes | None:
    """The same file that the guest's page offers, of the booking as it is: its newest version is the one that counts."""
    matter = teller.matter
    if kind not in _WITH_DATES or reader is not Reader.GUEST:
        return None
    return booking_calendar(matter.property, matter.facts, matter.house, teller.language, now)
