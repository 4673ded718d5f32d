"""Taking a booking at the desk: walk-in, phone, LINE."""
