"""Values as a backup writes them: the same from either database, and back without loss."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import models

from kunjae.backups.values import decoder, encoder, kind_of

ID = UUID("0192f0c1-0000-7000-8000-00000000000a")
BANGKOK = timezone(timedelta(hours=7))
PRICE = models.DecimalField(max_digits=7, decimal_places=4)

GIVEN_AND_WRITTEN = [
    (models.UUIDField(), [ID, ID.hex], str(ID)),
    (models.BooleanField(), [True, 1], True),
    (models.BooleanField(), [False, 0], False),
    (models.DateField(), [date(2026, 12, 10)], "2026-12-10"),
    (models.TimeField(), [time(14)], "14:00:00"),
    (models.TimeField(), [time(23, 59, 59, 7)], "23:59:59.000007"),
    (
        models.DateTimeField(),
        [
            datetime(2026, 12, 7, 7, tzinfo=UTC),
            datetime(2026, 12, 7, 7),  # noqa: DTZ001 - as SQLite keeps it
            datetime(2026, 12, 7, 14, tzinfo=BANGKOK),
        ],
        "2026-12-07T07:00:00.000000Z",
    ),
    (PRICE, [Decimal("7.0000"), Decimal(7), 7, 7.0], "7.0000"),
    (PRICE, [Decimal("33.3333"), 33.3333], "33.3333"),
    (PRICE, [Decimal("0.0001"), 0.0001, 1e-4], "0.0001"),
    (models.BinaryField(), [b"\x00\xff", memoryview(b"\x00\xff")], "AP8="),
    (
        models.JSONField(),
        ['{"b": 1, "a": [1.50, null]}', '{"a":[1.5,null],"b":1}'],
        {"a": [1.5, None], "b": 1},
    ),
    (models.JSONField(), ["1e22", "10000000000000000000000", "10000000000000000000000.0"], 10**22),
    (models.JSONField(), ["-0.0", "0.0"], 0.0),
    (models.TextField(), ["กุญแจ\n"], "กุญแจ\n"),
    (models.BigIntegerField(), [-(2**63)], -(2**63)),
]


@pytest.mark.parametrize(("field", "given", "written"), GIVEN_AND_WRITTEN)
def test_what_either_database_gives_is_written_the_same(field, given, written):
    for value in given:
        encoded = encoder(field)(value)
        assert (encoded, type(encoded)) == (written, type(written))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.DateField(), date(2026, 12, 10)),
        (models.TimeField(), time(23, 59, 59, 7)),
        (models.DateTimeField(), datetime(2026, 12, 7, 7, 0, 0, 123456, tzinfo=UTC)),
        (PRICE, Decimal("33.3333")),
        (models.BinaryField(), bytes(range(256))),
        (models.BooleanField(), False),
        (models.TextField(), ""),
        (models.BigIntegerField(), 2**63 - 1),
    ],
)
def test_what_was_written_is_read_as_it_was(field, value):
    assert decoder(field)(encoder(field)(value)) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.IntegerField(), "7"),
        (models.IntegerField(), 7.5),
        (models.IntegerField(), True),
        (models.TextField(), b"bytes"),
        (models.BooleanField(), 2),
        (models.UUIDField(), "no-id"),
        (models.DateField(), "2026-12-10"),
        (models.DateTimeField(), "yesterday"),
        (models.BinaryField(), "text"),
        (models.JSONField(), "{"),
    ],
)
def test_what_sqlite_keeps_against_the_kind_of_its_column_is_refused(field, value):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever; the caller says where
        encoder(field)(value)


@pytest.mark.parametrize(
    ("field", "written"),
    [
        (models.IntegerField(), "7"),
        (models.IntegerField(), True),
        (models.BooleanField(), 1),
        (models.TextField(), 7),
        (models.UUIDField(), "no-id"),
        (models.UUIDField(), ID.hex),
        (models.DateField(), "2026-13-01"),
        (models.DateTimeField(), "2026-12-07T07:00:00"),
        (PRICE, "NaN"),
        (PRICE, "seven"),
        (models.BinaryField(), "not base64!"),
    ],
)
def test_what_is_no_value_of_its_kind_is_not_read(field, written):
    with pytest.raises(ValueError):  # noqa: PT011
        decoder(field)(written)


def test_a_kind_of_field_that_nobody_thought_of_is_no_silent_loss():
    with pytest.raises(LookupError):
        kind_of(models.DurationField())
