"""Chromium as we start it: headless, with one way out, and nothing on that would find another."""

import os
from typing import Any, Final

from playwright.async_api import BrowserContext, BrowserType, Error

from crawler.egress.proxy import GREETING_HOST, LOOPBACK, USER
from imagesearch import env
from imagesearch.core.browser import browser_path

VIEWPORT: Final = {"width": 1280, "height": 20_000}
"""So tall that what waits to be scrolled to is in sight: twice as fast as scrolling, and nothing is passed over."""
METRICS: Final = {**VIEWPORT, "deviceScaleFactor": 1, "mobile": False, "dontSetVisibleSize": True, "scale": 0.02}
"""Pages are laid out for that, while the window keeps its usual size and shows them tiny: nobody looks, and drawing all of it
took a third of what a page costs."""
HEAP_MAX_MB: Final = 512
FLAGS: Final = (
    # Names are resolved by the proxy alone; looked up here they would leave by themselves.
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {LOOPBACK}",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--mute-audio",
    "--hide-scrollbars",
    f"--js-flags=--max-old-space-size={HEAP_MAX_MB}",
)
QUIET_PAGES: Final = """
window.open = () => null;
window.print = () => undefined;
if (window === top) { name = ""; try { sessionStorage.clear(); } catch { /* it has none */ } }
"""
"""No second windows; whatever gets past this is closed when it appears. A tab keeps nothing of the page that it showed before."""


async def context_open(chromium: BrowserType, *, proxy_port: int, secret: str) -> BrowserContext:
    """Start a browser that knows its way out.

    Raises:
        playwright.async_api.Error: there is no browser, or it does not start.
    """
    browser = await chromium.launch(
        executable_path=browser_path() or None,
        args=list(FLAGS),
        ignore_default_args=["--disable-popup-blocking"],
        chromium_sandbox=os.geteuid() != 0,  # as root Chromium refuses to start with it
        # Without a bypass list Playwright takes loopback's exemption away too.
        proxy={"server": f"http://{LOOPBACK}:{proxy_port}"},
    )
    context = await browser.new_context(
        no_viewport=True,  # each tab has `METRICS`
        user_agent=_user_agent(browser.version),
        service_workers="block",
        accept_downloads=False,
        reduced_motion="reduce",
    )
    await context.add_init_script(QUIET_PAGES)
    await _introduce(context, secret)
    return context


def _user_agent(version: str) -> str:
    """A browser's, so that sites serve what browsers get, with our name and address at its end."""
    major = version.partition(".")[0]
    return (
        f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
        f" {env.CRAWL_USER_AGENT}"
    )


async def _introduce(context: BrowserContext, secret: str) -> None:
    """Show the proxy its secret once; the network stack repeats it by itself from then on.

    Given to Playwright as credentials it would cost the cache, and a round trip for every request.
    """
    page = await context.new_page()
    session = await context.new_cdp_session(page)

    async def send(method: str, event: dict[str, Any], **more: object) -> None:
        try:
            await session.send(method, {"requestId": event["requestId"], **more})
        except Error:
            return  # the page was closed meanwhile; whatever it still asked for, its icon say, nobody needs

    async def answer(event: dict[str, Any]) -> None:
        response = {"response": "ProvideCredentials", "username": USER, "password": secret}
        await send("Fetch.continueWithAuth", event, authChallengeResponse=response)

    async def go_on(event: dict[str, Any]) -> None:
        await send("Fetch.continueRequest", event)

    session.on("Fetch.authRequired", answer)
    session.on("Fetch.requestPaused", go_on)
    await session.send("Fetch.enable", {"handleAuthRequests": True})
    await page.goto(f"http://{GREETING_HOST}/")
    await page.close()
