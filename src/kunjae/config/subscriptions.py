"""Who handles which topic of the outbox."""

from kunjae.changes.commands.announce import TOPICS
from kunjae.inventory.blocking import RELEASE_HOLD
from kunjae.inventory.releasing import release_due
from kunjae.outbox.dispatcher import Subscription
from kunjae.payments.commands import RECEIVED
from kunjae.webhooks import handlers as webhooks

SUBSCRIPTIONS = {
    **dict.fromkeys((*TOPICS, RECEIVED), Subscription(webhooks.fan_out)),
    RELEASE_HOLD: Subscription(release_due),
    webhooks.DELIVER: Subscription(webhooks.deliver, then=webhooks.given_up),
}
