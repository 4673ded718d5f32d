"""The page of Test payments: it plays a provider's own page, outside of the house."""
