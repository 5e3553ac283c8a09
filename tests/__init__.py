"""The tests; `unit` mirrors the source, the other folders say what they need."""
