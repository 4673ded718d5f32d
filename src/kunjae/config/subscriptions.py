"""Who handles which topic of the outbox."""

from kunjae.changes.commands.announce import TOPICS
from kunjae.changes.commands.pending import END_PENDING, end_due
from kunjae.inventory.blocking import RELEASE_HOLD
from kunjae.inventory.releasing import release_due
from kunjae.outbox.dispatcher import Subscription
from kunjae.payments.commands import RECEIVED, checkouts, refunds, requests
from kunjae.payments.providers.test_payments import sending as test_payments
from kunjae.webhooks import handlers as webhooks

SUBSCRIPTIONS = {
    **dict.fromkeys((*TOPICS, RECEIVED), Subscription(webhooks.fan_out)),
    RELEASE_HOLD: Subscription(release_due),
    END_PENDING: Subscription(end_due),
    webhooks.DELIVER: Subscription(webhooks.deliver, then=webhooks.given_up),
    refunds.REFUND: Subscription(refunds.run_refund, then=refunds.refund_given_up),
    checkouts.END_CHECKOUT: Subscription(checkouts.end_due),
    checkouts.EXPIRE_CHECKOUT: Subscription(checkouts.run_expire),
    requests.EXPIRE_REQUEST: Subscription(requests.expire_due),
    test_payments.TELL: Subscription(test_payments.send),
}
