"""The embedded installation: everything on this machine, started together, ended together, once per state folder."""

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Final, Self

import httpx
from django.core.management import call_command

from imagesearch import env
from imagesearch.core.errors import Conflict, Unavailable
from imagesearch.core.stack import Stack, stack_forget, stack_read, stack_write
from imagesearch.ops.passwords import Passwords, passwords_ensure
from imagesearch.ops.ports import LOOPBACK, port_free
from imagesearch.ops.programs import Addresses, Program, programs
from imagesearch.ops.redis_binary import redis_binary
from imagesearch.ops.supervision import ProgramState, Supervision

PREDECESSOR_SECONDS: Final = 60
"""How long the processes of a killed run may take to end before a new one gives up."""
READY_SECONDS: Final = 300
"""A cold start on a slow disk, beside other work, reads some gigabytes of libraries."""
POLL_SECONDS: Final = 0.25


class AlreadyRunning(Conflict):
    """Another run uses the state folder."""

    code = "already_running"


class EmbeddedStack:
    """Everything that runs in one state folder; a context manager that leaves nothing behind."""

    def __init__(self, state_dir: Path, *, web_port: int = 0, extra: Iterable[Program] = ()) -> None:
        """Prepare; nothing runs yet.

        Args:
            state_dir: where everything is kept.
            web_port: wanted port of the web app; 0 for the configured one. A taken one is replaced by the next free.
            extra: more programs to keep running beside ours.
        """
        self.logs_dir = state_dir / "logs"
        self._state_dir = state_dir
        self._run_dir = state_dir / "run"
        self._extra = tuple(extra)
        self._web_port = web_port or env.WEB_PORT
        self._lock: IO[str] | None = None
        self._supervision = Supervision(self._run_dir, self.logs_dir)
        self.stack: Stack
        self.passwords: Passwords
        self.has_new_passwords = False

    def __enter__(self) -> Self:
        """Start everything; returns before it is ready.

        Raises:
            AlreadyRunning: another run uses the state folder.
            Misconfigured: there is no Redis to start.
        """
        os.umask(0o077)  # logs, sockets, the database: the owner's alone
        for folder in (self._run_dir, self.logs_dir, self._state_dir / "redis"):
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = self._locked()
        call_command("migrate", verbosity=0, interactive=False)
        self.passwords, self.has_new_passwords = passwords_ensure(self._state_dir)
        addresses, redis_program = self._addresses(), None if env.REDIS_URL else redis_binary()
        self._write_files(addresses)
        own = programs(addresses, redis_program=redis_program, run_dir=self._run_dir)
        self._supervision.start((*own, *self._extra), keep_open=(self._lock.fileno(),))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything."""
        self._supervision.stop()
        stack_forget(self._state_dir)
        if self._lock:
            self._lock.close()

    def ready_wait(self, on_change: Callable[[list[str]], object]) -> None:
        """Wait until every part answers.

        Args:
            on_change: called with the names of the parts that are still missing, each combination once.

        Raises:
            Unavailable: a part did not start in time, or gave up.
        """
        give_up_at, told = time.monotonic() + READY_SECONDS, set[str]()
        while missing := self._missing():
            if (names := ", ".join(missing)) not in told:  # a busy worker that misses a ping is no news
                on_change(missing)
                told.add(names)
            self.failures_check()
            if time.monotonic() > give_up_at:
                ending = [state.name for state in self._states() if state.state != "RUNNING"]
                culprits = f" Ending again and again: {', '.join(ending)}." if ending else ""
                sentence = f"Not ready after {READY_SECONDS} s: {names}.{culprits}"
                raise Unavailable(sentence, code="start_failed")
            time.sleep(POLL_SECONDS)

    def failures_check(self) -> None:
        """Look whether everything is kept running.

        Raises:
            Unavailable: the supervisor ended, or a program failed so often that it was given up.
        """
        if not self._supervision.is_alive():
            said = (self.logs_dir / "supervisord.err").read_text(errors="replace").strip()
            raise Unavailable(f"The supervisor ended. {said}".strip(), code="supervisor_ended")
        lost = [state.name for state in self._states() if state.state == "FATAL"]
        if lost:
            raise Unavailable(f"Given up after many starts: {', '.join(lost)}.", code="start_failed")

    def _states(self) -> list[ProgramState]:
        """How the programs do; nothing while the supervisor is starting or busy: it is asked again soon."""
        try:
            return self._supervision.states()
        except Unavailable:
            return []

    def _locked(self) -> IO[str]:
        """The lock of the state folder; the supervisor shares it, so it holds until the last process has ended."""
        lock = (self._run_dir / "up.lock").open("a")
        give_up_at = time.monotonic() + PREDECESSOR_SECONDS
        while not _lock_taken(lock):
            running = stack_read(self._state_dir)
            if (running and _is_process(running.pid)) or time.monotonic() > give_up_at:
                where = f" at {running.web_url}" if running else ""
                raise AlreadyRunning(
                    f"It already runs in {self._state_dir}{where}; stop that one first (Ctrl-C there)."
                )
            time.sleep(POLL_SECONDS)  # what a killed run left is ending by itself
        return lock

    def _addresses(self) -> Addresses:
        web = port_free(self._web_port)
        flower = port_free(env.FLOWER_PORT, taken={web})
        return Addresses(web, flower, 0 if env.REDIS_URL else port_free(taken={web, flower}))

    def _write_files(self, addresses: Addresses) -> None:
        password = secrets.token_urlsafe(24)
        redis_url = env.REDIS_URL or f"redis://:{password}@{LOOPBACK}:{addresses.redis_port}/0"
        redis_lines = {
            "bind": LOOPBACK,
            "port": addresses.redis_port,
            "requirepass": password,
            "dir": f'"{self._state_dir / "redis"}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
        }
        (self._run_dir / "redis.conf").write_text("".join(f"{key} {value}\n" for key, value in redis_lines.items()))
        login = f"{self.passwords.flower_name}:{self.passwords.flower_password}"
        (self._run_dir / "flower.py").write_text(f"basic_auth = [{login!r}]\n")
        web_url, flower_url = (f"http://{LOOPBACK}:{port}/" for port in (addresses.web_port, addresses.flower_port))
        self.stack = Stack(pid=os.getpid(), redis_url=redis_url, web_url=web_url, flower_url=flower_url)
        stack_write(self._state_dir, self.stack)

    def _missing(self) -> list[str]:
        """Parts that do not answer yet, by name; empty when all is well."""
        try:
            health = httpx.get(f"{self.stack.web_url}health/", timeout=10, trust_env=False).json()
            httpx.get(self.stack.flower_url, timeout=5, trust_env=False)
        except httpx.ConnectError as error:
            return ["flower" if str(error.request.url) == self.stack.flower_url else "web"]
        except (httpx.HTTPError, ValueError):
            return ["web"]
        return [part["name"] for part in health["parts"] if part["state"] == "missing"]


def _lock_taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
