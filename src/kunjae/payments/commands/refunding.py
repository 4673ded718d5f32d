"""The worker asks providers to send money back: outside of any transaction, once for each refund's id."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.outbox.facts import Answer, Later, Received
from kunjae.payments.commands.refund_states import fail, finish, locked_refund, write
from kunjae.payments.facts import RefundState
from kunjae.payments.models import Refund
from kunjae.payments.ports import ProviderDown, ProviderRefused, RefundAnswer
from kunjae.payments.providers.accounts import keys_of
from kunjae.payments.providers.errors import NoKeys, NoSuchProvider
from kunjae.payments.providers.registry import provider
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction


def run_refund(message: Received) -> Answer:
    """Handler: one attempt at a refund that is queued; one that stands elsewhere by now is left alone."""
    property = Property.objects.get(id=message.property_id)
    id = UUID(message.payload["refund"])
    row = Refund.objects.of(property).filter(id=id).select_related("payment").first()
    if row is None or row.state != RefundState.QUEUED:
        return None
    try:
        keys = keys_of(property, row.payment.provider)
        answer = provider(row.payment.provider).refund(row.payment.provider_ref, row.amount, id, keys)
    except ProviderDown as error:
        return Later(error.code)
    except ProviderRefused as error:
        answer = RefundAnswer(RefundState.FAILED, error=error.code)
    except (NoKeys, NoSuchProvider):
        if message.attempt > 1:
            return Later("no_account")  # an earlier attempt may have come through
        answer = RefundAnswer(RefundState.FAILED, error="no_account")
    _take_answer(property=property, refund=id, answer=answer, now=message.now)
    return None


def refund_given_up(message: Received, code: str) -> None:
    """What follows when the provider never answered: nobody knows what became of the refund. It stays reserved, and is
    a task for staff. Inside the transaction that gives the message up."""
    property = Property.objects.get(id=message.property_id)
    _, row = locked_refund(property, UUID(message.payload["refund"]))
    if row.state == RefundState.QUEUED:
        write(property, row, state=RefundState.PENDING.value, error=code[:100])


@one_transaction
def _take_answer(*, property: Property, refund: UUID, answer: RefundAnswer, now: datetime) -> None:
    """Note what the provider said, unless a webhook of its own was quicker and said how it ended."""
    booking, row = locked_refund(property, refund)
    if row.state not in (RefundState.QUEUED, RefundState.PENDING):
        if answer.ref and not row.provider_ref:
            write(property, row, provider_ref=answer.ref)
        return
    if answer.state is RefundState.DONE:
        finish(property, booking, row, by="", ref=answer.ref, now=now)
    elif answer.state is RefundState.PENDING:
        write(
            property,
            row,
            state=RefundState.PENDING.value,
            provider_ref=answer.ref or row.provider_ref,
            error="",
        )
    else:
        fail(property, booking, row, error=answer.error or "failed", ref=answer.ref, now=now)
