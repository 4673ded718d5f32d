"""What orders say, in words: when they are had, how many, and the answers of the guest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from kunjae.concierge.facts import Answers, OfferKind, PricePer
from kunjae.concierge.words import hour_text, per_text
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.texts import in_language


def when_text(kind: OfferKind, day: date | None, at: time | None, language: str, era: str) -> str:
    """`12 ธ.ค. 2569 14:00 น.`, `Check-out until 14:00`; empty where nothing was asked."""
    hour = "" if at is None else f"{at:%H:%M} น." if language == "th" else f"{at:%H:%M}"
    if kind.moves_an_hour:
        return f"{hour_text(kind, language)} {hour}".strip()
    shown = format_date(day, language, era=era) if day else ""
    return f"{shown} {hour}".strip()


def times_text(per: PricePer, unit: int, quantity: int, currency: str, language: str) -> str:
    """`3 × 900 ต่อคน`: how the amount came about; empty for a single one."""
    if quantity == 1:
        return ""
    return f"{quantity} × {format_money(unit, currency, language)} {per_text(per, language)}"


def told_texts(texts: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """The answers in words, each with its question."""
    return [
        (in_language(answer["label"], language), answer["text"])
        for answer in texts.values()
        if answer["text"]
    ]


def answers_when(kind: OfferKind, answers: Answers, language: str, era: str) -> str:
    """`when_text` of what was answered."""
    return when_text(kind, answers.day, answers.at, language, era)
