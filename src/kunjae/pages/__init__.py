"""The look that all pages share, staff and guests alike: styles, controls, words behind codes, a booking as shown."""
