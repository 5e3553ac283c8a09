"""`python -m crawler.render --socket FD --allow HOST:PORT`: the process with the browser; ends when its socket closes."""

import argparse
import asyncio
import logging
import os
import secrets
import shutil
import socket
import sys
from enum import IntEnum
from pathlib import Path
from typing import Final

import psutil
from playwright.async_api import BrowserContext, Error, async_playwright

from crawler.egress.proxy import EgressProxy
from crawler.render.chromium import context_open
from crawler.render.messages import FRAME_MAX_BYTES, Job, Rendered, job_read, rendered_write
from crawler.render.visit import BrowserStuck, page_visit
from imagesearch import env
from imagesearch.core.guard import Guard
from imagesearch.core.logs import FieldsFormatter

log = logging.getLogger(__name__)

NICENESS: Final = 10
"""Searches and the crawl itself go first."""
GOODBYE_SECONDS: Final = 3.0
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


class BrowserServer:
    """Reads the pages that come over a socket, as many at the same time as are sent."""

    def __init__(self, context: BrowserContext, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._context = context
        self._reader = reader
        self._writer = writer
        self._visits: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve until the other end is closed."""
        await rendered_write(self._writer, Rendered(0))
        while job := await job_read(self._reader):
            visit = asyncio.create_task(self._visit(job))
            self._visits.add(visit)
            visit.add_done_callback(self._visits.discard)

    async def _visit(self, job: Job) -> None:
        try:
            rendered = await page_visit(self._context, job)
            # A page's cookies are not another page's: a flood of them would make the site refuse everything.
            await self._context.clear_cookies()
            await rendered_write(self._writer, rendered)
        except (BrowserStuck, Error) as error:
            log.warning("browser_stuck", extra={"url": job.url, "error": str(error)[:200]})
            os._exit(Exit.STUCK)
        except ConnectionError:
            return  # the spider is gone; `run` ends too


async def serve(connection: socket.socket, guard: Guard) -> Exit:
    """Start proxy and browser, and serve."""
    reader, writer = await asyncio.open_connection(sock=connection, limit=FRAME_MAX_BYTES)
    secret = secrets.token_urlsafe(24)
    proxy = EgressProxy(guard, secret=secret)
    port = await proxy.start()
    async with async_playwright() as playwright:
        try:
            context = await context_open(playwright.chromium, proxy_port=port, secret=secret)
        except Error as error:
            log.warning("browser_not_started", extra={"error": error.message[:1000]})
            return Exit.NO_BROWSER
        guarding = asyncio.create_task(_memory_watch())
        await BrowserServer(context, reader, writer).run()
        guarding.cancel()
        log.info("browser_ended", extra={"refused": dict(proxy.refusals)})
        await _browser_close(context)
    return Exit.DONE


async def _browser_close(context: BrowserContext) -> None:
    """Let it remove its profile; if its pages are too busy for that, it ends with the driver, which ends with us."""
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await context.browser.close()  # type: ignore[union-attr]
    except (TimeoutError, Error):
        os._exit(Exit.STUCK)


async def _memory_watch() -> None:
    """End everything when the browser has grown too large; the spider starts another."""
    while True:
        await asyncio.sleep(MEMORY_CHECK_SECONDS)
        if (used_bytes := _memory_bytes()) > env.RENDER_MEMORY_MAX_BYTES:
            log.warning("browser_too_large", extra={"used_mb": used_bytes // 1_000_000})
            os._exit(Exit.TOO_LARGE)


def _memory_bytes() -> int:
    """What driver and browser take: what each has for itself, and the largest of what they share."""
    own_bytes, shared_bytes = 0, 0
    for process in psutil.Process().children(recursive=True):
        try:
            memory = process.memory_info()
        except psutil.Error:
            continue  # it ended meanwhile
        own_bytes += memory.rss - memory.shared
        shared_bytes = max(shared_bytes, memory.shared)
    return own_bytes + shared_bytes


def main() -> int:
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
    try:
        return asyncio.run(serve(connection, Guard(allowed=frozenset(arguments.allow))))
    finally:
        shutil.rmtree(arguments.folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
