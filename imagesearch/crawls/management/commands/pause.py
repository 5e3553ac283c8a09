"""`manage.py pause CRAWL_ID`."""

from imagesearch.crawls.management.acting import ActCommand
from imagesearch.crawls.services.lifecycle import crawl_pause


class Command(ActCommand):
    """Takes effect within a second or two."""

    help = "Stop fetching for now; what was found is kept and can be searched."
    service = staticmethod(crawl_pause)
