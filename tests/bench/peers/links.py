"""Scrapy as its manual shows it: follow every link of the site."""

import json
from pathlib import Path

import scrapy
from scrapy.linkextractors import LinkExtractor


class LinksSpider(scrapy.Spider):
    """Follows links; keeps nothing."""

    name = "links"
    custom_settings = {"CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "LOG_LEVEL": "WARNING"}

    def __init__(self, url: str, out: str) -> None:
        super().__init__()
        self.start_urls = [url]
        self.out = Path(out)
        self.links = LinkExtractor()

    def parse(self, response):
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url, callback=self.parse)

    def closed(self, reason):
        stats = self.crawler.stats.get_stats()
        self.out.write_text(json.dumps({"pages": stats["response_received_count"], "images": 0}))
