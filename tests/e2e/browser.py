"""Chromium for the browser tests: found on this machine, kept from calling anybody but us."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING: Final = "Chromium is missing; end it with: apt-get install chromium"
ARGUMENTS: Final = [
    "--no-sandbox",  # tests may run as root, where Chromium refuses its sandbox
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def browser_running() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """One page in a context of its own that remembers everything the browser complained about."""

    def __init__(
        self,
        browser: Browser,
        base_url: str,
        *,
        width: int = 1200,
        height: int = 900,
        scheme: str = "light",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.context = browser.new_context(
            base_url=base_url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            extra_http_headers=headers or {},
        )
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def keep(self, name: str) -> None:
        """Keep a picture of what is seen: with `SCREENSHOTS_DIR=docs/screenshots` those of the README are taken anew."""
        if folder := os.environ.get("SCREENSHOTS_DIR"):
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def overflow_px(self) -> int:
        """How far the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
