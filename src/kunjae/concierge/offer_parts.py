"""The parts of an offer as JSON: its questions, who sees it and when, its hours. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from kunjae.concierge.facts import DayChoice, HourStep, NumberOf, Question, QuestionKind, Segment
from kunjae.kernel.errors import invalid
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.kernel.parsing import Reader, parse_choice, parse_local_text, parse_text
from kunjae.kernel.values import parse_code, parse_day, parse_time, text_like

MOST_SLOTS = 200
MOST_NUMBER = 1000
MOST_DAYS = 730
MOST_HOURS = 24 * 365
MOST_LETTERS = 1000

parse_answer_code = text_like(
    r"[a-z][a-z0-9_]*",
    40,
    "invalid_code",
    "must be small letters, digits and _, such as allergies",
    "ต้องเป็นตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข และ _ เช่น allergies",
)
_RESERVED = frozenset({"day", "slot", "number", "hour"})
"""Codes of questions that the answers name by their kind."""


class Weekday(StrEnum):
    """The days of a week as files and API write them, Monday first."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


_WEEK = list(Weekday)


# Questions


def question_to_json(question: Question) -> dict[str, Any]:
    """One question; only what its kind has."""
    data: dict[str, Any] = {"code": question.code, "kind": question.kind.value}
    if question.label:
        data["label"] = dict(question.label)
    data["required"] = question.required
    if question.kind is QuestionKind.DAY:
        data["days"] = question.days.value
    elif question.kind is QuestionKind.SLOT:
        data["times"] = [f"{at:%H:%M}" for at in question.times]
    elif question.kind is QuestionKind.NUMBER:
        data |= {"number_of": question.number_of.value, "least": question.least, "most": question.most}
    else:
        data["most"] = question.most
    return data


def question_from_json(data: object, path: str) -> Question:
    """The question that the JSON describes. `code` may be left out but for one that is answered in words. A slot has `times`,
    or `from`, `to` and `every_minutes`. Raises InvalidInput naming every wrong field."""
    reader = Reader(data, path)
    kind = reader.choice("kind", QuestionKind)
    reader.stop_if_wrong()
    code = reader.take("code", parse_answer_code, *([] if kind is QuestionKind.TEXT else [kind.value]))
    label = reader.take("label", parse_local_text, {})
    required = reader.boolean("required", True)
    found: dict[str, Any] = {}
    if kind is QuestionKind.DAY:
        found["days"] = reader.choice("days", DayChoice, DayChoice.ANY)
    elif kind is QuestionKind.SLOT:
        found["times"] = _slots(reader)
    elif kind is QuestionKind.NUMBER:
        found["number_of"] = reader.choice("number_of", NumberOf, NumberOf.PIECES)
        found["least"] = reader.integer("least", 1, MOST_NUMBER, 1)
        found["most"] = reader.integer("most", 1, MOST_NUMBER, 20)
    else:
        found["most"] = reader.integer("most", 1, MOST_LETTERS, 300)
        if not label:
            reader.need("label")
    if kind is QuestionKind.TEXT and code in _RESERVED:
        reader.wrong("code", "code_reserved", "is the name of another kind", "เป็นชื่อของคำถามชนิดอื่น")
    reader.finish()
    question = Question(code=code, kind=kind, label=label, required=required, **found)
    if kind is QuestionKind.NUMBER and question.most < question.least:
        raise invalid(f"{path}.most", "below_least", "must not be below least", "ต้องไม่น้อยกว่า least")
    return question


def _slots(reader: Reader) -> tuple[time, ...]:
    times = reader.items("times", parse_time, most=MOST_SLOTS)
    first = reader.take_optional("from", parse_time)
    last = reader.take_optional("to", parse_time)
    every = reader.optional_integer("every_minutes", 5, 24 * 60)
    reader.stop_if_wrong()
    given = (first, last, every)
    if bool(times) == any(each is not None for each in given) or (not times and None in given):
        reader.wrong(
            "times",
            "slot_times",
            "needs times, or from, to and every_minutes",
            "ต้องระบุ times หรือ from, to และ every_minutes",
        )
        return ()
    if first is not None and last is not None and every is not None:
        if last < first:
            reader.wrong("to", "before_from", "must not be before from", "ต้องไม่อยู่ก่อน from")
        times = slots_between(first, last, every)
    if len(set(times)) < len(times):
        reader.wrong("times", "given_twice", "has a time twice", "มีเวลาซ้ำกัน")
    return tuple(sorted(times))


def slots_between(first: time, last: time, every_minutes: int) -> list[time]:
    """The times from `first` to at most `last`, so many minutes apart."""
    start, end = datetime.combine(date.min, first), datetime.combine(date.min, last)
    step = timedelta(minutes=every_minutes)
    return (
        [(start + step * index).time() for index in range((end - start) // step + 1)] if end >= start else []
    )


# Segments


def segment_to_json(segment: Segment) -> dict[str, Any]:
    """Who sees it and when; only what narrows."""
    plain: dict[str, Any] = {
        "valid_from": segment.valid_from and segment.valid_from.isoformat(),
        "valid_to": segment.valid_to and segment.valid_to.isoformat(),
        "weekdays": [_WEEK[day].value for day in segment.weekdays],
        "before_arrival": None if segment.before_arrival else False,
        "during_stay": None if segment.during_stay else False,
        **{name: getattr(segment, name) for name in _NUMBERS},
        **{name: list(getattr(segment, name)) for name in _LISTS},
    }
    return {name: value for name, value in plain.items() if value is not None and value != []}


def segment_from_json(data: object, path: str) -> Segment:
    """The segment that the JSON describes. Raises InvalidInput naming every wrong field."""
    reader = Reader(data, path)
    numbers = {name: reader.optional_integer(name, 0, most) for name, most in _NUMBERS.items()}
    lists = {name: _distinct(reader, name, parse) for name, parse in _LISTS.items()}
    segment = Segment(
        valid_from=reader.take_optional("valid_from", parse_day),
        valid_to=reader.take_optional("valid_to", parse_day),
        weekdays=tuple(sorted(_WEEK.index(day) for day in _distinct(reader, "weekdays", _parse_weekday))),
        before_arrival=reader.boolean("before_arrival", True),
        during_stay=reader.boolean("during_stay", True),
        **numbers,  # type: ignore[arg-type]  # by their names
        **lists,  # type: ignore[arg-type]
    )
    reader.stop_if_wrong()
    if segment.valid_from and segment.valid_to and segment.valid_to < segment.valid_from:
        reader.wrong("valid_to", "before_from", "must not be before valid_from", "ต้องไม่อยู่ก่อน valid_from")
    for least, most in (
        ("least_adults", "most_adults"),
        ("least_children", "most_children"),
        ("least_nights", "most_nights"),
    ):
        low, high = numbers[least], numbers[most]
        if low is not None and high is not None and high < low:
            reader.wrong(most, "below_least", f"must not be below {least}", f"ต้องไม่น้อยกว่า {least}")
    early, late = segment.order_from_days, segment.order_until_days
    if early is not None and late is not None and late > early:
        reader.wrong(
            "order_until_days",
            "after_first_day",
            "must not be more than order_from_days",
            "ต้องไม่มากกว่า order_from_days",
        )
    if not segment.before_arrival and not segment.during_stay:
        reader.wrong(
            "during_stay",
            "never_seen",
            "one of before_arrival and during_stay is needed",
            "ต้องเลือกก่อนเข้าพักหรือระหว่างเข้าพักอย่างน้อยหนึ่งอย่าง",
        )
    reader.finish()
    return segment


_NUMBERS = {
    "order_from_days": MOST_DAYS,
    "order_until_days": MOST_DAYS,
    "order_until_hours": MOST_HOURS,
    "least_adults": 100,
    "most_adults": 100,
    "least_children": 100,
    "most_children": 100,
    "least_nights": 365,
    "most_nights": 365,
}


def _parse_weekday(value: object, path: str) -> Weekday:
    return parse_choice(value, path, Weekday)


def _parse_word(value: object, path: str) -> str:
    return parse_text(value, path, most=40)


_LISTS: dict[str, Callable[[Any, str], str]] = {
    "room_types": parse_code,
    "rate_plans": parse_code,
    "sources": _parse_word,
    "languages": _parse_word,
}


def _distinct[T](reader: Reader, name: str, parse: Callable[[Any, str], T]) -> tuple[T, ...]:
    """The items of a list, each once, in their order."""
    return tuple(dict.fromkeys(reader.items(name, parse, most=200)))


# Hours


def step_to_json(step: HourStep, currency: str) -> dict[str, Any]:
    return {"at": f"{step.at:%H:%M}", "amount": amount_text(step.amount, currency)}


def steps_from_json(reader: Reader, name: str, currency: str) -> tuple[HourStep, ...]:
    """The hours, in order. An hour that stands twice is an error of the reader."""

    def one(data: object, path: str) -> HourStep:
        inner = Reader(data, path)
        step = HourStep(
            inner.take("at", parse_time),
            inner.take("amount", lambda value, at: parse_amount(value, currency, at)),
        )
        inner.finish()
        return step

    steps: Sequence[HourStep] = reader.items(name, one, most=24)
    if len({step.at for step in steps}) < len(steps):
        reader.wrong(name, "given_twice", "has an hour twice", "มีชั่วโมงซ้ำกัน")
    return tuple(sorted(steps, key=lambda step: step.at))
