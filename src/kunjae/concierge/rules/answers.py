"""The answers to an offer's questions, as posted, understood and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from kunjae.concierge.facts import Answers, OfferKind, Question, QuestionKind
from kunjae.concierge.rules.days import OfferedDay
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.kernel.errors import invalid
from kunjae.kernel.parsing import Reader, parse_integer, parse_text
from kunjae.kernel.stay_dates import parse_date
from kunjae.kernel.values import parse_time


def read_answers(on: OnShelf, posted: Mapping[str, Any], path: str) -> Answers:
    """What the order says: `day`, `slot`, `number`, `hour`, and the texts by their codes.

    A question that needs no answer may be left out or empty. Raises InvalidInput naming every answer that is missing, that
    cannot be read, or that the offer does not have.
    """
    reader = Reader({name: value for name, value in posted.items() if value not in (None, "")}, path)
    if on.offer.kind.moves_an_hour:
        answers = Answers(
            day=on.days[0].day if on.days else None, at=_hour(reader, on), texts=_texts(reader, on)
        )
        reader.finish()
        return answers
    posted_day = not reader.is_null("day")
    day = _day(reader, on)
    slot = _slot(reader, on, day)
    pinned = posted_day or slot is not None or (len(on.days) == 1 and on.offer.question(QuestionKind.DAY))
    chosen = day.day if day and pinned else None
    answers = Answers(
        day=chosen if on.offer.kind is OfferKind.OFFER else None,
        at=slot,
        number=_number(reader, on),
        texts=_texts(reader, on),
    )
    reader.finish()
    return answers


def _day(reader: Reader, on: OnShelf) -> OfferedDay | None:
    """The day that was chosen; the only one, or the first, where none had to be."""
    question = on.offer.question(QuestionKind.DAY)
    usual = on.days[0] if on.days else None
    if question is None or (len(on.days) == 1 and reader.is_null("day")):
        return usual

    def one(value: object, at: str) -> OfferedDay:
        day: date = parse_date(value, at)
        if (found := next((each for each in on.days if each.day == day), None)) is None:
            raise invalid(at, "day_not_offered", "cannot be had on this day", "วันที่เลือกไม่เปิดให้สั่ง")
        return found

    return _take(reader, question, "day", one) or usual


def _slot(reader: Reader, on: OnShelf, day: OfferedDay | None) -> time | None:
    question = on.offer.question(QuestionKind.SLOT)
    if question is None:
        return None

    def one(value: object, at: str) -> time:
        slot = parse_time(value, at)
        if day is not None and slot not in day.slots:
            raise invalid(at, "slot_not_offered", "cannot be had at this time", "เวลาที่เลือกไม่เปิดให้สั่ง")
        return slot

    return _take(reader, question, "slot", one)


def _number(reader: Reader, on: OnShelf) -> int | None:
    question = on.offer.question(QuestionKind.NUMBER)
    if question is None:
        return None
    least, most = question.least, question.most
    return _take(reader, question, "number", lambda value, at: parse_integer(value, at, least, most))


def _hour(reader: Reader, on: OnShelf) -> time | None:
    def one(value: object, at: str) -> time:
        hour = parse_time(value, at)
        if hour not in {step.at for step in on.steps}:
            raise invalid(at, "hour_not_offered", "is not one of the hours", "ไม่อยู่ในเวลาที่เปิดให้เลือก")
        return hour

    return reader.take("hour", one)


def _texts(reader: Reader, on: OnShelf) -> dict[str, str]:
    found: dict[str, str] = {}
    for question in on.offer.questions:
        if question.kind is not QuestionKind.TEXT:
            continue
        most = question.most
        words = _take(
            reader, question, question.code, lambda value, at, most=most: parse_text(value, at, most=most)
        )
        if words:
            found[question.code] = words
    return found


def _take[T](reader: Reader, question: Question, name: str, parse: Any) -> T | None:
    taken: T | None = reader.take(name, parse) if question.required else reader.take_optional(name, parse)
    return taken
