"""The conversation in its drawer: by words, by keyboard, kept over pages, opened as a search."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visit

pytestmark = [pytest.mark.integration, pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Visit]


def say(page: Page, message: str) -> None:
    """Say something and wait for the whole answer."""
    number = page.locator(".chat-exchange").count()
    page.get_by_label("What are you looking for?").fill(message)
    page.keyboard.press("Enter")
    page.locator(".chat-exchange").nth(number).locator(".chat-sentence").wait_for()


def test_conversation_refines_and_opens_as_a_search(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/").page
    page.get_by_role("button", name="Ask").click()
    say(page, "red cars")
    say(page, "only PNG")
    last = page.locator(".chat-exchange").last
    expect(last.locator(".chat-sentence")).to_contain_text("Looked for “red cars”, PNG")
    expect(last.locator(".understood-chip", has_text="PNG")).to_be_visible()
    last.get_by_role("link", name="Open as a search").click()
    page.wait_for_url("**/search/?q=red+cars+format**")
    page.locator("[data-index]").first.wait_for()
    expect(page.locator(".chat-exchange")).to_have_count(2)  # the conversation came along


def test_conversation_begins_with_the_search_on_the_screen(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/search/?q=a+red+car&format=PNG").page
    page.locator("[data-index]").first.wait_for()
    page.locator('[data-index="0"]').focus()
    page.keyboard.press("c")
    say(page, "without people")
    expect(page.locator(".chat-sentence")).to_contain_text("PNG, not people")


def test_conversation_by_keyboard_alone(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/").page
    page.get_by_role("link", name="All crawls").focus()
    page.keyboard.press("c")
    expect(page.get_by_label("What are you looking for?")).to_be_focused()
    say(page, "cars")
    say(page, "more like the first")
    picture = page.locator(".chat-exchange").last.locator(".chat-pictures button").first
    picture.focus()
    page.keyboard.press("Enter")
    viewer = page.locator("[data-chat-viewer]")
    expect(viewer).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(picture).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-chat]")).to_be_hidden()
    expect(page.get_by_role("button", name="Ask")).to_be_focused()


def test_answers_are_told_to_screen_readers(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/").page
    page.get_by_role("button", name="Ask").click()
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    say(page, "help")
    expect(log).to_contain_text("Say what you look for")


def test_conversation_that_the_server_forgot_goes_on(visit: Open, crawl_id: str):
    opened = visit(f"/crawls/{crawl_id}/")
    page = opened.page
    page.get_by_role("button", name="Ask").click()
    say(page, "cars")
    page.evaluate(
        """crawl => {
          const key = `chat:${crawl}`;
          sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), id: "forgotten" }));
        }""",
        crawl_id,
    )
    page.reload()
    say(page, "only PNG")
    expect(page.locator(".chat-sentence").last).to_contain_text("“cars”, PNG")
    opened.complaints.clear()  # the browser reports the 404 of the forgotten one


def test_undo_and_start_over(visit: Open, crawl_id: str):
    page = visit(f"/crawls/{crawl_id}/").page
    page.get_by_role("button", name="Ask").click()
    say(page, "cars")
    say(page, "only PNG")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".chat-exchange")).to_have_count(3)
    expect(page.locator(".chat-sentence").last).not_to_contain_text("PNG")
    page.get_by_role("button", name="New").click()
    expect(page.locator(".chat-exchange")).to_have_count(0)
