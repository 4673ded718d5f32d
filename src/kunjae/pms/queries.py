"""What stands in the PMS, and what does not: reads for pages and the API, each a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kunjae.concierge.facts import OrderStatus
from kunjae.kernel.texts import LocalText
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.models import FolioPosting
from kunjae.pms.opening import OPEN
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingShown:
    """One thing that an order brings into the PMS. `wanted`: it is to be there, else it is to be taken back. `ref`, `folio`:
    the PMS's names. `error`: a code (`wording`), why the last attempt came to nothing. `is_told`: the hotel got a mail."""

    id: UUID
    kind: PostingKind
    number: int
    wanted: bool
    state: PostingState
    reservation: str
    amount: int
    ref: str
    folio: str
    error: str
    tries: int
    sent_at: datetime | None
    next_try_at: datetime | None
    failing_since: datetime | None
    posted_at: datetime | None
    reversed_at: datetime | None
    done_by: str
    is_told: bool

    @property
    def is_open(self) -> bool:
        """Whether it is not as it should be."""
        undone = self.state in (PostingState.WAITING, PostingState.UNKNOWN, PostingState.FAILED)
        return undone or (not self.wanted and self.state is PostingState.POSTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPosting:
    """A posting that is not as it should be, with the order that it is of."""

    posting: PostingShown
    order: UUID
    status: OrderStatus
    offer: LocalText
    booking: str
    guest: str
    room: str
    made_at: datetime

    @property
    def place(self) -> str:
        """Where a page that ends with it is continued (`open_postings`, `after`)."""
        return f"{self.made_at.isoformat()}_{self.posting.id.hex}"


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """How many are open: on their way, and failed (or of unknown outcome)."""

    on_the_way: int
    failed: int

    @property
    def all(self) -> int:
        return self.on_the_way + self.failed


_COLUMNS = (
    "id", "kind", "number", "wanted", "state", "reservation", "amount", "ref", "folio", "error", "tries", "sent_at",
    "next_try_at", "failing_since", "posted_at", "reversed_at", "done_by", "told_at",
)  # fmt: skip


def postings_of(property: Property, order: UUID) -> list[PostingShown]:
    """All that an order has brought into the PMS, the newest of each kind first. One query."""
    rows = FolioPosting.objects.of(property).filter(order_id=order).order_by("kind", "-number")
    return [_shown(*row) for row in rows.values_list(*_COLUMNS)]


def open_postings(
    property: Property, *, most: int = 50, after: str = "", failed: bool = False
) -> tuple[list[OpenPosting], str]:
    """What is not as it should be, the longest first, and where the next page begins (empty: there is none). `failed`: only
    what has failed. One query. An `after` that is none is passed over."""
    rows = _open(property, failed=failed)
    if (place := _place(after)) is not None:
        at, id = place
        rows = rows.filter(Q(made_at__gt=at) | Q(made_at=at, id__gt=id))
    found = rows.order_by("made_at", "id").values_list(
        *_COLUMNS,
        "order_id",
        "order__status",
        "order__offer_name",
        "order__booking__code",
        "order__stay__guest__name",
        "order__booking__booker__name",
        "order__stay__room__number",
        "made_at",
    )[: most + 1]
    listed = []
    for row in found:
        columns, rest = row[: len(_COLUMNS)], row[len(_COLUMNS) :]
        order, status, offer, booking, guest, booker, room, made_at = rest
        listed.append(
            OpenPosting(
                posting=_shown(*columns),
                order=order,
                status=OrderStatus(status),
                offer=offer,
                booking=booking,
                guest=guest or booker,
                room=room or "",
                made_at=made_at,
            )
        )
    return listed[:most], listed[most - 1].place if len(listed) > most else ""


def count_open(property: Property) -> OpenCounts:
    """How many are open. Two queries."""
    failed = _open(property, failed=True).count()
    return OpenCounts(_open(property, failed=False).count() - failed, failed)


def _open(property: Property, *, failed: bool) -> QuerySet[FolioPosting]:
    rows = FolioPosting.objects.of(property).filter(OPEN)
    return rows.exclude(error="") if failed else rows


def _place(after: str) -> tuple[datetime, UUID] | None:
    at, _, id = after.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(hex=id)) if moment.tzinfo else None
    except ValueError:
        return None


def _shown(*columns: object) -> PostingShown:
    row = dict(zip(_COLUMNS, columns, strict=True))
    told_at = row.pop("told_at")
    row |= {"kind": PostingKind(str(row["kind"])), "state": PostingState(str(row["state"]))}
    return PostingShown(**row, is_told=told_at is not None)  # type: ignore[arg-type]
