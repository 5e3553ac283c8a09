"""What is read with a browser, and how its reading is joined with the plain one."""

from dataclasses import replace

import pytest
from scrapy.http import HtmlResponse

from crawler.browsing import Browsing
from crawler.extract.page import PageContent, page_read
from crawler.render.messages import Job, Rendered
from crawler.render.worth import FRUITLESS_MAX, PROBE_EVERY
from imagesearch.crawls.options import Render

URL = "http://site.test/a/"
SHELL = (
    b'<title>Shell</title><div id="app"></div><meta property="og:image" content="/og.png"><script src="/a.js"></script>'
)
PLAIN = b'<p>text</p><img src="/1.png"><a href="/b">b</a>'
SHOWN = Rendered(
    0,
    base_url=URL,
    html=b'<title>Shown</title><img src="one.png" alt="One"><a href="/c">c</a>',
    images=(
        "http://site.test/one.png",
        "http://site.test/a/one.png",
        "http://ads.test/beacon",
        "http://cdn.test/bg.webp",
    ),
    links=("http://site.test/moved",),
)


class Browser:
    """Shows every page as it is told to; remembers what it was given."""

    def __init__(self, shown: Rendered = SHOWN) -> None:
        self.shown = shown
        self.jobs: list[Job] = []

    async def render(self, job: Job) -> Rendered:
        self.jobs.append(job)
        return self.shown

    async def close(self) -> None:
        """Nothing is open."""


async def read(
    body: bytes, mode: Render, browser: Browser, *, pages_max: int = 9, headers: dict[str, str] | None = None
) -> tuple[PageContent, str]:
    response = HtmlResponse(URL, body=body, headers=headers or {})
    browsing = Browsing(mode, browser, pages_max=pages_max)  # type: ignore[arg-type]
    return await browsing.read(response, page_read(body, URL))


async def test_browsing_auto_reads_what_is_drawn_by_scripts():
    browser = Browser()
    page, how = await read(SHELL, Render.AUTO, browser, headers={"Content-Type": "text/html; charset=x"})
    assert how == "rendered"
    assert browser.jobs == [Job(0, URL, "text/html; charset=x", "", SHELL)]
    assert page.title == "Shown"
    assert set(page.links) == {"http://site.test/c", "http://site.test/moved"}
    assert {(image.url, image.route, image.alt) for image in page.images} == {
        ("http://site.test/og.png", "og-image", ""),
        ("http://site.test/a/one.png", "img-src", "One"),
        ("http://site.test/one.png", "browser", ""),
        ("http://cdn.test/bg.webp", "browser", ""),
    }


@pytest.mark.parametrize(
    ("mode", "body", "asked"),
    [(Render.AUTO, PLAIN, 0), (Render.NEVER, SHELL, 0), (Render.ALWAYS, PLAIN, 1)],
    ids=["auto", "never", "always"],
)
async def test_browsing_asks_the_browser_when_it_should(mode: Render, body: bytes, asked: int):
    browser = Browser()
    _, how = await read(body, mode, browser)
    assert (len(browser.jobs), how) == (asked, "rendered" if asked else "")


@pytest.mark.parametrize(
    ("failure", "reason"), [("no_browser", "no_browser"), ("timeout", "render_failed"), ("crashed", "render_failed")]
)
async def test_browsing_without_a_result_keeps_the_plain_reading(failure: str, reason: str):
    page, how = await read(PLAIN, Render.ALWAYS, Browser(Rendered(0, failure=failure)))
    assert how == reason
    assert page == page_read(PLAIN, URL)


@pytest.mark.parametrize(("mode", "how"), [(Render.AUTO, "render_limit"), (Render.ALWAYS, "rendered")])
async def test_browsing_limit_holds_in_auto_only(mode: Render, how: str):
    assert (await read(SHELL, mode, Browser(), pages_max=0))[1] == how


async def test_browsing_keeps_to_what_the_page_asks_of_robots():
    shown = replace(SHOWN, html=SHOWN.html + b'<meta name="robots" content="noindex, nofollow">')
    page, _ = await read(PLAIN, Render.ALWAYS, Browser(shown))
    assert page.links == ()
    assert {image.skip_reason for image in page.images} == {"noindex"}


async def test_browsing_survives_a_page_that_went_nowhere():
    page, _ = await read(PLAIN, Render.ALWAYS, Browser(replace(SHOWN, base_url="about:blank")))
    assert "http://site.test/b" in page.links
    assert "http://site.test/a/one.png" in {image.url for image in page.images}


async def read_many(browsing: Browsing, count: int) -> list[str]:
    ways = []
    for number in range(count):
        response = HtmlResponse(f"{URL}{number}", body=SHELL)
        ways.append((await browsing.read(response, page_read(SHELL, response.url)))[1])
    return ways


async def test_browsing_auto_gives_up_on_a_sign_that_brings_nothing():
    nothing = replace(SHOWN, html=SHELL, images=(), links=())
    ways = await read_many(Browsing(Render.AUTO, Browser(nothing), pages_max=99), 60)  # type: ignore[arg-type]
    assert ways[:FRUITLESS_MAX] == ["rendered"] * FRUITLESS_MAX
    assert ways[FRUITLESS_MAX:].count("rendered") == (60 - FRUITLESS_MAX) // PROBE_EVERY


async def test_browsing_always_never_gives_up():
    nothing = replace(SHOWN, html=SHELL, images=(), links=())
    browsing = Browsing(Render.ALWAYS, Browser(nothing), pages_max=99)  # type: ignore[arg-type]
    assert set(await read_many(browsing, 40)) == {"rendered"}
