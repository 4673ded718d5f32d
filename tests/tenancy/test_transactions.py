"""One transaction per command: tried again when the database breaks it off, queued where there is one writer."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from kunjae.tenancy import transactions
from kunjae.tenancy.transactions import Busy, business_transaction, one_transaction, run_in_transaction
from tests.tenancy.testapp.models import Booking, Hotel

only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's locks")


class Refused(Exception):
    pass


def in_threads(*works: Callable[[], Any]) -> list[BaseException]:
    """Run the works side by side; what they raised."""
    errors: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def deadlock(state: str = "40P01") -> OperationalError:
    """What Django raises when PostgreSQL has broken off a transaction."""
    error = OperationalError("deadlock detected")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


@pytest.fixture
def real_hotel(test_hotel_app: None, transactional_db: None) -> Hotel:
    hotel: Hotel = Hotel.objects.create(slug="orchid")
    return hotel


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "FIRST_PAUSE", 0.001)


# One command


def test_a_command_returns_what_it_returns_and_keeps_what_it_wrote(real_hotel: Hotel) -> None:
    @one_transaction
    def book(*, code: str) -> str:
        """Book a room."""
        assert connection.in_atomic_block
        return Booking.objects.create(property=real_hotel, code=code).code

    assert book(code="B1") == "B1"
    assert book.__doc__ == "Book a room."
    assert Booking.objects.of(real_hotel).count() == 1
    assert not connection.in_atomic_block


def test_a_command_that_fails_leaves_nothing_behind(real_hotel: Hotel) -> None:
    @one_transaction
    def book() -> None:
        Booking.objects.create(property=real_hotel, code="B1")
        raise Refused

    with pytest.raises(Refused):
        book()
    assert not Booking.objects.of(real_hotel).exists()


def test_a_command_inside_a_command_joins_its_transaction(real_hotel: Hotel) -> None:
    inner = one_transaction(lambda: Booking.objects.create(property=real_hotel, code="B1"))

    @one_transaction
    def outer() -> None:
        inner()
        raise Refused

    with pytest.raises(Refused):
        outer()
    assert not Booking.objects.of(real_hotel).exists()


def test_a_failed_command_inside_a_command_cannot_be_swept_under_the_rug(real_hotel: Hotel) -> None:
    @one_transaction
    def inner() -> None:
        Booking.objects.create(property=real_hotel, code="B1")
        raise Refused

    @one_transaction
    def outer() -> None:
        with pytest.raises(Refused):
            inner()

    with pytest.raises(transaction.TransactionManagementError):
        outer()
    assert not Booking.objects.of(real_hotel).exists()


def test_in_a_test_case_a_failed_command_undoes_only_itself(hotel: Hotel) -> None:
    Booking.objects.create(property=hotel, code="before")

    @one_transaction
    def book() -> None:
        Booking.objects.create(property=hotel, code="B1")
        raise Refused

    with pytest.raises(Refused):
        book()
    assert [booking.code for booking in Booking.objects.of(hotel)] == ["before"]


def test_a_with_block_is_the_same_transaction(real_hotel: Hotel) -> None:
    with pytest.raises(Refused), business_transaction():  # noqa: PT012
        Booking.objects.create(property=real_hotel, code="B1")
        raise Refused
    with business_transaction():
        Booking.objects.create(property=real_hotel, code="B2")
    assert [booking.code for booking in Booking.objects.of(real_hotel)] == ["B2"]


# Again


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_a_transaction_that_was_broken_off_is_run_again(state: str, real_hotel: Hotel) -> None:
    runs: list[int] = []

    def work() -> str:
        runs.append(1)
        Booking.objects.create(property=real_hotel, code="B1")
        if len(runs) < 6:
            raise deadlock(state)
        return "done"

    assert run_in_transaction(work) == "done"
    assert len(runs) == 6
    assert Booking.objects.of(real_hotel).count() == 1


def test_after_five_retries_the_house_is_busy(transactional_db: None) -> None:
    runs: list[int] = []

    def work() -> None:
        runs.append(1)
        raise deadlock()

    with pytest.raises(Busy) as busy:
        run_in_transaction(work)
    assert len(runs) == 6
    assert busy.value.code == "busy"
    assert busy.value.retry_after > 0


def test_other_errors_are_not_retried(transactional_db: None) -> None:
    runs: list[int] = []

    def work() -> None:
        runs.append(1)
        raise deadlock("57014")

    with pytest.raises(OperationalError):
        run_in_transaction(work)
    assert len(runs) == 1


def test_a_with_block_cannot_be_run_again_and_is_busy_at_once(transactional_db: None) -> None:
    with pytest.raises(Busy), business_transaction():
        raise deadlock()


def test_a_callback_that_fails_after_commit_does_not_make_it_happen_twice(real_hotel: Hotel) -> None:
    runs: list[int] = []

    def fail() -> None:
        raise deadlock()

    def work() -> None:
        runs.append(1)
        transaction.on_commit(fail)
        Booking.objects.create(property=real_hotel, code="B1")

    with pytest.raises(OperationalError):
        run_in_transaction(work)
    assert runs == [1]
    assert Booking.objects.of(real_hotel).count() == 1


def test_a_callback_after_commit_may_run_a_command(real_hotel: Hotel) -> None:
    def follow_up() -> None:
        run_in_transaction(lambda: Booking.objects.create(property=real_hotel, code="B2"))

    def work() -> None:
        transaction.on_commit(follow_up)

    run_in_transaction(work)
    assert Booking.objects.of(real_hotel).count() == 1


@only_postgresql
def test_two_commands_that_lock_each_other_out_both_succeed(real_hotel: Hotel) -> None:
    for code in ("A", "B"):
        Booking.objects.create(property=real_hotel, code=code)
    meet = threading.Barrier(2, timeout=60)
    runs: list[str] = []

    def change(first: str, second: str) -> Callable[[], None]:
        tries: list[int] = []

        def work() -> None:
            tries.append(1)
            runs.append(first)
            Booking.objects.of(real_hotel).filter(code=first).update(version=len(tries) + 1)
            if len(tries) == 1:
                meet.wait()
            Booking.objects.of(real_hotel).filter(code=second).update(version=len(tries) + 1)

        return lambda: run_in_transaction(work)

    assert in_threads(change("A", "B"), change("B", "A")) == []
    assert len(runs) > 2  # there was a deadlock, and its loser ran again


@only_postgresql
def test_two_commands_that_read_and_write_the_same_rows_are_put_in_order(real_hotel: Hotel) -> None:
    booking = Booking.objects.create(property=real_hotel, code="A", version=0)

    def count_up() -> None:
        def work() -> None:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            version = Booking.objects.get(pk=booking.pk).version
            time.sleep(0.02)
            Booking.objects.filter(pk=booking.pk).update(version=version + 1)

        run_in_transaction(work)

    assert in_threads(*[count_up] * 4) == []
    assert Booking.objects.get(pk=booking.pk).version == 4


# The queue of a SQLite file


@pytest.fixture
def file_alias(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """A SQLite file of its own, with no patience: whoever meets a lock fails at once."""
    connections.databases["file"] = {
        **connections.databases["default"],
        "ENGINE": "kunjae.tenancy.sqlite3",
        "NAME": tmp_path / "hotel.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 0,
            "init_command": "PRAGMA journal_mode = WAL",
        },
    }
    with django_db_blocker.unblock():
        with connections["file"].cursor() as cursor:
            cursor.execute("CREATE TABLE counter (n integer)")
            cursor.execute("INSERT INTO counter VALUES (0)")
        yield "file"
        connections["file"].close()
    del connections.databases["file"]
    del connections["file"]


def count_up_in(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        (number,) = cursor.fetchone()
        time.sleep(0.001)
        cursor.execute("UPDATE counter SET n = %s", [number + 1])


def counted_in(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        return int(cursor.fetchone()[0])


def test_eight_writers_of_a_file_queue_and_none_meets_a_lock(
    file_alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "RETRIES", 0)

    def write() -> None:
        for _ in range(25):
            run_in_transaction(lambda: count_up_in(file_alias), using=file_alias)

    assert in_threads(*[write] * 8) == []
    assert counted_in(file_alias) == 200


def test_who_does_not_queue_makes_the_others_try_again(
    file_alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding, release = threading.Event(), threading.Event()

    def outsider() -> None:
        with transaction.atomic(using=file_alias):
            holding.set()
            release.wait(60)

    def writer() -> None:
        holding.wait(60)
        threading.Timer(0.02, release.set).start()
        run_in_transaction(lambda: count_up_in(file_alias), using=file_alias)

    monkeypatch.setattr(transactions, "FIRST_PAUSE", 0.02)
    assert in_threads(outsider, writer) == []
    assert counted_in(file_alias) == 1


def test_the_queue_moves_on_after_a_failure(file_alias: str) -> None:
    def fail() -> None:
        raise Refused

    for _ in range(3):
        with pytest.raises(Refused):
            run_in_transaction(fail, using=file_alias)
    run_in_transaction(lambda: count_up_in(file_alias), using=file_alias)


def test_the_queue_moves_on_before_callbacks_run(file_alias: str) -> None:
    def work() -> None:
        transaction.on_commit(
            lambda: in_threads(lambda: run_in_transaction(lambda: count_up_in(file_alias), using=file_alias)),
            using=file_alias,
        )

    run_in_transaction(work, using=file_alias)
    assert counted_in(file_alias) == 1


def test_a_command_inside_a_command_does_not_queue_behind_itself(file_alias: str) -> None:
    run_in_transaction(
        lambda: run_in_transaction(lambda: count_up_in(file_alias), using=file_alias), using=file_alias
    )
    assert counted_in(file_alias) == 1


class Quicker(Exception):
    """Somebody was quicker."""


@pytest.mark.django_db(transaction=True)
def test_work_runs_again_after_the_errors_it_names_and_raises_the_last_one():
    tries = []

    def work():
        tries.append(connection.in_atomic_block)
        if len(tries) < 3:
            raise Quicker
        return "done"

    assert run_in_transaction(work, again_after=(Quicker,)) == "done"
    assert tries == [True, True, True]

    def never():
        raise Quicker

    with pytest.raises(Quicker):
        run_in_transaction(never, again_after=(Quicker,))


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_nothing_runs_again():
    tries = []

    def work():
        tries.append(1)
        raise Quicker

    with pytest.raises(Quicker):
        run_in_transaction(lambda: run_in_transaction(work, again_after=(Quicker,)))
    assert tries == [1]
