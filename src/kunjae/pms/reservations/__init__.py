"""Reservations of the hotel's own PMS come in as bookings of source `pms:<code>`, and stay in step with it."""
