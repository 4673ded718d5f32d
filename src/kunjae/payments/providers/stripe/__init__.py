"""Stripe: its own page (Checkout), refunds, signed webhooks."""
