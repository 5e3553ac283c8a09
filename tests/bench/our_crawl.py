"""Prepares, runs and reads back one of our crawls in a state folder of its own: `python -m tests.bench.our_crawl`.

Three steps, each a process: `prepare URL [RENDER]` prints the id of a crawl that waits for its process, `run ID pages` is the
crawl process with nothing but pages claimed (the whole is `python -m crawler ID`), `counts ID` prints what was done.
"""

import json
import sys
from datetime import timedelta
from typing import Any, Final

import django

from imagesearch import env

env.django_settings_use()
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from crawler.ledger import Claim, Ledger  # noqa: E402
from crawler.runner import crawl_process_run  # noqa: E402
from imagesearch.accounts.owners import owner_ensure  # noqa: E402
from imagesearch.crawls.models import Crawl, Image, Page  # noqa: E402
from imagesearch.crawls.options import CrawlOptions, Render  # noqa: E402
from imagesearch.crawls.services.lifecycle import crawl_start  # noqa: E402
from imagesearch.crawls.states import CrawlStatus, ImageStatus, PageStatus  # noqa: E402
from tests.bench.contenders import HOLDER  # noqa: E402

LIMIT_PAGES: Final = 100_000


def prepare(url: str, render: str = "never") -> str:
    """A database, and a crawl in it that our process may take."""
    call_command("migrate", verbosity=0, interactive=False)
    options = CrawlOptions(limit=LIMIT_PAGES, depth=1000, render=Render(render))
    crawl = crawl_start(owner=owner_ensure()[0], url=url, options=options, may_visit_start_host=True)
    until = timezone.now() + timedelta(hours=1)
    Crawl.objects.filter(pk=crawl.id).update(status=CrawlStatus.RUNNING, lease_holder=HOLDER, lease_until=until)
    return crawl.id


def run_pages(crawl_id: str, number: str = "0") -> int:
    """The crawl process without its pictures: they are recorded, and left where they are; one that gets no page has failed."""
    claim_all = Ledger.claim
    taken: list[Claim] = []

    async def claim(ledger: Ledger, *, pages: int, images: int) -> list[Claim]:
        claims = await claim_all(ledger, pages=pages, images=0)
        taken.extend(claims)
        return claims

    Ledger.claim = claim  # type: ignore[method-assign]
    code = crawl_process_run(crawl_id, HOLDER, int(number))
    if not taken:
        sys.exit(f"process {number} took no part in the crawl")
    return code


def counts(crawl_id: str) -> dict[str, Any]:
    """What the crawl did, by its rows."""
    images = Image.objects.filter(crawl_id=crawl_id)
    pages = Page.objects.filter(crawl_id=crawl_id, status=PageStatus.DONE)
    return {
        "pages": pages.count(),
        "pages_rendered": pages.filter(reason="rendered").count(),
        "images_found": images.count(),
        "images": images.filter(status=ImageStatus.FETCHED).count(),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", *arguments]:
            print(prepare(*arguments))
        case ["run", identifier, "pages", *arguments]:
            sys.exit(run_pages(identifier, *arguments))
        case ["counts", identifier]:
            print(json.dumps(counts(identifier)))
        case _:
            sys.exit(__doc__)
