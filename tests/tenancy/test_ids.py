import uuid

from kunjae.tenancy.ids import new_id


def test_an_id_is_a_real_uuid_of_version_seven() -> None:
    assert type(new_id()) is uuid.UUID
    assert new_id().version == 7


def test_ids_made_later_sort_later() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000
