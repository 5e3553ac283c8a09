"""Texts of a hostile site on every screen: shown as text, nobody is called, the page's policy has nothing to refuse."""

from collections.abc import Callable, Iterator
from html import escape
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.canary import Canary, canary_listening
from tests.e2e.browser import Visit
from tests.small_site import site_serving
from tests.stack import RunningStack

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

PAYLOADS: Final = (
    "<img src=http://{beacon}/a>",
    '"><script src=http://{beacon}/b></script>',
    "'><svg onload=fetch('http://{beacon}/c')>",
    "</script><script>new Image().src='http://{beacon}/d'</script>",
    "<style>@import 'http://{beacon}/e';*{{background:url(http://{beacon}/f)}}</style>",
    "javascript:fetch('http://{beacon}/g')",
    '<iframe srcdoc="<img src=http://{beacon}/h>"></iframe>',
    "<link rel=prefetch href=http://{beacon}/i>",
    "<base href=http://{beacon}/>",
    "{{{{ 7*7 }}}} ${{7*7}} {{% load static %}}",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200b\u200d",
    "W" * 600,
    "<a href=http://{beacon}/j ping=http://{beacon}/k autofocus onfocus=fetch('http://{beacon}/l')>x</a>",
    "<form action=http://{beacon}/m><button autofocus>x</button></form>",
    "&lt;img src=x onerror=fetch('http://{beacon}/n')&gt;",
    "a" * 40 + "<table><td background=http://{beacon}/o>",
)
POLICY: Final = "addEventListener('securitypolicyviolation', e => console.error('POLICY ' + e.blockedURI + ' ' + e.violatedDirective))"


@pytest.fixture(scope="module")
def beacon() -> Iterator[Canary]:
    with canary_listening() as canary:
        yield canary


@pytest.fixture(scope="module")
def hostile(stack: RunningStack, beacon: Canary) -> Iterator[str]:
    """The id of a crawl of a site that has the payloads in titles, alts, captions, file names and texts."""
    texts = [payload.format(beacon=f"127.0.0.1:{beacon.port}") for payload in PAYLOADS]
    with site_serving() as site:
        figures = []
        for number, text in enumerate(texts):
            site.picture(f"/p{number}.png?{number}", color=f"#{number * 15:02x}80c0")
            words = escape(text, quote=True)
            figures.append(
                f'<figure><img src="/p{number}.png?{number}" alt="{words}" title="{words}"><figcaption>{words}</figcaption></figure>'
            )
            site.page(
                f"/page{number}", f"<h1>{words}</h1><main><p>{words}</p>{figures[-1]}</main><title>{words}</title>"
            )
        figures.append(f'<img src="/gone/{escape(texts[0], quote=True)}.png" alt="{escape(texts[1], quote=True)}">')
        links = "".join(f'<a href="/page{number}">{number}</a>' for number in range(len(texts)))
        title = f"<title>{escape(texts[1])}</title>"
        site.routes["/"] = site.routes["/page0"]
        site.page("/", f"{title}<main><h1>{escape(texts[2])}</h1>{links}{''.join(figures)}</main>")
        crawl_id = stack.crawl(site.url + "/")["id"]
        stack.crawl_wait(crawl_id)
    return crawl_id


def all_results_shown(page: Page) -> None:
    page.locator("[data-index]").first.wait_for()


def every_result_opened(page: Page) -> None:
    all_results_shown(page)
    page.locator("[data-index]").first.click()
    for _ in range(page.locator("[data-index]").count()):
        page.keyboard.press("ArrowRight")


def talked_about(page: Page) -> None:
    page.get_by_role("button", name="Ask").click()
    for message in (PAYLOADS[0], "pictures", "what does the script say about images?"):
        page.get_by_label("What are you looking for?").fill(message)
        page.keyboard.press("Enter")
        page.locator(".chat-exchange").last.locator(".chat-sentence").wait_for()


SCREENS: Final[dict[str, tuple[str, Callable[[Page], None] | None]]] = {
    "start": ("/", None),
    "crawl": ("/crawls/{}/", None),
    "delete": ("/crawls/{}/delete/", None),
    "search": ("/crawls/{}/search/?q=img+src+script", all_results_shown),
    "search for it": ("/crawls/{}/search/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&format=%3Cb%3E&sort=%22%3E", None),
    "viewer": ("/crawls/{}/search/?format=PNG", every_result_opened),
    "chat": ("/crawls/{}/", talked_about),
    "admin pages": ("/admin/crawls/page/", None),
    "admin pictures": ("/admin/crawls/image/", None),
    "admin crawl": ("/admin/crawls/crawl/{}/change/", None),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen_shows_hostile_texts_as_text(visit: Callable[..., Visit], hostile: str, beacon: Canary, name: str):
    path, act = SCREENS[name]
    opened = visit("/", width=360, height=740)
    opened.context.add_init_script(POLICY)
    opened.page.goto(path.format(hostile))
    if act is not None:
        act(opened.page)
    opened.page.wait_for_load_state("networkidle")
    assert beacon.contacts == 0
    if not name.startswith("admin"):
        assert opened.overflow_px() == 0
    if name == "search for it":
        opened.complaints[:] = [text for text in opened.complaints if "400" not in text]  # the values fit no filter


def test_search_shows_the_markup_itself(visit: Callable[..., Visit], hostile: str):
    page = visit(f"/crawls/{hostile}/search/?format=PNG").page
    expect(page.locator(".result-caption", has_text="<iframe srcdoc=").first).to_be_visible()
