"""Money at the desk: payments and refunds, what is asked of guests, what waits for staff, a guest's change that waits."""
