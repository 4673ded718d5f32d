"""What the house has still to tell the outside: written with the business itself, handled at least once."""
