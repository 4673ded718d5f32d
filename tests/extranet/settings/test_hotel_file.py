"""The hotel file down and up again: the same file changes nothing, another is looked at before anything is saved."""

from __future__ import annotations

import base64

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kunjae.imports.exported import hotel_file_text
from kunjae.properties.models import Property, RoomType
from kunjae.rates.models import NightPrice
from tests.extranet.desk import staff
from tests.extranet.settings.pages import typed, words
from tests.hotel import FAR, book_two_rooms, make_hotel

FILE = "/extranet/baan-talay/settings/file/"


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def client(hotel):
    return staff(hotel, "manager")


def text(hotel):
    return hotel_file_text(Property.objects.get(id=hotel.id))


def upload(client, content):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(FILE, {"file": SimpleUploadedFile("hotel.toml", content)})


@pytest.mark.django_db
class TestInOneTransaction:
    @pytest.mark.parametrize("role", ["front_desk", "viewer"])
    def test_only_who_manages_the_hotel_has_the_file(self, hotel, role):
        client = staff(hotel, role)
        for address in (FILE, f"{FILE}download/"):
            assert client.get(address).status_code == 403
        assert upload(client, text(hotel)).status_code == 403

    def test_the_file_is_downloaded_and_changes_nothing_when_it_is_uploaded_again(self, client, hotel):
        answer = client.get(f"{FILE}download/")
        assert answer["Content-Disposition"] == 'attachment; filename="baan-talay-2026-11-25.toml"'
        assert answer.content.decode() == text(hotel)
        client.post(
            FILE, typed(upload(client, answer.content), "content")
        )  # a first time: its order is now the file's
        before = text(hotel)
        page = upload(client, client.get(f"{FILE}download/").content)
        assert "The file changes nothing: the hotel is as it says." in words(page)
        assert 'name="content"' not in words(page)
        assert text(hotel) == before

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('code = "STD"', 'code = "S T"', "room_types.0.code: must be a code without spaces"),
            ('slug = "baan-talay"', 'slug = "other"', "property.slug: is other: the file of another hotel"),
            ('policy = "F"', 'policy = "G"', "rate_plans.0.policy: there is no policy G"),
            ("[property]", "[property", "line 1"),
            ("rank = 1", "rank = 1\nsize = 3", "size: is not a known field"),
        ],
    )
    def test_what_is_wrong_with_a_file_is_told_by_its_keys_and_nothing_is_saved(
        self, client, hotel, old, new, told
    ):
        before = text(hotel)
        RoomType.objects.of(hotel).filter(code="STD").update(position=0)
        RoomType.objects.of(hotel).filter(code="DLX").update(position=1)
        answer = upload(client, text(hotel).replace(old, new, 1))
        assert answer.status_code == 422
        assert told in words(answer).replace("&quot;", '"')
        assert 'name="content"' not in words(answer)
        RoomType.objects.of(hotel).update(position=0)
        assert text(hotel) == before

    def test_it_is_told_in_thai(self, hotel):
        client = staff(hotel, "owner", "o@example.com", "th")
        answer = upload(client, text(hotel).replace('policy = "F"', 'policy = "G"'))
        assert "rate_plans.0.policy: ไม่มีนโยบาย G" in words(answer)

    def test_a_file_that_would_strand_a_guest_is_refused(self, client, hotel):
        book_two_rooms(hotel)
        answer = upload(client, text(hotel).replace('number = "001"', 'number = "001", retired = true'))
        assert answer.status_code == 422
        assert "room 001 is taken on" in words(answer)

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", b"", b"[" * 5000, b"x = " + b"9" * 5000])
    def test_what_is_no_hotel_file_is_refused_in_words(self, client, content):
        answer = upload(client, content)
        assert answer.status_code == 422
        assert "Nothing was saved" in words(answer)

    def test_no_file_too_large_a_file_and_half_a_file_are_refused_in_words(self, client):
        for posted, told in (
            ({}, "Choose a file first."),
            ({"file": SimpleUploadedFile("a.toml", b"#" * 1_500_001)}, "The file is larger than 1.5 MB."),
            ({"content": "%%%", "seen": ""}, "The file did not come through as a whole."),
        ):
            answer = client.post(FILE, posted)
            assert (answer.status_code, told in words(answer)) == (422, True)


@pytest.mark.django_db(transaction=True)
class TestSaved:
    def change(self, hotel):
        """The hotel's file with another name, other beds and a price."""
        changed = text(hotel).replace("Baan Talay", "Sea House").replace('beds = "1 king"', 'beds = "2 king"')
        assert "2500.00" in changed
        return changed.replace("2500.00", "2600.00")

    def test_a_file_is_looked_at_and_only_then_saved(self, client, hotel):
        before, changed = text(hotel), self.change(hotel)
        page = upload(client, changed)
        for line in (
            "Sea House",
            "room type DLX: beds 1 king → 2 king changed",
            "prices of BAR in DLX: 121 nights",
        ):
            assert line in words(page), line
        assert text(hotel) == before
        answer = client.post(FILE, typed(page, "content"), follow=True)
        assert "changes are saved." in words(answer)
        assert 'beds = "2 king"' in text(hotel)
        assert Property.objects.get(id=hotel.id).name["en"] == "Sea House"
        assert NightPrice.objects.of(hotel).filter(price=260_000).count() == 121

    @pytest.mark.parametrize("with_property", [True, False])
    def test_what_somebody_else_changed_meanwhile_is_looked_at_again(self, client, hotel, with_property):
        upload_first = upload(
            client, self.change(hotel).replace("Sea House", "Sea House" if with_property else "Baan Talay")
        )
        client.post(
            FILE, typed(upload_first, "content")
        )  # now the property's section may be as it is in the file
        page = upload(client, text(hotel).replace('beds = "2 king"', 'beds = "3 king"'))
        RoomType.objects.of(hotel).filter(code="STD").update(beds="theirs")
        before = text(hotel)
        answer = client.post(FILE, typed(page, "content"))
        assert answer.status_code == 409
        assert "Somebody else changed this meanwhile" in words(answer)
        assert "room type STD: beds theirs → 1 double changed" in words(answer)
        assert text(hotel) == before
        assert client.post(FILE, typed(answer, "content")).status_code == 302
        assert 'beds = "3 king"' in text(hotel)

    def test_a_file_sent_without_a_look_is_not_saved(self, client, hotel):
        before = text(hotel)
        content = base64.b64encode(self.change(hotel).encode()).decode()
        answer = client.post(FILE, {"content": content})
        assert answer.status_code == 409
        assert text(hotel) == before
