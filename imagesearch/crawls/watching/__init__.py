"""Watches one crawl from its start to its end: its process, its dispatch, its progress."""
