"""How an order stands on the guest's folio in a two-way PMS, and trying again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_change_bookings
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import IDEMPOTENCY_KEY, documented
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.payment_requests import read_nothing
from kunjae.api.problems import json_response
from kunjae.api.routes.bookings import answer_response
from kunjae.api.schemas.payments import CancelRequest
from kunjae.api.schemas.postings import OrderPosting
from kunjae.concierge.order_reads import orders_by_id
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.pms.commands import retry
from kunjae.pms.queries import PostingShown, postings_of

router = Router(tags=["Concierge"])


@router.get(
    "/orders/{uuid:id}/posting",
    **documented("How an order stands in the PMS", OrderPosting, problems=["no_such_order"]),
)
def read_order_posting(request: HttpRequest, id: UUID) -> HttpResponse:
    """All that the order has brought into the hotel's two-way PMS, and why it is not there."""
    return json_response(request, _posting_answer(caller_of(request), id))


@router.post(
    "/orders/{uuid:id}/posting/retry",
    **documented(
        "Post an order again",
        OrderPosting,
        body=CancelRequest,
        body_optional=True,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_order", *KEY_REFUSALS],
    ),
)
def retry_order_posting(request: HttpRequest, id: UUID) -> HttpResponse:
    """All of the order that is not as it should be in the PMS is tried at once, whatever it waited for. The answer is how it
    stands before: what becomes of it is read a moment later."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request, optional=True)
    read_nothing(body)

    def again() -> Answer:
        orders_by_id(caller.property, [id])
        for each in postings_of(caller.property, id):
            if each.is_open:
                retry(property=caller.property, posting=each.id, actor=caller.actor, now=caller.now)
        return Answer(200, _posting_answer(caller, id))

    return answer_response(request, once(request, caller, body, again))


def _posting_answer(caller: Caller, id: UUID) -> dict[str, Any]:
    """Raises NoSuchOrder."""
    (order,) = orders_by_id(caller.property, [id])
    currency = caller.property.currency
    return {
        "order": str(id),
        "posting_status": order.posting.value,
        "currency": currency,
        "items": [_item(each, currency) for each in postings_of(caller.property, id)],
    }


def _item(posting: PostingShown, currency: str) -> dict[str, Any]:
    def when(moment: Any) -> str | None:
        return moment and moment_text(moment)

    return {
        "id": str(posting.id),
        "kind": posting.kind.value,
        "state": posting.state.value,
        "wanted": posting.wanted,
        "amount": amount_text(posting.amount, currency),
        "reservation": posting.reservation,
        "pms_id": posting.ref,
        "folio": posting.folio,
        "error": posting.error,
        "tries": posting.tries,
        "sent_on": when(posting.sent_at),
        "next_try_on": when(posting.next_try_at) if posting.is_open else None,
        "posted_on": when(posting.posted_at),
        "reversed_on": when(posting.reversed_at),
        "done_by": posting.done_by,
    }
