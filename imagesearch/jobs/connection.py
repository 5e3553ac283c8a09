"""One pooled Redis connection for each process."""

from functools import cache

from django.conf import settings
from redis import Redis

from imagesearch import env


@cache
def redis_client() -> Redis:
    """The client of this process; safe to share between threads, connects on first use."""
    # The library gives up reading after five seconds by itself; a search may be waited for longer.
    patience_seconds = env.SEARCH_TIMEOUT_SECONDS + 5
    return Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=patience_seconds, health_check_interval=25
    )
