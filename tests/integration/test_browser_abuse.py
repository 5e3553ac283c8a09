"""Pages that abuse the browser: each ends at its limit, the browser goes on or is replaced, and nothing is left running."""

import asyncio
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from crawler.render.client import Renderer
from crawler.render.messages import Job
from imagesearch.core.browser import INSTALL_COMMAND, browser_path
from tests.crawl_process import crawl_of, crawler_end, crawler_start
from tests.small_site import site_serving

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not browser_path(), reason=f"no Chromium; `{INSTALL_COMMAND}` gets one"),
]

URL = "http://127.0.0.1:9/"
END_SECONDS = 30.0
GOOD = b"<body><script>document.body.append('drawn')</script>"
ABUSES = {
    "one dialog": b"<script>alert(1); confirm(2); prompt(3); print(); document.title = 'done'</script>",
    "dialogs": b"<script>for (;;) alert(1)</script>",
    "leaving": b"<script>onbeforeunload = () => 'stay'; location = '/elsewhere'</script>",
    "windows": b"<script>setInterval(() => window.open('about:blank'), 1)</script>",
    "clicked windows": b"<a id=a target=_blank rel=opener href='about:blank'>a</a><script>setInterval(() => a.click(), 5)</script>",
    "reload": b"<script>setInterval(() => location.reload(), 1)</script>",
    "history": b"<script>for (let i = 0; i < 5000; i++) history.pushState(0, '', '?' + i)</script>",
    "spin": b"<script>for (;;) {}</script>",
    "promises": b"<script>const again = () => Promise.resolve().then(again); again()</script>",
    "downloads": b"<a id=a download=x href='data:application/zip,x'>a</a><script>setInterval(() => a.click(), 5)</script>",
    "files": b"<iframe src='file:///etc/passwd'></iframe><script>location = 'file:///etc/passwd'</script>",
    "growth": b"<script>setInterval(() => document.body.insertAdjacentHTML('beforeend', '<p>'.repeat(5000)), 1)</script>",
    "own tools": b"<script>Object.prototype.toJSON = () => { throw 1 }; JSON.stringify = Promise = setTimeout = null</script>",
}
OUTCOMES = {"", "timeout", "crashed", "not_opened", "too_large"}


def job(body: bytes) -> Job:
    return Job(0, URL, "text/html", "", b"<!doctype html><title>t</title><body>" + body)


def family(renderer: Renderer) -> list[psutil.Process]:
    """The process with the browser, and all that it started."""
    assert renderer._process
    assert renderer._process._process
    process = psutil.Process(renderer._process._process.pid)
    return [process, *process.children(recursive=True)]


def left_of(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run after the time that a browser has to go."""
    return psutil.wait_procs(processes, timeout=END_SECONDS)[1]


async def test_browser_abused_ends_every_page_and_goes_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IMAGESEARCH_RENDER_TIMEOUT_SECONDS", "10")
    renderer = Renderer([])
    shown = await asyncio.gather(*(renderer.render(job(body)) for body in ABUSES.values()))
    outcomes = dict(zip(ABUSES, (rendered.failure for rendered in shown), strict=True))
    assert set(outcomes.values()) <= OUTCOMES, outcomes
    assert outcomes["spin"] in {"timeout", "crashed"}
    assert not [rendered for rendered in shown if b"root:" in rendered.html]
    assert b"drawn" in (await renderer.render(job(GOOD))).html
    processes = family(renderer)
    await renderer.close()
    assert left_of(processes) == []


async def test_browser_that_takes_too_much_memory_is_replaced(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IMAGESEARCH_RENDER_MEMORY_MAX_BYTES", "600000000")
    hog = b"""<script>
      const kept = [];
      for (let last = 0; ; ) {
        if (Date.now() - last < 50) continue;
        last = Date.now();
        kept.push(new Uint8Array(2e7).fill(1));
      }
    </script>"""
    renderer = Renderer([])
    hogged = await renderer.render(job(hog))
    assert hogged.failure == "crashed"
    assert b"drawn" in (await renderer.render(job(GOOD))).html
    await renderer.close()


async def test_browser_killed_costs_nothing_but_a_second_try():
    renderer = Renderer([])
    assert b"drawn" in (await renderer.render(job(GOOD))).html
    for process in family(renderer)[2:]:
        with suppress(psutil.NoSuchProcess):  # the rest ends with the first
            process.kill()
    assert b"drawn" in (await renderer.render(job(GOOD))).html
    await renderer.close()


@pytest.mark.django_db(transaction=True)
def test_crawler_killed_leaves_no_browser(tmp_path: Path):
    with site_serving() as site:
        site.page("/", "<script>for (;;) {}</script>")
        crawler = crawler_start(crawl_of(f"{site.url}/", render="always"), tmp_path)
        family = _grown_family(psutil.Process(crawler.pid))
        crawler.kill()
        crawler.wait()
        assert left_of(family) == []


@pytest.mark.django_db(transaction=True)
def test_crawler_stopped_leaves_no_browser(tmp_path: Path):
    with site_serving() as site:
        site.page("/", "<script>for (;;) {}</script>")
        crawler = crawler_start(crawl_of(f"{site.url}/", render="always"), tmp_path)
        family = _grown_family(psutil.Process(crawler.pid))
        crawler_end(crawler, signal.SIGTERM)
        assert left_of(family) == []


def _grown_family(process: psutil.Process) -> list[psutil.Process]:
    """Everything a crawl process has started, once the page is being read."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        children = process.children(recursive=True)
        if any(map(_shows_pages, children)):
            return children
        time.sleep(0.2)
    raise AssertionError("no browser was started")


def _shows_pages(process: psutil.Process) -> bool:
    try:
        return any("--type=renderer" in word for word in process.cmdline())
    except psutil.Error:
        return False
