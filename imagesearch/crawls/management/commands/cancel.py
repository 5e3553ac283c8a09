"""`manage.py cancel CRAWL_ID`."""

from imagesearch.crawls.management.acting import ActCommand
from imagesearch.crawls.services.lifecycle import crawl_cancel


class Command(ActCommand):
    """Takes effect within a second or two."""

    help = "End a crawl for good; what is indexed stays searchable."
    service = staticmethod(crawl_cancel)
