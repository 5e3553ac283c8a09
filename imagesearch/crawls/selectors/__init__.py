"""Reads of the tables, for everybody."""
