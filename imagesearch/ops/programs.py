"""The processes of an embedded installation: what each runs, which queues it drains, how it is stopped."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from imagesearch import env
from imagesearch.jobs.names import Queue
from imagesearch.ops.ports import LOOPBACK

SEARCHES_AT_ONCE: Final = 8
"""Questions answered side by side: twice as many as four make fuller batches in the text encoders."""
TENSOR_MEMORY: Final = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""Tensors of some megabytes come and go all the time: fetching each from the system costs a fifth of all embedding.

In few arenas, or each thread keeps what it once needed."""
EVERY_INTERFACE: Final = "0.0.0.0"  # noqa: S104  of a container, whose ports are published on loopback


@dataclass(frozen=True, slots=True)
class Program:
    """One process that is kept running."""

    name: str
    command: tuple[str, ...]
    queues: tuple[Queue, ...] = ()
    nice: int = 0
    stop_seconds: int = 10
    priority: int = 10
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the processes listen; `redis_port` is 0 when the broker is somebody else's."""

    web_port: int
    flower_port: int
    redis_port: int


def programs(addresses: Addresses, *, redis_program: Path | None, run_dir: Path) -> tuple[Program, ...]:
    """Every process of an embedded installation; the files that `run_dir` needs are written by `supervision`."""
    redis = (_redis(redis_program, run_dir),) if redis_program else ()
    # Its password stands in a file: arguments of a process are everybody's to read.
    flower = _flower(LOOPBACK, addresses.flower_port, f"--conf={run_dir / 'flower.py'}")
    return (*redis, _web(LOOPBACK, addresses.web_port), *workers(), _beat(), flower)


def roles() -> dict[str, Program]:
    """What containers run, by name: the same programs, but reachable from other containers."""
    web, flower = _web(EVERY_INTERFACE, env.WEB_PORT), _flower(EVERY_INTERFACE, env.FLOWER_PORT)
    return {program.name: program for program in (web, *workers(), _beat(), flower)}


def workers() -> tuple[Program, ...]:
    """The workers; together they drain every queue.

    The embedded vector engine allows one process per shard: without a server the search worker owns it, and drains
    `index` as well.
    """
    torch = {"OMP_NUM_THREADS": str(env.EMBED_TORCH_THREADS), **TENSOR_MEMORY}
    writing = (Queue.INDEX, Queue.UPKEEP)
    return (
        _worker("crawl", env.CRAWLS_AT_ONCE, (Queue.CRAWL,), nice=env.CRAWL_NICE),
        _worker("embed", 1, (Queue.EMBED,), nice=env.EMBED_NICE, environment=torch),
        _worker("search", SEARCHES_AT_ONCE, (Queue.SEARCH, *(() if env.QDRANT_URL else writing)), environment=torch),
        *((_worker("index", 2, writing),) if env.QDRANT_URL else ()),
    )


def _worker(
    name: str, threads: int, queues: tuple[Queue, ...], *, nice: int = 0, environment: Mapping[str, str] | None = None
) -> Program:
    """Threads, not processes: a model is loaded once, and a crawl's watcher mostly sleeps."""
    where = ("--hostname", f"{name}@%h", "--queues", ",".join(queues))
    how = ("--pool", "threads", "--concurrency", str(threads), "--loglevel", env.LOG_LEVEL)
    command = (*_celery(), "worker", *where, *how, "--without-mingle", "--without-gossip")
    return Program(name, command, queues, nice, stop_seconds=20, environment=environment or {})


def _redis(program: Path, run_dir: Path) -> Program:
    return Program("redis", (str(program), str(run_dir / "redis.conf")), priority=1)


def _web(host: str, port: int) -> Program:
    serve = (sys.executable, "-m", "uvicorn", "imagesearch.asgi:application", "--host", host, "--port", str(port))
    # The peer's address decides who is the local owner: a header must not be able to change it.
    return Program(
        "web",
        (*serve, "--no-access-log", "--no-proxy-headers", "--no-server-header", "--timeout-graceful-shutdown", "3"),
    )


def _beat() -> Program:
    return Program("beat", (*_celery(), "beat", "--loglevel", env.LOG_LEVEL, "--pidfile", ""))


def _flower(host: str, port: int, *options: str) -> Program:
    return Program("flower", (*_celery(), "flower", f"--address={host}", f"--port={port}", *options))


def _celery() -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "--app", "imagesearch")
