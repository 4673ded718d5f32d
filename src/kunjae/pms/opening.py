"""What is not as it should be in the PMS is looked at again: messages to `commands.settle` and `commands.follow_order`. Inside
the transaction of what made that necessary."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kunjae.concierge.commands.telling import FOLIO
from kunjae.outbox.commands import put
from kunjae.pms.facts import PostingState
from kunjae.pms.models import FolioPosting
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.literals import literals

SETTLE = "pms.settle"
"""A posting is to be brought to where it should be. Payload: posting (hex)."""

_UNDONE = (PostingState.WAITING, PostingState.UNKNOWN, PostingState.FAILED)
OPEN = Q(wanted=True, state__in=literals(_UNDONE)) | Q(
    wanted=False, state__in=literals((*_UNDONE, PostingState.POSTED))
)
"""Which postings are not as they should be; what the index `pms_posting_open` holds."""


def put_settle(
    property: Property | UUID, posting: UUID, now: datetime, *, at: datetime | None = None, why: str = ""
) -> None:
    """Have the posting settled: now, or at a later moment, then once for each `why`. What is to be done now is put with what
    made it necessary, which happens once: a message that came twice may find something new to do."""
    because = f"{why}:{at.isoformat()}" if at and why else new_id().hex
    put(property, SETTLE, f"{SETTLE}:{posting.hex}:{because}", {"posting": posting.hex}, now, due_at=at)


def put_follow(property: Property | UUID, booking: str, order: UUID, now: datetime) -> None:
    """Have it looked at what the order is to have in the PMS."""
    payload = {"booking": booking, "order": order.hex}
    put(property, FOLIO, f"{FOLIO}:{order.hex}:{new_id().hex}", payload, now)


def open_again(property: Property | UUID, now: datetime, *, errors: Collection[str] = ()) -> int:
    """Try all that is open at once, whatever it waited for; how many that are. `errors`: only what failed by one of these."""
    rows = FolioPosting.objects.of(property).filter(OPEN)
    if errors:
        rows = rows.filter(error__in=errors)
    ids = list(rows.order_by("made_at", "id").values_list("id", flat=True))
    FolioPosting.objects.of(property).filter(id__in=ids).update(next_try_at=now)
    for id in ids:
        put_settle(property, id, now)
    return len(ids)


def follow_again(property: Property, now: datetime) -> None:
    """Look again at every order of which something is open, as the hotel's way of adding orders has changed."""
    rows = FolioPosting.objects.of(property).filter(OPEN).order_by("order_id")
    for order, booking in rows.values_list("order_id", "order__booking__code").distinct():
        put_follow(property, booking, order, now)
