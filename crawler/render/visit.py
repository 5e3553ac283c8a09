"""Reads one page with the browser: opens it, lets it come to rest, scrolls a little if it grows, takes what is there."""

import asyncio
import logging
import re
from typing import Final, Self

from playwright.async_api import BrowserContext, CDPSession, Error, Page
from playwright.async_api import TimeoutError as NotInTime

from crawler.render.chromium import METRICS, VIEWPORT
from crawler.render.messages import Job, Rendered
from crawler.render.requests import PageRequests
from imagesearch import env

log = logging.getLogger(__name__)

NOTHING: Final = "about:blank"
LOAD_MS: Final = 8_000
REST_MS: Final = 4_000
"""How long a page may take to come to rest."""
SCROLLS_MAX: Final = 4
"""Screens of the tall viewport that a page may grow by."""
STILL_MS: Final = 500
"""Without a new element; as long as a page must be without requests before."""
STILL_WAIT_MS: Final = 2_000
GROW_MS: Final = 1_500
LEAVE_MS: Final = 2_000
_SCRIPTS: Final = re.compile(rb"<script|<iframe|javascript:|[\s\"'/]on[a-z]+\s*=", re.IGNORECASE)
CLOSE_SECONDS: Final = 5.0
WORLD: Final = "rest"
"""Scripts of a page cannot reach into it."""
WATCH: Final = """
let changed = performance.now();
const isNew = ({ addedNodes }) => [...addedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE);
new MutationObserver((changes) => { if (changes.some(isNew)) changed = performance.now(); })
  .observe(document, { childList: true, subtree: true });
globalThis.still = async (stillMs, mostMs) => {
  const end = performance.now() + mostMs;
  for (let left; (left = Math.min(changed + stillMs, end) - performance.now()) > 0;)
    await new Promise((done) => setTimeout(done, left));
};
"""
SCROLL: Final = """() => {
  const height = document.documentElement.scrollHeight;
  window.scrollTo(0, height);
  return height;
}"""
HAS_GROWN: Final = "height => document.documentElement.scrollHeight > height"
SHADOWS: Final = """() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot && found.length < 2000) { found.push(element.shadowRoot.innerHTML); walk(element.shadowRoot); }
    }
  };
  walk(document);
  return found.join("\\n").slice(0, 5_000_000);
}"""
"""What web components show: it is in no serialised document."""


class BrowserStuck(Exception):
    """A page cannot even be closed: nothing but a new browser helps."""


class Tab:
    """A tab of the browser. A new one for each page would cost as much as the page: it is used again while pages behave."""

    def __init__(self, page: Page, session: CDPSession, requests: PageRequests) -> None:
        self._page = page
        self._session = session
        self._requests = requests
        self.is_calm = True
        """Whether it can be used again."""

    @classmethod
    async def open(cls, context: BrowserContext) -> Self:
        """A new one.

        Raises:
            playwright.async_api.Error: the browser has to be ended.
        """
        page = await context.new_page()
        page.on("popup", _dismiss)
        session = await context.new_cdp_session(page)
        await session.send("Emulation.setDeviceMetricsOverride", {**METRICS})
        await session.send("Page.enable")
        await session.send("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH, "worldName": WORLD})
        requests = PageRequests(session)
        await requests.watch()
        return cls(page, session, requests)

    async def visit(self, job: Job) -> Rendered:
        """Read a page.

        Returns:
            The page, or a `failure`: timeout, crashed, not_opened, too_large.
        """
        self._requests.begin(job)
        try:
            async with asyncio.timeout(env.RENDER_TIMEOUT_SECONDS):
                rendered = await self._read(job)
        except (TimeoutError, NotInTime):
            rendered = Rendered(job.id, failure="timeout")
        except Error as error:
            log.info("page_broke_off", extra={"url": job.url, "error": error.message[:200]})
            rendered = Rendered(job.id, failure="crashed")
        # A page that wanted to go elsewhere may want to again, just when the next one is opened.
        self.is_calm &= not rendered.failure and not rendered.links
        return rendered

    async def clear(self) -> bool:
        """Leave the page, which would go on working otherwise, and ask for pictures while the next one comes.

        Returns:
            Whether that went well.
        """
        try:
            await self._page.goto(NOTHING, timeout=LEAVE_MS, wait_until="commit")
        except Error as error:
            log.info("page_not_left", extra={"error": error.message[:200]})
            return False
        return True

    async def close(self) -> None:
        """Be no more.

        Raises:
            BrowserStuck: the browser has to be ended.
        """
        await _close(self._page)

    async def _read(self, job: Job) -> Rendered:
        try:
            await self._page.goto(job.url, wait_until="domcontentloaded", timeout=LOAD_MS)
            await self._rest(job)
        except Error as error:
            # Something hangs, polls for ever or wants to go elsewhere; what is there by now is what a visitor sees too.
            self.is_calm = False
            log.info("page_restless", extra={"url": job.url, "error": error.message[:200]})
        if self._page.url == NOTHING:  # a page that was handed out and is not seen does nothing but run
            return Rendered(job.id, failure="timeout" if self._requests.main_frame else "not_opened")
        await _scroll(self._page)
        return await _taken(self._page, job, self._requests)

    async def _rest(self, job: Job) -> None:
        """Wait until nothing more is to be expected: no requests, then no new elements, which ask for something next."""
        if not has_scripts(job.body):
            await self._page.wait_for_load_state("load", timeout=REST_MS)
            return
        await self._page.wait_for_load_state("networkidle", timeout=REST_MS)
        frame = {"frameId": self._requests.main_frame, "worldName": WORLD}
        world = await self._session.send("Page.createIsolatedWorld", frame)
        still = {"expression": f"still({STILL_MS}, {STILL_WAIT_MS})", "contextId": world["executionContextId"]}
        await self._session.send("Runtime.evaluate", {**still, "awaitPromise": True})


def has_scripts(body: bytes) -> bool:
    """Whether anything in a page could change it after it has loaded."""
    return _SCRIPTS.search(body) is not None


async def _scroll(page: Page) -> None:
    """Follow a page that grows when its end is in sight, within bounds."""
    for _ in range(SCROLLS_MAX):
        height_px = await page.evaluate(SCROLL)
        if not isinstance(height_px, int | float) or height_px <= VIEWPORT["height"]:
            return
        try:
            await page.wait_for_function(HAS_GROWN, arg=height_px, timeout=GROW_MS)
        except NotInTime:
            return


async def _taken(page: Page, job: Job, requests: PageRequests) -> Rendered:
    html = await page.content()
    shadows = await page.evaluate(SHADOWS)
    body = f"{html}\n{shadows}".encode("utf-8", "replace")
    if len(body) > env.PAGE_MAX_BYTES:
        return Rendered(job.id, failure="too_large")
    return Rendered(job.id, page.url, tuple(requests.images), tuple(requests.links), html=body)


async def _dismiss(popup: Page) -> None:
    """A window that got past `QUIET_PAGES`."""
    try:
        await popup.close()
    except Error:
        return  # it closed with the page that opened it


async def _close(page: Page) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await page.close()
    except TimeoutError:
        raise BrowserStuck from None
    except Error:
        return  # it is gone already
