"""What a person sees who starts the embedded installation: progress, addresses, trouble, and the way out."""

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from django.core.management.base import CommandError

from imagesearch.core.errors import ImageSearchError
from imagesearch.embedding.choosing import model_chosen
from imagesearch.ops.embedded import EmbeddedStack
from imagesearch.ops.programs import Program

WATCH_SECONDS: Final = 2.0
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StackConsole:
    """Runs the embedded stack for a command and speaks for it."""

    def __init__(self, state_dir: Path, say: Callable[[str], object]) -> None:
        self._state_dir = state_dir
        self._say = say
        self.stack: EmbeddedStack

    @contextmanager
    def running(self, *, web_port: int = 0, extra: Iterable[Program] = ()) -> Iterator[EmbeddedStack]:
        """Everything started and ready; whatever happens inside, everything is stopped behind it.

        Raises:
            CommandError: it could not be started; the sentence says why and where the logs are.
        """
        self.stack = EmbeddedStack(self._state_dir, web_port=web_port, extra=extra)
        before = {number: signal.signal(number, _interrupt) for number in SIGNALS}
        try:
            self._say("Starting …")
            with self.stack:
                try:
                    self.stack.ready_wait(lambda missing: self._say(f"  waiting for {', '.join(missing)}"))
                    self._say_addresses()
                    yield self.stack
                finally:
                    _signals_ignore()
                    self._say("Stopping …")
        except KeyboardInterrupt:
            sys.exit(0)
        except ImageSearchError as error:
            raise CommandError(f"{error.sentence} Logs: {self.stack.logs_dir}") from error
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def wait(self) -> None:
        """Stay until interrupted, or until something is lost for good."""
        self._say("Ctrl-C stops everything.")
        while True:
            time.sleep(WATCH_SECONDS)
            self.stack.failures_check()

    def _say_addresses(self) -> None:
        running, passwords = self.stack.stack, self.stack.passwords
        self._say(
            f"Ready.\n  web     {running.web_url}\n  admin   {running.web_url}admin/\n  API     {running.web_url}api/docs/"
        )
        self._say(f"  Flower  {running.flower_url}\n  logs    {self.stack.logs_dir}")
        if notice := model_chosen().notice:
            self._say(f"  {notice}")
        if self.stack.has_new_passwords:
            self._say(
                "Passwords, generated and shown this once (`manage.py passwords` shows them again):\n"
                f"  admin   {passwords.owner_name}  {passwords.owner_password}\n"
                f"  Flower  {passwords.flower_name}  {passwords.flower_password}"
            )


def _interrupt(_: int, __: FrameType | None) -> None:
    """Every signal that asks us to end does it in the same way."""
    _signals_ignore()
    raise KeyboardInterrupt


def _signals_ignore() -> None:
    """A second request to end is not heard while we stop: nothing must be left half-way."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
