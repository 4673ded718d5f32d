"""Which amounts a guest may pay. Pure; minor units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import parse_amount
from kunjae.payments.rules import MoneyDue


class Amount(StrEnum):
    """Which amount it is, as the address of the page says it."""

    DUE = "due"
    """What must be paid by now."""
    BALANCE = "balance"
    """All that is not paid yet."""
    OTHER = "other"
    """As much as the guest likes, up to the balance."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One amount to choose, and whether it is the one chosen. `amount` 0: not entered yet."""

    kind: Amount
    amount: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Bill:
    """What a guest is about to pay towards a booking: the choices in order, and the one chosen."""

    choices: tuple[Choice, ...]
    kind: Amount
    amount: int

    @property
    def has_other(self) -> bool:
        return self.kind is Amount.OTHER


def bill(due: MoneyDue, kind: str, other: int = 0) -> Bill | None:
    """The amounts open to a guest: what is due now and the whole balance, told once where they are the same, and another
    amount. `kind`: the one asked for; anything unknown is the first. None when nothing is to be paid."""
    if due.balance <= 0:
        return None
    amounts = {Amount.DUE: due.collect_now, Amount.BALANCE: due.balance, Amount.OTHER: other}
    if not 0 < due.collect_now < due.balance:
        del amounts[Amount.DUE]
    chosen = next((each for each in amounts if each.value == kind), next(iter(amounts)))
    choices = tuple(Choice(each, amount, each is chosen) for each, amount in amounts.items())
    return Bill(choices, chosen, amounts[chosen])


def entered_amount(text: str, most: int, currency: str) -> int:
    """The other amount as a guest typed it: above zero, at most `most`. Raises InvalidInput naming `amount`."""
    amount = parse_amount(text, currency, "amount")
    if amount == 0:
        raise invalid("amount", "amount_not_positive", "must be more than zero", "ต้องมากกว่าศูนย์")
    if amount > most:
        raise too_much(most, currency)
    return amount


def too_much(most: int, currency: str) -> InvalidInput:
    """More than is left to pay."""
    words = {
        "en": "must be at most {most}, all that is left to pay",
        "th": "ต้องไม่เกิน {most} ซึ่งเป็นยอดค้างชำระทั้งหมด",
    }
    message = {
        language: text.format(most=format_money(most, currency, language, unit=True))
        for language, text in words.items()
    }
    return InvalidInput(FieldError("amount", "amount_too_large", message))
