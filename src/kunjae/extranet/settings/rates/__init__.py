"""Policies, rate plans and prices."""
