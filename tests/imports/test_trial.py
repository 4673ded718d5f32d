"""A hotel file that was looked at is imported only on the hotel that was looked at, whichever part of it has moved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.db.models.signals import post_save

from kunjae.concierge.models import Offer
from kunjae.imports.editing import EditedMeanwhile, fingerprint, part_of, save_part
from kunjae.imports.exported import hotel_file_text, hotel_tables
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.imports.trial import import_as_tried, try_hotel_file
from kunjae.properties.models import Property, RoomType
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hotel():
    """As its own file has it."""
    hotel = make_hotel()
    import_hotel(file=file_of(hotel), now=FAR)
    return Property.objects.get(id=hotel.id)


def text(hotel):
    return hotel_file_text(Property.objects.get(id=hotel.id))


def file_of(hotel, *changes):
    changed = text(hotel)
    for old, new in changes:
        assert old in changed
        changed = changed.replace(old, new)
    return read_hotel_file(parse_toml(changed.encode()))


def tried(hotel, *changes):
    """The file with these changes, and what was seen when it was tried."""
    file = file_of(hotel, *changes)
    return {"property": hotel, "file": file, "now": FAR}, try_hotel_file(property=hotel, file=file, now=FAR)


NAME, BEDS = ("Baan Talay", "Sea House"), ('beds = "1 king"', 'beds = "2 king"')


@pytest.mark.parametrize("changes", [(NAME,), (BEDS,), (NAME, BEDS)])
def test_what_was_tried_is_what_is_imported(hotel, changes):
    asked, trial = tried(hotel, *changes)
    assert import_as_tried(**asked, seen=trial.seen) == trial.changes
    assert len(trial.changes) == len(changes)
    assert import_as_tried(**asked, seen=try_hotel_file(**asked).seen) == ()


@pytest.mark.parametrize("changes", [(), (NAME,), (BEDS,), (NAME, BEDS)])
@pytest.mark.parametrize("moved", ["property", "offers", "type"])
def test_what_somebody_else_changed_meanwhile_is_not_imported_over(hotel, changes, moved):
    asked, trial = tried(hotel, *changes)
    if moved == "property":
        Property.objects.filter(id=hotel.id).update(name={"th": "อื่น", "en": "Theirs"})
    elif moved == "offers":
        Offer(property=hotel, code="spa", kind="offer", name={"en": "Spa"}, terms={"price": "900.00"}).save()
    else:
        RoomType.objects.of(hotel).filter(code="STD").update(beds="theirs")
    before = text(hotel)
    with pytest.raises(EditedMeanwhile):
        import_as_tried(**asked, seen=trial.seen)
    assert text(hotel) == before


def test_a_file_that_the_property_has_come_to_agree_with_is_not_imported_unseen(hotel):
    """What was tried would have changed the name; somebody else has given the hotel this very name since."""
    asked, trial = tried(hotel, NAME)
    Property.objects.filter(id=hotel.id).update(name=asked["file"].hotel.columns["name"])
    with pytest.raises(EditedMeanwhile):
        import_as_tried(**asked, seen=trial.seen)


@pytest.mark.parametrize("seen", ["", ":", "x", "x:y:z"])
def test_what_nobody_saw_is_not_imported(hotel, seen):
    asked, _trial = tried(hotel, NAME, BEDS)
    with pytest.raises(EditedMeanwhile):
        import_as_tried(**asked, seen=seen)


@contextmanager
def after_the_property(work: Callable[[], Any]) -> Iterator[None]:
    """`work` is done by somebody else as soon as the property's own short transaction is over, once."""
    waiting = [work]

    def saved(**_given: Any) -> None:
        if waiting:
            transaction.on_commit(waiting.pop())

    post_save.connect(saved, sender=Property, weak=False)
    try:
        yield
    finally:
        post_save.disconnect(saved, sender=Property)
    assert not waiting


def test_the_rest_is_asked_about_again_after_the_property_is_saved(hotel):
    asked, trial = tried(hotel, NAME, BEDS)
    theirs = RoomType.objects.of(hotel).filter(code="STD")
    with after_the_property(lambda: theirs.update(beds="theirs")), pytest.raises(EditedMeanwhile):
        import_as_tried(**asked, seen=trial.seen)
    assert "Baan Talay" in text(hotel)
    assert sorted(RoomType.objects.of(hotel).values_list("beds", flat=True)) == ["1 king", "theirs"]


def test_what_somebody_else_saved_of_the_property_since_is_not_put_back(hotel):
    asked, trial = tried(hotel, NAME, BEDS)

    def theirs() -> None:
        RoomType.objects.of(hotel).filter(code="STD").update(beds="theirs")
        Property.objects.filter(id=hotel.id).update(name={"th": "อื่น", "en": "Theirs"})

    with after_the_property(theirs), pytest.raises(EditedMeanwhile):
        import_as_tried(**asked, seen=trial.seen)
    assert Property.objects.get(id=hotel.id).name["en"] == "Theirs"


def test_a_part_that_changes_nothing_is_asked_about_too(hotel):
    """Saved as it was shown, on a property that has moved to other words since: nobody saw those."""
    part = part_of(hotel_tables(Property.objects.get(id=hotel.id)), "property")
    with pytest.raises(EditedMeanwhile):
        save_part(property=hotel, kind="property", part=part, seen="of another day", now=FAR)
    assert save_part(property=hotel, kind="property", part=part, seen=fingerprint(part), now=FAR) == ()


@pytest.mark.parametrize(
    ("changes", "asked"),
    [((), [False]), ((BEDS,), [False]), ((NAME,), [False, True]), ((NAME, BEDS), [False, True])],
)
def test_each_transaction_asks_once(hotel, changes, asked):
    heard = []

    def still(*, property_written: bool) -> None:
        assert transaction.get_connection().in_atomic_block
        heard.append(property_written)

    import_hotel(file=file_of(hotel, *changes), now=FAR, still=still)
    assert heard == asked
