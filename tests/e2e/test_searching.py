"""The search page: by words, by picture, by keyboard; deep links and the way back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visit

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Visit]

PASTE = """async ([bytes, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "example.png", { type }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
DROP = """async ([bytes, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "example.png", { type }));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def results(page: Page) -> None:
    page.locator("[data-index]").first.wait_for()


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    results(page)


def test_search_from_the_crawl_page_finds_and_opens(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/").page
    page.get_by_role("textbox").fill("a red car")
    page.get_by_role("button", name="Search").click()
    results(page)
    page.locator("[data-index]").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Open its page")).to_have_attribute(
        "href", re.compile(r"^http://127\.0\.0\.1:")
    )
    expect(dialog).to_contain_text("px")


def test_search_address_is_a_deep_link_and_back_leads_back(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    expect(page.get_by_role("searchbox")).to_have_value("a red car")
    results(page)
    search(page, "a house at night")
    assert "q=a+house+at+night" in page.url
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("a red car")
    results(page)


def test_search_by_keyboard_alone(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("a fish")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=a+fish**")
    results(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator('[data-index="0"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-index="1"]')).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator('[data-index="2"]')).to_be_focused()


def test_crawl_is_started_by_keyboard_alone(visit: Open, sample_site: str):
    page = visit("/").page
    expect(page.get_by_label("Website")).to_be_focused()
    page.keyboard.type(sample_site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/crawls/*/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


def test_find_similar_shows_the_picture_itself_first(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    page.locator("[data-index]").first.click()
    shown = page.locator(".viewer-picture img").get_attribute("src")
    page.get_by_role("button", name="Find similar").click()
    page.wait_for_url("**like=**")
    expect(page.locator("[data-example] img")).to_have_attribute("src", str(shown))
    results(page)


def test_filter_by_format_holds(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    page.get_by_label("File format").select_option("PNG")
    page.wait_for_url("**format=PNG**")
    results(page)
    page.locator("[data-index]").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("PNG")


def test_understood_chip_is_shown_and_removed(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=red+car+png").page
    results(page)
    page.get_by_role("button", name="Remove: PNG").click()
    expect(page.get_by_role("searchbox")).to_have_value("red car")
    results(page)


@pytest.mark.parametrize("way", ["upload", "paste", "drop"])
def test_search_by_a_picture_of_ones_own(visit: Open, crawl_id: str, sample_picture: Path, way: str):
    page = visit(f"/crawls/{crawl_id}/search/").page
    if way == "upload":
        page.locator("[data-upload]").set_input_files(sample_picture)
    else:
        page.evaluate(PASTE if way == "paste" else DROP, [list(sample_picture.read_bytes()), "image/png"])
    expect(page.locator("[data-example] img")).to_be_visible()
    results(page)
    page.get_by_role("button", name="Remove the example picture").click()
    expect(page.locator("[data-index]")).to_have_count(0)


def test_upload_that_is_no_picture_is_explained(visit: Open, crawl_id: str, tmp_path: Path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"this is no picture")
    opened = visit(f"/crawls/{crawl_id}/search/")
    opened.page.locator("[data-upload]").set_input_files(broken)
    expect(opened.page.locator("[data-error]")).to_be_visible()
    opened.complaints.clear()  # the browser reports every 400 as an error


def test_search_that_nothing_matches_says_so(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=quarterly+tax+return+spreadsheet").page
    page.locator("[data-outcome]:not(:empty)").wait_for()
    assert page.locator("li.result:not(.is-weak)").count() == 0
