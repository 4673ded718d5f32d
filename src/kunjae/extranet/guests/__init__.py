"""Guests, their stays, and the registers that the law asks for."""
