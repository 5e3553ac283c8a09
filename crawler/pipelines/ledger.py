"""The last pipeline: hands outcomes to the ledger."""

from typing import Self

from scrapy.crawler import Crawler

from imagesearch.crawls.found import ImageOutcome, PageOutcome


class LedgerPipeline:
    """Nothing that was claimed leaves the process without passing here."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_item(self, item: PageOutcome | ImageOutcome) -> PageOutcome | ImageOutcome:
        """See Scrapy."""
        self._crawler.spider.ledger.finish(item)  # type: ignore[union-attr]
        return item
