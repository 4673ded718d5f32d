"""An attempt to pay begins: kept here, made known to the provider, and the guest led to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kunjae.changes.models import PendingChange
from kunjae.guest.access import GuestDesk
from kunjae.guest.paying.admission import LINK, address_of
from kunjae.guest.paying.ways import Way
from kunjae.kernel.errors import KunjaeError
from kunjae.payments.facts import Purpose
from kunjae.payments.models import PaymentRequest
from kunjae.payments.ports import ProviderDown, ProviderRefused

ON_A_PAGE = timedelta(hours=1)
"""How long a provider's page may be paid on, where nothing else ends it before."""
BY_HAND = timedelta(hours=24)
"""How long a code or an account stays open for its slip."""


class NotStarted(KunjaeError):
    """The provider did not take it. Nothing was charged, and other ways are open. `status`: of the answer."""

    code = "provider_down"

    def __init__(self, way: Way, *, down: bool) -> None:
        self.way = way
        self.status = 503 if down else 422
        super().__init__(way.value)

    def text(self, language: str) -> str:
        if self.status == 503:
            if language == "th":
                return f"{self.way.name} ไม่ตอบสนองในขณะนี้ ยังไม่มีการเรียกเก็บเงิน กรุณาเลือกช่องทางอื่น หรือลองใหม่ภายหลัง"
            return (
                f"{self.way.name} does not answer at the moment. Nothing was charged; "
                "please choose another way, or try again later."
            )
        if language == "th":
            return f"{self.way.name} ไม่รับการชำระเงินนี้ ยังไม่มีการเรียกเก็บเงิน กรุณาเลือกช่องทางอื่น"
        return f"{self.way.name} did not take this payment. Nothing was charged; please choose another way."


def start(
    desk: GuestDesk,
    *,
    code: str,
    amount: int,
    way: Way,
    purpose: Purpose,
    pending: PendingChange | None = None,
    request: PaymentRequest | None = None,
    link: str = "",
) -> HttpResponse:
    """Begin, and lead the guest on: to the provider's page or to our own. Raises NotStarted, and what
    `begin_checkout` raises."""
    from kunjae.payments.commands.checkouts import begin_checkout

    try:
        row = begin_checkout(
            property=desk.property,
            code=code,
            purpose=purpose,
            amount=amount,
            provider=way.provider,
            method=way.method,
            now=desk.now,
            expires_at=end_of(way, desk.now, pending, request),
            return_url=return_address(desk, link),
            language=desk.language,
            request=request.id if request else None,
            pending=pending.id if pending else None,
        )
    except ProviderDown:
        raise NotStarted(way, down=True) from None
    except ProviderRefused:
        raise NotStarted(way, down=False) from None
    name = "checkout_leave" if row.url else "checkout"
    return redirect(address_of(name, desk.property.slug, row.id, link))


def end_of(
    way: Way, now: datetime, pending: PendingChange | None, request: PaymentRequest | None
) -> datetime:
    """Until when the attempt is open: never longer than what it is for."""
    if pending is not None:
        return pending.held_until
    end = now + (ON_A_PAGE if way.leaves else BY_HAND)
    return min(end, request.expires_at) if request else end


def return_address(desk: GuestDesk, link: str) -> str:
    """Where the browser comes back to: a page of ours, whatever anybody sends; `{checkout}` stands for its id."""
    here = reverse(
        "guest:checkout", kwargs={"slug": desk.property.slug, "id": "00000000-0000-0000-0000-000000000000"}
    )
    address = f"{settings.BASE_URL}{here}"
    return f"{address}?{LINK}={link}" if link else address
