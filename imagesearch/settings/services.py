"""The services around us: database, Redis, vectors, pictures; and the product's own settings."""

from typing import Any

import environ

from imagesearch import env
from imagesearch.core.stack import stack_redis_url

STATE_DIR = env.STATE_DIR
STATE_DIR.mkdir(parents=True, exist_ok=True)
IS_EMBEDDED = env.MODE == "embedded"


SQLITE_OPTIONS = {
    # Writers queue up instead of failing half-way: the lock is taken when the transaction begins.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
}

POSTGRES_POOL = {"min_size": 1, "max_size": 20, "max_idle": 120.0, "timeout": 5.0}
"""Connections of one process; who finds all of them taken waits for seconds, and so does who asks while the server is away."""


def _database() -> dict[str, Any]:
    if not env.DATABASE_URL:
        name = STATE_DIR / "imagesearch.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE_OPTIONS}
    named = environ.Env.db_url_config(env.DATABASE_URL)
    if named["ENGINE"].endswith("sqlite3"):
        return {**named, "OPTIONS": SQLITE_OPTIONS}
    # Every request has a thread of its own: connections that threads keep would pile up until the server refuses more.
    pooled = {**named.get("OPTIONS", {}), "pool": POSTGRES_POOL}
    return {**named, "OPTIONS": pooled, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": _database()}
REDIS_URL = env.REDIS_URL or stack_redis_url(STATE_DIR)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "imagesearch",
    }
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}
QDRANT_URL = env.QDRANT_URL
QDRANT_API_KEY = env.QDRANT_API_KEY
VECTORS_DIR = STATE_DIR / "vectors"
BLOBS_DIR = STATE_DIR / "blobs"
ANSWERS_DIR = STATE_DIR / "answers"
