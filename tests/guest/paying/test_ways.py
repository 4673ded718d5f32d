"""The ways to pay for one amount."""

import pytest

from kunjae.guest.paying.ways import chosen_way, ways_to_pay
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.facts import Capabilities, Method
from kunjae.payments.ports import Keys
from kunjae.payments.providers.bank_transfer import BankTransfer
from kunjae.payments.providers.promptpay import PromptPay
from tests.payments.till import Till


class Gateway(Till):
    code = "gateway"
    name = {"en": "Gate", "th": "เกต"}
    can = Capabilities(cards=True, promptpay=True, hosted_page=True, proves=True, amount_steps=(("KWD", 10),))

    def methods(self, keys):
        return (Method.CARD, Method.PROMPTPAY) if keys.currency == "THB" else (Method.CARD,)


def ways(currency, amount):
    keys = Keys(property_id=None, slug="x", currency=currency)
    providers = (Gateway(), PromptPay(), BankTransfer())
    return ways_to_pay([(each, keys) for each in providers], amount, currency, "en")


def test_each_way_of_each_provider_is_one_button_in_the_hotels_order():
    assert [(way.value, way.step, way.refusal) for way in ways("THB", 60000)] == [
        ("gateway:card", "page", None),
        ("gateway:promptpay", "page", None),
        ("promptpay:promptpay", "qr", None),
        ("bank_transfer:bank_transfer", "transfer", None),
    ]


def test_a_currency_that_a_provider_does_not_take_leaves_it_out():
    assert [way.value for way in ways("JPY", 12345)] == ["gateway:card", "bank_transfer:bank_transfer"]


def test_a_step_of_the_currency_is_told_before_anybody_pays():
    refused, by_hand = ways("KWD", 12345)
    assert refused.refusal == {
        "en": "takes only multiples of 0.010 KWD",
        "th": "รับได้เฉพาะยอดที่หารด้วย 0.010 KWD ลงตัว",
    }
    assert by_hand.refusal is None
    assert [way.refusal for way in ways("KWD", 12340)] == [None, None]
    with pytest.raises(InvalidInput) as wrong:
        chosen_way((refused, by_hand), refused.value)
    assert wrong.value.errors[0].code == "amount_not_taken"
    assert wrong.value.text("en") == "Gate takes only multiples of 0.010 KWD"


@pytest.mark.parametrize("value", ["", "stripe:card", "gateway", "gateway:cash"])
def test_only_what_is_offered_can_be_chosen(value):
    with pytest.raises(InvalidInput) as wrong:
        chosen_way(ways("THB", 60000), value)
    assert [(error.path, error.code) for error in wrong.value.errors] == [("way", "invalid_choice")]
