"""Omise (Opn Payments): cards on its own page, PromptPay that confirms itself, refunds, signed webhooks.

The maker's package is not used: it keeps the key in a global, so that two hotels in two threads would share one, and
waits for answers without a time limit.
"""
