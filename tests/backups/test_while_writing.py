"""A backup made while 16 clients confirm changes: nothing that was confirmed before it began is missing, nothing is half
there, and nobody had to wait for it."""

import subprocess
import threading
from collections import Counter
from datetime import date, timedelta

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import MoveDates
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.migrated import KUNJAE

CLIENTS = 16
PAUSE = 0.2
"""Seconds between two changes of a client: the machine has other things to do, too."""
FIRST = date(2026, 12, 1)


def week(client: int) -> date:
    """Clients have a week each, so that none takes another's rooms."""
    return FIRST + timedelta(days=5 * client)


class Clients:
    """Each moves a booking of its own to and fro and takes a little money for it, again and again."""

    def __init__(self, house, hotel, codes):
        self.house, self.hotel, self.codes = house, hotel, codes
        self.changes, self.payments = Counter(), Counter()
        self.failed = []
        self._lock, self._over = threading.Lock(), threading.Event()
        self._twice = threading.Barrier(len(codes) + 1, timeout=60)
        self._threads = [
            threading.Thread(target=self._run, args=(number, code)) for number, code in enumerate(codes)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        self._twice.wait()
        return self

    def __exit__(self, *_error):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def confirmed(self):
        """How many changes and payments of each booking were confirmed to its client up to now."""
        with self._lock:
            return Counter(self.changes), Counter(self.payments)

    def _run(self, number, code):
        turn = 0
        with self.house.connected():
            try:
                while not self._over.wait(PAUSE):
                    turn += 1
                    self._change_and_pay(code, week(number) + timedelta(days=turn % 2))
                    if turn == 2:
                        self._twice.wait()
            except Exception as error:  # looked at by the test
                self.failed.append(error)
                self._twice.abort()

    def _change_and_pay(self, code, first):
        dates = StayDates(first, first + timedelta(days=3))
        change_at_once(
            property=self.hotel, code=code, operations=[MoveDates(1, dates=dates)], actor=CLERK, now=FAR
        )
        with self._lock:
            self.changes[code] += 1
        record_payment(property=self.hotel, code=code, method=Method.CASH, amount=100, actor=CLERK, now=FAR)
        with self._lock:
            self.payments[code] += 1


def test_all_that_was_confirmed_before_a_backup_began_is_in_it(
    migrated_house, build_migrated_house, tmp_path
):
    with migrated_house.entered():
        hotel = make_hotel()
        codes = [
            book_stays(
                hotel, {"check_in": f"{week(number)}", "check_out": f"{week(number) + timedelta(days=3)}"}
            )
            for number in range(CLIENTS)
        ]
    file = tmp_path / "house.zip"
    with Clients(migrated_house, hotel, codes) as clients:
        changes, payments = clients.confirmed()
        made = subprocess.run(
            [KUNJAE, "backup", str(file)], env=migrated_house.environment(), capture_output=True, text=True
        )
        went_on, _ = clients.confirmed()
    assert made.returncode == 0, made.stderr
    assert clients.failed == []
    assert all(went_on[code] > changes[code] for code in codes), "somebody had to wait for the backup"

    copy = build_migrated_house()
    restored = copy.run("restore", str(file))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert restored.stdout.endswith("Everything agrees.\n")
    there = {
        code: (version, entries, paid)
        for code, version, entries, paid in copy.sql(
            "SELECT code, version, last_entry_number, paid FROM bookings_booking"
        )
    }
    for code in codes:
        version, entries, paid = there[code]
        assert entries >= changes[code] >= 2
        assert paid >= 100 * payments[code] >= 100
        assert version >= 1 + changes[code] + payments[code]
