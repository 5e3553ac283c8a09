"""The crawl process: started, asked to stop, ended."""

import logging
import signal
import subprocess
import sys
from typing import IO, Final

from django.conf import settings

from imagesearch import env

log = logging.getLogger(__name__)

ENDED: Final = 0
"""Exit code of a process that found nothing more to do."""
STOPPED: Final = 75
"""Of one that was asked to stop, by us or by anybody."""
ORDERLY: Final = frozenset({ENDED, STOPPED, -signal.SIGTERM, -signal.SIGINT})
"""All others are crashes; the signals end a process that is still starting."""
STOP_PATIENCE_SECONDS: Final = 5.0
"""Time to finish the requests in flight; a process that takes longer is killed, and its claims lapse."""


class CrawlProcess:
    """One `python -m crawler`, in a process group of its own, so that it takes its browsers along when it ends."""

    def __init__(self, crawl_id: str, holder: str, number: int) -> None:
        self.crawl_id = crawl_id
        self.holder = holder
        self.number = number
        self.has_ended = False
        """It found nothing more to do, and need not be started again."""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its log goes to the state folder."""
        command = [
            sys.executable,
            "-m",
            "crawler",
            self.crawl_id,
            "--holder",
            self.holder,
            "--number",
            str(self.number),
        ]
        with self._log_open() as log_file:
            self._process = subprocess.Popen(
                command, cwd=env.ROOT, env=env.child_environment(), stdin=subprocess.DEVNULL, stdout=log_file,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        log.info("crawl_process_started", extra={"crawl_id": self.crawl_id, "pid": self._process.pid})

    @property
    def is_started(self) -> bool:
        """Whether `start` was called since the last end."""
        return self._process is not None

    def exit_code(self) -> int | None:
        """None while it runs; afterwards its exit code, once: the process is then forgotten."""
        code = self._process.poll() if self._process else None
        if code is not None:
            self._process = None
        return code

    def ask_to_stop(self) -> None:
        """Ask it to end; it sends no further request."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for the end of a process that was asked to stop, then end it for good."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=STOP_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("crawl_process_killed", extra={"crawl_id": self.crawl_id, "pid": self._process.pid})
            self._process.kill()
            self._process.wait()
        self._process = None

    def _log_open(self) -> IO[bytes]:
        folder = settings.STATE_DIR / "logs" / "crawls"
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / f"{self.crawl_id}.log").open("ab")


class CrawlProcesses:
    """The processes that share one crawl."""

    def __init__(self, crawl_id: str, holder: str) -> None:
        self._crawl_id = crawl_id
        self._holder = holder
        self._all: list[CrawlProcess] = []

    def look_after(self, count: int, *, may_start: bool) -> list[int]:
        """Start those that should run and do not.

        Args:
            count: how many there should be.
            may_start: whether there is still something to fetch.

        Returns:
            The exit codes of those that ended abnormally since the last call.
        """
        while len(self._all) < count:
            self._all.append(CrawlProcess(self._crawl_id, self._holder, len(self._all)))
        crashes = []
        for process in self._all:
            code = process.exit_code()
            process.has_ended |= code == ENDED
            if code is not None and code not in ORDERLY:
                crashes.append(code)
            elif may_start and not process.is_started and not process.has_ended:
                process.start()
        return crashes

    @property
    def are_running(self) -> bool:
        """Whether any is."""
        return any(process.is_started for process in self._all)

    @property
    def have_ended(self) -> bool:
        """Whether all found nothing more to do."""
        return bool(self._all) and all(process.has_ended for process in self._all)

    def start_again(self) -> None:
        """Forget that they found nothing more to do."""
        for process in self._all:
            process.has_ended = False

    def stop(self) -> None:
        """End them all: gracefully, then for good."""
        for process in self._all:
            process.ask_to_stop()
        for process in self._all:
            process.stop()
        self._all.clear()
