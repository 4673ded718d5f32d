"""Ways to be paid: which guests may choose, in which order, and the hotel's keys for each."""
