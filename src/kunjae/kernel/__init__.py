"""Words that every floor of the house shares: money, dates, moments, texts, errors. Pure Python, no Django."""
