"""Scrapy as its manual shows it: follow every link, keep every picture and a thumbnail by its ImagesPipeline."""

import json
from pathlib import Path

import scrapy
from scrapy.linkextractors import LinkExtractor


class PicturesSpider(scrapy.Spider):
    """Follows links and gives the addresses of pictures to the pipeline."""

    name = "pictures"
    custom_settings = {
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "LOG_LEVEL": "WARNING",
        "ITEM_PIPELINES": {"scrapy.pipelines.images.ImagesPipeline": 1},
        "IMAGES_STORE": "store",  # in the working folder, which the bench empties
        "IMAGES_THUMBS": {"small": (256, 256)},
    }

    def __init__(self, url: str, out: str) -> None:
        super().__init__()
        self.start_urls = [url]
        self.out = Path(out)
        self.links = LinkExtractor()

    def parse(self, response):
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url, callback=self.parse)
        yield {"image_urls": [response.urljoin(source) for source in response.css("img::attr(src)").getall()]}

    def closed(self, reason):
        stats = self.crawler.stats.get_stats()
        images = stats.get("file_status_count/downloaded", 0)
        self.out.write_text(json.dumps({"pages": stats["response_received_count"] - images, "images": images}))
