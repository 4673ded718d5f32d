"""The tables of mails: the rooms of a booking, what a change made of them, and the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.money import parse_amount
from kunjae.kernel.texts import LocalText, in_language
from kunjae.messages.blocks import Compared, Facts, clean
from kunjae.messages.difference import Stay, differs, stay_pairs
from kunjae.messages.reading import Matter
from kunjae.messages.words import counted, knows, say
from kunjae.payments.rules import MoneyDue
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.queries import property_facts
from kunjae.properties.rules import split_taxes, sum_of_splits
from kunjae.rates.policy_text import policy_from_json
from kunjae.rates.policy_words import policy_sentence
from kunjae.rates.rules import PolicyClock, counted_arrival

ENDED = ("cancelled", "no_show")


@dataclass(frozen=True)
class Teller:
    """Says what a mail tells of, in its reader's language and with the hotel's years."""

    matter: Matter
    language: str
    hotel: PropertyFacts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hotel", property_facts(self.matter.property))

    def amount(self, text: str) -> int:
        """An amount of the copy in minor units."""
        return parse_amount(text, self.hotel.currency, "amount", negative=True)

    def money(self, amount: int, *, signed: bool = False) -> str:
        return format_money(amount, self.hotel.currency, self.language, unit=True, signed=signed)

    def say(self, word: str, **values: object) -> str:
        return say(word, self.language, **values)

    def local(self, text: LocalText) -> str:
        return clean(in_language(text, self.language), one_line=True)

    def paragraphs(self, text: LocalText) -> str:
        """A text that may have lines."""
        return clean(in_language(text, self.language)).strip()

    def room_type(self, code: str) -> str:
        facts = self.matter.house.by_code.get(code)
        return self.local(facts.name) if facts else code

    def plan(self, code: str) -> str:
        facts = self.matter.plans.by_code.get(code)
        return self.local(facts.name) if facts else code

    def days(self, stay: Stay) -> tuple[date, date]:
        return date.fromisoformat(stay["check_in"]), date.fromisoformat(stay["check_out"])

    def dates(self, stay: Stay) -> str:
        check_in, check_out = self.days(stay)
        nights = counted("night", "nights", (check_out - check_in).days, self.language)
        return f"{format_date_range(check_in, check_out, self.language, era=self.hotel.era)} ({nights})"

    def people(self, stay: Stay) -> str:
        words = [counted("adult", "adults", stay["adults"], self.language)] if stay["adults"] else []
        if stay["children"]:
            words.append(counted("child", "children", stay["children"], self.language))
        return (", " if self.language == "en" else " ").join(words)

    def meal(self, stay: Stay) -> str:
        return self.say(f"meal_{stay['meal']}")

    def policy(self, stay: Stay) -> str:
        """The whole course of its policy, with the moments of this stay."""
        found = stay["policy"] and policy_from_json(stay["policy"], self.hotel.currency, "policy")
        check_in, earliest = (date.fromisoformat(stay[name]) for name in ("check_in", "earliest_check_in"))
        return policy_sentence(
            found or None,
            counted_arrival(found, check_in, earliest) if found else check_in,
            PolicyClock(self.hotel.policy_cutoff_time, self.hotel.timezone),
            currency=self.hotel.currency,
            language=self.language,
            era=self.hotel.era,
        )

    def title(self, number: int) -> str:
        only = len(self.matter.copy["stays"]) == 1 and not self.matter.before
        return self.say("room_1") if only else self.say("room", n=number)

    def due(self) -> MoneyDue:
        """The booking's money after what the mail tells of."""
        copy = self.matter.copy
        return MoneyDue(*(self.amount(copy[name]) for name in ("value", "paid", "due_now")))


def stays_table(teller: Teller) -> list[Facts]:
    """Each room that counts, complete."""
    return [_room(teller, stay) for stay in live_stays(teller.matter.copy)]


def live_stays(copy: Mapping[str, Any]) -> list[Stay]:
    """The stays that count; all of them when none does."""
    stays: list[Stay] = copy["stays"]
    return [stay for stay in stays if stay["status"] not in ENDED] or stays


def _room(teller: Teller, stay: Stay) -> Facts:
    pairs = [
        ("room_type", teller.room_type(stay["room_type"])),
        ("dates", teller.dates(stay)),
        ("people", teller.people(stay)),
        ("meal", teller.meal(stay)),
        ("conditions", teller.local(stay["conditions"])),
        ("policy", teller.policy(stay)),
        ("total", teller.money(teller.amount(stay["total"]))),
    ]
    return Facts(
        teller.title(stay["number"]), tuple((teller.say(name), value) for name, value in pairs if value)
    )


def changes_table(teller: Teller) -> list[Compared]:
    """Each room that is another than before, side by side."""
    before = teller.matter.before
    if before is None:
        return []
    return [
        _compared(teller, old, new)
        for old, new in stay_pairs(before, teller.matter.copy)
        if differs(old, new)
    ]


def _compared(teller: Teller, old: Stay | None, new: Stay | None) -> Compared:
    stay = new or old or {}
    rows = [
        ("dates", _of(old, teller.dates), _of(new, teller.dates)),
        ("room_type", *(_of(each, lambda each: teller.room_type(each["room_type"])) for each in (old, new))),
        ("people", _of(old, teller.people), _of(new, teller.people)),
        ("plan", *(_of(each, lambda each: teller.plan(each["rate_plan"])) for each in (old, new))),
        ("meal", _of(old, teller.meal), _of(new, teller.meal)),
        ("status", _of(old, lambda each: teller.say(each["status"])), _now(teller, new)),
        (
            "total",
            *(_of(each, lambda each: teller.money(teller.amount(each["total"]))) for each in (old, new)),
        ),
    ]
    ended = new is None or new["status"] in ENDED
    shown = [row for row in rows if row[0] in ("dates", "room_type") or row[1] != row[2]]
    kept = [row for row in shown if not (ended and row[1] == row[2])] if ended and old else shown
    return Compared(
        title=f"{teller.title(stay['number'])} · {teller.room_type((old or stay)['room_type'])}",
        before=teller.say("before"),
        after=teller.say("after"),
        rows=tuple((teller.say(name), before, after) for name, before, after in kept),
    )


def _of(stay: Stay | None, tell: Any) -> str:
    return tell(stay) if stay is not None else ""


def _now(teller: Teller, new: Stay | None) -> str:
    return teller.say("moved") if new is None else teller.say(new["status"])


def money_table(teller: Teller) -> list[Facts]:
    """What the booking is worth with the taxes of its rooms and its orders in it, what was paid, and what is left."""
    copy, due = teller.matter.copy, teller.due()
    taxes = teller.hotel.taxes
    split = sum_of_splits(
        (split_taxes(teller.amount(stay["total"]), taxes) for stay in copy["stays"]), len(taxes.further_fees)
    )
    lines: list[tuple[str, int]] = [(teller.say("value"), due.value)]
    orders = teller.amount(copy.get("orders", "0"))  # copies of older releases have none
    rooms = "_of_rooms" if orders else ""
    lines += [
        line
        for line in (
            (teller.say(f"service_charge{rooms}"), split.service_charge),
            *(
                (teller.say(f"further_fee{rooms}", name=teller.local(fee.name)), amount)
                for fee, amount in zip(taxes.further_fees, split.fees, strict=True)
            ),
            (teller.say(f"vat{rooms}"), split.vat),
            (teller.say("orders"), orders),
            (teller.say("fees"), teller.amount(copy["fees"])),
        )
        if line[1]
    ]
    lines.append((teller.say("paid"), due.paid))
    ending = [
        (teller.say("to_pay_now"), due.collect_now),
        (teller.say("later"), due.later),
        (teller.say("to_return"), due.to_return),
    ]
    lines += [line for line in ending if line[1]]
    pairs = tuple((name, teller.money(amount)) for name, amount in lines)
    return [Facts("", pairs, total=any(amount for _, amount in ending))]


def reason_dropped(code: str, language: str) -> str:
    """Why a change was dropped, in words."""
    word = f"because_{code}"
    return say(word if knows(word) else "because", language)
