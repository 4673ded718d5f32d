"""Webhooks: other programs hear what happens to bookings, by the Standard Webhooks convention."""
