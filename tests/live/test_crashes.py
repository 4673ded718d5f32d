"""Kill -9 at random moments: what was acknowledged is there, what was not is there whole or not at all."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.live.clerks import FACTS, Clerk, state_of
from tests.live.client import Caller
from tests.live.receiver import Receiver, listening
from tests.live.server import Program, Server, Template, wait_until

pytestmark = pytest.mark.database

ROUNDS = int(os.environ.get("KUNJAE_TEST_CRASHES", "1"))
"""How often everything is killed; `make soak` sets more."""
CLERKS = 6
SAVED = "SELECT (SELECT COUNT(*) FROM bookings_booking) + (SELECT COUNT(*) FROM changes_historyentry)"


@dataclass
class House:
    """Web server, worker, and somebody who hears of every booking."""

    server: Server
    worker: Program
    receiver: Receiver

    def start(self) -> None:
        self.server.start()
        self.worker.start()


@pytest.fixture
def house(template: Template, tmp_path: Path) -> Iterator[House]:
    with (
        listening() as receiver,
        template.copied(tmp_path / "house", KUNJAE_WEBHOOK_PRIVATE_ADDRESSES="true") as place,
    ):
        place.must("create-webhook", receiver.url, "--property", "baan-talay")
        running = House(Server(place, template.token, workers=2), Program(place, ("worker",)), receiver)
        running.start()
        yield running
        running.server.kill()
        running.worker.kill()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_at_a_random_moment(house: House, seed: int) -> None:
    chance = random.Random(seed)
    clerks = [Clerk(house.server, f"Clerk{each}", random.Random(chance.random())) for each in range(CLERKS)]
    kill_while_they_work(house, clerks, chance, just_saved=seed % 3 == 1)
    house.worker.place.write(
        "UPDATE outbox_message SET due_at = created_at WHERE state = 'waiting'"
    )  # no lease lasts
    house.start()
    caller = Caller(house.server)
    for clerk in clerks:
        assert clerk.broken == []
        nothing_acknowledged_is_lost(caller, clerk)
        it_is_the_old_or_the_new_state(caller, clerk)
        sent_again_it_is_done_once(caller, clerk)
    house.server.check()
    everything_is_told_once(house)
    for program in (house.server, house.worker):
        assert "Traceback" not in program.log


def kill_while_they_work(
    house: House, clerks: list[Clerk], chance: random.Random, *, just_saved: bool
) -> None:
    """Web server and worker, each at a moment of its own; the clerks stop when nobody answers any more. `just_saved`:
    the web server as soon as something more was saved, before it can say so."""
    threads = [threading.Thread(target=clerk.work) for clerk in clerks]
    started = time.monotonic()
    moments = {chance.uniform(0.3, 1.8): house.server, chance.uniform(0.3, 1.8): house.worker}
    for thread in threads:
        thread.start()
    for moment in sorted(moments):
        time.sleep(max(0.0, started + moment - time.monotonic()))
        if just_saved and moments[moment] is house.server:
            with house.server.place.asking() as ask:
                saved = ask(SAVED)
                wait_until(lambda: ask(SAVED) != saved, "something to be saved", pause=0)  # noqa: B023
                house.server.kill()
        moments[moment].kill()
    for thread in threads:
        thread.join()


def nothing_acknowledged_is_lost(caller: Caller, clerk: Clerk) -> None:
    history = caller.get(f"/bookings/{clerk.code}/changes?limit=200").json["items"][::-1]
    assert history[: len(clerk.entries)] == clerk.entries
    assert [entry["number"] for entry in history] == list(range(1, len(history) + 1))
    for earlier, later in pairwise(history):
        assert state_of(later["before"]) == state_of(earlier["after"])
    for booking in clerk.booked:
        assert state_of(caller.read(booking["code"])) == state_of(booking)


def it_is_the_old_or_the_new_state(caller: Caller, clerk: Clerk) -> None:
    """The new one is that of the preview whose confirmation was not answered."""
    before, now = clerk.states[-1], state_of(caller.read(clerk.code))
    sent = clerk.sent
    if now == before:
        return
    assert sent is not None
    assert sent.preview is not None, "nothing was sent that could have changed it"
    version, _, changes, stays = now
    assert (version, changes) == (before[0] + 1, before[2] + sent.body["record"])
    was = {stay["number"]: stay for stay in before[3]}
    for stay in stays:
        [shown] = [each for each in sent.preview["stays"] if each["stay"] == stay["number"]] or [None]
        if shown is None:
            assert stay == was[stay["number"]]
        elif shown["after"] is None:
            assert stay["status"] == "cancelled"
        else:
            assert stay == {fact: shown["after"][fact] for fact in FACTS}


def sent_again_it_is_done_once(caller: Caller, clerk: Clerk) -> None:
    """Whoever got no answer asks again with the same key."""
    sent = clerk.sent
    if sent is None:
        return
    count = (
        "SELECT COUNT(*) FROM bookings_booking b JOIN bookings_guest g ON g.id = b.booker_id WHERE g.name = ?"
    )
    if sent.preview is None:
        name = sent.body["booker"]["name"]
        was_done = clerk.server.place.sql(count, name) == [(1,)]
    else:
        was_done = caller.read(clerk.code)["version"] > clerk.states[-1][0]
    answer = caller.post(sent.path, sent.body, key=sent.key)
    clerk.hear(sent, answer)
    assert clerk.broken == []
    if was_done:
        assert (answer.status, answer.headers["Idempotency-Replayed"]) == (201, "true"), answer.text
    assert state_of(caller.read(clerk.code)) == clerk.states[-1]
    if sent.preview is None and answer.status == 201:
        assert clerk.server.place.sql(count, name) == [(1,)]


def everything_is_told_once(house: House) -> None:
    """Each version of each booking by one id, however often it came; nothing is told that was not saved."""
    place = house.server.place
    unfinished = "SELECT COUNT(*) FROM outbox_message WHERE state <> 'done'"
    wait_until(lambda: place.sql(unfinished) == [(0,)], "the outbox to be empty")
    versions = place.sql("SELECT code, version FROM bookings_booking")
    saved = {(code, version) for code, last in versions for version in range(1, last + 1)}
    told = house.receiver.ids()
    assert told.keys() == saved
    assert {len(ids) for ids in told.values()} == {1}
    assert len({id for ids in told.values() for id in ids}) == len(saved)
