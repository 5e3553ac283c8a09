"""The crawl process: a Scrapy project that takes its work from the crawl's tables and writes what it found back."""
