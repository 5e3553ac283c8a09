"""Caches in Redis that say what they save; each is a miss, never an error, while Redis is away."""
