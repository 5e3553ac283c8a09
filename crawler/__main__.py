"""`python -m crawler CRAWL_ID --holder HOLDER`: the process of one crawl."""

import argparse
import sys

import django
import scrapy.core.downloader.contextfactory  # noqa: F401  first: it looks at all modules there are, three times

from imagesearch import env
from imagesearch.core.niceness import session_nice

env.django_settings_use("crawler.project")
django.setup()

from crawler.runner import crawl_process_run  # noqa: E402  Django's models can be imported from here on


def main() -> int:
    """Run the crawl that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m crawler", description="Fetch the pages and pictures of one crawl.")
    parser.add_argument("crawl_id")
    parser.add_argument("--holder", required=True, help="Who holds the crawl's lease.")
    parser.add_argument("--number", type=int, default=0, help="Which one of the crawl's processes this is, from 0.")
    arguments = parser.parse_args()
    session_nice()
    return crawl_process_run(arguments.crawl_id, arguments.holder, arguments.number)


if __name__ == "__main__":
    sys.exit(main())
