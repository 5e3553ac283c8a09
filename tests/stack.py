"""The whole product, running: `manage.py up` in a folder of its own, for tests of the parts together."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from redis import Redis

from imagesearch.core.stack import Stack, stack_read
from imagesearch.jobs.names import Queue

ROOT: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 330
CRAWL_SECONDS: Final = 300
POLL_SECONDS: Final = 0.1
SOON: Final = {
    "IMAGESEARCH_DISPATCH_TIMEOUT_SECONDS": "15", "IMAGESEARCH_CRAWL_LEASE_SECONDS": "10",
    "IMAGESEARCH_CRAWL_NICE": "0", "IMAGESEARCH_EMBED_NICE": "0",
}  # fmt: skip
"""What was lost with a killed process is missed sooner than in earnest, and crawls do not stand back behind other tests."""
ANY_PORTS: Final = {"IMAGESEARCH_WEB_PORT": "0", "IMAGESEARCH_FLOWER_PORT": "0"}
OURS: Final = re.compile("IMAGESEARCH_|DJANGO_")
ENDED: Final = {"complete", "complete_with_problems", "cancelled", "failed"}


class RunningStack:
    """Handles to a running product: its command line, its REST API, its processes, its broker."""

    def __init__(self, state_dir: Path, process: subprocess.Popen[str], variables: dict[str, str]) -> None:
        self.state_dir = state_dir
        self.process = process
        self._variables = variables
        stack = stack_read(state_dir)
        assert isinstance(stack, Stack)
        self.addresses = stack
        self.api = httpx.Client(base_url=f"{stack.web_url}api/v1/", timeout=30, trust_env=False)

    def manage(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run `manage.py ARGUMENTS` against this stack."""
        return manage(self._variables, *arguments, timeout=timeout)

    def crawl(self, url: str, *options: str) -> dict[str, Any]:
        """Start a crawl of a loopback site without waiting for it; what the command printed."""
        done = self.manage("crawl", url, "--allow-start-host", "--json", *options)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def crawl_state(self, crawl_id: str) -> dict[str, Any]:
        """`GET crawls/{id}/`."""
        return dict(self.api.get(f"crawls/{crawl_id}/").raise_for_status().json())

    def crawl_wait(self, crawl_id: str, is_there: Callable[[dict[str, Any]], bool] | None = None) -> dict[str, Any]:
        """Wait until a crawl is where a test wants it: ended, unless it says otherwise."""
        give_up_at = time.monotonic() + CRAWL_SECONDS
        reached = is_there or (lambda state: state["status"] in ENDED)
        while not reached(state := self.crawl_state(crawl_id)):
            assert time.monotonic() < give_up_at, f"{state}\n{self.logs_tail()}"
            time.sleep(POLL_SECONDS)
        return state

    def images(self, crawl_id: str, **filters: str) -> list[dict[str, Any]]:
        """All images of a crawl, over all pages of the list."""
        return list(self._listed(f"crawls/{crawl_id}/images/", filters))

    def pages(self, crawl_id: str, **filters: str) -> list[dict[str, Any]]:
        """All pages of a crawl."""
        return list(self._listed(f"crawls/{crawl_id}/pages/", filters))

    def worker(self, name: str) -> psutil.Process:
        """The process of a program by its name in `imagesearch.ops.programs`."""
        marks = {"redis": "redis-server", "web": "uvicorn", "beat": " beat ", "flower": " flower "}
        mark = marks.get(name, f"--hostname {name}@")
        commands = ((process, _command_of(process)) for process in self._descendants())
        return next(process for process, command in commands if mark in command and "leash" not in command)

    def crawler(self, crawl_id: str) -> psutil.Process | None:
        """The crawl process of a crawl, while there is one."""
        return next((p for p in self._descendants() if f"-m crawler {crawl_id}" in _command_of(p)), None)

    def redis(self) -> Redis:
        """A client of the stack's broker."""
        return Redis.from_url(self.addresses.redis_url)

    def workers_wait(self) -> None:
        """Wait until every queue has a worker again."""
        give_up_at = time.monotonic() + START_SECONDS
        while not self.is_ready():
            assert time.monotonic() < give_up_at, self.logs_tail()
            time.sleep(POLL_SECONDS)

    def is_ready(self) -> bool:
        """What `/health/` says; false as well while the web process is away."""
        try:
            return bool(httpx.get(f"{self.addresses.web_url}health/", timeout=30, trust_env=False).json()["ready"])
        except httpx.HTTPError:
            return False

    def queue_length(self, queue: Queue) -> int:
        """Messages that wait."""
        with self.redis() as client:
            return int(client.llen(queue))

    def logs_tail(self, lines: int = 15) -> str:
        """The last lines of every log: what a failing test prints."""
        logs = sorted((self.state_dir / "logs").rglob("*.log"))
        return "\n".join(
            f"== {p.name}\n" + "\n".join(p.read_text(errors="replace").splitlines()[-lines:]) for p in logs
        )

    def stop(self) -> None:
        """Ctrl-C."""
        self.api.close()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def _listed(self, path: str, filters: dict[str, str]) -> Iterator[dict[str, Any]]:
        answer = self.api.get(path, params=filters)
        while True:
            page = answer.raise_for_status().json()
            yield from page["results"]
            if not page["next"]:
                return
            answer = self.api.get(page["next"])

    def _descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def _command_of(process: psutil.Process) -> str:
    """Its command line; empty for one that has just ended, as that of another crawl may have."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie is one too
        return ""


def environment_for(state_dir: Path, **variables: str) -> dict[str, str]:
    """The environment of a process of the product, free of what the tests' own process was told."""
    own = {"IMAGESEARCH_STATE_DIR": str(state_dir), "IMAGESEARCH_MODEL": "demo", **SOON, **ANY_PORTS, **variables}
    return {name: value for name, value in os.environ.items() if not OURS.match(name)} | own


def manage(environment: dict[str, str], *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run `manage.py ARGUMENTS`."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


@contextmanager
def stack_running(state_dir: Path, **variables: str) -> Iterator[RunningStack]:
    """Start the product in a folder, give it when it says that it is ready, stop it in the end."""
    environment = environment_for(state_dir, **variables)
    state_dir.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=(state_dir / "up.txt").open("w"),
        stderr=subprocess.STDOUT,
        text=True,
    )
    stack: RunningStack | None = None
    try:
        _ready_wait(state_dir, process)
        stack = RunningStack(state_dir, process, environment)
        yield stack
    finally:
        if stack is not None:
            stack.stop()
        else:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _ready_wait(state_dir: Path, process: subprocess.Popen[str]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while "Ready." not in (said := (state_dir / "up.txt").read_text()):
        assert process.poll() is None, said
        assert time.monotonic() < give_up_at, said
        time.sleep(POLL_SECONDS)
