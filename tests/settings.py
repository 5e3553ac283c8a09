"""The project's settings for tests: a throw-away state folder, and a broker at which nothing listens."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import psutil

MEMORY: Final = Path("/dev/shm")
MEMORY_FREE_MIN_BYTES: Final = 8 << 30
"""Some two gigabytes are used: each vector shard that is open or kept takes a tenth of one."""


def is_memory_plenty() -> bool:
    """Whether temporary files may lie in memory."""
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() else 0
    return min(free, psutil.virtual_memory().available) >= MEMORY_FREE_MIN_BYTES


if "TMPDIR" not in os.environ and is_memory_plenty():
    # Databases and vector shards are synced with every test: a disk makes them wait, three times as long as they work.
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

STATE_DIR_OF_TESTS = tempfile.mkdtemp(prefix="imagesearch-tests-")
atexit.register(
    shutil.rmtree, STATE_DIR_OF_TESTS, ignore_errors=True
)  # and `pytest_unconfigure`: xdist's workers just stop

for name in [name for name in os.environ if name.startswith("IMAGESEARCH_") and name != "IMAGESEARCH_DATABASE_URL"]:
    del os.environ[name]
os.environ |= {
    "IMAGESEARCH_STATE_DIR": STATE_DIR_OF_TESTS,
    # Nobody listens on port 1: a test that needs a broker uses the `stack` fixture or a Redis of its own.
    "IMAGESEARCH_REDIS_URL": "redis://127.0.0.1:1/0",
    "IMAGESEARCH_MODEL": "demo",
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}

from imagesearch.settings import *  # noqa: E402, F403  the environment above must come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in earnest: the in-memory database of Django's tests locks otherwise between threads.
    DATABASES["default"]["TEST"] = {"NAME": f"{STATE_DIR_OF_TESTS}/tests.sqlite3"}  # noqa: F405
