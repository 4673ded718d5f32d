"""Who handles which topic of the outbox."""

from kunjae.changes.commands.announce import TOPICS
from kunjae.changes.commands.pending import END_PENDING, end_due
from kunjae.concierge.commands import baskets, telling
from kunjae.inventory.blocking import RELEASE_HOLD
from kunjae.inventory.releasing import release_due
from kunjae.messages import notices
from kunjae.messages import sending as mails
from kunjae.messages.compose import SEND, compose
from kunjae.messages.compose import TOPICS as MAIL_TOPICS
from kunjae.messages.pre_arrival import sweep as pre_arrival
from kunjae.messages.pre_arrival.commands import SWEEP
from kunjae.ordering.commands import EXPIRE, REMIND, expire_due, paying, remind_due
from kunjae.outbox.dispatcher import Subscription
from kunjae.outbox.facts import Answer, Received
from kunjae.payments.commands import RECEIVED, checkouts, held, refunds, requests
from kunjae.payments.providers.test_payments import sending as test_payments
from kunjae.pms import commands as pms
from kunjae.pms.reservations import asking, looking
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks import handlers as webhooks


@one_transaction
def _announced(event: Received) -> Answer:
    """Other programs and people hear of it: both only put messages, so that handled twice is handled once."""
    webhooks.fan_out(event)
    return compose(event)


SUBSCRIPTIONS = {
    **dict.fromkeys(MAIL_TOPICS, Subscription(compose)),
    **dict.fromkeys((*TOPICS, *telling.TOPICS, RECEIVED, refunds.REFUND_DONE), Subscription(_announced)),
    telling.REMINDER: Subscription(compose),
    refunds.REFUND_FAILED: Subscription(webhooks.fan_out),
    **dict.fromkeys(notices.TOPICS, Subscription(notices.tell_hotel)),
    SEND: Subscription(mails.send, then=mails.given_up),
    SWEEP: Subscription(pre_arrival.sweep),
    pre_arrival.INVITE: Subscription(pre_arrival.invite),
    RELEASE_HOLD: Subscription(release_due),
    END_PENDING: Subscription(end_due),
    EXPIRE: Subscription(expire_due),
    REMIND: Subscription(remind_due),
    webhooks.DELIVER: Subscription(webhooks.deliver, then=webhooks.given_up),
    refunds.REFUND: Subscription(refunds.run_refund, then=refunds.refund_given_up),
    held.TAKE: Subscription(held.run_take, then=held.take_given_up),
    held.LET_GO: Subscription(held.run_let_go),
    held.GONE: Subscription(paying.held_gone),
    baskets.READY: Subscription(paying.basket_ready),
    baskets.END_BASKET: Subscription(paying.end_basket_due),
    checkouts.END_CHECKOUT: Subscription(checkouts.end_due),
    checkouts.EXPIRE_CHECKOUT: Subscription(checkouts.run_expire),
    requests.EXPIRE_REQUEST: Subscription(requests.expire_due),
    test_payments.TELL: Subscription(test_payments.send),
    asking.LOOK: Subscription(looking.look, looking.DELAYS, lease=looking.LEASE, then=looking.look_given_up),
    asking.LOOK_THROUGH: Subscription(looking.look_through_days, looking.DELAYS, lease=looking.LEASE),
    asking.LOOK_AT: Subscription(looking.look_at_one),
    telling.FOLIO: Subscription(pms.follow_order, then=pms.follow_given_up),
    pms.SETTLE: Subscription(pms.settle, lease=pms.LEASE, then=pms.settle_given_up),
}
