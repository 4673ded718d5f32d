"""What is in the basket, priced as things stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kunjae.concierge.errors import OfferRefused
from kunjae.concierge.rules.pricing import Quoted, quote
from kunjae.guest.concierge.basket import Basket, Item
from kunjae.guest.concierge.opening import OpenedShelf
from kunjae.guest.concierge.wording import had_text, said_texts, sum_text
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import LocalText


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the basket: priced, or `trouble` says why it cannot be ordered any more. `had`, `sum`, `said`: when, how
    the price is made up, what was answered. `changed_from`: what it cost when it was seen last, if something else."""

    item: Item
    name: LocalText
    quoted: Quoted | None = None
    trouble: str = ""
    had: str = ""
    sum: str = ""
    said: tuple[tuple[str, str], ...] = ()
    changed_from: int | None = None


def priced(opened: OpenedShelf, basket: Basket, seen: Mapping[str, int] | None = None) -> list[Line]:
    """Every item with those before it: of the last piece the first item has it, and the second is told so. `seen`: what
    each cost on the page that the guest looked at."""
    names = {offer.code: offer.name for offer in opened.facts.offers}
    lines: list[Line] = []
    kept: list[Item] = []
    for item in basket.items:
        name = names.get(item.wanted.offer, {})
        try:
            quoted = quote(opened.facts, [each.wanted for each in (*kept, item)], opened.desk.now)[-1]
        except (InvalidInput, OfferRefused) as error:
            lines.append(Line(item, name, trouble=_why(error, opened.desk.language)))
            continue
        kept.append(item)
        lines.append(_line(opened, item, quoted, (seen or {}).get(item.name)))
    return lines


def total_of(lines: Sequence[Line]) -> int:
    """What all that can be ordered costs, minor units."""
    return sum(line.quoted.amount for line in lines if line.quoted)


def _line(opened: OpenedShelf, item: Item, quoted: Quoted, before: int | None) -> Line:
    offer, language = quoted.on.offer, opened.desk.language
    return Line(
        item,
        offer.name,
        quoted,
        had=had_text(offer.kind, quoted.answers, language),
        sum=sum_text(
            offer.kind,
            offer.price_per,
            quoted.unit,
            quoted.quantity,
            quoted.night_amounts,
            opened.desk.hotel.currency,
            language,
        ),
        said=said_texts(offer, quoted.answers.texts, language),
        changed_from=before if before is not None and before != quoted.amount else None,
    )


def _why(error: InvalidInput | OfferRefused, language: str) -> str:
    """Without the offer's name, which stands above it."""
    return (
        OfferRefused(error.reasons).text(language)
        if isinstance(error, OfferRefused)
        else error.text(language)
    )
