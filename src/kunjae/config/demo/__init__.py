"""The demo hotel: a Thai seaside house with 40 rooms and 400 bookings around today, made by the house's own commands."""
