"""The house's own words: every mail that there is, in both languages, rendered from what really happened."""

import pytest

from kunjae.messages.facts import LANGUAGES, WRITTEN, Kind, Reader
from kunjae.messages.models import Mail
from kunjae.messages.templating import check
from kunjae.messages.variables import names_of
from kunjae.messages.wording import house_wording
from tests.messages.desk import everything_happens, make_talkative_hotel, worker
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
    found = Mail.objects.of(hotel)
    assert {(Kind(mail.kind), Reader(mail.reader)) for mail in found} == set(WRITTEN)
    assert {(mail.state, mail.error, mail.language) for mail in found} == {("sent", "", language)}
    for mail in found:
        assert mail.subject
        assert "{{" not in mail.text + mail.html
        assert mail.text.isprintable() or "\n" in mail.text
        assert not any("\ue000" <= sign <= "\uf8ff" for sign in mail.subject + mail.text + mail.html)
        assert "None" not in mail.text
        assert "<soon>" not in mail.html
