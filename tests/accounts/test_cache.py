"""The cache in the database: what rate limits rely on."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


def test_what_is_set_is_read_until_it_expires_or_is_deleted():
    cache.set("tries", [1.5, 2.5], 60)
    cache.set("tries", [3.5], 60)
    assert cache.get("tries") == [3.5]
    cache.set("old", "value", -1)
    assert cache.get("old") is None
    cache.set("forever", "value", None)
    assert cache.get("forever") == "value"
    cache.delete("tries")
    assert cache.get("tries") is None


def test_only_the_first_one_adds_until_it_expires():
    assert cache.add("lock", 1, 60) is True
    assert cache.add("lock", 2, 60) is False
    assert cache.get("lock") == 1
    cache.set("lock", 1, -1)
    assert cache.add("lock", 3, 60) is True
    assert cache.get("lock") == 3


def test_touching_keeps_the_value_longer():
    cache.set("code", "123456", 60)
    assert cache.touch("code", 120) is True
    assert cache.get("code") == "123456"
    assert cache.touch("unknown", 120) is False


def test_a_database_that_refuses_to_write_is_an_error():
    """Somebody who tries to sign in then is not told that they tried too often."""
    refuse = (
        "PRAGMA query_only = ON"
        if connection.vendor == "sqlite"
        else "SET default_transaction_read_only = on"
    )
    with connection.cursor() as cursor:
        cursor.execute(refuse)
    try:
        with pytest.raises(DatabaseError, match="read"):
            cache.add("lock", 1, 60)
    finally:
        connection.close()
    assert cache.add("lock", 1, 60) is True
