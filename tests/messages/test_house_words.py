"""The house's own words: every mail that there is, in both languages, rendered from what really happened."""

import pytest

from kunjae.bookings.commands import Booker
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.messages.facts import LANGUAGES, WRITTEN, Kind, Reader
from kunjae.messages.models import Mail
from kunjae.messages.templating import check
from kunjae.messages.variables import names_of
from kunjae.messages.wording import house_wording
from tests.changes import the_guest
from tests.hotel import FAR, book_stays
from tests.messages.desk import everything_happens, make_talkative_hotel, worker
from tests.messages.orders_desk import everything_is_ordered, make_selling_hotel
from tests.outbox.desk import Clock


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "reader"), WRITTEN)
def test_the_houses_words_name_only_what_there_is(kind, reader, language):
    words = house_wording(kind, reader, language)
    assert check(words.subject, names_of(kind, reader)) == []
    assert check(words.body, names_of(kind, reader)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_mail_is_written_and_says_what_happened(language):
    hotel = make_talkative_hotel(languages=[language])
    clock = Clock()
    everything_happens(hotel, clock, language=language)
    worker(clock).run()
    found = [*Mail.objects.of(hotel)]
    selling = make_selling_hotel("selling", languages=[language])
    everything_is_ordered(selling, clock, language=language)
    found += Mail.objects.of(selling)
    assert {(Kind(mail.kind), Reader(mail.reader)) for mail in found} == set(WRITTEN)
    assert {(mail.state, mail.error, mail.language) for mail in found} == {("sent", "", language)}
    for mail in found:
        assert mail.subject
        assert "{{" not in mail.text + mail.html
        assert mail.text.isprintable() or "\n" in mail.text
        assert not any("\ue000" <= sign <= "\uf8ff" for sign in mail.subject + mail.text + mail.html)
        assert "None" not in mail.text
        assert not any(tag in mail.html for tag in ("<soon>", "<spa>"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "total", "service", "vat"),
    [("THB", "3,000 THB", "254.89 THB", "196.26 THB"), ("JPY", "300,000 JPY", "25,489 JPY", "19,626 JPY"), ("KWD", "300 KWD", "25.489 KWD", "19.626 KWD")],
)  # fmt: skip
def test_amounts_have_the_currencys_own_decimals_and_their_taxes(currency, total, service, vat):
    hotel = make_talkative_hotel(currency=currency)
    clock = Clock()
    guest = Booker(name="Ann", email="ann@example.com", phone="", language="en")
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"}, booker=guest)
    worker(clock).run()
    text = Mail.objects.of(hotel).get().text
    assert f"Total price: {total}\n  Service charge in it: {service}\n  VAT in it: {vat}\n" in text


@pytest.mark.django_db
def test_sending_costs_the_database_the_same_for_many_rooms_and_nights(django_assert_max_num_queries):
    hotel, clock, counts = make_talkative_hotel(), Clock(), []
    for stays in (
        [{"check_in": "2026-12-10", "check_out": "2026-12-11"}],
        [
            {"check_in": "2026-12-12", "check_out": "2026-12-31", "room": room}
            for room in ("001", "002", "003")
        ],
    ):
        code = book_stays(hotel, *stays)
        change_at_once(
            property=hotel,
            code=code,
            operations=[Cancel(stay) for stay in range(1, len(stays) + 1)],
            actor=the_guest.GUEST,
            now=FAR,
        )
        clock.turn(minutes=1)
        with django_assert_max_num_queries(1_000) as asked:
            worker(clock).run()
        counts.append(len(asked))
    assert Mail.objects.of(hotel).count() == 6
    assert counts[0] == counts[1]
