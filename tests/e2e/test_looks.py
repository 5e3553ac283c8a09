"""Every page in light, dark and on a phone: nothing overflows; the pictures in docs/screenshots are taken here."""

from collections.abc import Callable

import pytest

from tests.e2e.browser import Visit

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

PAGES = {
    "start": "/",
    "ended": "/crawls/{}/",
    "search": "/crawls/{}/search/?q=a+red+car",
}
LOOKS = {"light": (1200, 900, "light"), "dark": (1200, 900, "dark"), "phone": (390, 844, "light")}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_its_window(visit: Callable[..., Visit], crawl_id: str, name: str, look: str):
    width, height, scheme = LOOKS[look]
    opened = visit(PAGES[name].format(crawl_id), width=width, height=height, scheme=scheme)
    if name == "search":
        opened.page.locator("[data-index]").first.wait_for()
    opened.keep(f"{name}-{look}")
    assert opened.overflow_px() == 0


@pytest.mark.parametrize("name", PAGES)
def test_page_has_names_for_everything_that_can_be_used(visit: Callable[..., Visit], crawl_id: str, name: str):
    page = visit(PAGES[name].format(crawl_id)).page
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
          .filter((node) => node.checkVisibility())
          .filter((node) => !(node.textContent.trim() || node.ariaLabel || node.labels?.length || node.title))
          .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
