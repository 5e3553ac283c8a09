"""Whether one role does its work, as health checks of containers ask: `python -m imagesearch.ops.probe embed`.

Exit code 0 if it does. A few tenths of a second: neither Django nor the tasks are loaded.
"""

import socket
import sys
from typing import Final

import httpx
from celery import Celery

from imagesearch import env

TIMEOUT_SECONDS: Final = 5.0
PATHS: Final = {"web": "health/live/", "flower": "healthcheck"}


def main(name: str) -> int:
    """Ask the role of that name in this container."""
    if name not in PATHS:
        return 0 if _worker_answers(f"{name}@{socket.gethostname()}") else 1
    port = env.WEB_PORT if name == "web" else env.FLOWER_PORT
    return 0 if _page_answers(f"http://127.0.0.1:{port}/{PATHS[name]}") else 1


def _worker_answers(worker: str) -> bool:
    control = Celery(broker=env.REDIS_URL).control
    return bool(control.ping(destination=[worker], timeout=TIMEOUT_SECONDS))


def _page_answers(url: str) -> bool:
    host = next((name for name in env.ALLOWED_HOSTS if not name.startswith(("*", "."))), "localhost")
    try:
        return httpx.get(url, headers={"Host": host}, timeout=TIMEOUT_SECONDS, trust_env=False).is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
