"""The Celery tasks: each parses its message, calls one service, and lets the base class map errors."""
