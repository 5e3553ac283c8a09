"""The browser, and a crawl of the sample site that was started in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import scene_random
from tests.e2e.browser import CHROMIUM, MISSING, Visit, browser_running
from tests.stack import RunningStack


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed after these tests: while Playwright's loop is open, neither Django's database nor another loop works here."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with browser_running() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, stack: RunningStack) -> Iterator[Callable[..., Visit]]:
    """Opens pages of the running product; nothing may be complained about in the console."""
    visits: list[Visit] = []

    def open_page(path: str = "/", **options: object) -> Visit:
        visit = Visit(browser, stack.addresses.web_url, **options)  # type: ignore[arg-type]  # handed on as they come
        visits.append(visit)
        visit.page.goto(path)
        return visit

    yield open_page
    complaints = [complaint for visit in visits for complaint in visit.complaints]
    for one in visits:
        one.context.close()
    assert complaints == []


@pytest.fixture(scope="package")
def crawl_id(browser: Browser, stack: RunningStack, sample_site: str) -> str:
    """A crawl of the sample site, started by hand on the start page and watched to its end."""
    visit = Visit(browser, stack.addresses.web_url)
    page = visit.page
    page.goto("/")
    page.get_by_label("Website").fill(sample_site)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/crawls/*/")
    page.locator("[data-connection][data-way=socket]").wait_for()
    page.locator("[data-wall] img").first.wait_for(timeout=240_000)
    visit.keep("crawl-light")
    page.locator("[data-status-pill][data-status^=complete]").wait_for(timeout=240_000)
    crawl_id = page.url.rstrip("/").rpartition("/")[2]
    assert visit.complaints == []
    visit.context.close()
    return crawl_id


@pytest.fixture
def sample_picture(tmp_path: Path) -> Path:
    """A picture that is on no page of the sample site."""
    path = tmp_path / "example.png"
    scene_draw(scene_random(4711), (240, 180)).save(path)
    return path
