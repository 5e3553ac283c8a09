"""Reads pages with a browser: a process of its own, which the spider feeds with pages and which dies with it."""
