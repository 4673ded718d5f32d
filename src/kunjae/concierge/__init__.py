"""What the Concierge sells: offers and room upgrades, and the orders of them (rules.md 9)."""
