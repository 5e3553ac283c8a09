"""`python -m crawler.render --socket FD --allow HOST:PORT`: the process with the browser; ends when its socket closes."""

import argparse
import asyncio
import logging
import os
import secrets
import shutil
import socket
from collections.abc import Callable, Coroutine
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn

from playwright.async_api import BrowserContext, Error, async_playwright

from crawler.egress.charges import Charges
from crawler.egress.proxy import EgressProxy
from crawler.limits import Limits
from crawler.render.chromium import context_open
from crawler.render.family import family_end, family_memory_bytes
from crawler.render.messages import FRAME_MAX_BYTES, Job, Rendered, job_read, rendered_write
from crawler.render.visit import BrowserStuck, Tab
from imagesearch import env
from imagesearch.core.guard import Guard
from imagesearch.core.logs import FieldsFormatter
from imagesearch.core.stack import stack_redis_url
from imagesearch.pacing.shared import SharedPace

log = logging.getLogger(__name__)

NICENESS: Final = 10
"""Searches and the crawl itself go first."""
MEMORY_CHECK_SECONDS: Final = 0.5
OOM_SCORE: Final = Path("/proc/self/oom_score_adj")
OOM_FIRST: Final = "800"
"""Should memory run out all the same, the kernel begins with the browser."""


class Exit(IntEnum):
    """Exit codes."""

    DONE = 0
    NO_BROWSER = 69
    STUCK = 70
    TOO_LARGE = 71


Leave = Callable[[Exit], NoReturn]


class BrowserServer:
    """Reads the pages that come over a socket, as many at the same time as are sent."""

    def __init__(
        self, context: BrowserContext, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, leave: Leave
    ) -> None:
        self._context = context
        self._reader = reader
        self._writer = writer
        self._leave = leave
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle: list[Tab] = []

    async def run(self) -> None:
        """Serve until the other end is closed."""
        try:
            await rendered_write(self._writer, Rendered(0))
        except ConnectionError:
            return  # the spider is gone before the browser came up
        while job := await job_read(self._reader):
            self._keep(self._visit(job))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _visit(self, job: Job) -> None:
        try:
            tab = self._idle.pop() if self._idle else await Tab.open(self._context)
            rendered = await tab.visit(job)
            if tab.is_calm and await tab.clear():
                self._idle.append(tab)
            else:
                await tab.close()
            # A page's cookies are not another page's: a flood of them would make the site refuse everything.
            await self._context.clear_cookies()
            await rendered_write(self._writer, rendered)
        except (BrowserStuck, Error) as error:
            log.warning("browser_stuck", extra={"url": job.url, "error": str(error)[:200]})
            self._leave(Exit.STUCK)
        except ConnectionError:
            return  # the spider is gone; `run` ends too


async def serve(connection: socket.socket, guard: Guard, leave: Leave) -> NoReturn:
    """Start proxy and browser, serve, and leave."""
    reader, writer = await asyncio.open_connection(sock=connection, limit=FRAME_MAX_BYTES)
    secret = secrets.token_urlsafe(24)
    charges = Charges(Limits(guard.allowed), SharedPace(env.REDIS_URL or stack_redis_url(env.STATE_DIR)))
    proxy = EgressProxy(guard, secret=secret, charges=charges)
    port = await proxy.start()
    async with async_playwright() as playwright:
        try:
            context = await context_open(playwright.chromium, proxy_port=port, secret=secret)
        except Error as error:
            log.warning("browser_not_started", extra={"error": error.message[:1000]})
            leave(Exit.NO_BROWSER)
        watching = asyncio.create_task(_memory_watch(leave))
        await BrowserServer(context, reader, writer, leave).run()
        watching.cancel()
        log.info("browser_ended", extra={"refused": dict(proxy.refusals)})
        leave(Exit.DONE)


async def _memory_watch(leave: Leave) -> None:
    """End everything when the browser has grown too large; the spider starts another."""
    while True:
        await asyncio.sleep(MEMORY_CHECK_SECONDS)
        if (used_bytes := family_memory_bytes()) > env.RENDER_MEMORY_MAX_BYTES:
            log.warning("browser_too_large", extra={"used_mb": used_bytes // 1_000_000})
            leave(Exit.TOO_LARGE)


def _leave(folder: str, code: Exit) -> NoReturn:
    """End with everything that was started, and leave nothing behind."""
    family_end()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(code)


def main() -> None:
    """Serve on the socket that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m crawler.render", description="Read pages with a browser.")
    parser.add_argument("--socket", type=int, required=True, help="Number of an open socket.")
    parser.add_argument("--folder", required=True, help="For temporary files; removed at the end.")
    parser.add_argument("--allow", action="append", default=[], help="host:port that may be reached though not public.")
    arguments = parser.parse_args()
    handler = logging.StreamHandler()
    handler.setFormatter(FieldsFormatter())
    logging.basicConfig(level=env.LOG_LEVEL, handlers=[handler])
    os.nice(NICENESS)
    OOM_SCORE.write_text(OOM_FIRST)
    connection = socket.socket(fileno=arguments.socket)
    leave = partial(_leave, arguments.folder)
    asyncio.run(serve(connection, Guard(allowed=frozenset(arguments.allow)), leave))


if __name__ == "__main__":
    main()
