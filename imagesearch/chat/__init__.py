"""Talking to the search: each turn edits the same structured query that the search box has."""
