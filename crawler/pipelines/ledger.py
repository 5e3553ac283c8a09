"""The last pipeline: hands outcomes to the ledger."""

from crawler.component import Component
from imagesearch.crawls.found import ImageOutcome, PageOutcome


class LedgerPipeline(Component):
    """Nothing that was claimed leaves the process without passing here."""

    def process_item(self, item: PageOutcome | ImageOutcome) -> PageOutcome | ImageOutcome:
        """See Scrapy."""
        self.ledger.finish(item)
        return item
