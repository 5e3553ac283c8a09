"""axe on every screen, in light, dark and on a phone: nothing serious."""

from collections.abc import Callable
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.browser import Visit

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

LOOKS: Final = {"light": (1200, 900, "light"), "dark": (1200, 900, "dark"), "phone": (360, 740, "light")}
SEARCH: Final = "/crawls/{}/search/?q=red+car"


def results_shown(page: Page) -> None:
    page.locator("[data-index]").first.wait_for()


def viewer_opened(page: Page) -> None:
    page.locator("[data-index]").first.click()


def facet_opened(page: Page) -> None:
    results_shown(page)
    page.locator("details.facet:not([hidden]) summary").first.click()


def keys_listed(page: Page) -> None:
    results_shown(page)
    page.get_by_role("button", name="Keys on this page").click()


def talked(page: Page) -> None:
    page.get_by_role("button", name="Ask").click()
    page.get_by_label("What are you looking for?").fill("red car png")
    page.keyboard.press("Enter")
    page.locator(".chat-pictures").wait_for()


SCREENS: Final[dict[str, tuple[str, Callable[[Page], None] | None]]] = {
    "start": ("/", None),
    "crawl": ("/crawls/{}/", None),
    "delete": ("/crawls/{}/delete/", None),
    "login": ("/login/", None),
    "admin": ("/admin/", None),
    "search before": ("/crawls/{}/search/", None),
    "search": (SEARCH + "&format=PNG&format=JPEG", results_shown),
    "nothing fits": ("/crawls/{}/search/?q=car+w:>5000", lambda page: page.locator(".nothing").wait_for()),
    "filter open": (SEARCH, facet_opened),
    "viewer open": (SEARCH, viewer_opened),
    "keys": (SEARCH, keys_listed),
    "chat open": ("/crawls/{}/", talked),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", SCREENS)
def test_screen_has_no_serious_finding(visit: Callable[..., Visit], crawl_id: str, name: str, look: str):
    path, act = SCREENS[name]
    width, height, scheme = LOOKS[look]
    # Somebody from elsewhere has to log in, the person at this machine has not.
    headers = {"X-Forwarded-For": "192.0.2.1"} if name == "login" else {}
    opened = visit(path.format(crawl_id), width=width, height=height, scheme=scheme, headers=headers)
    if act is not None:
        act(opened.page)
    assert opened.overflow_px() == 0
    found = Axe().run(opened.page).response["violations"]
    assert not [
        f"{finding['id']}: {node['html'][:200]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
