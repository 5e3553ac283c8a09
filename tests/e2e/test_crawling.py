"""The way of a crawl through the pages: started, watched, acted on, deleted."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visit
from tests.picture_site import PictureSite
from tests.stack import RunningStack

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Visit]


def test_crawl_watched_to_its_end_shows_the_true_counts(visit: Open, stack: RunningStack, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/").page
    counts = stack.crawl_state(crawl_id)["counts"]
    for name in ("images_found", "images_fetched", "images_embedded", "images_indexed", "pages_done"):
        expect(page.locator(f'[data-count="{name}"]').first).to_have_text(f"{counts[name]:,}")
    assert page.locator("[data-wall] img").count() > 0
    expect(page.locator("[data-problems] .problem").first).to_be_visible()


def test_crawl_list_leads_to_the_crawl(visit: Open, crawl_id: str):
    page = visit("/").page
    page.locator(f"#crawl-{crawl_id}").click()
    expect(page).to_have_url(re.compile(crawl_id))


def test_bad_address_is_explained_beside_the_field(visit: Open):
    opened = visit("/")
    page = opened.page
    page.get_by_label("Website").fill("example.org")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_contain_text("no scheme")
    expect(page.get_by_label("Website")).to_have_value("example.org")
    expect(page.get_by_role("button", name="Use https://example.org")).to_be_visible()
    opened.complaints.clear()  # the browser reports every 400 as an error


def test_crawl_is_paused_resumed_and_cancelled_live(visit: Open, stack: RunningStack):
    with PictureSite(60, 4, pause_seconds=0.3).serving() as site:
        crawl_id = stack.crawl(site.url)["id"]
        page = visit(f"/crawls/{crawl_id}/").page
        page.locator("[data-status-pill][data-status=running]").wait_for()
        for button, status in (("Pause", "paused"), ("Resume", "running"), ("Cancel", "cancelled")):
            page.get_by_role("button", name=button).click()
            page.locator(f"[data-status-pill][data-status={status}]").wait_for()
    expect(page.locator("[data-reason]")).to_contain_text("Cancelled")


def test_crawl_deleted_is_gone(visit: Open, stack: RunningStack):
    with PictureSite(2, 1, pause_seconds=0.0).serving() as site:
        crawl_id = stack.crawl(site.url)["id"]
        stack.crawl_wait(crawl_id)
        page = visit(f"/crawls/{crawl_id}/").page
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete the crawl").click()
        expect(page.locator(".message")).to_contain_text("was deleted")
    assert stack.api.get(f"crawls/{crawl_id}/").status_code == 404


def test_theme_chosen_is_kept(visit: Open):
    page = visit("/").page
    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
