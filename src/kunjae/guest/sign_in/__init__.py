"""Booking number and PIN, the link in a mail, and signing out."""
