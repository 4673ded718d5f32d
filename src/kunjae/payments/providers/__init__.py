"""Ways to be paid, each behind the port `payments.ports.Provider`, and the hotels' accounts with them."""
