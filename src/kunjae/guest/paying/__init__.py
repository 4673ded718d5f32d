"""Paying: what the booking owes, what a change costs, what the hotel asked for."""
