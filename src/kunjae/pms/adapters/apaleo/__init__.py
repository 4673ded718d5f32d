"""Apaleo: charges through its Finance API, reservations through its Booking API, with a token that ends after an hour."""
