"""The search page: by words, by picture, by keyboard; deep links and the way back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visit

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Visit]
RESULTS_PER_PAGE = 24

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
    page.get_by_role("dialog").get_by_role("button", name="Find similar").click()
    page.wait_for_url("**like=**")
    expect(page.locator("[data-examples] img")).to_have_attribute("src", str(shown))
    results(page)


def test_filter_holds_is_counted_and_taken_away(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?size=small&size=medium").page
    results(page)
    facet = page.locator("[data-facet=format]")
    facet.locator("summary").click()
    number = int(facet.locator("label", has_text="PNG").locator(".facet-count").inner_text())
    facet.get_by_label("PNG").check()
    page.wait_for_url("**format=PNG**")
    expect(page.locator("li.result:not(.skeleton)")).to_have_count(min(number, RESULTS_PER_PAGE))
    for facts in page.locator(".result-facts").all_inner_texts():
        assert facts.startswith("PNG")
    page.locator("[data-chosen]").get_by_role("button", name="Remove: PNG").click()
    page.wait_for_url(lambda url: "format" not in url)
    results(page)


def test_understood_chip_is_shown_turned_round_and_removed(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=red+car+png").page
    results(page)
    page.locator("[data-understood]").get_by_role("button", name="PNG", exact=True).click()
    expect(page.get_by_role("searchbox")).to_have_value("red car -format:png")
    page.get_by_role("button", name="Remove: not PNG").click()
    expect(page.get_by_role("searchbox")).to_have_value("red car")
    results(page)


def test_divider_stands_between_matches_and_weaker_ones(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    kinds = page.locator("[data-results] > li").evaluate_all(
        """items => items.map(item => item.matches(".divider") ? "|" : item.matches(".is-weak") ? "w" : "s").join("")"""
    )
    assert re.fullmatch(r"s+\|w+", kinds), kinds


def test_copies_are_folded_into_one_result_and_listed(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car&duplicate=1").page
    results(page)
    page.locator("[data-index]", has=page.locator(".result-copies")).first.click()
    copies = page.get_by_role("dialog").locator(".copies li")
    expect(copies.first).to_be_visible()
    expect(copies.first.get_by_role("link").first).to_have_attribute("href", re.compile(r"^http://127\.0\.0\.1:"))


def test_result_says_why_it_matched(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    expect(page.locator(".result-why").first).to_contain_text("%")


def test_less_like_this_is_an_example_that_can_be_taken_back(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    page.locator('[data-index="0"]').focus()
    first = page.locator('[data-index="0"]').get_attribute("data-image")
    page.keyboard.press("-")
    page.wait_for_url(f"**unlike={first}**")
    results(page)
    expect(page.locator(f'[data-index="0"][data-image="{first}"]')).to_have_count(0)
    page.get_by_role("button", name="Remove the example: unlike this picture").click()
    expect(page.locator(f'[data-index="0"][data-image="{first}"]')).to_be_visible()


def test_back_leads_to_where_the_reader_was(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?size=small&size=medium", height=600).page
    results(page)
    page.locator("[data-more]").click()
    page.locator('[data-index="47"]').wait_for()
    page.locator('[data-index="40"]').focus()
    image = page.locator('[data-index="40"]').get_attribute("data-image")
    top = page.evaluate("Math.round(scrollY)")
    page.keyboard.press("s")
    page.wait_for_url("**like=**")
    results(page)
    page.go_back()
    expect(page.locator('[data-index="40"]')).to_be_focused()
    expect(page.locator(f'[data-index="40"][data-image="{image}"]')).to_be_visible()
    assert abs(page.evaluate("Math.round(scrollY)") - top) < 400


def test_picture_opened_is_in_the_address_and_back_closes_it(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    page.locator('[data-index="1"]').click()
    page.wait_for_url("**view=**")
    shared = page.url
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    again = visit(shared).page
    expect(again.get_by_role("dialog")).to_be_visible()


def test_several_crawls_are_searched_at_once(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car&in=all").page
    results(page)
    assert page.locator("[data-index]").count() > 0


def test_keys_are_listed_and_can_be_turned_off(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car").page
    results(page)
    page.locator('[data-index="0"]').focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("Find similar")
    keys.get_by_label("Turn single keys off").check()
    page.keyboard.press("Escape")
    page.locator('[data-index="0"]').focus()
    page.keyboard.press("c")
    expect(page.locator("[data-chat]")).to_be_hidden()


def test_picture_by_its_address_is_refused_where_it_is_not_public(visit: Open, crawl_id: str):
    opened = visit(f"/crawls/{crawl_id}/search/")
    opened.page.get_by_role("searchbox").fill("http://10.0.0.1/boat.jpg")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**image=http**")
    expect(opened.page.locator("[data-error]")).to_contain_text("not public")
    expect(opened.page.get_by_role("button", name="Try again")).to_be_visible()
    opened.complaints.clear()  # the browser reports every 400 as an error


@pytest.mark.parametrize("way", ["upload", "paste", "drop"])
def test_search_by_a_picture_of_ones_own(visit: Open, crawl_id: str, sample_picture: Path, way: str):
    page = visit(f"/crawls/{crawl_id}/search/").page
    if way == "upload":
        page.locator("[data-upload]").set_input_files(sample_picture)
    else:
        page.evaluate(PASTE if way == "paste" else DROP, [list(sample_picture.read_bytes()), "image/png"])
    expect(page.locator("[data-examples] img")).to_be_visible()
    results(page)
    page.get_by_role("button", name="Remove the example").click()
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
    expect(page.locator(".divider")).to_have_text("The closest pictures")


def test_search_that_no_picture_fits_offers_what_to_leave_out(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=car+w:>5000&format=PNG").page
    card = page.locator(".nothing")
    expect(card).to_contain_text("Nothing fits")
    card.get_by_role("button", name="Without all of them").click()
    expect(page.get_by_role("searchbox")).to_have_value("car")
    results(page)
