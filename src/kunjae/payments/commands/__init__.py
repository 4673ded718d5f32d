"""The verbs of money: receive, ask for, try to pay, refund."""

from kunjae.payments.commands.receiving import RECEIVED, capture, record_payment

__all__ = ["RECEIVED", "capture", "record_payment"]
