"""Search: what a query means, where it matches, how well, and why."""
