"""What an order says, in words for its guest: when it is had, how its price is made up, what was answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from kunjae.concierge import words
from kunjae.concierge.facts import Answers, OfferFacts, OfferKind, PricePer, QuestionKind
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.texts import in_language


def had_text(kind: OfferKind, answers: Answers, language: str) -> str:
    """`Sat 12 Dec 14:00`, `Sat 12 Dec · Check-out until 15:00`; empty for what has no day and no hour."""
    parts = [_day(answers.day, language)] if answers.day else []
    if answers.at is None:
        return " ".join(parts)
    if kind.moves_an_hour:
        return " · ".join([*parts, f"{words.hour_text(kind, language)} {_clock(answers.at, language)}"])
    return " ".join([*parts, _clock(answers.at, language)])


def sum_text(
    kind: OfferKind,
    per: PricePer,
    unit: int,
    quantity: int,
    amounts: Iterable[int],
    currency: str,
    language: str,
) -> str:
    """How the amount is made up, `2 × 1,200 THB per person`; of an upgrade night by night where prices differ. Empty where
    it is one price for one thing."""
    nights = list(amounts)
    if kind is OfferKind.UPGRADE:
        each = " + ".join(format_money(amount, currency, language) for amount in nights)
        same = len(set(nights)) == 1 or not nights
        price = format_money(unit, currency, language, unit=True)
        return f"{quantity} × {price} {words.per_text(PricePer.NIGHT, language)}" if same else each
    if kind.moves_an_hour or per is PricePer.ORDER or (quantity == 1 and per is PricePer.ROOM):
        return ""
    price = format_money(unit, currency, language, unit=True)
    return f"{quantity} × {price} {words.per_text(per, language)}"


def said_texts(offer: OfferFacts, texts: Mapping[str, str], language: str) -> tuple[tuple[str, str], ...]:
    """Question and answer, of those that were answered in words."""
    return tuple(
        (
            in_language(question.label, language) or words.question_text(question.kind, language),
            texts[question.code],
        )
        for question in offer.questions
        if question.kind is QuestionKind.TEXT and texts.get(question.code)
    )


def _day(day: date, language: str) -> str:
    pattern = "EEEE d MMM" if language == "th" else "EEE d MMM"
    return format_date(day, language, pattern=pattern, year=False).removeprefix("วัน")


def _clock(at: time, language: str) -> str:
    return f"{at:%H:%M} น." if language == "th" else f"{at:%H:%M}"
