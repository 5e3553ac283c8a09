"""The base of everything that Scrapy makes from its crawler, with the parts that they share."""

from typing import Protocol, Self, cast

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from crawler.cache import AnswerCache
from crawler.feed import Feed
from crawler.hosts import Hosts
from crawler.ledger import Ledger
from crawler.turns import Turns


class CrawlingSpider(Protocol):
    """What the other parts need of the spider."""

    ledger: Ledger
    hosts: Hosts
    cache: AnswerCache
    turns: Turns
    end_reason: str
    feed: Feed

    def end(self, reason: str) -> None:
        """Fetch no more, for a reason of `CRAWL_REASONS`."""


class Component:
    """A middleware, pipeline, extension or scheduler of this process."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    @property
    def spider(self) -> CrawlingSpider:
        """The spider; there once the engine runs."""
        return cast("CrawlingSpider", self.crawler.spider)

    @property
    def ledger(self) -> Ledger:
        """Where outcomes go."""
        return self.spider.ledger

    @property
    def hosts(self) -> Hosts:
        """What is known about hosts."""
        return self.spider.hosts

    @property
    def cache(self) -> AnswerCache:
        """Answers of earlier crawls."""
        return self.spider.cache

    @property
    def engine(self) -> ExecutionEngine:
        """Scrapy's engine."""
        return self.crawler.engine
