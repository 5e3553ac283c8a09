"""scrapy-playwright as its manual shows it: every page in the browser, pictures stopped there."""

import json
from pathlib import Path

import scrapy
from scrapy.linkextractors import LinkExtractor
from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]

from imagesearch import env
from imagesearch.core.browser import browser_path


def is_picture(request):
    """What the browser does not fetch."""
    return request.resource_type == "image"


class RenderedSpider(scrapy.Spider):
    """Follows links; counts the pictures that pages show."""

    name = "rendered"
    custom_settings = {
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "LOG_LEVEL": "WARNING",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "DOWNLOAD_HANDLERS": {"http": "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": browser_path(), "chromium_sandbox": False},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": env.RENDER_TABS,
        "PLAYWRIGHT_ABORT_REQUEST": is_picture,
    }

    def __init__(self, url: str, out: str, state: str) -> None:
        super().__init__()
        self.meta = {"playwright": True, "playwright_page_methods": [PageMethod("wait_for_load_state", state)]}
        self.url = url
        self.out = Path(out)
        self.links = LinkExtractor()
        self.pages = 0
        self.images: set[str] = set()

    async def start(self):
        yield scrapy.Request(self.url, meta=self.meta)

    def parse(self, response):
        self.pages += 1
        self.images.update(response.css("img::attr(src)").getall())
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url, callback=self.parse, meta=self.meta)

    def closed(self, reason):
        self.out.write_text(json.dumps({"pages": self.pages, "images": len(self.images)}))
