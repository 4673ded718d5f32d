"""The Concierge: what a guest may order for a stay, the basket, and what became of the orders."""
