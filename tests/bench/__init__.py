"""Measures the product against its peers in the same run: `make bench`, or `python -m tests.bench B1 B2`."""
