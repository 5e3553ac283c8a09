"""The spider's side of the browser: starts its process, sends pages, replaces it when it is worn or stuck."""

import asyncio
import contextlib
import itertools
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from crawler.render.messages import FRAME_MAX_BYTES, Job, Rendered, job_write, rendered_read
from imagesearch import env
from imagesearch.core.browser import browser_path

log = logging.getLogger(__name__)

GOODBYE_SECONDS: Final = 5.0
START_SECONDS: Final = 60.0
ANSWER_SPARE_SECONDS: Final = 15.0
"""What a visit may take beyond its own limit before the process counts as stuck."""
VISITS_MAX: Final = 100
"""Pages that one browser reads; then a new one takes over, so that what leaks is freed."""
TRIES_MAX: Final = 2
"""A page during which the browser ends is read once more."""


class BrowserProcess:
    """One process with a browser."""

    def __init__(self) -> None:
        self.visits = 0
        self.is_alive = False
        self._folder = tempfile.mkdtemp(prefix="imagesearch-browser-")
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[int, asyncio.Future[Rendered | None]] = {}
        self._listening: asyncio.Task[None] | None = None

    async def start(self, allowed: Iterable[str]) -> bool:
        """Whether it came up with a browser that works."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(theirs.fileno(), allowed), cwd=env.ROOT, env=env.child_environment(TMPDIR=self._folder),
                stdin=asyncio.subprocess.DEVNULL, pass_fds=(theirs.fileno(),), start_new_session=True,
            )  # fmt: skip
        reader, self._writer = await asyncio.open_connection(sock=ours, limit=FRAME_MAX_BYTES)
        try:
            self.is_alive = await asyncio.wait_for(rendered_read(reader), START_SECONDS) is not None
        except TimeoutError:
            self.is_alive = False
        if self.is_alive:
            self._listening = asyncio.create_task(self._listen(reader))
        else:
            await self.end()
        return self.is_alive

    def _command(self, number: int, allowed: Iterable[str]) -> list[str]:
        """With its socket, the folder that it leaves nothing behind in, and the exceptions of the guard."""
        exceptions = [part for host in allowed for part in ("--allow", host)]
        return [sys.executable, "-m", "crawler.render", "--socket", str(number), "--folder", self._folder, *exceptions]

    async def ask(self, job: Job) -> Rendered | None:
        """The page as the browser has it; None if the process ended over it."""
        if self._writer is None or not self.is_alive:
            return None
        self.visits += 1
        answer = self._waiting[job.id] = asyncio.get_running_loop().create_future()
        try:
            await job_write(self._writer, job)
            return await asyncio.wait_for(answer, env.RENDER_TIMEOUT_SECONDS + ANSWER_SPARE_SECONDS)
        except (TimeoutError, ConnectionError):
            await self.end()
            return None
        finally:
            self._waiting.pop(job.id, None)

    async def retire(self) -> None:
        """End it when its last page is read."""
        await asyncio.gather(*self._waiting.values(), return_exceptions=True)
        await self.end()

    async def end(self) -> None:
        """End it now: it tidies up when its socket closes, or is killed; driver and browser follow it in any case."""
        self._give_up()
        if self._writer:
            self._writer.close()
        if self._process:
            await _ended(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._listening and self._listening is not asyncio.current_task():
            self._listening.cancel()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while rendered := await rendered_read(reader):
            if (answer := self._waiting.get(rendered.id)) and not answer.done():
                answer.set_result(rendered)
        self._give_up()

    def _give_up(self) -> None:
        """Whoever waits for a page is told that none will come."""
        self.is_alive = False
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(None)


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), GOODBYE_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


class Renderer:
    """Reads pages with a browser, a few at the same time; the browser is started with the first page."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = tuple(allowed)
        self._tabs = asyncio.Semaphore(env.RENDER_TABS)
        self._starting = asyncio.Lock()
        self._ids = itertools.count(1)
        self._process: BrowserProcess | None = None
        self._retiring: set[BrowserProcess] = set()
        self.is_available = bool(browser_path())

    async def render(self, page: Job) -> Rendered:
        """Read a page; `failure` of the result says why there is nothing, `no_browser` among the reasons."""
        async with self._tabs:
            for _ in range(TRIES_MAX):
                process = await self._current()
                if process is None:
                    return Rendered(page.id, failure="no_browser")
                job = replace(page, id=next(self._ids))
                if rendered := await process.ask(job):
                    return rendered
        return Rendered(page.id, failure="crashed")

    async def close(self) -> None:
        """End the browser."""
        for process in (*self._retiring, self._process):
            if process:
                await process.end()

    async def _current(self) -> BrowserProcess | None:
        async with self._starting:
            process = self._process
            if process and process.is_alive and process.visits < VISITS_MAX:
                return process
            if process:
                self._retire(process)
            return await self._fresh()

    async def _fresh(self) -> BrowserProcess | None:
        if not self.is_available:
            return None
        self._process = BrowserProcess()
        self.is_available = await self._process.start(self._allowed)
        if not self.is_available:
            log.warning("browser_not_available")
        return self._process if self.is_available else None

    def _retire(self, process: BrowserProcess) -> None:
        self._retiring.add(process)
        retirement = asyncio.create_task(process.retire())
        retirement.add_done_callback(lambda _: self._retiring.discard(process))
