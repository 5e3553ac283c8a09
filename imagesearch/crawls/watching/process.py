"""The crawl process: started, asked to stop, ended."""

import logging
import signal
import subprocess
import sys
from typing import IO, Final

from django.conf import settings

from imagesearch import env

log = logging.getLogger(__name__)

STOP_PATIENCE_SECONDS: Final = 5.0
"""Time to finish the requests in flight; a process that takes longer is killed, and its claims lapse."""


class CrawlProcess:
    """One `python -m crawler`, in a process group of its own, so that it takes its browsers along when it ends."""

    def __init__(self, crawl_id: str, holder: str) -> None:
        self.crawl_id = crawl_id
        self.holder = holder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its log goes to the state folder."""
        command = [sys.executable, "-m", "crawler", self.crawl_id, "--holder", self.holder]
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

    def stop(self) -> None:
        """End it: gracefully, then for good."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
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
