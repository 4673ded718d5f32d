"""A guest sends a slip of a transfer. It proves nothing: the hotel looks at its bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.kernel.errors import invalid
from kunjae.payments.errors import CheckoutClosed, NoSuchCheckout, NoSuchSlip
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout, Slip
from kunjae.payments.pictures import ENDINGS, Picture, readable_picture
from kunjae.properties.models import Property
from kunjae.properties.uploads import drop_upload, keep_upload, read_upload
from kunjae.tenancy.transactions import one_transaction

FOLDER = "slips"
MOST_SLIPS = 5
"""Of one attempt to pay."""


@dataclass(frozen=True, slots=True)
class OpenedSlip:
    """A slip's file, to be handed out under this `kind` and name and no other, never as a page."""

    kind: str
    name: str
    content: bytes


def attach_slip(*, property: Property, checkout: UUID, content: bytes | Picture, now: datetime) -> Slip:
    """Keep a guest's slip: the checkout then waits for staff (`slip`), and no longer ends by itself.

    `content`: the file as it was sent, or what `readable_picture` made of it before a transaction began, as drawing it
    takes its time. Where a change waits, `changes.commands.money_in.slip_sent` belongs into the same transaction.
    Raises NoSuchCheckout, CheckoutClosed (its time is over, or it is paid), InvalidInput (`slip`) for a file that cannot
    be taken, and for more slips than anybody needs.
    """
    picture = content if isinstance(content, Picture) else readable_picture(content)
    path = keep_upload(property.id, FOLDER, ENDINGS[picture.kind], picture.content)
    try:
        return _attach(property=property, checkout=checkout, path=path, kind=picture.kind, now=now)
    except BaseException:
        drop_upload(path)
        raise


def open_slip(property: Property, slip: UUID) -> OpenedSlip:
    """The slip's file, for staff. Raises NoSuchSlip."""
    row = Slip.objects.of(property).filter(id=slip).select_related("checkout").first()
    content = read_upload(property.id, row.path) if row else None
    if row is None or content is None:
        raise NoSuchSlip
    return OpenedSlip(row.kind, f"{row.checkout.code}.{ENDINGS[row.kind]}", content)


@one_transaction
def _attach(*, property: Property, checkout: UUID, path: str, kind: str, now: datetime) -> Slip:
    row = Checkout.objects.of(property).filter(id=checkout).select_for_update().first()
    if row is None:
        raise NoSuchCheckout
    state = CheckoutState(row.state)
    if not state.is_open or (state is not CheckoutState.SLIP and row.expires_at <= now):
        raise CheckoutClosed
    if Slip.objects.of(property).filter(checkout_id=checkout).count() >= MOST_SLIPS:
        raise invalid(
            "slip",
            "too_many_slips",
            "at most {most} slips can be sent for one payment; please call the hotel",
            "ส่งสลิปได้ไม่เกิน {most} ไฟล์ต่อรายการ กรุณาโทรหาที่พัก",
            most=MOST_SLIPS,
        )
    Checkout.objects.of(property).filter(id=checkout).update(state=CheckoutState.SLIP.value)
    slip = Slip(property=property, checkout_id=checkout, path=path, kind=kind, uploaded_at=now)
    slip.save(force_insert=True)
    return slip
