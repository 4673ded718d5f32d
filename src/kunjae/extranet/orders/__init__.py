"""Guest activity: orders, what is to be added in the PMS, and ordering for a guest at the desk."""
