"""Topics that a folder puts and another one on its own floor handles, so that neither has to know the other."""

PMS_PAUSED = "pms.paused"
"""The PMS no longer lets the house in. Payload: reason."""
ORDER_NOT_POSTED = "pms.order_not_posted"
"""An order has failed to reach the PMS so often that somebody should look. Payload: booking, order, error."""
WEBHOOK_STOPPED = "webhook.stopped"
"""An endpoint gets nothing more, as it failed for long. Payload: endpoint, reason."""
