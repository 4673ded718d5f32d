"""The life of an order: placed, confirmed, cancelled, expired, added in the PMS by hand (rules.md 9)."""
