"""Which amounts a guest may pay."""

import pytest

from kunjae.guest.paying.amounts import Amount, bill, entered_amount
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.rules import MoneyDue


def chosen(due, kind="", other=0):
    found = bill(due, kind, other)
    return [(choice.kind.value, choice.amount) for choice in found.choices], found.kind, found.amount


def test_what_is_due_now_comes_first_then_the_balance_then_another_amount():
    due = MoneyDue(value=3000, paid=0, due_now=900)
    every = [("due", 900), ("balance", 3000), ("other", 0)]
    assert chosen(due) == (every, Amount.DUE, 900)
    assert chosen(due, "balance") == (every, Amount.BALANCE, 3000)
    assert chosen(due, "other", 55) == ([*every[:2], ("other", 55)], Amount.OTHER, 55)
    assert chosen(due, "nonsense") == (every, Amount.DUE, 900)


@pytest.mark.parametrize("due_now", [0, 3000])
def test_one_amount_is_not_told_twice(due_now):
    due = MoneyDue(value=3000, paid=0, due_now=due_now)
    assert chosen(due)[0] == [("balance", 3000), ("other", 0)]
    assert chosen(due, "due")[1:] == (Amount.BALANCE, 3000)


@pytest.mark.parametrize("paid", [3000, 3500])
def test_nothing_is_to_be_paid_where_nothing_is_left(paid):
    assert bill(MoneyDue(value=3000, paid=paid, due_now=3000), "other", 5) is None


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("1,200.50", "THB", 120050), ("3000", "THB", 300000), (" 12 ", "JPY", 12), ("1.005", "KWD", 1005)],
)
def test_an_amount_is_read_in_the_currencys_own_decimals(text, currency, amount):
    assert entered_amount(text, 300000, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("", "THB", "invalid_amount"),
        ("a lot", "THB", "invalid_amount"),
        ("-5", "THB", "negative_amount"),
        ("0", "THB", "amount_not_positive"),
        ("1.005", "THB", "too_many_decimals"),
        ("1.5", "JPY", "too_many_decimals"),
        ("3000.01", "THB", "amount_too_large"),
        ("9" * 30, "THB", "invalid_amount"),
    ],
)
def test_anything_else_is_refused_by_name(text, currency, code):
    with pytest.raises(InvalidInput) as wrong:
        entered_amount(text, 300000, currency)
    assert [(error.path, error.code) for error in wrong.value.errors] == [("amount", code)]


def test_too_much_says_what_is_left():
    with pytest.raises(InvalidInput) as wrong:
        entered_amount("3000.01", 300000, "THB")
    assert wrong.value.text("en") == "must be at most 3,000 THB, all that is left to pay"
    assert "3,000 บาท" in wrong.value.text("th")
