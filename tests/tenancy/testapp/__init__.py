"""A small hotel of its own, so that the tests of the tenant layer need no other folder's tables."""
