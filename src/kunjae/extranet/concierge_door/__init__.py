"""The QR code that stands in the rooms and leads to the Concierge."""
