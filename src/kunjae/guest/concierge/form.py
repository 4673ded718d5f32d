"""The form of one offer: what it asks, with what was chosen, and what was typed as answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.http import QueryDict

from kunjae.concierge.facts import NumberOf, OfferKind, Question, QuestionKind
from kunjae.concierge.rules.days import OfferedDay
from kunjae.concierge.rules.shelf import OnShelf

MOST_IN_A_LIST = 40
"""A number out of so many is chosen from a list; out of more it is typed."""
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: its value, whether it is chosen; `amount` in minor units where it has a price of its own."""

    value: str
    chosen: bool
    at: time | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day with its times, and how many are left of it where there is an end to them."""

    day: date
    value: str
    chosen: bool
    left: int | None
    slots: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class TextAsked:
    """A question answered in words."""

    question: Question
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OfferForm:
    """What is asked of who orders, in the order in which people decide: day and time, how many, the rest.

    `errors`: by name of the field, what is wrong with it; under an empty name what is wrong with all of it.
    """

    day: Question | None
    slot: Question | None
    days: tuple[DayChoice, ...]
    number: Question | None
    numbers: tuple[int, ...]
    chosen_number: str
    steps: tuple[Choice, ...]
    texts: tuple[TextAsked, ...]
    errors: Mapping[str, str]
    pays_now: bool = False

    @property
    def only_day(self) -> DayChoice | None:
        return self.days[0] if len(self.days) == 1 else None

    @property
    def number_is_of_persons(self) -> bool:
        return self.number is not None and self.number.number_of is NumberOf.PERSONS


def form_of(
    on: OnShelf, typed: QueryDict | None, *, adults: int, errors: Mapping[str, str] | None = None
) -> OfferForm:
    """The form as it was typed, or as it is first seen: where there is one choice only, it is made; a number of persons
    begins with the adults of the room."""
    offer = on.offer
    day, slot = offer.question(QuestionKind.DAY), offer.question(QuestionKind.SLOT)
    number = offer.question(QuestionKind.NUMBER)
    given = {name: str(value) for name, value in typed.items()} if typed is not None else {}
    hours = tuple(
        Choice(f"{step.at:%H:%M}", given.get("hour", "") == f"{step.at:%H:%M}", step.at, step.amount)
        for step in on.steps
    )
    return OfferForm(
        day=day,
        slot=slot,
        days=tuple(_day(each, given, len(on.days) == 1, slot is not None) for each in on.days),
        number=number,
        numbers=_numbers(number),
        chosen_number=given.get("number", "") or _first_number(number, adults),
        steps=_only_one(hours),
        texts=tuple(
            TextAsked(question, f"q-{question.code}", given.get(f"q-{question.code}", ""))
            for question in offer.questions
            if question.kind is QuestionKind.TEXT
        ),
        errors=errors or {},
        pays_now=given.get("pay", "") == "now",
    )


def answers_in(on: OnShelf, typed: QueryDict) -> dict[str, Any]:
    """What was typed, by the names that an order has for it. A time of another day than the one that is chosen was
    left from before, and is none."""
    offer = on.offer
    answers: dict[str, Any] = {}
    if offer.kind.moves_an_hour:
        return {"hour": typed["hour"][:_LONGEST]} if typed.get("hour") else {}
    if offer.kind is OfferKind.UPGRADE:
        return {}
    day = typed.get("day", "")[:_LONGEST]
    if offer.question(QuestionKind.DAY) and day:
        answers["day"] = day
    if offer.question(QuestionKind.SLOT):
        of_day, _blank, slot = typed.get("slot", "")[:_LONGEST].rpartition(" ")
        if slot and (not day or not of_day or of_day == day):
            answers["slot"] = slot
    if offer.question(QuestionKind.NUMBER) and (number := typed.get("number", "").strip()[:_LONGEST]):
        answers["number"] = (
            int(number) if number.isascii() and number.isdigit() and len(number) < 7 else number
        )
    for question in offer.questions:
        if question.kind is QuestionKind.TEXT:
            # A browser counts the end of a line as one letter, and sends two.
            text = typed.get(f"q-{question.code}", "").replace("\r\n", "\n").strip()
            answers |= {question.code: text[:_LONGEST]} if text else {}
    return answers


def _day(offered: OfferedDay, given: Mapping[str, str], is_only: bool, has_slots: bool) -> DayChoice:
    value = offered.day.isoformat()
    slots = tuple(
        Choice(f"{value} {at:%H:%M}", given.get("slot", "") == f"{value} {at:%H:%M}", at)
        for at in offered.slots
    )
    return DayChoice(
        day=offered.day,
        value=value,
        chosen=is_only or given.get("day", "") == value,
        left=offered.left,
        slots=_only_one(slots) if is_only and has_slots else slots,
    )


def _only_one(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len(choices) != 1:
        return choices
    only = choices[0]
    return (Choice(only.value, True, only.at, only.amount),)


def _numbers(question: Question | None) -> tuple[int, ...]:
    """The list to choose from; empty where the number is typed."""
    if question is None or question.most - question.least >= MOST_IN_A_LIST:
        return ()
    return tuple(range(question.least, question.most + 1))


def _first_number(question: Question | None, adults: int) -> str:
    if question is None:
        return ""
    wanted = adults if question.number_of is NumberOf.PERSONS else question.least
    return str(min(max(wanted, question.least), question.most))
