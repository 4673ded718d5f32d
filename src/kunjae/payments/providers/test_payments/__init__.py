"""Test payments: a provider without money, for demos and for trying out. It goes the way of the others: the port, the
outbox, and webhooks that are signed and come in from outside."""
