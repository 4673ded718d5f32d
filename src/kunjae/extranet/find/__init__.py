"""Finding a booking from every page."""
