"""Increase sales: offers and room upgrades, their order, and each as a form."""
