"""What becomes of the money, in the one sentence before a guest confirms: by itself to the card, by the hotel, or both."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from kunjae.changes.commands.money_in import take_provider_payment
from kunjae.guest.change.money import WayBack, back_sentence, time_text
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.facts import Method, Purpose
from kunjae.payments.models import Refund
from kunjae.payments.providers.accounts import save_account
from tests.guest.change.desk import pay
from tests.guest.change.pressing import GuestPage
from tests.hotel import FAR, book_stays


def paid_by_card(hotel, code, amount, now):
    save_account(property=hotel, code="test", values={}, enabled=True, now=FAR)
    checkout = begin_checkout(
        property=hotel, code=code, purpose=Purpose.BALANCE, amount=amount * 100, provider="test",
        method=Method.CARD, now=now, expires_at=now + timedelta(hours=1), return_url="http://testserver/",
        language="en",
    )  # fmt: skip
    take_provider_payment(
        property=hotel, checkout=checkout.id, amount=amount * 100, method=Method.CARD, provider="test",
        provider_ref=f"test_{checkout.id.hex}", now=now,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first_by_card", "words", "states"),
    [
        (
            False,
            "1,000 THB goes back by itself the way it was paid, and the hotel returns 500 THB.",
            {("queued", 100000), ("by_hand", 50000)},
        ),
        (True, "The hotel returns 1,500 THB to you by transfer.", {("by_hand", 150000)}),
    ],
)
def test_the_newest_payments_give_back_first_and_the_sentence_says_how(hotel, first_by_card, words, states):
    """One of two paid nights is dropped far from arrival: all of it goes back."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    later = FAR + timedelta(hours=1)
    if first_by_card:
        paid_by_card(hotel, code, 1000, FAR)
        pay(hotel, code, 2000, later)
    else:
        pay(hotel, code, 2000, FAR)
        paid_by_card(hotel, code, 1000, later)
    page = GuestPage(hotel, code, now=later + timedelta(hours=1))
    page.choose_dates("2026-12-10", "2026-12-11")
    assert words in page.words
    page.press("confirm")
    assert words in page.open("").words
    assert set(Refund.objects.of(hotel).values_list("state", "amount")) == states


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (WayBack(), ""),
        (WayBack(by_itself=150000), "1,500 THB goes back to your card by itself."),
        (WayBack(by_itself=150000, to_card=False), "1,500 THB goes back by itself the way it was paid."),
        (WayBack(by_hand=150000), "The hotel returns 1,500 THB to you by transfer."),
        (WayBack(by_hand=150000, by_transfer=False), "The hotel returns 1,500 THB to you."),
    ],
)
def test_each_way_back_has_its_words(way, sentence):
    with override("en"):
        assert back_sentence(way, "THB", "en") == sentence


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (30, "30 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (24 * 60, "1 day"),
        (3 * 24 * 60, "3 days"),
    ],
)
def test_a_time_is_said_in_the_largest_unit_that_says_it_whole(minutes, words):
    with override("en"):
        assert time_text(timedelta(minutes=minutes)) == words
