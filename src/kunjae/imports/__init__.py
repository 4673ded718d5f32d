"""What comes into the house from files: hotels from hotel files, bookings from CSV."""
