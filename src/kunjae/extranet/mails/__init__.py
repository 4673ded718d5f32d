"""Sent mails: what the house wrote to whom, and what became of it."""
