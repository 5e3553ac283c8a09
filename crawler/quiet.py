"""Keeps Scrapy from formatting a log line for every response and item that nobody reads."""

from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult


class QuietFormatter(LogFormatter):
    """Says nothing of what goes well, or of what the tables record."""

    def crawled(self, *_: Any, **__: Any) -> LogFormatterResult:
        """See Scrapy."""
        return None  # type: ignore[return-value]

    def scraped(self, *_: Any, **__: Any) -> LogFormatterResult:
        """See Scrapy."""
        return None  # type: ignore[return-value]

    def dropped(self, *_: Any, **__: Any) -> LogFormatterResult:
        """See Scrapy."""
        return None  # type: ignore[return-value]
