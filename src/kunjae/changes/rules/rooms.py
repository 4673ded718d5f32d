"""Which room each changed stay gets, and whether its type has one left (rules.md 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangeFacts, Problem, Severity
from kunjae.changes.operations import Unset
from kunjae.changes.rules.targets import Target
from kunjae.inventory.facts import Taker
from kunjae.inventory.rules import free_rooms
from kunjae.properties.facts import RoomFacts

type RoomNight = tuple[str, date]


class RoomFinder:
    """Gives the stays of one change their rooms.

    What any of them gives back counts as free for the others (rules.md 2.8): two stays may swap rooms. Stays that
    do not move come first, then chosen rooms, then kept ones.

    `taking`: a stay that cannot keep its room takes a free one by itself, as guests' changes do (2.5), after all that
    can; nobody is told what is in the way. `wished`: stay number -> the room that it tries first instead of its own.
    """

    def __init__(
        self,
        facts: ChangeFacts,
        targets: list[Target],
        *,
        taking: bool = False,
        wished: Mapping[int, str | None] | None = None,
    ) -> None:
        self._facts = facts
        self._taking = taking
        self._wished = wished or {}
        # The booking's own stays claim their rooms anew; what its orders keep stays kept.
        self._taken: dict[RoomNight, Taker] = {
            key: taker
            for key, taker in facts.occupancy.taken.items()
            if taker.booking != facts.booking.code or taker.option not in (None, facts.booking.pending_id)
        }
        self._sold_out = sold_out_nights(facts, targets)
        for target in targets:
            if target.moves_to or not target.touched:
                self._claim(target.before or target.after)
        changing = [target for target in targets if target.touched and not target.ended]
        self._problems: dict[int, list[Problem]] = {target.number: [] for target in changing}
        later = []
        for target in sorted(changing, key=_turn):
            if taking and self._has_to_take(target):
                later.append(target)
            else:
                self._find(target)
        for target in later:
            self._find(target)

    def problems(self, number: int) -> tuple[Problem, ...]:
        """What is in the way of that stay's room."""
        return tuple(self._problems.get(number, ()))

    def rooms_free(self, target: Target) -> tuple[str, ...]:
        """The rooms that the stay could have, the ones with the same beds first; its own counts as free."""
        own = Taker(self._facts.booking.code, target.number)
        taken = {key for key, taker in self._taken.items() if taker != own}
        return tuple(room.number for room in self._free(target, taken))

    def _find(self, target: Target) -> None:
        """Settle `target.after.room`, note what is in the way, and claim the nights."""
        problems = self._problems[target.number]
        if nights := self._sold_out.get(target.number):
            problems.append(
                Problem("sold_out", Severity.REFUSED, nights, values={"room_type": target.after.room_type})
            )
        wanted = self._wanted(target)
        in_the_way = self._in_the_way(target, wanted) if wanted is not None else None
        if in_the_way is not None and self._taking:
            free = self._free(target, set(self._taken))
            wanted = free[0].number if free and not nights else None
        elif in_the_way is not None and isinstance(target.room, Unset):
            free = self._free(target, set(self._taken))
            problems.append(in_the_way if free else replace(in_the_way, severity=Severity.WARNING))
            wanted = None
        elif in_the_way is not None:
            problems.append(in_the_way)
            wanted = None
        if (
            wanted is None
            and not nights
            and _looks_for_room(target)
            and not self._free(target, set(self._taken))
        ):
            problems.append(Problem("no_single_room", Severity.WARNING))
        target.after = replace(target.after, room=wanted)
        self._claim(target.after)
        if (beds := self._other_beds(target)) is not None:
            problems.append(beds)

    def _wanted(self, target: Target) -> str | None:
        if not isinstance(target.room, Unset):
            return target.room
        return self._wished.get(target.number, target.after.room)

    def _has_to_take(self, target: Target) -> bool:
        wanted = self._wanted(target)
        return wanted is not None and self._in_the_way(target, wanted) is not None

    def _in_the_way(self, target: Target, number: str) -> Problem | None:
        """Why the stay cannot have that room on all its nights; None when it can."""
        room = self._facts.room(number)
        if room is None or room.room_type != target.after.room_type:
            return Problem(
                "room_taken", Severity.CHOOSE, room=number, values={"other_type": target.after.room_type}
            )
        nights = tuple(night for night in target.after.dates.nights if (number, night) in self._taken)
        if not nights:
            return None
        return Problem("room_taken", Severity.CHOOSE, nights, number, self._taken[number, nights[0]])

    def _free(self, target: Target, taken: set[RoomNight]) -> tuple[RoomFacts, ...]:
        old = self._facts.room(target.before.room) if target.before and target.before.room else None
        beds = old.beds if old else None
        return free_rooms(
            self._facts.rooms, target.after.room_type, target.after.dates.nights, taken, like_beds=beds
        )

    def _other_beds(self, target: Target) -> Problem | None:
        old = self._facts.room(target.before.room) if target.before and target.before.room else None
        new = self._facts.room(target.after.room) if target.after.room else None
        if old is None or new is None or old.beds == new.beds:
            return None
        return Problem(
            "beds_differ",
            Severity.WARNING,
            room=new.number,
            values={"old_beds": old.beds, "new_beds": new.beds},
        )

    def _claim(self, stay: StayFacts) -> None:
        if stay.room is not None and stay.status.is_live:
            taker = Taker(self._facts.booking.code, stay.number)
            for night in stay.dates.nights:
                self._taken.setdefault((stay.room, night), taker)


def _turn(target: Target) -> int:
    """Who claims first: stays that do not move, then chosen rooms, then rooms kept where the stay moves."""
    before, after = target.before, target.after
    if not isinstance(target.room, Unset):
        return 1
    stays_put = (
        before is not None
        and before.status.is_live
        and (before.dates, before.room_type) == (after.dates, after.room_type)
    )
    return 0 if stays_put else 2


def _looks_for_room(target: Target) -> bool:
    """Whether the stay is new, loses its room, or goes to other nights or another type."""
    before, after = target.before, target.after
    if before is None or before.room is not None:
        return True
    return (before.dates, before.room_type) != (after.dates, after.room_type)


def sold_out_nights(facts: ChangeFacts, targets: list[Target]) -> dict[int, tuple[date, ...]]:
    """Stay number -> nights on which the change takes more rooms of its type than are left (rules.md 2.2)."""
    more: Counter[tuple[str, date]] = Counter()
    for target in targets:
        if target.moves_to is None:
            more.subtract(_type_nights(target.before))
            more.update(_type_nights(target.after))
    over = {key for key, extra in more.items() if extra > 0 and facts.occupancy.count(*key).free < extra}
    found = {}
    for target in targets:
        newly = sorted(
            night for _, night in (_type_nights(target.after) - _type_nights(target.before)) & over
        )
        if newly and target.touched and not target.ended:
            found[target.number] = tuple(newly)
    return found


def _type_nights(stay: StayFacts | None) -> set[tuple[str, date]]:
    if stay is None or not stay.status.is_live:
        return set()
    return {(stay.room_type, night) for night in stay.dates.nights}
