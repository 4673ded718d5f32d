"""Room types of one stay go into the PMS one after the other: what an earlier upgrade takes back must not undo a later one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from kunjae.pms.commands.standing import ON_FOLIO
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.models import FolioPosting
from kunjae.pms.ports import Can
from kunjae.pms.rules import Step, settled_at
from kunjae.properties.models import Property

SOON, LATER = timedelta(seconds=30), timedelta(minutes=5)


def wait_for_room(
    property: Property, row: FolioPosting, step: Step, can: Can, now: datetime
) -> datetime | None:
    """Until when a posting of a room type leaves the room to another one; None: it is its turn."""
    if row.kind != PostingKind.ROOM_TYPE.value or step not in (Step.BRING, Step.TAKE_BACK):
        return None
    others = list(_others(property, row))
    if any(each.hand_until is not None and each.hand_until > now for each in others):
        return now + SOON
    unknown = [each for each in others if each.state == PostingState.UNKNOWN.value]
    if step is Step.TAKE_BACK:
        on_the_way = (PostingState.WAITING.value, PostingState.FAILED.value, PostingState.UNKNOWN.value)
        if any(each.wanted and each.state in on_the_way for each in others):
            return now + LATER
    until = max((settled_at(each.sent_at or now, can) for each in unknown), default=now)
    return until if until > now else None


def has_later_type(property: Property, row: FolioPosting) -> bool:
    """Whether another upgrade has given the room its type by now: nothing is to be taken back."""
    return _others(property, row).filter(wanted=True, state__in=ON_FOLIO).exists()


def _others(property: Property, row: FolioPosting) -> QuerySet[FolioPosting]:
    rows = FolioPosting.objects.of(property).filter(
        order__stay_id=row.order.stay_id, kind=PostingKind.ROOM_TYPE.value, booking=row.booking
    )
    return rows.exclude(id=row.id)
