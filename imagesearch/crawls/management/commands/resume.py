"""`manage.py resume CRAWL_ID`."""

from imagesearch.crawls.management.acting import ActCommand
from imagesearch.crawls.services.lifecycle import crawl_resume


class Command(ActCommand):
    """Takes effect within a second or two."""

    help = "Go on with a paused crawl."
    service = staticmethod(crawl_resume)
