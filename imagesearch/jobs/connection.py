"""One pooled Redis connection for each process."""

from functools import cache

from django.conf import settings
from redis import Redis


@cache
def redis_client() -> Redis:
    """The client of this process; safe to share between threads, connects on first use."""
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, health_check_interval=25)
