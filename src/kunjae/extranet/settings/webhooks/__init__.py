"""Webhooks: which programs hear of the hotel's bookings and orders, and what came of telling them."""
